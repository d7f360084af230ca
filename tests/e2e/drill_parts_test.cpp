#include <stdlib.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <optional>
#include <set>

#include "clients/drill/board.hpp"
#include "clients/drill/engine_clock.hpp"
#include "clients/drill/office.hpp"
#include "clients/drill/script.hpp"
#include "clients/drill/text.hpp"
#include "dispatcher/core/plan.hpp"
#include "tests/e2e/parts.hpp"

namespace shao::drill {

namespace {

using namespace std::chrono_literals;

}  // namespace

BOOST_AUTO_TEST_CASE(a_chinese_character_is_two_columns_wide) {
  BOOST_TEST(width_of("哨到 drill") == 10U);
  BOOST_TEST(fit("顺义区城市管理委员会", 7) == "顺义区 ");
  BOOST_TEST(fit_right("12", 4) == "  12");
  BOOST_TEST(width_of(fit("█░─", 10)) == 10U);
}

BOOST_AUTO_TEST_CASE(text_is_cut_between_characters_of_any_width) {
  // Two bytes and one column, four bytes and two, none.
  BOOST_TEST(width_of("é") == 1U);
  BOOST_TEST(width_of("\xF0\xA0\x80\x80") == 2U);
  BOOST_TEST(width_of("a\tb\x7F") == 2U);
  BOOST_TEST(fit("\xF0\xA0\x80\x80", 1) == " ");
  BOOST_TEST(fit("éé", 1) == "é");
}

BOOST_AUTO_TEST_CASE(a_share_of_nothing_is_none_rather_than_no_per_cent) {
  BOOST_TEST(percent(0, 0) == "-");
  BOOST_TEST(percent(0, 3) == "0.0%");
  BOOST_TEST(percent(37, 38) == "97.4%");
}

BOOST_AUTO_TEST_CASE(the_variable_that_counts_most_says_whether_people_want_chinese) {
  const auto wants = [](const char* all, const char* messages, const char* lang) {
    const std::array<std::pair<const char*, const char*>, 3> values{
        {{"LC_ALL", all}, {"LC_MESSAGES", messages}, {"LANG", lang}}};
    std::array<std::optional<std::string>, 3> before;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto& [name, value] = values[i];
      if (const char* had = std::getenv(name)) before[i] = had;
      value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
    }
    const bool chinese = prefers_chinese();
    for (std::size_t i = 0; i < values.size(); ++i)
      before[i] ? ::setenv(values[i].first, before[i]->c_str(), 1) : ::unsetenv(values[i].first);
    return chinese;
  };
  BOOST_TEST(wants("zh_CN.UTF-8", nullptr, nullptr));
  BOOST_TEST(!wants("C", "zh_CN.UTF-8", "zh_CN.UTF-8"));
  BOOST_TEST(wants("", nullptr, "zh_CN.UTF-8"));
  BOOST_TEST(!wants(nullptr, "en_GB.UTF-8", "zh_CN.UTF-8"));
  BOOST_TEST(!wants(nullptr, nullptr, nullptr));
}

BOOST_AUTO_TEST_CASE(a_duration_is_told_in_its_two_largest_units) {
  BOOST_TEST(spoken(49h + 59min, false) == "2d 1h");
  BOOST_TEST(spoken(3h + 20min + 5s, true) == "3小时20分");
  BOOST_TEST(spoken(2h, false) == "2h");
  BOOST_TEST(spoken(45s, false) == "45s");
  BOOST_TEST(spoken(0s, false) == "0s");
  BOOST_TEST(spoken(-90s, false) == "-1m 30s");
}

BOOST_AUTO_TEST_CASE(the_same_seed_writes_the_same_script_and_another_one_does_not) {
  const auto write = [](std::uint64_t seed) {
    std::string text;
    for (const Scripted& one : write_script(shunyi(), {seed, 50, monday()}))
      text += one.office.str() + one.intention.id + one.intention.body.dump() +
              std::to_string(codec::milliseconds(one.intention.at));
    return text;
  };
  BOOST_TEST(write(1) == write(1));
  BOOST_TEST(write(1) != write(2));
}

