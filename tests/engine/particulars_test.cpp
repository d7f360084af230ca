// What becomes of a resident's name, number and address on their way through an engine: sealed in
// what is journaled, masked in what is told, in clear in the answer to who may ask.
#include <boost/test/unit_test.hpp>

#include "dispatcher/codec/record_json.hpp"
#include "dispatcher/engine/engine.hpp"
#include "tests/engine/key_shelf.hpp"
#include "tests/engine/shunyi.hpp"

namespace {

using namespace shao;
using codec::Json;
using engine::Engine;

using test::monday;
using test::shunyi;
constexpr std::array<std::string_view, 4> secrets{"张三丰", "13812341234", "南区3号", "116.654"};

/// One jurisdiction over several terms of leaders.
struct Desk {
  Desk() { begin_term(); }

  void begin_term() {
    core::State recovered = engine ? core::State(engine->state().image()) : core::State();
    recovered.apply({recovered.last_event() + 1,
                     monday,
                     {},
                     false,
                     {core::TermClaimed{++epoch, "n" + std::to_string(epoch), monday, 1}}});
    ring = shelf.ring();
    engine.emplace(std::move(recovered),
                   std::shared_ptr<const core::Policy>{shunyi(), &shunyi()->policy},
                   engine::Surroundings{"fsync", 1, false, "Asia/Shanghai"}, ring);
  }

  /// The answer, once what it rests on is journaled.
  Json ask(const char* office, core::Roles roles, Json body, bool question = false) {
    const engine::Request request{
        "peer", "ref", "c" + std::to_string(++asked), core::OfficeId(office), roles, body.dump()};
    question ? engine->query(request, monday) : engine->command(request, monday);
    while (auto batch = engine->take_batch()) {
      journal += batch->bytes;
      shelf.take(batch->keys);
      engine->appended();
    }
    engine::Outputs outputs = engine->take_outputs();
    for (const link::Event& event : outputs.publications) {
      told += event.body;
      if (!event.view.empty()) view = Json::parse(event.view);
    }
    BOOST_REQUIRE_EQUAL(outputs.replies.size(), 1U);
    return outputs.replies[0].body;
  }
  Json raise() {
    return ask("110113001", {core::Role::street, core::Role::street_leader},
               {{"do", "raise"},
                {"id", "r" + std::to_string(asked)},
                {"unit", "110113001"},
                {"category", "GAS_LEAK"},
                {"title", "燃气泄漏"},
                {"reporter", {{"name", "张三丰"}, {"phone", "13812341234"}}},
                {"place", {{"address", "建新南区3号楼"}, {"lon", 116.6543}, {"lat", 40.1}}}});
  }
  Json show(const char* office) {
    return ask(office, {core::Role::dept_officer}, {{"ask", "whistle"}, {"whistle", "W1"}}, true);
  }
  Json reveal(const char* office, core::Role role, const std::string& reason = "") {
    Json body = {{"do", "reveal"}, {"whistle", "W1"}};
    if (!reason.empty()) body["reason"] = reason;
    return ask(office, {role}, body);
  }
  Json withdraw_and_erase() {
    ask("110113001", {core::Role::street_leader},
        {{"do", "withdraw"}, {"whistle", "W1"}, {"reason", "误报"}});
    return ask("ZHZX", {core::Role::command_centre},
               {{"do", "erase"}, {"whistle", "W1"}, {"reason", "当事人申请"}});
  }

