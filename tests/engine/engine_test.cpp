// The engine of a term, without journal or network: what is told when.
#include "dispatcher/engine/engine.hpp"

#include <boost/test/unit_test.hpp>

#include "dispatcher/codec/record_json.hpp"
#include "tests/engine/key_shelf.hpp"
#include "tests/engine/shunyi.hpp"

namespace {

using namespace shao;
using engine::Engine;

using test::monday;
using test::shunyi;

test::KeyShelf& any_shelf() {
  static test::KeyShelf shelf;
  return shelf;
}

/// An engine whose term has just begun.
Engine begun(test::KeyShelf& shelf = any_shelf()) {
  core::State state;
  state.apply({1, monday, {}, false, {core::TermClaimed{1, "ab", monday, 1}}});
  Engine engine(std::move(state), {shunyi(), &shunyi()->policy},
                {"fsync", 1, false, "Asia/Shanghai"}, shelf.ring());
  engine.adopt({shunyi(), &shunyi()->policy}, "Asia/Shanghai", monday);
  BOOST_REQUIRE(engine.take_batch());
  engine.appended();
  engine.take_outputs();
  return engine;
}

engine::Request from_street(const std::string& id, const std::string& body) {
  return {"peer",
          "ref",
          id,
          core::OfficeId("110113001"),
          {core::Role::street, core::Role::street_leader},
          body};
}

const std::string gas_leak =
    R"({"do":"raise","id":"r1","unit":"110113001","category":"GAS_LEAK","title":"燃气泄漏"})";

}  // namespace

BOOST_AUTO_TEST_SUITE(the_engine)

BOOST_AUTO_TEST_CASE(nothing_is_told_before_the_append_is_acknowledged) {
  Engine engine = begun();
  engine.command(from_street("c1", gas_leak), monday);
  BOOST_TEST(engine.take_outputs().replies.empty());
  const auto batch = engine.take_batch();
  BOOST_REQUIRE(batch);
  BOOST_TEST(engine.take_outputs().replies.empty());
  engine.appended();
  const auto outputs = engine.take_outputs();
  BOOST_REQUIRE_EQUAL(outputs.replies.size(), 1U);
  BOOST_TEST(outputs.replies[0].body["ok"] == true);
  BOOST_TEST(outputs.replies[0].body["whistle"] == "W1");
  BOOST_TEST(outputs.publications.size() == 2U);  // raised, dispatched
}

BOOST_AUTO_TEST_CASE(when_a_command_was_made_is_journaled_and_no_part_of_what_it_says) {
  Engine engine = begun();
  const std::string stamp = std::to_string(codec::milliseconds(monday) - 5000);
  std::string stamped = gas_leak;
  stamped.insert(1, R"("made_at":)" + stamp + ",");
  engine.command(from_street("c1", stamped), monday);
  engine.command(from_street("c1", gas_leak), monday);
  const auto batch = engine.take_batch();
  BOOST_REQUIRE(batch);
  const auto records = codec::decode_batch(batch->bytes);
  BOOST_REQUIRE(records);
  BOOST_REQUIRE_EQUAL(records->size(), 1U);
  BOOST_TEST((records->front().cause.made_at == monday - std::chrono::seconds{5}));
  engine.appended();
  const auto outputs = engine.take_outputs();
  BOOST_REQUIRE_EQUAL(outputs.replies.size(), 2U);
  BOOST_TEST(outputs.replies[1].body["first"] == false);
}

BOOST_AUTO_TEST_CASE(a_refusal_waits_for_what_was_decided_before_it) {
  Engine engine = begun();
  engine.command(from_street("c1", gas_leak), monday);
  engine.command(from_street("c2", R"({"do":"approve","whistle":"W1"})"), monday);
  BOOST_TEST(engine.take_outputs().replies.empty());
  engine.take_batch();
  engine.appended();
  const auto outputs = engine.take_outputs();
  BOOST_REQUIRE_EQUAL(outputs.replies.size(), 2U);
  BOOST_TEST(outputs.replies[1].body["refused"] == "wrong_state");
}