BOOST_AUTO_TEST_CASE(a_script_has_whistles_of_every_kind_some_by_key_words_some_of_nothing_known) {
  std::set<core::KindId> kinds;
  std::set<core::CategoryId> categories;
  std::size_t by_words = 0;
  std::size_t unknown = 0;
  core::Instant last = monday();
  for (const Scripted& one : write_script(shunyi(), {1, 500, monday()})) {
    const auto text = [&](const char* field) { return one.intention.body.value(field, ""); };
    const std::string title = text("title");
    const std::string detail = text("detail");
    core::Subject subject{one.office, {}, {}, {}, title, detail};
    if (!text("kind").empty()) subject.kind = core::KindId(text("kind"));
    if (!text("category").empty()) subject.category = core::CategoryId(text("category"));
    const core::Classification is = core::classify(shunyi(), subject);
    kinds.insert(is.kind);
    categories.insert(is.category);
    by_words += is.by == core::ClassifiedBy::keywords ? 1 : 0;
    unknown += is.by == core::ClassifiedBy::backstop ? 1 : 0;
    // Nobody raises what he may not.
    const core::Kind& kind = *shunyi().kind(is.kind);
    const core::OfficeType type = shunyi().office(one.office)->type;
    const core::Role role = type == core::OfficeType::community    ? core::Role::community
                            : type == core::OfficeType::department ? core::Role::command_centre
                                                                   : core::Role::street;
    BOOST_TEST(kind.raisers.has(role), one.intention.body.dump());
    BOOST_TEST((one.intention.at >= last));
    last = one.intention.at;
  }
  BOOST_TEST(kinds.size() == shunyi().kinds.size());
  BOOST_TEST(categories.size() >= 25U);
  BOOST_TEST(by_words > 40U);
  BOOST_TEST(unknown > 10U);
  BOOST_TEST((last - monday() < std::chrono::days{7}));
}

BOOST_AUTO_TEST_CASE(a_timing_in_time_lies_before_the_limit_and_a_late_one_between_its_levels) {
  const core::Kind& kind = *shunyi().kind(core::KindId("DEMAND"));
  const auto clocks = core::plan_assignment(
      shunyi(), kind, *shunyi().urgency(core::UrgencyId("U3")), nullptr, true, monday());
  for (const core::ClockPlan& clock : clocks) {
    const core::Instant in_time = planned({0, 0.5}, clock, shunyi().calendar);
    BOOST_TEST((in_time > clock.starts));
    BOOST_TEST((in_time < clock.due));
    const core::Instant late = planned({2, 0.5}, clock, shunyi().calendar);
    BOOST_TEST((late > clock.levels[2]));
    BOOST_TEST((late < clock.levels[3]));
  }
}

BOOST_AUTO_TEST_CASE(after_the_highest_level_and_past_the_calendar_a_timing_is_still_an_instant) {
  core::ClockPlan clock{core::ClockKind::report_in, monday(), monday() + 24h, {}};
  clock.levels = {monday() + 20h, monday() + 24h, monday() + 30h,
                  monday() + 40h, monday() + 50h, core::never};
  BOOST_TEST((planned({4, 0.5}, clock, shunyi().calendar) == monday() + 50h));
  // Where no working time is published the limit itself is all there is to go by.
  const core::Instant far = monday() + std::chrono::days{36500};
  const core::ClockPlan beyond{core::ClockKind::report_in, far, far + 24h, {}};
  BOOST_TEST((planned({0, 0.5}, beyond, shunyi().calendar) == far + 12h));
}

