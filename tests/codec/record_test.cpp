// Journal records: nothing is lost on the way there and back, and nothing broken is read.
#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>

#include "dispatcher/codec/record_json.hpp"
#include "tests/codec/sample.hpp"

namespace {

using namespace shao;
using codec_test::random_record;
using codec_test::same;

constexpr std::size_t event_count = std::variant_size_v<core::Event>;

core::Record one(core::Event event) {
  return {57, core::Instant{core::Duration{1770975000123}}, {}, false, {std::move(event)}};
}

bool is_read(const std::string& line) {
  return codec::decode_record(line).has_value();
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const auto at = text.find(what);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, what);
  return text.replace(at, what.size(), by);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(journal_records)

BOOST_AUTO_TEST_CASE(every_event_comes_back_with_every_field) {
  std::array<int, event_count> seen{};
  for (std::uint64_t seed = 0; seed < 200 * event_count; ++seed) {
    const core::Record record = random_record(seed, 1 + seed % 3);
    for (const core::Event& event : record.events) ++seen[event.index()];
    const std::string line = codec::encode_record(record);
    const auto again = codec::decode_record(line);
    BOOST_REQUIRE_MESSAGE(again.has_value(), line);
    BOOST_REQUIRE_MESSAGE(same(record, *again), line);
    BOOST_REQUIRE_EQUAL(codec::encode_record(*again), line);
  }
  BOOST_TEST(std::all_of(seen.begin(), seen.end(), [](int times) { return times >= 200; }));
}

BOOST_AUTO_TEST_CASE(the_comparison_of_these_tests_sees_a_difference) {
  const core::Record record = random_record(6, 1);
  core::Record other = record;
  other.cause.actor.person += "x";
  BOOST_TEST(!same(record, other));
  other = record;
  std::get<core::WhistleDispatched>(other.events[0]).routing.reason += "x";
  BOOST_TEST(!same(record, other));
}

BOOST_AUTO_TEST_CASE(a_line_holds_no_line_feed) {
  for (std::uint64_t seed = 0; seed < 500; ++seed)
    BOOST_TEST_REQUIRE(codec::encode_record(random_record(seed, 3)).find('\n') ==
                       std::string::npos);
}

// The journal outlives programs: a change of these texts is a new version, not a correction.
BOOST_AUTO_TEST_CASE(the_format_is_the_one_journals_are_kept_in) {
  core::Record record = one(core::Acknowledged{core::WhistleId{12}, core::OfficeId("ZJW")});
  record.cause = {{core::OfficeId("ZJW"), {core::Role::dept_liaison}, "李四"}, "ack:12", "0af1"};
  record.exercise = true;
  BOOST_TEST(codec::encode_record(record) ==
             R"({"v":5,"n":57,"at":1770975000123,"office":"ZJW","roles":["dept_liaison"],)"
             R"("person":"李四","command":"ack:12","hash":"0af1","exercise":true,)"
             R"("events":[{"event":"acknowledged","whistle":12,"office":"ZJW"}]})");
  record.cause.made_at = record.at - std::chrono::milliseconds{123};
  BOOST_TEST(codec::encode_record(record) ==
             R"({"v":5,"n":57,"at":1770975000123,"office":"ZJW","roles":["dept_liaison"],)"
             R"("person":"李四","command":"ack:12","hash":"0af1","made_at":1770975000000,)"
             R"("exercise":true,"events":[{"event":"acknowledged","whistle":12,"office":"ZJW"}]})");
  const auto at = [](std::int64_t ms) { return core::Instant{core::Duration{ms}}; };
  core::VerificationFailed failed{core::WhistleId{3}, "a \"b\"", {}};
  failed.rework.push_back({core::OfficeId("GA"),
                           {core::ClockKind::resolve,
                            at(1),
                            at(3),
                            {at(2), at(3), at(4), at(5), at(6), core::never},
                            true}});
  BOOST_TEST(
      codec::encode_record(one(failed)) ==
      R"({"v":5,"n":57,"at":1770975000123,"events":[{"event":"verification_failed",)"
      R"("whistle":3,"reason":"a \"b\"","rework":[["GA",["resolve",1,3,2,3,4,5,6,true]]]}]})");
  failed.rework[0].resolve.levels[core::optional_level] = at(7);
  BOOST_TEST(
      codec::encode_record(one(failed)) ==
      R"({"v":5,"n":57,"at":1770975000123,"events":[{"event":"verification_failed",)"
      R"("whistle":3,"reason":"a \"b\"","rework":[["GA",["resolve",1,3,2,3,4,5,6,7,true]]]}]})");
  core::LevelFired level{core::WhistleId{3},
                         core::OfficeId("GA"),
                         core::ClockKind::report_in,
                         1,
                         at(9),
                         {0},
                         {{core::OfficeId("GA"), core::Role::dept_head}}};
  BOOST_TEST(codec::encode_record(one(level)) ==
             R"({"v":5,"n":57,"at":1770975000123,"events":[{"event":"level_fired","whistle":3,)"
             R"("office":"GA","clock":"report_in","level":1,"due":9,"collapsed":[0],)"
             R"("notify":[["GA","dept_head"]]}]})");
  level.late = true;
  BOOST_TEST(codec::encode_record(one(level)) ==
             R"({"v":5,"n":57,"at":1770975000123,"events":[{"event":"level_fired","whistle":3,)"
             R"("office":"GA","clock":"report_in","level":1,"due":9,"collapsed":[0],)"
             R"("notify":[["GA","dept_head"]],"late":true}]})");
  BOOST_TEST(
      codec::encode_record(one(core::MissCleared{core::WhistleId{3}, core::OfficeId("GA"),
                                                 core::ClockKind::report_in, at(9), at(7)})) ==
      R"({"v":5,"n":57,"at":1770975000123,"events":[{"event":"miss_cleared","whistle":3,)"
      R"("office":"GA","clock":"report_in","due":9,"made_at":7}]})");
}