BOOST_AUTO_TEST_CASE(on_a_full_disk_new_whistles_are_refused_and_everything_else_goes_on) {
  Engine engine = begun();
  engine::StorageGauge gauge;
  engine.command(from_street("c1", gas_leak), monday);
  gauge.look(0.05);
  engine.storage(gauge);
  const std::string draft =
      R"({"do":"raise","id":"r2","unit":"110113001","category":"GAS_LEAK","title":"燃气",)"
      R"("draft":true})";
  engine.command(from_street("c2", draft), monday);
  engine.command(from_street("c1", gas_leak), monday);             // the command again
  engine.command(from_street("c3", gas_leak), monday);             // the record again
  engine.command(from_street("c4", R"({"do":"raise"})"), monday);  // wrong anyway
  engine.command(from_street("c5", R"({"do":"withdraw","whistle":"W1","reason":"误报"})"), monday);
  engine.query(from_street("q1", R"({"ask":"status"})"), monday);
  gauge.look(0.5);
  engine.storage(gauge);
  engine.command(from_street("c6", draft), monday);
  gauge.look(0.05);
  engine.storage(gauge);
  engine.command(from_street("c7", R"({"do":"submit","whistle":"W2"})"), monday);
  engine.take_batch();
  engine.appended();
  const auto replies = engine.take_outputs().replies;
  BOOST_REQUIRE_EQUAL(replies.size(), 9U);
  BOOST_TEST(replies[1].body["refused"] == "storage_low");
  BOOST_TEST(replies[1].body["value"] == "5 %");
  BOOST_TEST(replies[2].body["whistle"] == "W1");
  BOOST_TEST(replies[3].body["whistle"] == "W1");
  BOOST_TEST(replies[4].body["refused"] == "malformed");
  BOOST_TEST(replies[5].body["ok"] == true);
  BOOST_TEST(replies[6].body["storage"]["low"] == true);
  BOOST_TEST(replies[7].body["whistle"] == "W2");
  BOOST_TEST(replies[8].body["refused"] == "storage_low");
  BOOST_TEST(engine.state().whistle_count() == 2U);
}

BOOST_AUTO_TEST_CASE(a_question_waits_for_the_batch_it_may_rest_on_also_in_flight) {
  Engine engine = begun();
  engine.command(from_street("c1", gas_leak), monday);
  engine.take_batch();
  engine.query(from_street("q1", R"({"ask":"whistle","whistle":"W1"})"), monday);
  BOOST_TEST(engine.take_outputs().replies.empty());
  engine.appended();
  const auto outputs = engine.take_outputs();
  BOOST_REQUIRE_EQUAL(outputs.replies.size(), 2U);
  BOOST_TEST(outputs.replies[1].body["whistle"]["state"] == "DISPATCHED");
  BOOST_TEST(outputs.replies[1].timeline.size() == 2U);
}

BOOST_AUTO_TEST_CASE(an_assigned_office_is_shown_the_whole_timeline_from_the_raising_on) {
  Engine engine = begun();
  engine.command(from_street("c1", gas_leak), monday);
  engine.take_batch();
  engine.appended();
  engine.take_outputs();
  engine::Request lead = from_street("q1", R"({"ask":"whistle","whistle":"W1"})");
  lead.office = core::OfficeId("RQ");
  lead.roles = {core::Role::dept_liaison};
  engine.query(lead, monday);
  const auto outputs = engine.take_outputs();
  BOOST_REQUIRE_EQUAL(outputs.replies.size(), 1U);
  BOOST_TEST(outputs.replies[0].timeline.size() == 2U);  // raised, dispatched
}