BOOST_AUTO_TEST_CASE(most_offices_come_in_time_some_late_and_a_few_leads_never) {
  std::size_t late = 0;
  std::size_t never = 0;
  constexpr std::size_t whistles = 2000;
  for (std::size_t i = 0; i < whistles; ++i) {
    const OfficeFate fate = fate_of_office(1, {core::OfficeId("110113001"), std::to_string(i)},
                                           core::OfficeId("ZJW"), true, Bend::none);
    late += fate.of(core::ClockKind::acknowledge).late() ? 1 : 0;
    never += fate.never ? 1 : 0;
    BOOST_TEST(!fate_of_office(1, {core::OfficeId("110113001"), std::to_string(i)},
                               core::OfficeId("SJ"), false, Bend::none)
                    .never);
  }
  BOOST_TEST(late > whistles / 50);
  BOOST_TEST(late < whistles / 8);
  BOOST_TEST(never > whistles / 100);
  BOOST_TEST(never < whistles / 15);
}

BOOST_AUTO_TEST_CASE(the_bends_are_shares_of_the_cases_and_the_same_seed_bends_the_same_ones) {
  constexpr std::size_t whistles = 2000;
  std::map<Bend, std::size_t> bends;
  std::size_t other_seed = 0;
  for (std::size_t i = 0; i < whistles; ++i) {
    const RecordKey whistle{core::OfficeId("110113001"), std::to_string(i)};
    const Bend bend = bend_of(1, whistle);
    ++bends[bend];
    BOOST_TEST((bend == bend_of(1, whistle)));
    other_seed += bend != bend_of(2, whistle) ? 1 : 0;
    // One trouble is enough: a case that bends has a raiser who answers, and a lead that comes.
    const RaiserFate raiser = fate_of_raiser(1, whistle, Bend::suspended);
    BOOST_TEST(!(raiser.silent || raiser.fails_once || raiser.unsolved_once));
    BOOST_TEST(!fate_of_office(1, whistle, core::OfficeId("ZJW"), true, Bend::suspended).never);
    BOOST_TEST(fate_of_office(1, whistle, core::OfficeId("ZJW"), true, Bend::replaced).never);
  }
  BOOST_TEST(bends.size() == 12U);
  BOOST_TEST(bends[Bend::none] > whistles * 6 / 10);
  for (const auto& [bend, cases] : bends)
    if (bend != Bend::none) BOOST_TEST((cases > whistles / 250 && cases < whistles / 12));
  BOOST_TEST(other_seed > whistles / 4);
}

BOOST_AUTO_TEST_CASE(who_is_called_to_an_emergency_works_and_asks_for_no_time) {
  const core::Kind& emergency = *shunyi().kind(core::KindId("EMERGENCY"));
  for (const Bend bend : {Bend::dispute_upheld, Bend::joint, Bend::suspended, Bend::extended})
    BOOST_TEST(!can_bend(bend, emergency));
  BOOST_TEST(can_bend(Bend::replaced, emergency));
  BOOST_TEST(can_bend(Bend::extended, *shunyi().kind(core::KindId("DEMAND"))));
}

BOOST_AUTO_TEST_CASE(what_a_suspension_holds_up_is_put_off_and_meant_again_when_it_goes_on) {
  const World world{&shunyi(), 1};
  Office zjw(world, core::OfficeId("ZJW"));
  const Intentions meant = zjw.hear(dispatched_to_zjw());
  const auto resolve = std::find_if(meant.begin(), meant.end(), [](const Intention& one) {
    return one.body.value("do", "") == "resolve";
  });
  BOOST_REQUIRE((resolve != meant.end()));
  BOOST_TEST(zjw.still_means(*resolve));
  (void)zjw.hear(event("case_activated", monday()));
  (void)zjw.hear(event("whistle_suspended", monday() + 1h));
  BOOST_TEST(!zjw.still_means(*resolve));
  const core::Instant resumed = monday() + std::chrono::days{30};
  const Intentions again = zjw.hear(event("whistle_resumed", resumed));
  BOOST_REQUIRE(again.size() == 1U);
  BOOST_TEST(again.front().id == resolve->id);
  BOOST_TEST((again.front().at > resumed));
  BOOST_TEST(zjw.still_means(again.front()));
  // An office that is relieved does nothing of it any more.
  (void)zjw.hear(event("dispute_upheld", resumed, {{"office", "ZJW"}}));
  BOOST_TEST(!zjw.still_means(again.front()));
}

