// Time passing, in an exercise whose clock runs 600 times as fast: levels that fire in the core are
// on the screens at once, and what has ended leaves the board.
#include <boost/test/unit_test.hpp>

#include "tests/centre/site.hpp"

namespace shao::test {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr double speed = 600;

Site& fast_site() {
  static Site one(speed);
  return one;
}

/// The leader's clock, as a page reckons it.
class LeaderTime {
 public:
  explicit LeaderTime(const Message& clock)
      : now_(clock.data.at("now")), speed_(clock.data.at("clock_speed")), at_(clock.at) {}
  double at(Steady::time_point then) const {
    return now_ + std::chrono::duration<double, std::milli>(then - at_).count() * speed_;
  }

 private:
  double now_;
  double speed_;
  Steady::time_point at_;
};

bool is_clock(const Message& one) {
  return one.event == "clock";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(time_passing)

BOOST_AUTO_TEST_CASE(a_level_that_fires_is_on_every_screen_within_a_second) {
  Site& site = fast_site();
  // As soon as the leader was heard.
  BOOST_CHECK(site.within(
      5s, [&] { return site.as("centre").get("/api/session").json().at("exercise") == true; }));
  const Json board = site.board("centre");
  BOOST_CHECK_EQUAL(board.at("exercise"), true);
  BOOST_CHECK_EQUAL(board.at("clock_speed"), speed);
  Screen screen(site.as("centre"), board.at("position"));
  const auto clock = screen.until(is_clock, 5s);
  BOOST_REQUIRE(clock.has_value());
  const LeaderTime leader(*clock);
  // An emergency that nobody acknowledges within five minutes: half a second here.
  site.raised("路面塌陷", {{"kind", "NOW"}, {"category", "ROAD"}});
  for (const std::size_t level : {0U, 1U}) {
    Json fired;
    const auto message = screen.until([&](const Message& one) {
      if (one.event != "changes") return false;
      for (const Json& event : one.data.at("events"))
        if (event.at("event") == "level_fired" && event.at("level") == level) fired = event;
      return !fired.is_null();
    });
    BOOST_REQUIRE(message.has_value());
    const double late = (leader.at(message->at) - fired.at("due").get<double>()) / speed;
    BOOST_TEST_MESSAGE("level " << level << " was seen " << late << " ms after it was due");
    BOOST_CHECK_LT(late, 1000);
    BOOST_CHECK_EQUAL(fired.at("exercise"), true);
    const Json row = row_of(message->data.at("rows"), fired.at("whistle"));
    BOOST_CHECK_GE(row.at("level"), level);
  }
  // Who opens the wall now is shown it, too, the newest first.
  Json alarms;
  BOOST_REQUIRE(site.within(5s, [&] {
    alarms = site.board("centre").at("alarms");
    return alarms.size() >= 2;
  }));
  for (std::size_t i = 1; i < alarms.size(); ++i)
    BOOST_CHECK_GT(alarms[i - 1].at("n"), alarms[i].at("n"));
  const std::string figures = Browser(site.address()).get("/metrics").body;
  BOOST_CHECK(figures.find("shaodao_levels_fired_total{level=\"1\"}") != std::string::npos);
  BOOST_CHECK(figures.find("shaodao_level_lateness_seconds_count{led=\"yes\"} 0\n") ==
              std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_has_ended_leaves_the_board_after_an_hour_also_of_who_was_away) {
  Site& site = fast_site();
  Screen screen(site.as("street"), site.board("street").at("position"));
  const std::string whistle = site.raised("撤回的哨");
  site.move("community", whistle, "withdraw", {{"reason", "说错了"}});
  BOOST_CHECK(site.within(5s, [&] {
    const Json row = site.row("street", whistle);
    return !row.is_null() && row.at("state") == "CANCELLED";
  }));
  // Six seconds here. The last that this page was told before it is what it comes back with.
  std::string before = site.board("street").at("position");
  const auto gone = screen.until([&](const Message& one) {
    if (one.event != "changes") return false;
    const Json& all = one.data.at("gone");
    if (std::find(all.begin(), all.end(), Json(whistle)) != all.end()) return true;
    before = one.id;
    return false;
  });
  BOOST_REQUIRE(gone.has_value());
  BOOST_CHECK(
      site.within(5s, [&] { return row_of(site.board("street").at("rows"), whistle).is_null(); }));
  Screen late(site.as("street"), before);
  const auto told = late.until(
      [&](const Message& one) {
        return one.event == "reset" ||
               (one.event == "changes" &&
                std::find(one.data.at("gone").begin(), one.data.at("gone").end(), Json(whistle)) !=
                    one.data.at("gone").end());
      },
      5s);
  BOOST_CHECK(told.has_value());
  // It can still be looked at, and is in the lists.
  BOOST_CHECK_EQUAL(site.whistle("street", whistle).at("whistle").at("state"), "CANCELLED");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shao::test