  test::KeyShelf shelf;
  std::shared_ptr<engine::KeyRing> ring;
  std::optional<Engine> engine;
  std::string journal, told;
  Json view;
  std::uint64_t epoch = 0;
  int asked = 0;
};

bool tells(const std::string& text, std::string_view secret) {
  return text.find(secret) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(particulars, Desk)

BOOST_AUTO_TEST_CASE(are_in_no_byte_that_is_journaled_and_in_no_event_that_is_told) {
  BOOST_REQUIRE(raise()["ok"] == true);
  BOOST_REQUIRE(
      ask("RQ", {core::Role::dept_liaison},
          {{"do", "contact"}, {"whistle", "W1"}, {"reached", "张三丰"}, {"how", "电话"}})["ok"] ==
      true);
  for (const std::string_view secret : secrets) {
    BOOST_TEST(!tells(journal, secret), secret);
    BOOST_TEST(!tells(told, secret), secret);
  }
  BOOST_TEST(tells(told, "138****1234"));
  BOOST_TEST(tells(told, "张**"));
  BOOST_TEST(tells(told, "建新南区****"));
}

BOOST_AUTO_TEST_CASE(in_a_view_the_address_is_for_those_who_are_sent_there) {
  raise();
  BOOST_TEST(show("RQ")["whistle"]["place"]["address"] == "建新南区3号楼");
  BOOST_TEST(show("RQ")["whistle"]["reporter"]["phone"] == "138****1234");
  BOOST_TEST(show("110113001")["whistle"]["place"]["address"] == "建新南区****");
  // The view that goes to brokers, who mask it for all others.
  BOOST_TEST(view["place"]["address"] == "建新南区3号楼");
  BOOST_TEST(view["reporter"]["name"] == "张**");
}

BOOST_AUTO_TEST_CASE(are_revealed_to_an_assigned_office_once_it_is_journaled_who_asked) {
  raise();
  const Json answer = reveal("RQ", core::Role::dept_officer);
  BOOST_TEST(answer["reporter"] == Json({{"name", "张三丰"}, {"phone", "13812341234"}}));
  BOOST_TEST(answer["place"]["address"] == "建新南区3号楼");
  BOOST_TEST(tells(journal, R"("particulars_revealed")"));
  for (const std::string_view secret : secrets) BOOST_TEST(!tells(journal, secret), secret);
}

BOOST_AUTO_TEST_CASE(are_revealed_to_the_raiser_with_a_reason_and_to_nobody_else) {
  raise();
  BOOST_TEST(reveal("110113001", core::Role::street)["refused"] == "missing_field");
  BOOST_TEST(reveal("110113001", core::Role::street, "回访")["reporter"]["name"] == "张三丰");
  BOOST_TEST(reveal("ZHZX", core::Role::command_centre, "看看")["refused"] == "not_your_unit");
  BOOST_TEST(reveal("ZJW", core::Role::dept_officer, "看看")["refused"] == "unknown_whistle");
}

BOOST_AUTO_TEST_CASE(are_read_by_the_next_leader_with_the_keys_that_were_kept) {
  raise();
  begin_term();
  BOOST_TEST(reveal("RQ", core::Role::dept_officer)["reporter"]["name"] == "张三丰");
  BOOST_TEST(show("RQ")["whistle"]["place"]["address"] == "建新南区3号楼");
}

BOOST_AUTO_TEST_CASE(cannot_be_read_by_anybody_once_they_were_erased) {
  raise();
  BOOST_TEST(shelf.size() == 1U);
  BOOST_REQUIRE(withdraw_and_erase()["ok"] == true);
  BOOST_TEST(shelf.size() == 0U);
  const Json shown = show("RQ")["whistle"];
  BOOST_TEST(shown["erased"] == true);
  BOOST_TEST(!shown.contains("reporter"));
  BOOST_TEST(!shown.contains("place"));
  // Nor from the journal, with the master key.
  const auto records = codec::decode_batch(journal.substr(0, journal.find('\n')));
  begin_term();
  BOOST_TEST(show("RQ")["whistle"]["erased"] == true);
  BOOST_TEST(
      !ring->open(engine->state().whistle({1})->key, sealing::Purpose::particulars, {"anything"}));
}

BOOST_AUTO_TEST_CASE(are_erased_after_the_end_only_by_the_centre_and_once) {
  raise();
  const Json erase = {{"do", "erase"}, {"whistle", "W1"}, {"reason", "当事人申请"}};
  BOOST_TEST(ask("ZHZX", {core::Role::command_centre}, erase)["refused"] == "wrong_state");
  withdraw_and_erase();
  BOOST_TEST(ask("110113001", {core::Role::street}, erase)["refused"] == "role_may_not");
  BOOST_TEST(ask("ZHZX", {core::Role::command_centre}, erase)["refused"] == "wrong_state");
  BOOST_TEST(reveal("RQ", core::Role::dept_officer)["refused"] == "wrong_state");
}

BOOST_AUTO_TEST_CASE(whose_key_is_lost_are_said_to_be_unreadable_and_work_goes_on) {
  raise();
  shelf = {};
  begin_term();
  const Json answer = reveal("RQ", core::Role::dept_officer);
  BOOST_TEST(answer["ok"] == true);
  BOOST_TEST(answer["unreadable"] == true);
  BOOST_TEST(
      ask("RQ", {core::Role::dept_liaison},
          {{"do", "contact"}, {"whistle", "W1"}, {"reached", "张三丰"}, {"how", "电话"}})["ok"] ==
      true);
}

BOOST_AUTO_TEST_CASE(are_not_told_as_if_there_were_none_when_the_store_does_not_answer) {
  raise();
  begin_term();
  BOOST_TEST(!ring->problem());
  shelf.silent = true;
  show("RQ");
  BOOST_TEST(ring->problem().has_value());  // the term ends before anything is sent
}

BOOST_AUTO_TEST_CASE(of_a_whistle_that_was_refused_leave_no_key) {
  ask("110113001", {core::Role::street},
      {{"do", "raise"}, {"id", "x"}, {"unit", "110113001"}, {"category", "UFO"}, {"title", "t"}});
  BOOST_TEST(shelf.size() == 0U);
}

BOOST_AUTO_TEST_CASE(a_hash_in_the_journal_does_not_tell_who_guesses_that_the_guess_is_right) {
  const Json body = {{"do", "raise"}, {"id", "r1"}, {"unit", "110113001"}, {"title", "t"}};
  ask("110113001", {core::Role::street}, body);
  BOOST_TEST(!tells(journal, codec::body_hash(body)));
  BOOST_TEST(tells(journal, codec::body_hash(body, ring->hash_key())));
}

BOOST_AUTO_TEST_SUITE_END()