BOOST_AUTO_TEST_CASE(a_line_cut_short_anywhere_is_refused) {
  for (std::uint64_t seed = 0; seed < 2 * event_count; ++seed) {
    const std::string line = codec::encode_record(random_record(seed, 1));
    for (std::size_t length = 0; length < line.size(); ++length)
      BOOST_TEST_REQUIRE(!is_read(line.substr(0, length)));
  }
}

BOOST_AUTO_TEST_CASE(a_changed_byte_is_refused_or_read_as_just_what_it_says) {
  std::size_t refused = 0, read = 0;
  for (std::uint64_t seed = 0; seed < event_count; ++seed) {
    std::string line = codec::encode_record(random_record(seed, 1));
    // Another bit from byte to byte; all bits of all bytes are the fuzzers' (tests/fuzz).
    for (std::size_t at = 0; at < line.size(); ++at) {
      const char before = line[at];
      line[at] = static_cast<char>(before ^ (std::array{0x01, 0x04, 0x20, 0x80}[(at + seed) % 4]));
      const auto record = codec::decode_record(line);
      line[at] = before;
      ++(record ? read : refused);
      if (!record) continue;
      const auto again = codec::decode_record(codec::encode_record(*record));
      BOOST_TEST_REQUIRE((again && same(*record, *again)));
    }
  }
  BOOST_TEST(refused > read);
}

BOOST_AUTO_TEST_CASE(what_a_record_may_not_be_is_refused) {
  core::Record record = one(core::Acknowledged{core::WhistleId{12}, core::OfficeId("ZJW")});
  const std::string line = codec::encode_record(record);
  BOOST_TEST_REQUIRE(is_read(line));
  BOOST_TEST(!is_read(""));
  BOOST_TEST(!is_read("[]"));
  BOOST_TEST(!is_read("null"));
  BOOST_TEST(!is_read(line + " x"));
  BOOST_TEST(!is_read(replaced(line, "\"v\":5", "\"v\":1")));
  BOOST_TEST(!is_read(replaced(line, "\"v\":5,", "")));
  BOOST_TEST(!is_read(replaced(line, "57", "0")));
  BOOST_TEST(!is_read(replaced(line, "57", "-57")));
  BOOST_TEST(!is_read(replaced(line, "57", "18446744073709551615")));
  BOOST_TEST(!is_read(replaced(line, "57", "57.0")));
  BOOST_TEST(!is_read(replaced(line, "\"n\":57", "\"n\":57,\"n\":58")));
  BOOST_TEST(!is_read(replaced(line, "acknowledged", "noticed")));
  BOOST_TEST(!is_read(replaced(line, "\"whistle\":12,", "")));
  BOOST_TEST(!is_read(replaced(line, "\"whistle\":12", "\"whistle\":\"W12\"")));
  BOOST_TEST(!is_read(replaced(line, "\"whistle\":12", "\"whistle\":0")));
  BOOST_TEST(!is_read(replaced(line, "ZJW", "A-NAME-OF-24-CHARACTERS-")));
  BOOST_TEST(!is_read(replaced(line, "\"ZJW\"", "\"\"")));
  BOOST_TEST(!is_read(replaced(line, "\"ZJW\"", "\"ZJW\",\"note\":\"x\"")));
  BOOST_TEST(!is_read(replaced(line, "{\"event\"", "{\"extra\":1,\"event\"")));
  BOOST_TEST(!is_read(replaced(line, "\"events\":[", "\"events\":[7,")));
  record.events.clear();
  BOOST_TEST(!is_read(codec::encode_record(record)));
}