BOOST_AUTO_TEST_CASE(a_question_is_answered_with_the_names_of_the_codes_in_it) {
  Engine engine = begun();
  engine.command(from_street("c1", gas_leak), monday);
  engine.take_batch();
  engine.appended();
  engine.take_outputs();
  engine.query(from_street("q1", R"({"ask":"whistle","whistle":"W1"})"), monday);
  engine.query(from_street("q2", R"({"ask":"list"})"), monday);
  const auto outputs = engine.take_outputs();
  BOOST_REQUIRE_EQUAL(outputs.replies.size(), 2U);
  const core::Policy& policy = shunyi()->policy;
  for (const auto& reply : outputs.replies) {
    const auto& names = reply.body["names"];
    BOOST_TEST(names["RQ"]["zh"] == policy.office(core::OfficeId("RQ"))->name);
    BOOST_TEST(names["GAS_LEAK"]["en"] == "Gas leak, gas outage");
    BOOST_TEST(names["EMERGENCY"]["zh"] == policy.kind(core::KindId("EMERGENCY"))->name);
    BOOST_TEST(names.contains("110113001"));
    BOOST_TEST(!names.contains("ZJW"));
  }
  // Those who are told of a level are offices, too.
  BOOST_TEST(outputs.replies[0].body["names"].contains("QZF"));
}

BOOST_AUTO_TEST_CASE(an_answer_that_rests_on_nothing_goes_at_once) {
  Engine engine = begun();
  engine.query(from_street("q1", R"({"ask":"status"})"), monday);
  BOOST_TEST(engine.take_outputs().replies.size() == 1U);
}

BOOST_AUTO_TEST_CASE(one_batch_is_in_flight_and_the_next_gathers) {
  Engine engine = begun();
  engine.command(from_street("c1", gas_leak), monday);
  BOOST_REQUIRE(engine.take_batch());
  std::string second = gas_leak;
  second.replace(second.find("r1"), 2, "r2");
  engine.command(from_street("c2", second), monday);
  BOOST_TEST(!engine.take_batch().has_value());
  engine.appended();
  BOOST_TEST(engine.take_outputs().replies.size() == 1U);
  const auto batch = engine.take_batch();
  BOOST_REQUIRE(batch);
  const auto records = codec::decode_batch(batch->bytes);
  BOOST_REQUIRE(records);
  BOOST_TEST(records->size() == 1U);
  BOOST_TEST(batch->last == records->back().last());
}

BOOST_AUTO_TEST_CASE(the_same_command_again_while_the_first_is_in_flight_takes_effect_once) {
  Engine engine = begun();
  engine.command(from_street("c1", gas_leak), monday);
  engine.take_batch();
  engine.command(from_street("c1", gas_leak), monday);
  engine.appended();
  const auto outputs = engine.take_outputs();
  BOOST_REQUIRE_EQUAL(outputs.replies.size(), 2U);
  BOOST_TEST(outputs.replies[1].body["whistle"] == "W1");
  BOOST_TEST(outputs.replies[1].body["first"] == false);
  BOOST_TEST(!engine.take_batch().has_value());
  BOOST_TEST(engine.state().whistle_count() == 1U);
}

BOOST_AUTO_TEST_CASE(a_level_is_published_with_the_batch_that_holds_it) {
  Engine engine = begun();
  engine.command(from_street("c1", gas_leak), monday);
  engine.take_batch();
  engine.appended();
  engine.take_outputs();
  using namespace std::chrono_literals;
  engine.wake(monday + 4min);
  BOOST_TEST(!engine.take_batch().has_value());  // due at 80 % of 5 minutes: not before it
  engine.wake(monday + 4min + 1ms);
  BOOST_REQUIRE(engine.take_batch());
  BOOST_TEST(engine.take_outputs().publications.empty());
  engine.appended();
  BOOST_TEST(!engine.take_outputs().publications.empty());
}

BOOST_AUTO_TEST_CASE(levels_of_a_herd_overfill_no_batch_however_long_an_append_takes) {
  using namespace std::chrono_literals;
  Engine engine = begun();
  constexpr int whistles = 6000;
  for (int i = 0; i < whistles; ++i) {
    const std::string number = std::to_string(i);
    std::string body = gas_leak;
    body.replace(body.find("r1"), 2, "r" + number);
    engine.command(from_street("c" + number, body), monday);
    if (engine.full()) {
      engine.take_batch();
      engine.appended();
    }
  }
  engine.take_batch();
  engine.appended();
  engine.command(from_street("last", gas_leak), monday + 1min);
  engine.adopt({shunyi(), &shunyi()->policy}, "Asia/Shanghai", monday + 1min);
  BOOST_REQUIRE(engine.take_batch());
  // While it is in flight, a step every millisecond.
  for (int step = 0; step < 100; ++step) engine.wake(monday + 4min + 1ms);
  engine.appended();
  const auto batch = engine.take_batch();
  BOOST_REQUIRE(batch);
  BOOST_TEST(batch->bytes.size() <= std::size_t{1024} * 1024);
  BOOST_TEST(batch->bytes.size() > std::size_t{512} * 1024);
}