BOOST_AUTO_TEST_CASE(a_refusal_that_came_before_the_news_of_a_suspension_is_no_end) {
  const World world{&shunyi(), 1};
  Office zjw(world, core::OfficeId("ZJW"));
  const Intentions meant = zjw.hear(dispatched_to_zjw());
  const codec::Json suspended = {{"refused", "wrong_state"}, {"value", "SUSPENDED"}};
  BOOST_TEST(zjw.refused(meant.front(), suspended).size() == 1U);
  const codec::Json ended = {{"refused", "wrong_state"}, {"value", "CANCELLED"}};
  BOOST_TEST(zjw.refused(meant.front(), ended).empty());
}

BOOST_AUTO_TEST_CASE(a_dispute_goes_back_to_where_the_case_stands_by_then) {
  Course course;
  const auto follow = [&](const char* name, codec::Json fields = codec::Json::object()) {
    course.follow(name, event(name, monday(), std::move(fields)));
  };
  follow("whistle_dispatched");
  follow("dispute_raised", {{"office", "ZJW"}, {"lead", true}});
  BOOST_TEST((course.state == core::CaseState::disputed));
  follow("dispute_raised", {{"office", "SF"}, {"lead", false}});
  follow("case_activated");
  BOOST_TEST((course.state == core::CaseState::disputed));
  follow("dispute_dismissed", {{"office", "ZJW"}});
  BOOST_TEST((course.state == core::CaseState::active));
  BOOST_TEST(course.waits_for_ruling());
  follow("dispute_upheld", {{"office", "SF"}, {"assigned", codec::Json::array()}});
  BOOST_TEST(!course.waits_for_ruling());
  BOOST_TEST((course.state == core::CaseState::active));
}

BOOST_AUTO_TEST_CASE(the_board_shows_disputes_meetings_and_clocks_that_stand_still) {
  BoardModel model;
  model.hear({{"event", "whistle_raised"},
              {"whistle", "W1"},
              {"at", codec::milliseconds(monday())},
              {"kind", "DEMAND"}});
  const auto shown = [&](bool chinese) {
    Frame frame;
    frame.policy = &shunyi();
    frame.timezone = "Asia/Shanghai";
    frame.columns = 120;
    frame.rows = 36;
    frame.chinese = chinese;
    frame.progress.now = monday() + 3h;
    return all_of(render(model, frame));
  };
  const auto has = [&](const char* text, bool chinese = false) {
    return shown(chinese).find(text) != std::string::npos;
  };
  model.hear(dispatched_to_zjw());
  model.hear(
      event("dispute_raised", monday(),
            {{"office", "ZJW"}, {"lead", true}, {"ruling", clock_until("ruling", monday() + 4h)}}));
  BOOST_TEST(has("disputed 1"));
  BOOST_TEST(has("争议中 1", true));
  BOOST_TEST(has("rule on a dis"));
  model.hear(event("meeting_convened", monday() + 1h,
                   {{"office", "110113001"},
                    {"plan", clock_until("meeting", monday() + std::chrono::days{2})}}));
  BOOST_TEST(has("in meeting 1"));
  model.hear(event("meeting_held", monday() + 2h,
                   {{"relieved", codec::Json::array()}, {"assigned", codec::Json::array()}}));
  BOOST_TEST(!has("in meeting"));
  BOOST_TEST(!has("rule on a dis"));
  model.hear(event("case_activated", monday() + 2h));

  const core::Instant review = monday() + std::chrono::days{10};
  model.hear(
      event("whistle_suspended", monday() + 3h, {{"review_at", codec::milliseconds(review)}}));
  BOOST_TEST(has("suspended 1"));
  BOOST_TEST(has("stands still 3d 21h  review 03-12 09:00"));
  BOOST_TEST(has("停表 3天21小时", true));
  BOOST_TEST(model.deadlines().empty());
  codec::Json moved = clock_until("resolve", review + std::chrono::days{4} - 3h);
  moved["office"] = "ZJW";
  model.hear(event("whistle_resumed", review, {{"clocks", {moved}}}));
  BOOST_TEST(!has("stands still"));
  BOOST_TEST(model.in(core::CaseState::active) == 1U);
  BOOST_REQUIRE(model.deadlines().size() == 1U);
  BOOST_TEST((model.deadlines().begin()->due == review + std::chrono::days{4} - 3h));
}

