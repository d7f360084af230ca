// The last day by hours, from events given by hand.
#include <boost/test/unit_test.hpp>

#include "clients/centre/history.hpp"

namespace shao::test {

namespace {

using centre::Hours;
using codec::Json;

constexpr std::int64_t hour = 3'600'000;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t morning = 20'000 * day;  // midnight somewhere in 2024, in UTC

core::Instant at(std::int64_t milliseconds) {
  return core::Instant{core::Duration{milliseconds}};
}

class Told {
 public:
  explicit Told(bool sees_all = false) : hours_(sees_all) {}
  void event(std::int64_t when, const char* name, Json fields = Json::object()) {
    fields["at"] = when;
    fields["event"] = name;
    if (!fields.contains("whistle")) fields["whistle"] = "W1";
    hours_.hear(fields);
  }
  void fired(std::int64_t when, const char* clock, int level,
             const Json& collapsed = Json::array()) {
    event(when, "level_fired",
          {{"office", "D1"}, {"clock", clock}, {"level", level}, {"collapsed", collapsed}});
  }
  /// A move of D1.
  void moved(std::int64_t when, const char* name, const char* whistle = "W1") {
    event(when, name, {{"office", "D1"}, {"whistle", whistle}});
  }
  Json hours(std::int64_t now) const { return hours_.json(at(now)).at("hours"); }
  /// Of D1, all of the day; null: it is not there.
  Json office(std::int64_t now) const {
    const Json all = hours_.json(at(now));
    for (const Json& one : all.at("offices"))
      if (one.at("office") == "D1") return one;
    return nullptr;
  }
  int on_time(std::int64_t now) const {
    const Json one = office(now);
    return one.is_null() ? 0 : one.at("on_time").get<int>();
  }
  int missed(std::int64_t now) const {
    const Json one = office(now);
    return one.is_null() ? 0 : one.at("missed").get<int>();
  }

