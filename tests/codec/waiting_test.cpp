// "Why not yet?" as one object, in the names PROTOCOL.md promises.
#include <boost/test/unit_test.hpp>

#include "dispatcher/codec/waiting_json.hpp"
#include "tests/codec/sample.hpp"

namespace {

using namespace shao;
using codec::Json;

core::Wait some_wait() {
  core::Wait wait;
  wait.move = {"resolve", core::OfficeId("RQ"),
               core::Roles{core::Role::dept_officer, core::Role::dept_head}};
  wait.first = core::Needed{"release", core::OfficeId("S1-C1"), core::Roles{core::Role::community}};
  wait.clock = core::ClockKind::resolve;
  wait.due = codec_test::monday_ten;
  wait.missed = true;
  wait.next = core::NextLevel{2,
                              codec_test::monday_ten + std::chrono::seconds{1},
                              {{core::OfficeId("RQ"), core::Role::dept_head}},
                              {},
                              {}};
  wait.working = true;
  wait.stands_still_until = codec_test::monday_ten + std::chrono::seconds{2};
  return wait;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(waits)

BOOST_AUTO_TEST_CASE(a_wait_has_these_fields) {
  const Json json = codec::waiting_json(
      {{some_wait()}, core::CaseState::suspended, core::Instant{core::Duration{1772416803000}}});
  BOOST_TEST(
      json ==
          Json({{"held", "SUSPENDED"},
                {"until", 1772416803000},
                {"waits",
                 {{{"move", "resolve"},
                   {"office", "RQ"},
                   {"who", {"dept_officer", "dept_head"}},
                   {"first", {{"move", "release"}, {"office", "S1-C1"}, {"who", {"community"}}}},
                   {"clock", "resolve"},
                   {"due", 1772416800000},
                   {"missed", true},
                   {"next",
                    {{"level", 2}, {"due", 1772416801000}, {"recipients", {"RQ/dept_head"}}}},
                   {"counts", "working"},
                   {"stands_still_until", 1772416802000}}}}}),
      json.dump(1));
}

BOOST_AUTO_TEST_CASE(what_is_not_known_or_not_so_is_left_out) {
  core::Wait draft;
  draft.move = {"submit", core::OfficeId("S1"), core::Roles{core::Role::street}};
  const Json json = codec::waiting_json({{draft}, {}, {}});
  BOOST_TEST(json["held"].is_null());
  BOOST_TEST(json["waits"][0] ==
             Json({{"move", "submit"}, {"office", "S1"}, {"who", Json::array({"street"})}}));

  core::Wait last = some_wait();
  last.first.reset();
  last.next.reset();
  last.stands_still_until.reset();
  const Json wait = codec::waiting_json({{last}, {}, {}})["waits"][0];
  for (const char* field : {"first", "next", "stands_still_until"})
    BOOST_TEST(!wait.contains(field), field);
}

BOOST_AUTO_TEST_SUITE_END()