BOOST_AUTO_TEST_CASE(a_body_that_is_not_json_is_refused_and_named) {
  Engine engine = begun();
  engine.command(from_street("c1", "{\"do\":"), monday);
  const auto outputs = engine.take_outputs();
  BOOST_REQUIRE_EQUAL(outputs.replies.size(), 1U);
  BOOST_TEST(outputs.replies[0].body["refused"] == "malformed");
}

BOOST_AUTO_TEST_CASE(another_office_does_not_learn_that_a_whistle_exists) {
  Engine engine = begun();
  engine.command(from_street("c1", gas_leak), monday);
  engine.take_batch();
  engine.appended();
  engine.take_outputs();
  engine::Request other = from_street("q1", R"({"ask":"whistle","whistle":"W1"})");
  other.office = core::OfficeId("110113002");
  engine.query(other, monday);
  other.body = R"({"ask":"whistle","whistle":"W999"})";
  engine.query(other, monday);
  other.body = R"({"ask":"explain","whistle":"W1"})";
  engine.query(other, monday);
  other.body = R"({"ask":"explain","whistle":"W999"})";
  engine.query(other, monday);
  const auto outputs = engine.take_outputs();
  BOOST_REQUIRE_EQUAL(outputs.replies.size(), 4U);
  for (const auto& reply : outputs.replies) BOOST_TEST(reply.body["refused"] == "unknown_whistle");
}

BOOST_AUTO_TEST_CASE(what_a_whistle_waits_for_is_told_with_its_timeline_and_the_rules_in_force) {
  Engine engine = begun();
  engine.command(from_street("c1", gas_leak), monday);
  engine.take_batch();
  engine.appended();
  engine.take_outputs();
  engine.query(from_street("q1", R"({"ask":"explain","whistle":"W1"})"), monday);
  const auto outputs = engine.take_outputs();
  BOOST_REQUIRE_EQUAL(outputs.replies.size(), 1U);
  const auto& body = outputs.replies[0].body;
  BOOST_TEST(body["ok"] == true);
  BOOST_TEST(body["policy"] == shunyi()->policy.version);
  BOOST_TEST(body["whistle"]["whistle"] == "W1");
  BOOST_TEST(body["held"].is_null());
  BOOST_TEST(body["waits"].size() == 17U);
  BOOST_TEST(body["waits"][0]["move"] == "acknowledge");
  BOOST_TEST(body["waits"][0]["office"] == "RQ");
  BOOST_TEST(body["names"].contains("RQ"));
  BOOST_TEST(outputs.replies[0].timeline.size() == 2U);  // raised, dispatched
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_gauge_of_storage)

BOOST_AUTO_TEST_CASE(is_low_below_a_tenth_and_again_right_only_above_twelve_hundredths) {
  engine::StorageGauge gauge;
  BOOST_TEST(!gauge.look(std::nullopt));
  BOOST_TEST(!gauge.free().has_value());
  BOOST_TEST(!gauge.look(0.10));
  BOOST_TEST(!gauge.low());
  BOOST_TEST(gauge.look(0.099));
  BOOST_TEST(gauge.low());
  BOOST_TEST(!gauge.look(0.11));
  BOOST_TEST(!gauge.look(0.12));
  BOOST_TEST(!gauge.look(std::nullopt));
  BOOST_TEST(gauge.low());
  BOOST_TEST(gauge.look(0.121));
  BOOST_TEST(!gauge.low());
  BOOST_TEST(!gauge.look(0.11));
  BOOST_TEST(!gauge.low());
}

BOOST_AUTO_TEST_SUITE_END()