 private:
  Hours hours_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(hours_of_a_day)

BOOST_AUTO_TEST_CASE(there_are_24_hours_and_the_last_one_is_under_way) {
  Told told;
  const Json empty = told.hours(morning + 1);
  BOOST_REQUIRE_EQUAL(empty.size(), 24U);
  BOOST_CHECK_EQUAL(empty.front().at("from"), morning - 23 * hour);
  BOOST_CHECK_EQUAL(empty.back().at("from"), morning);
  BOOST_CHECK_EQUAL(empty.back().at("raised"), 0);
  BOOST_CHECK_EQUAL(empty.back().at("levels"), Json({0, 0, 0, 0, 0, 0}));
  // The first millisecond of an hour is of that hour, the one before it of the hour before.
  told.event(morning - 1, "whistle_raised");
  told.event(morning, "whistle_raised");
  told.event(morning + hour - 1, "whistle_raised");
  const Json hours = told.hours(morning + hour - 1);
  BOOST_CHECK_EQUAL(hours[22].at("raised"), 1);
  BOOST_CHECK_EQUAL(hours[23].at("raised"), 2);
  BOOST_CHECK_EQUAL(told.hours(morning + hour)[22].at("raised"), 2);
}

BOOST_AUTO_TEST_CASE(what_is_older_than_a_day_counts_no_more) {
  Told told;
  told.event(morning, "whistle_raised");
  told.moved(morning, "acknowledged");
  const auto raised = [&](std::int64_t now) {
    int all = 0;
    for (const Json& one : told.hours(now)) all += one.at("raised").get<int>();
    return all;
  };
  BOOST_CHECK_EQUAL(raised(morning + day - 1), 1);
  BOOST_CHECK_EQUAL(told.on_time(morning + day - 1), 1);
  BOOST_CHECK_EQUAL(raised(morning + day), 0);
  BOOST_CHECK(told.office(morning + day).is_null());
  // Nor when days pass without an hour in which anything happened.
  told.event(morning + 5 * day, "whistle_raised");
  BOOST_CHECK_EQUAL(raised(morning + 5 * day), 1);
}

BOOST_AUTO_TEST_CASE(a_whistle_counts_once_when_it_comes_into_scope_by_whatever_brings_it) {
  Told told;
  told.event(morning, "whistle_raised", {{"view", {{"whistle", "W1"}}}});
  told.event(morning, "whistle_dispatched", {{"whistle", "W2"}, {"view", {{"whistle", "W2"}}}});
  told.event(morning, "whistle_dispatched", {{"whistle", "W3"}});
  BOOST_CHECK_EQUAL(told.hours(morning).back().at("raised"), 2);
}

BOOST_AUTO_TEST_CASE(
    who_sees_all_counts_a_whistle_when_it_is_raised_and_not_when_its_office_is_told) {
  Told told(true);
  told.event(morning, "whistle_raised");
  told.event(morning, "level_fired",
             {{"office", "D1"}, {"clock", "resolve"}, {"level", 1}, {"view", {{"whistle", "W1"}}}});
  told.event(morning, "whistle_raised", {{"whistle", "W2"}, {"view", {{"whistle", "W2"}}}});
  BOOST_CHECK_EQUAL(told.hours(morning).back().at("raised"), 2);
}

BOOST_AUTO_TEST_CASE(a_limit_is_kept_by_the_move_that_meets_it_once) {
  Told told;
  told.moved(morning, "acknowledged");
  BOOST_CHECK_EQUAL(told.on_time(morning), 1);
  told.moved(morning, "contacted");
  told.moved(morning, "contacted");
  BOOST_CHECK_EQUAL(told.on_time(morning), 2);
  told.moved(morning, "reported_in");
  told.moved(morning, "progress_reported");
  told.moved(morning, "resolved");
  BOOST_CHECK_EQUAL(told.on_time(morning), 4);
  BOOST_CHECK_EQUAL(told.missed(morning), 0);
}

BOOST_AUTO_TEST_CASE(who_reports_in_without_a_word_before_has_acknowledged_too) {
  Told told;
  told.moved(morning, "reported_in");
  BOOST_CHECK_EQUAL(told.on_time(morning), 2);
}

BOOST_AUTO_TEST_CASE(the_street_is_who_approves_and_verifies) {
  Told told;
  told.event(morning, "whistle_approved", {{"who", {{"office", "D1"}, {"person", ""}}}});
  told.event(morning, "verified", {{"who", {{"office", "D1"}, {"person", ""}}}});
  BOOST_CHECK_EQUAL(told.on_time(morning), 2);
}

BOOST_AUTO_TEST_CASE(a_miss_counts_once_and_its_move_is_not_in_time) {
  Told told;
  told.fired(morning, "acknowledge", 0);
  BOOST_CHECK_EQUAL(told.missed(morning), 0);
  told.fired(morning + 1, "acknowledge", 1);
  told.fired(morning + 2, "acknowledge", 2);
  told.moved(morning + 3, "acknowledged");
  BOOST_CHECK_EQUAL(told.missed(morning + hour), 1);
  BOOST_CHECK_EQUAL(told.on_time(morning + hour), 0);
  BOOST_CHECK_EQUAL(told.office(morning).at("levels"), Json({1, 1, 1, 0, 0, 0}));
  // Another clock is another limit, another whistle too.
  told.moved(morning + 3, "contacted");
  told.moved(morning + 3, "acknowledged", "W2");
  BOOST_CHECK_EQUAL(told.on_time(morning + hour), 2);
}

BOOST_AUTO_TEST_CASE(a_level_that_stands_for_lower_ones_is_a_miss_when_the_first_is_among_them) {
  Told told;
  told.fired(morning, "resolve", 3, {0, 1, 2});
  BOOST_CHECK_EQUAL(told.missed(morning), 1);
  told.fired(morning, "resolve", 4, {2, 3});
  BOOST_CHECK_EQUAL(told.missed(morning), 1);
  BOOST_CHECK_EQUAL(told.office(morning).at("levels"), Json({0, 0, 0, 1, 1, 0}));
}

BOOST_AUTO_TEST_CASE(a_miss_that_was_cleared_is_none_for_the_move_that_met_it) {
  Told told;
  told.fired(morning, "acknowledge", 1);
  told.event(morning, "miss_cleared", {{"office", "D1"}, {"clock", "acknowledge"}});
  told.moved(morning, "acknowledged");
  BOOST_CHECK_EQUAL(told.on_time(morning), 1);
}

BOOST_AUTO_TEST_CASE(limits_begin_anew_when_the_work_does) {
  for (const char* again : {"verification_failed", "whistle_reopened", "evaluated"}) {
    Told told;
    told.moved(morning, "resolved");
    told.event(morning, again);
    told.moved(morning, "resolved");
    BOOST_CHECK_EQUAL(told.on_time(morning), 2);
  }
}

BOOST_AUTO_TEST_CASE(a_level_that_was_raised_by_hand_is_of_no_office) {
  Told told;
  told.event(morning, "level_raised", {{"level", 3}, {"why", "by_hand"}});
  BOOST_CHECK_EQUAL(told.hours(morning).back().at("levels"), Json({0, 0, 0, 1, 0, 0}));
  BOOST_CHECK(told.office(morning).is_null());
}

BOOST_AUTO_TEST_CASE(what_is_no_event_is_passed_over) {
  Hours hours(true);
  for (const Json& none :
       {Json::object(), Json{{"event", "whistle_raised"}},
        Json{{"at", "yesterday"}, {"event", "whistle_raised"}}, Json{{"at", morning}},
        Json{{"at", morning}, {"event", 7}},
        Json{{"at", morning}, {"event", "level_fired"}, {"level", 99}},
        Json{{"at", morning}, {"event", "level_raised"}, {"level", 6}},
        Json{{"at", morning}, {"event", "level_fired"}, {"level", 1}, {"collapsed", "x"}},
        Json{{"at", morning}, {"event", "not_known_yet"}, {"whistle", "W1"}}})
    hours.hear(none);
  BOOST_CHECK_EQUAL(hours.json(at(morning)).at("hours").back().at("raised"), 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shao::test