BOOST_AUTO_TEST_CASE(an_error_says_which_event_and_field) {
  const std::string line =
      codec::encode_record(one(core::Acknowledged{core::WhistleId{12}, core::OfficeId("ZJW")}));
  BOOST_TEST(
      codec::decode_record(replaced(line, "\"whistle\":12", "\"whistle\":\"W12\"")).error() ==
      "journal record: acknowledged: whistle is not one");
  BOOST_TEST(codec::decode_record(replaced(line, "\"v\":5", "\"v\":7")).error() ==
             "journal record: version 7 cannot be read; this program reads 5");
}

BOOST_AUTO_TEST_CASE(a_level_that_the_ladder_does_not_have_is_refused) {
  core::LevelFired level;
  level.whistle = core::WhistleId{1};
  level.level = 4;
  const std::string line = codec::encode_record(one(level));
  BOOST_TEST(is_read(line));
  BOOST_TEST(!is_read(replaced(line, "\"level\":4", "\"level\":6")));
  BOOST_TEST(!is_read(replaced(line, "\"level\":4", "\"level\":260")));
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_is_journaled_as_readable_text) {
  const std::string line = codec::encode_record(one(core::PolicyAdopted{"a\xFF\xC3z"}));
  const auto again = codec::decode_record(line);
  BOOST_REQUIRE(again);
  const auto& version = std::get<core::PolicyAdopted>(again->events[0]).version;
  BOOST_TEST(version.front() == 'a');
  BOOST_TEST(version.find("\xEF\xBF\xBD") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_batch_comes_back_in_order) {
  std::vector<std::string> lines;
  std::vector<core::Record> records;
  core::EventNumber next = 41;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    records.push_back(random_record(seed, 1 + seed % 4));
    records.back().first = next;
    next = records.back().last() + 1;
    lines.push_back(codec::encode_record(records.back()));
  }
  const auto again = codec::decode_batch(codec::encode_batch(lines));
  BOOST_REQUIRE(again);
  BOOST_TEST(std::equal(again->begin(), again->end(), records.begin(), records.end(), same));
}

BOOST_AUTO_TEST_CASE(a_batch_with_a_gap_a_hole_or_nothing_in_it_is_refused) {
  core::Record first = random_record(1, 2), second = random_record(2, 1);
  first.first = 10;
  second.first = 12;
  const std::string a = codec::encode_record(first), b = codec::encode_record(second);
  BOOST_TEST(codec::decode_batch(a + "\n" + b).has_value());
  BOOST_TEST(!codec::decode_batch(b + "\n" + a).has_value());
  BOOST_TEST(!codec::decode_batch(a + "\n" + a).has_value());
  BOOST_TEST(!codec::decode_batch(a + "\n\n" + b).has_value());
  BOOST_TEST(!codec::decode_batch(a + "\n").has_value());
  BOOST_TEST(!codec::decode_batch("").has_value());
  second.first = 13;
  BOOST_TEST(codec::decode_batch(a + "\n" + codec::encode_record(second)).error() ==
             "journal record: number 13 follows 11");
}

BOOST_AUTO_TEST_SUITE_END()
