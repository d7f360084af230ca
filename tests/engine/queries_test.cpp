// What offices can ask: lists page by page, the whole of what is open, the status. Who may see
// what, and what is wrong with a question that cannot be answered.
#include "dispatcher/engine/queries.hpp"

#include <boost/test/unit_test.hpp>

#include "dispatcher/engine/engine.hpp"
#include "tests/engine/key_shelf.hpp"
#include "tests/engine/shunyi.hpp"

namespace {

using namespace shao;
using codec::Json;
using test::monday;
using test::shunyi;

/// A leader with five whistles of one subdistrict, of which the second was withdrawn, and one of
/// another one.
struct AskedLeader {
  AskedLeader() {
    core::State state;
    state.apply({1, monday, {}, false, {core::TermClaimed{1, "ab", monday, 1}}});
    lead(std::move(state));
    for (int i = 1; i <= 5; ++i) raise("110113001", i);
    tell("110113001", {{"do", "withdraw"}, {"whistle", "W2"}, {"reason", "误报"}});
    raise("110113002", 6);
  }
  void lead(core::State state) {
    engine.emplace(std::move(state),
                   std::shared_ptr<const core::Policy>{shunyi(), &shunyi()->policy},
                   engine::Surroundings{"fsync", 1, false, "Asia/Shanghai"}, shelf.ring());
  }
  void raise(const char* office, int number, bool exercise = false) {
    Json body{{"do", "raise"},
              {"id", "r" + std::to_string(number)},
              {"unit", office},
              {"category", "GAS_LEAK"},
              {"title", "燃气 " + std::to_string(number)}};
    if (exercise) body["exercise"] = true;
    BOOST_REQUIRE(tell(office, body)["ok"] == true);
  }
  engine::Request request(const char* office, const Json& body) {
    return {"peer",
            "ref",
            "c" + std::to_string(++asked_),
            core::OfficeId(office),
            std::string_view(office) == "ZHZX"
                ? core::Roles{core::Role::command_centre}
                : core::Roles{core::Role::street, core::Role::street_leader},
            body.dump()};
  }
  Json reply() {
    if (engine->take_batch()) engine->appended();
    const auto replies = engine->take_outputs().replies;
    BOOST_REQUIRE_EQUAL(replies.size(), 1U);
    return replies[0].body;
  }
  Json tell(const char* office, const Json& body) {
    engine->command(request(office, body), monday);
    return reply();
  }
  Json ask(const Json& body, const char* office = "110113001") {
    engine->query(request(office, body), monday);
    return reply();
  }
  /// "W5 W4", with a "+" behind when there are more.
  std::string listed(const Json& body, const char* office = "110113001") {
    const Json answer = ask(body, office);
    std::string all;
    for (const Json& one : answer.at("whistles"))
      all += (all.empty() ? "" : " ") + one.at("whistle").get<std::string>();
    return all + (answer.at("more") == true ? " +" : "");
  }
  std::string listed_rows(const std::vector<std::string>& whistles,
                          const char* office = "110113001") {
    const Json answer = ask({{"ask", "rows"}, {"whistles", whistles}}, office);
    std::string all;
    for (const Json& one : answer.at("whistles"))
      all += (all.empty() ? "" : " ") + one.at("whistle").get<std::string>();
    return all;
  }
  void refuses(const Json& body, const char* field, const char* value) {
    const Json answer = ask(body);
    BOOST_TEST(answer["refused"] == "malformed", body);
    BOOST_TEST(answer["field"] == field, answer);
    BOOST_TEST(answer["value"] == value, answer);
  }

  test::KeyShelf shelf;
  std::optional<engine::Engine> engine;

