// Who has a part in a whistle, and from when on who sees it.
#include <boost/test/unit_test.hpp>

#include "tests/core/support.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

EventNumber since(const Desk& desk, WhistleId id, std::string_view office) {
  for (const Viewer& viewer : desk[id].viewers)
    if (viewer.office.view() == office) return viewer.since;
  return 0;
}

bool open_for(const Desk& desk, WhistleId id, std::string_view office) {
  return desk.state.open_of(OfficeId(office)).count(id) == 1;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sides_of_a_whistle)

BOOST_AUTO_TEST_CASE(an_assisting_office_has_clocks_of_its_own) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  BOOST_TEST(desk[gas].assignments.size() == 5u);
  BOOST_TEST(desk[gas].lead()->office.view() == "RQ");
  for (const char* office : {"CGW", "XF", "YJ", "GA"}) {
    const Assignment& assisting = *desk[gas].assignment(OfficeId(office));
    BOOST_TEST(!assisting.lead);
    BOOST_TEST(assisting.clocks.size() == 3u);
    BOOST_TEST(local(assisting.clock(ClockKind::acknowledge)->due) == "2026-03-09 10:05:00");
    BOOST_TEST(local(assisting.clock(ClockKind::report_in)->due) == "2026-03-09 10:30:00");
    BOOST_TEST(local(assisting.clock(ClockKind::resolve)->due) == "2026-03-10 10:00:00");
  }
  // One office's move stops one office's clock.
  desk.accept(at("2026-03-09 10:02"), liaison("XF"), Acknowledge{gas});
  BOOST_TEST(name_of(desk.clock(gas, "XF", ClockKind::acknowledge).state) == "met");
  BOOST_TEST(name_of(desk.clock(gas, "RQ", ClockKind::acknowledge).state) == "running");
}

BOOST_AUTO_TEST_CASE(the_case_waits_for_every_assisting_office) {
  Desk desk;
  const WhistleId taxi = desk.raise(at("2026-03-09 10:00"), black_taxi("T-1"));
  const auto finish = [&](std::string_view office) {
    desk.accept(at("2026-03-09 10:05"), officer(office), ReportIn{taxi, "李四", "地铁口", ""});
    desk.accept(at("2026-03-09 11:00"), officer(office), Resolve{taxi, "", {"photo"}});
  };
  finish("GA");
  finish("JT");
  BOOST_TEST(name_of(desk[taxi].state) == "ACTIVE");
  finish("JJ");
  BOOST_TEST(name_of(desk[taxi].state) == "VERIFY");
}

BOOST_AUTO_TEST_CASE(its_unit_and_street_see_it_from_the_raise_the_offices_from_the_dispatch) {
  Desk desk;
  desk.raise(at("2026-03-09 09:00"), gas_leak("before"));
  const EventNumber before = desk.state.last_event();
  const WhistleId id = desk.raise(at("2026-03-09 10:00"), demand("D-1"));
  BOOST_TEST(since(desk, id, community_code) == before + 1);
  BOOST_TEST(since(desk, id, street_code) == before + 1);
  BOOST_TEST(since(desk, id, "ZJW") == 0u);
  BOOST_TEST(!open_for(desk, id, "ZJW"));
  desk.accept(at("2026-03-09 10:00"), leader(), Approve{id});
  // raised, review asked, (levels of the first one), approved, dispatched
  const EventNumber dispatched = desk.state.last_event();
  for (const char* office : {"ZJW", "SJ", "SF"}) {
    BOOST_TEST(since(desk, id, office) == dispatched);
    BOOST_TEST(!desk[id].visible_to(OfficeId(office), dispatched - 1));
    BOOST_TEST(desk[id].visible_to(OfficeId(office), dispatched));
    BOOST_TEST(open_for(desk, id, office));
  }
  BOOST_TEST(desk[id].visible_to(OfficeId(street_code), before + 1));
  BOOST_TEST(!desk[id].visible_to(OfficeId("TY"), desk.state.last_event()));
}

BOOST_AUTO_TEST_CASE(whoever_a_level_told_sees_it_from_that_level_on) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  BOOST_TEST(since(desk, gas, "QZF") == 0u);
  while (since(desk, gas, "QZF") == 0u) {
    const auto next = desk.state.next_deadline();
    BOOST_REQUIRE(next.has_value());
    desk.wake(*next + Duration{1});
  }
  // Level 3 of acknowledge, 20 minutes after its limit.
  BOOST_TEST(local(desk.state.last_instant()) == "2026-03-09 10:25:00.001");
  BOOST_TEST(since(desk, gas, "DCS") == since(desk, gas, "QZF"));
  BOOST_TEST(since(desk, gas, "QW") == 0u);
  BOOST_TEST(open_for(desk, gas, "QZF"));
  // To see is not to act.
  BOOST_TEST(desk.refuse(at("2026-03-09 10:26"), liaison("DCS"), Acknowledge{gas}) ==
             "not_your_assignment");
}

BOOST_AUTO_TEST_CASE(a_relieved_office_sees_it_still) {
  Desk desk;
  const WhistleId id = desk.raise(at("2026-03-09 10:00"), nobodys("N-1"));
  desk.accept(at("2026-03-09 10:10"), dispatcher(), Assign{id, OfficeId("JT"), {}, "按职责"});
  BOOST_TEST(open_for(desk, id, "ZHZX"));
  BOOST_TEST(desk[id].visible_to(OfficeId("ZHZX"), desk.state.last_event()));
}

BOOST_AUTO_TEST_CASE(a_whistle_that_ended_is_on_nobody_s_list) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  desk.wake(at("2026-03-09 12:00"));
  desk.accept(at("2026-03-09 12:00"), leader(), Withdraw{gas, "误报"});
  for (const Viewer& viewer : desk[gas].viewers)
    BOOST_TEST(!open_for(desk, gas, viewer.office.view()), viewer.office.view());
}

BOOST_AUTO_TEST_SUITE_END()