BOOST_AUTO_TEST_CASE(the_board_fits_its_terminal_in_both_languages) {
  BoardModel model;
  const auto at = codec::milliseconds(monday());
  const codec::Json levels = {at + 1, at + 2, at + 3, at + 4, at + 5};
  for (int i = 1; i <= 60; ++i) {
    const std::string id = "W" + std::to_string(i);
    model.hear({{"event", "whistle_raised"}, {"whistle", id}, {"at", at}, {"kind", "DEMAND"}});
    model.hear({{"event", "whistle_dispatched"},
                {"whistle", id},
                {"at", at},
                {"assigned",
                 {{{"office", "CGW"},
                   {"lead", true},
                   {"clocks",
                    {{{"clock", "acknowledge"},
                      {"starts", at},
                      {"due", at + 3'600'000 + i},
                      {"levels", levels}}}}}}}});
    model.hear({{"event", "level_fired"},
                {"whistle", id},
                {"at", at + 3'000'000},
                {"office", "CGW"},
                {"clock", "acknowledge"},
                {"level", i % 5},
                {"due", at}});
  }
  for (const bool chinese : {false, true})
    for (const auto& [columns, rows] :
         {std::pair<std::size_t, std::size_t>{80, 24}, {132, 43}, {200, 60}, {40, 12}}) {
      Frame frame;
      frame.policy = &shunyi();
      frame.timezone = "Asia/Shanghai";
      frame.columns = columns;
      frame.rows = rows;
      frame.chinese = chinese;
      frame.progress = {500, 60, 12, monday() + 50min};
      frame.notice = "shao-dispatcher has ended with status 137; it is started again in 100 ms";
      const auto lines = render(model, frame);
      BOOST_TEST(lines.size() <= rows);
      for (const std::string& line : lines) BOOST_TEST(width_of(line) == columns, line);
    }
  BOOST_TEST(model.open() == 60U);
  BOOST_TEST(model.fired(4) == 12U);
  BOOST_TEST(model.scores().at(core::OfficeId("CGW")).missed == 48U);
}

BOOST_AUTO_TEST_CASE(the_engine_s_time_is_carried_on_at_the_drill_s_speed) {
  EngineClock clock(1000);
  const auto now = EngineClock::Steady::now();
  clock.read("1-a", monday(), now, now + 2ms);
  BOOST_TEST((clock.now(now + 11ms) == monday() + 10s));
  BOOST_TEST((clock.when(monday() + 10s) == now + 11ms));
  // A slower reading of the same term teaches nothing; a new term begins anew, also further back.
  clock.read("1-a", monday() + 1h, now, now + 50ms);
  BOOST_TEST((clock.now(now + 11ms) == monday() + 10s));
  clock.at_least(monday() + 20s, now + 11ms);
  BOOST_TEST((clock.now(now + 11ms) == monday() + 20s));
  clock.read("2-b", monday() - 1h, now, now + 50ms);
  BOOST_TEST((clock.now(now + 25ms) == monday() - 1h));
}

}  // namespace shao::drill