 private:
  int asked_ = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_question, AskedLeader)

BOOST_AUTO_TEST_CASE(that_is_none_is_refused_with_those_there_are) {
  refuses(Json{{"ask", "everything"}}, "ask", "everything");
  refuses(Json{{"ask", 5}}, "ask", "");
  refuses(Json::object(), "ask", "");
  engine->query({"peer", "ref", "q", core::OfficeId("110113001"), {}, "{"}, monday);
  const Json answer = reply();
  BOOST_TEST(answer["refused"] == "malformed");
  BOOST_TEST(answer["field"] == "body");
}

BOOST_AUTO_TEST_CASE(for_a_list_is_answered_from_the_newest_back_in_the_state_that_was_asked_for) {
  BOOST_TEST(listed({{"ask", "list"}}) == "W5 W4 W3 W1");
  BOOST_TEST(listed({{"ask", "list"}, {"state", "open"}}) == "W5 W4 W3 W1");
  BOOST_TEST(listed({{"ask", "list"}, {"state", "closed"}}) == "W2");
  BOOST_TEST(listed({{"ask", "list"}, {"state", "all"}}) == "W5 W4 W3 W2 W1");
  BOOST_TEST(listed({{"ask", "list"}, {"state", "CANCELLED"}}) == "W2");
  BOOST_TEST(listed({{"ask", "list"}, {"state", "DISPATCHED"}}) == "W5 W4 W3 W1");
  BOOST_TEST(listed({{"ask", "list"}, {"state", "all"}}, "110113002") == "W6");
  BOOST_TEST(listed({{"ask", "list"}}, "ZHZX") == "W6 W5 W4 W3 W1");
}

BOOST_AUTO_TEST_CASE(for_a_list_goes_on_page_by_page) {
  BOOST_TEST(listed({{"ask", "list"}, {"limit", 2}}) == "W5 W4 +");
  BOOST_TEST(listed({{"ask", "list"}, {"limit", 2}, {"before", "W4"}}) == "W3 W1");
  BOOST_TEST(listed({{"ask", "list"}, {"before", "W1"}}) == "");
  BOOST_TEST(listed({{"ask", "list"}, {"before", "W999"}}) == "W5 W4 W3 W1");
  BOOST_TEST(listed({{"ask", "list"}, {"state", "all"}, {"limit", 2}}) == "W5 W4 +");
  BOOST_TEST(listed({{"ask", "list"}, {"state", "all"}, {"limit", 2}, {"before", "W3"}}) ==
             "W2 W1");
}

BOOST_AUTO_TEST_CASE(for_a_list_says_where_to_go_on_though_the_page_is_empty) {
  const Json full = ask({{"ask", "list"}, {"limit", 2}});
  BOOST_TEST(full["next"] == "W4");
  BOOST_TEST(!ask({{"ask", "list"}}).contains("next"));
  // One ended whistle behind many that another office has: the leader looks at so many in one turn.
  core::State state(engine->state().image());
  for (std::uint64_t i = 0; i < engine::most_looked_at; ++i) {
    core::Raise raise;
    const core::OfficeId office("110113002");
    raise.record = "many " + std::to_string(i);
    raise.unit = office;
    raise.category = core::CategoryId("GAS_LEAK");
    raise.title = "燃气";
    const core::Cause cause{{office, {core::Role::street}, {}}, {}, {}};
    for (const core::Record& record :
         core::records_of(core::decide(state, shunyi()->policy, raise, cause, monday), state,
                          monday, cause, false))
      state.apply(record);
  }
  BOOST_REQUIRE(state.whistle_count() > engine::most_looked_at);
  lead(std::move(state));
  const Json empty = ask({{"ask", "list"}, {"state", "closed"}});
  BOOST_TEST(empty["whistles"].empty());
  BOOST_TEST(empty["more"] == true);
  BOOST_TEST(listed({{"ask", "list"}, {"state", "closed"}, {"before", empty["next"]}}) == "W2");
}

BOOST_AUTO_TEST_CASE(for_a_list_names_what_is_wrong_with_it) {
  refuses({{"ask", "list"}, {"state", "lost"}}, "state", "lost");
  refuses({{"ask", "list"}, {"state", 5}}, "state", "");
  refuses({{"ask", "list"}, {"limit", 0}}, "limit", "0");
  refuses({{"ask", "list"}, {"limit", 501}}, "limit", "501");
  refuses({{"ask", "list"}, {"limit", -1}}, "limit", "-1");
  refuses({{"ask", "list"}, {"limit", "ten"}}, "limit", "\"ten\"");
  for (const char* before : {"4", "W", "", "Wx", "W4x", "W99999999999999999999"})
    refuses({{"ask", "list"}, {"before", before}}, "before",
            ("\"" + std::string(before) + "\"").c_str());
}

BOOST_AUTO_TEST_CASE(for_a_snapshot_is_answered_with_all_that_is_open_page_by_page) {
  BOOST_TEST(listed({{"ask", "snapshot"}}) == "W1 W3 W4 W5");
  BOOST_TEST(listed({{"ask", "snapshot"}, {"limit", 2}}) == "W1 W3 +");
  BOOST_TEST(listed({{"ask", "snapshot"}, {"limit", 2}, {"after", "W3"}}) == "W4 W5");
  BOOST_TEST(listed({{"ask", "snapshot"}, {"after", "W0"}}, "ZHZX") == "W1 W3 W4 W5 W6");
  BOOST_TEST(ask({{"ask", "snapshot"}})["position"].get<std::string>().starts_with("1-ab-"));
  refuses({{"ask", "snapshot"}, {"after", "first"}}, "after", "first");
  refuses({{"ask", "snapshot"}, {"limit", 1000}}, "limit", "1000");
}

BOOST_AUTO_TEST_CASE(for_a_whistle_is_answered_with_those_of_the_same_matter_that_may_be_seen) {
  const Json own = ask({{"ask", "whistle"}, {"whistle", "W5"}});
  BOOST_REQUIRE(own["ok"] == true);
  const Json theirs = ask({{"ask", "whistle"}, {"whistle", "W6"}}, "110113002");
  BOOST_REQUIRE(theirs["ok"] == true);
  for (const Json& one : own.value("likely_same", Json::array()))
    BOOST_TEST(one["whistle"] != "W6");
  BOOST_TEST(!theirs.contains("likely_same"));
  for (const char* whistle : {"W6", "W99", "6", ""})
    BOOST_TEST(ask({{"ask", "whistle"}, {"whistle", whistle}})["refused"] == "unknown_whistle",
               whistle);
}

BOOST_AUTO_TEST_CASE(for_the_status_tells_of_exercises_apart_from_what_is_in_earnest) {
  Json status = ask({{"ask", "status"}});
  BOOST_TEST(status["open"] == 5);
  BOOST_TEST(status["raised"] == 6);
  BOOST_TEST(!status.contains("exercises"));
  BOOST_TEST(!status.contains("storage"));
  raise("110113001", 7, true);
  engine::StorageGauge gauge;
  gauge.look(0.5);
  engine->storage(gauge);
  status = ask({{"ask", "status"}});
  BOOST_TEST(status["open"] == 5);
  BOOST_TEST(status["exercises"]["open"] == 1);
  BOOST_TEST(status["exercises"]["raised"] == 1);
  BOOST_TEST(status["storage"]["low"] == false);
  BOOST_TEST(status["storage"]["free_percent"] == 50);
}

BOOST_AUTO_TEST_CASE(for_rows_is_answered_with_those_that_may_be_seen_whatever_became_of_them) {
  BOOST_TEST(listed_rows({"W2", "W5", "W6", "W77"}) == "W2 W5");
  BOOST_TEST(listed_rows({"W6", "W1"}, "ZHZX") == "W6 W1");
  const Json answer = ask({{"ask", "rows"}, {"whistles", {"W1"}}});
  const Json row = answer.at("whistles").at(0);
  BOOST_TEST(row["state"] == "DISPATCHED");
  BOOST_TEST(row["lead"] == "RQ");
  BOOST_TEST(row["assignments"].size() > 1);
  BOOST_TEST(row["waits"].at(0)["move"] == "acknowledge");
  BOOST_TEST(row["waits"].at(0)["next"].size() == 2);  // its level and when, not whom it tells
  BOOST_TEST(row["as_of"].get<core::EventNumber>() > 0);
  refuses({{"ask", "rows"}}, "whistles", "");
  refuses({{"ask", "rows"}, {"whistles", Json::array()}}, "whistles", "");
  refuses({{"ask", "rows"}, {"whistles", {"first"}}}, "whistles", "\"first\"");
}

BOOST_AUTO_TEST_CASE(for_a_snapshot_of_rows_is_answered_as_for_the_rows_themselves) {
  const Json snapshot = ask({{"ask", "snapshot"}, {"shape", "rows"}, {"limit", 1}});
  const Json rows = ask({{"ask", "rows"}, {"whistles", {"W1"}}});
  BOOST_TEST(snapshot["whistles"] == rows["whistles"]);
}

BOOST_AUTO_TEST_CASE(before_a_raise_is_answered_as_the_raise_will_go_and_changes_nothing) {
  const auto before = engine->state().last_event();
  const Json would_be{{"ask", "preview"}, {"unit", "110113001"}, {"title", "燃气泄漏 有异味"}};
  const Json said = ask(would_be);
  BOOST_REQUIRE(said["ok"] == true);
  BOOST_TEST(said["category"] == "GAS_LEAK");
  BOOST_TEST(said["lead"] == "RQ");
  BOOST_TEST(said["may"]["ok"] == true);
  BOOST_TEST(said["likely_same"].size() == 4);  // W1, W3, W4, W5
  BOOST_TEST(said["names"].contains("RQ"));
  BOOST_TEST(engine->state().last_event() == before);
  // Another street's is nobody else's business.
  const Json theirs = ask({{"ask", "preview"}, {"unit", "110113002"}, {"category", "GAS_LEAK"}});
  BOOST_TEST(theirs["may"]["refused"] == "not_your_unit");
  BOOST_TEST(theirs["likely_same"].empty());
  const Json unknown = ask({{"ask", "preview"}, {"unit", "nowhere"}, {"title", "x"}});
  BOOST_TEST(unknown["refused"] == "unknown_office");
  const Json untitled = ask({{"ask", "preview"}, {"unit", "110113001"}, {"title", 5}});
  BOOST_TEST(untitled["refused"] == "malformed");
  BOOST_TEST(untitled["field"] == "title");
}

BOOST_AUTO_TEST_CASE(for_the_directory_names_all_that_a_screen_asks_for) {
  const Json directory = ask({{"ask", "directory"}});
  BOOST_TEST(directory["timezone"] == "Asia/Shanghai");
  BOOST_TEST(directory["offices"].size() == shunyi()->policy.offices.size());
  BOOST_TEST(directory["categories"].size() == shunyi()->policy.categories.size());
  BOOST_TEST(directory["levels"].size() == 5);
  BOOST_TEST(directory["levels"].at(1)["zh"] == "催办");
  for (const Json& office : directory["offices"])
    BOOST_TEST(office["centre"] == (office["id"] == "ZHZX"), office);
}

BOOST_AUTO_TEST_CASE(for_the_duty_of_an_office_without_a_rota_is_answered_with_none) {
  BOOST_TEST(ask({{"ask", "duty"}, {"office", "RQ"}})["rotas"].empty());
  BOOST_TEST(ask({{"ask", "duty"}, {"office", "nowhere"}})["refused"] == "unknown_office");
  BOOST_TEST(ask({{"ask", "duty"}})["refused"] == "unknown_office");
}

BOOST_AUTO_TEST_CASE(tells_which_moves_are_open_to_who_asks) {
  const auto open = [&](const char* office) {
    std::string all;
    const Json answer = ask({{"ask", "whistle"}, {"whistle", "W1"}}, office);
    for (const Json& move : answer.at("moves"))
      all += (all.empty() ? "" : " ") + move.get<std::string>();
    return all;
  };
  BOOST_TEST(open("110113001") == "withdraw convene add_assisting escalate note");
  BOOST_TEST(open("ZHZX") == "convene add_assisting escalate merge note relieve");
}

BOOST_AUTO_TEST_CASE(is_answered_for_the_roles_it_names_and_never_for_more) {
  const Json all = ask({{"ask", "whistle"}, {"whistle", "W1"}});
  const Json fewer = ask({{"ask", "whistle"}, {"whistle", "W1"}, {"as", {"street"}}});
  BOOST_TEST(fewer["moves"].size() < all["moves"].size());
  // A role that the key does not have is not had by naming it.
  const Json more =
      ask({{"ask", "whistle"}, {"whistle", "W6"}, {"as", {"street", "command_centre"}}});
  BOOST_TEST(more["refused"] == "unknown_whistle");
  refuses({{"ask", "list"}, {"as", {"mayor"}}}, "as", "mayor");
}

BOOST_AUTO_TEST_CASE(for_the_status_tells_how_long_appends_took) {
  const Json appends = ask({{"ask", "status"}})["appends"];
  BOOST_TEST(appends["count"].get<std::uint64_t>() > 0);
  BOOST_TEST(appends["slowest"].get<double>() <= appends["seconds"].get<double>() + 1e-9);
}

BOOST_AUTO_TEST_CASE(and_a_command_of_fewer_roles_than_its_key_has_is_refused_what_they_may_not) {
  const Json withdraw{
      {"do", "withdraw"}, {"whistle", "W1"}, {"reason", "误报"}, {"as", {"street"}}};
  BOOST_TEST(tell("110113001", withdraw)["refused"] == "role_may_not");
  Json leader = withdraw;
  leader["as"] = {"street_leader"};
  leader["account"] = "李主任 (li)";
  leader["person"] = "别人";
  BOOST_TEST(tell("110113001", leader)["ok"] == true);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_ring_of_keys)

BOOST_AUTO_TEST_CASE(asks_the_store_once_for_many_and_not_for_what_it_has) {
  int asked = 0;
  engine::KeyRing ring(sealing::Key{}, [&](const std::vector<core::KeyId>& ids) {
    ++asked;
    return journal::Result<std::vector<std::string>>(std::vector<std::string>(ids.size()));
  });
  const core::KeyId own = ring.make();
  ring.fetch({own, core::KeyId{}});
  BOOST_TEST(asked == 0);
  ring.fetch({own, core::KeyId("a"), core::KeyId("b")});
  BOOST_TEST(asked == 1);
  BOOST_TEST(ring.wrapped(core::KeyId("a")).empty());
  BOOST_TEST(!ring.wrapped(own).empty());
  BOOST_TEST(ring.seal(own, sealing::Purpose::particulars, "").empty());
  BOOST_TEST(ring.seal(core::KeyId("a"), sealing::Purpose::particulars, "张三丰").empty());
  const core::Sealed sealed = ring.seal(own, sealing::Purpose::particulars, "张三丰");
  BOOST_TEST(ring.open(own, sealing::Purpose::particulars, sealed).value_or("") == "张三丰");
  BOOST_TEST(!ring.open(core::KeyId("a"), sealing::Purpose::particulars, sealed).has_value());
  ring.drop(own);
  BOOST_TEST(ring.wrapped(own).empty());
}

BOOST_AUTO_TEST_CASE(lets_go_of_what_was_used_long_ago_and_keeps_what_is_new) {
  test::KeyShelf shelf;
  const auto ring = shelf.ring();
  const core::KeyId first = ring->make();
  for (int i = 0; i < 50'000; ++i) ring->make();
  BOOST_TEST(!ring->wrapped(first).empty());  // in the older half
  core::KeyId last;
  for (int i = 0; i < 50'000; ++i) last = ring->make();
  BOOST_TEST(ring->wrapped(first).empty());
  BOOST_TEST(!ring->wrapped(last).empty());
}

BOOST_AUTO_TEST_SUITE_END()
