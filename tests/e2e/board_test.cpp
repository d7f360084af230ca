// What the board makes of the command centre's feed: which clocks run, who kept his, who missed
// his and who rightly did not, and how it is drawn where there is little room.
#include "clients/drill/board.hpp"

#include <boost/test/unit_test.hpp>

#include "clients/drill/text.hpp"
#include "tests/e2e/parts.hpp"

namespace shao::drill {

namespace {

using namespace std::chrono_literals;

const core::OfficeId zjw("ZJW");
const core::OfficeId sj("SJ");

codec::Json clocks_of(const char* office, bool lead, const std::vector<const char*>& clocks) {
  codec::Json list = codec::Json::array();
  for (const char* clock : clocks) list.push_back(clock_until(clock, monday() + 4h));
  return {{"office", office}, {"lead", lead}, {"clocks", list}};
}

/// W1, raised and given to ZJW as lead and SJ to assist.
class Wall {
 public:
  explicit Wall(const std::vector<const char*>& clocks = {"acknowledge", "resolve"}) {
    hear("whistle_raised", monday(), {{"kind", "DEMAND"}});
    hear("whistle_dispatched", monday(),
         {{"assigned", {clocks_of("ZJW", true, clocks), clocks_of("SJ", false, {"resolve"})}}});
  }
  const Alarm* hear(const char* name, core::Instant at,
                    codec::Json fields = codec::Json::object()) {
    return model.hear(event(name, at, std::move(fields)));
  }
  const Alarm* level(const char* office, const char* clock, int level,
                     core::Instant at = monday() + 5h) {
    return hear("level_fired", at, {{"office", office}, {"clock", clock}, {"level", level}});
  }
  std::size_t missed(core::OfficeId office) const {
    const auto found = model.scores().find(office);
    return found == model.scores().end() ? 0 : found->second.missed;
  }
  std::size_t on_time(core::OfficeId office) const {
    const auto found = model.scores().find(office);
    return found == model.scores().end() ? 0 : found->second.on_time;
  }
  std::size_t running(core::OfficeId office) const {
    std::size_t count = 0;
    for (const Deadline& one : model.deadlines()) count += one.office == office ? 1 : 0;
    return count;
  }

  BoardModel model;
};

}  // namespace

BOOST_AUTO_TEST_CASE(each_move_of_an_office_meets_the_clocks_it_is_for) {
  Wall wall({"acknowledge", "contact", "report_in", "first_report", "resolve"});
  BOOST_TEST(wall.running(zjw) == 5U);
  const auto moved = [&](const char* name, std::size_t still_running, std::size_t on_time,
                         codec::Json fields = codec::Json::object()) {
    fields["office"] = "ZJW";
    wall.hear(name, monday() + 1h, std::move(fields));
    BOOST_TEST(wall.running(zjw) == still_running, name);
    BOOST_TEST(wall.on_time(zjw) == on_time, name);
  };
  moved("acknowledged", 4, 1);
  moved("contacted", 3, 2);
  const codec::Json until_heard = clock_until("progress", monday() + 3h);
  moved("reported_in", 3, 3, {{"progress", until_heard}});
  // The first report meets two, and is to be followed by another one.
  moved("progress_reported", 2, 5, {{"progress", until_heard}});
  moved("resolved", 0, 7);
  // Only its own.
  BOOST_TEST(wall.running(sj) == 1U);
  BOOST_TEST(wall.on_time(sj) == 0U);
}

BOOST_AUTO_TEST_CASE(reporting_in_meets_an_acknowledgement_that_was_left_out) {
  Wall wall({"acknowledge", "report_in"});
  wall.hear("reported_in", monday() + 1h, {{"office", "ZJW"}});
  BOOST_TEST(wall.running(zjw) == 0U);
  BOOST_TEST(wall.on_time(zjw) == 2U);
}

BOOST_AUTO_TEST_CASE(the_clocks_of_the_whistle_itself_end_with_what_they_wait_for) {
  BoardModel model;
  const auto hear = [&](const char* name, codec::Json fields = codec::Json::object()) {
    model.hear(event(name, monday(), std::move(fields)));
  };
  const auto waits_for = [&](core::ClockKind clock) {
    BOOST_REQUIRE(model.deadlines().size() == 1U);
    BOOST_TEST(core::name_of(model.deadlines().begin()->clock) == core::name_of(clock));
    BOOST_TEST(model.deadlines().begin()->office.empty());
  };
  const auto waits_for_nothing = [&] { BOOST_TEST(model.deadlines().empty()); };
  hear("whistle_raised", {{"kind", "DEMAND"}});
  hear("review_asked", {{"plan", clock_until("review", monday() + 4h)}});
  waits_for(core::ClockKind::review);
  hear("whistle_approved");
  waits_for_nothing();
  hear("whistle_dispatched", {{"assigned", {clocks_of("ZHZX", true, {})}},
                              {"name_lead", clock_until("name_lead", monday() + 1h)}});
  waits_for(core::ClockKind::name_lead);
  hear("lead_named", {{"relieved", "ZHZX"}, {"assigned", {clocks_of("ZJW", true, {})}}});
  waits_for_nothing();
  hear("verification_asked", {{"plan", clock_until("verify", monday() + 4h)}});
  waits_for(core::ClockKind::verify);
  hear("verified", {{"plan", clock_until("evaluate", monday() + 4h)}});
  waits_for(core::ClockKind::evaluate);
  hear("evaluated", {{"rework", codec::Json::array()}});
  waits_for_nothing();
  hear("whistle_closed");
  BOOST_TEST(model.open() == 0U);
  BOOST_TEST(model.in(core::CaseState::closed) == 1U);
  // None of them is an office's to keep.
  BOOST_TEST(model.scores().empty());
}

BOOST_AUTO_TEST_CASE(a_whistle_that_has_ended_has_no_deadlines) {
  Wall wall;
  wall.hear("whistle_withdrawn", monday() + 1h);
  BOOST_TEST(wall.model.deadlines().empty());
  BOOST_TEST(wall.on_time(zjw) == 0U);
  BOOST_TEST(wall.missed(zjw) == 0U);
}

BOOST_AUTO_TEST_CASE(who_is_sent_back_to_work_has_a_limit_again) {
  Wall wall;
  wall.hear("resolved", monday() + 1h, {{"office", "ZJW"}});
  wall.hear("resolved", monday() + 1h, {{"office", "SJ"}});
  wall.hear("verification_asked", monday() + 1h, {{"plan", clock_until("verify", monday() + 4h)}});
  const codec::Json resolve = clock_until("resolve", monday() + 24h);
  const codec::Json heard = clock_until("progress", monday() + 9h);
  wall.hear("verification_failed", monday() + 2h,
            {{"rework",
              {{{"office", "ZJW"}, {"resolve", resolve}, {"progress", heard}},
               {{"office", "SJ"}, {"resolve", resolve}}}}});
  BOOST_TEST(wall.running(zjw) == 2U);
  BOOST_TEST(wall.running(sj) == 1U);
  BOOST_TEST(wall.running({}) == 0U);
  BOOST_TEST(wall.model.in(core::CaseState::active) == 1U);
}

BOOST_AUTO_TEST_CASE(a_warning_is_no_miss_and_a_reminder_is_one_until_it_is_cleared) {
  Wall wall;
  const Alarm* warning = wall.level("ZJW", "acknowledge", 0, monday() + 3h);
  BOOST_REQUIRE(warning != nullptr);
  BOOST_TEST((warning->over == -1h));
  BOOST_TEST(wall.missed(zjw) == 0U);
  BOOST_TEST(wall.running(zjw) == 2U);
  const Alarm* reminder = wall.level("ZJW", "acknowledge", 1);
  BOOST_REQUIRE(reminder != nullptr);
  BOOST_TEST((reminder->over == 1h));
  BOOST_TEST(wall.missed(zjw) == 1U);
  BOOST_TEST(wall.running(zjw) == 1U);
  // A higher level of the same miss is no second one, and is as late as the first limit says.
  const Alarm* higher = wall.level("ZJW", "acknowledge", 2, monday() + 7h);
  BOOST_REQUIRE(higher != nullptr);
  BOOST_TEST((higher->over == 3h));
  BOOST_TEST(wall.missed(zjw) == 1U);
  const auto cleared = [&](const char* office, const char* clock) {
    wall.hear("miss_cleared", monday() + 7h, {{"office", office}, {"clock", clock}});
  };
  cleared("SJ", "acknowledge");
  cleared("ZJW", "no such clock");
  cleared("ZJW", "verify");
  BOOST_TEST(wall.missed(zjw) == 1U);
  cleared("ZJW", "acknowledge");
  BOOST_TEST(wall.missed(zjw) == 0U);
  BOOST_TEST(wall.on_time(zjw) == 1U);
  BOOST_TEST(wall.on_time(sj) == 0U);
}

BOOST_AUTO_TEST_CASE(the_word_that_was_late_can_clear_its_miss_after_the_next_clock_has_begun) {
  Wall wall({"resolve"});
  const auto until_heard = [&](core::Instant due) {
    return codec::Json{{"office", "ZJW"}, {"progress", clock_until("progress", due)}};
  };
  wall.hear("reported_in", monday(), until_heard(monday() + 4h));
  wall.level("ZJW", "progress", 1);
  BOOST_TEST(wall.missed(zjw) == 1U);
  wall.hear("progress_reported", monday() + 6h, until_heard(monday() + 9h));
  wall.hear("miss_cleared", monday() + 6h, {{"office", "ZJW"}, {"clock", "progress"}});
  BOOST_TEST(wall.missed(zjw) == 0U);
  BOOST_TEST(wall.on_time(zjw) == 1U);
  BOOST_TEST(wall.running(zjw) == 2U);
}

BOOST_AUTO_TEST_CASE(a_level_against_nobody_in_particular_or_of_no_known_clock_scores_no_office) {
  Wall wall;
  wall.hear("verification_asked", monday(), {{"plan", clock_until("verify", monday() + 4h)}});
  const Alarm* late = wall.level("110113001", "verify", 1);
  BOOST_REQUIRE(late != nullptr);
  BOOST_TEST((late->over == 1h));
  BOOST_TEST(wall.model.scores().empty());
  // Of a clock whose beginning was not heard nobody can say how late it is.
  const Alarm* unheard = wall.level("ZJW", "contact", 2);
  BOOST_REQUIRE(unheard != nullptr);
  BOOST_TEST((unheard->over == 0h));
  BOOST_TEST(wall.level("ZJW", "no such clock", 1) == nullptr);
  BOOST_TEST(wall.level("ZJW", "acknowledge", 6) == nullptr);
  BOOST_TEST(wall.model.alarms().size() == 2U);
}

BOOST_AUTO_TEST_CASE(events_about_no_whistle_or_one_that_was_not_seen_change_nothing) {
  BoardModel model;
  BOOST_TEST(model.hear({{"event", "term_claimed"}}) == nullptr);
  BOOST_TEST(model.hear(event("whistle_raised", monday(), {{"whistle", "W1x"}})) == nullptr);
  BOOST_TEST(model.hear(event("level_fired", monday(),
                              {{"office", "ZJW"}, {"clock", "resolve"}, {"level", 1}})) == nullptr);
  BOOST_TEST(model.raised() == 0U);
  BOOST_TEST(model.fired(1) == 0U);
  BOOST_TEST(model.kind_of(core::WhistleId{1}).empty());
}

BOOST_AUTO_TEST_CASE(who_rightly_said_that_it_is_not_its_case_has_missed_nothing) {
  Wall wall;
  wall.level("ZJW", "acknowledge", 1);
  wall.hear("dispute_raised", monday() + 5h, {{"office", "ZJW"}, {"lead", true}});
  BOOST_TEST(wall.missed(zjw) == 1U);
  wall.hear("dispute_upheld", monday() + 6h,
            {{"office", "ZJW"}, {"assigned", {clocks_of("CGW", true, {"resolve"})}}});
  BOOST_TEST(wall.missed(zjw) == 0U);
  BOOST_TEST(wall.running(zjw) == 0U);
  BOOST_TEST(wall.running(core::OfficeId("CGW")) == 1U);
}

BOOST_AUTO_TEST_CASE(who_was_let_go_without_having_asked_has_missed_what_it_missed) {
  Wall unasked;
  unasked.level("SJ", "resolve", 1);
  unasked.hear("assisting_relieved", monday() + 5h, {{"office", "SJ"}});
  BOOST_TEST(unasked.missed(sj) == 1U);
  Wall asked;
  asked.level("SJ", "resolve", 1);
  asked.hear("dispute_raised", monday() + 5h, {{"office", "SJ"}, {"lead", false}});
  asked.hear("assisting_relieved", monday() + 5h, {{"office", "SJ"}});
  BOOST_TEST(asked.missed(sj) == 0U);
  Wall replaced;
  replaced.level("ZJW", "acknowledge", 3);
  replaced.hear("lead_replaced", monday() + 6h,
                {{"relieved", "ZJW"}, {"assigned", {clocks_of("CGW", true, {"resolve"})}}});
  BOOST_TEST(replaced.missed(zjw) == 1U);
  BOOST_TEST(replaced.running(zjw) == 0U);
}

BOOST_AUTO_TEST_CASE(a_meeting_that_names_another_lead_excuses_the_lead_and_who_asked) {
  Wall wall;
  wall.level("ZJW", "acknowledge", 1);
  wall.level("SJ", "resolve", 1);
  wall.hear("dispute_raised", monday() + 5h, {{"office", "ZJW"}, {"lead", true}});
  wall.hear("meeting_held", monday() + 6h,
            {{"relieved", {"ZJW", "SJ"}}, {"assigned", {clocks_of("CGW", true, {"resolve"})}}});
  BOOST_TEST(wall.missed(zjw) == 0U);
  // It had not said that it was not its case.
  BOOST_TEST(wall.missed(sj) == 1U);
  BOOST_TEST(wall.model.in(core::CaseState::dispatched) == 1U);
}

BOOST_AUTO_TEST_CASE(more_time_moves_the_limit_also_of_what_was_missed) {
  Wall wall;
  wall.level("ZJW", "acknowledge", 1);
  codec::Json missed = clock_until("acknowledge", monday() + 6h);
  missed["office"] = "ZJW";
  codec::Json running = clock_until("resolve", monday() + 24h);
  running["office"] = "ZJW";
  wall.hear("whistle_extended", monday() + 5h,
            {{"clocks", {missed, running, {{"office", "ZJW"}, {"clock", "no such clock"}}}}});
  BOOST_TEST(wall.missed(zjw) == 1U);
  BOOST_TEST(wall.running(zjw) == 1U);
  BOOST_TEST((wall.model.deadlines().rbegin()->due == monday() + 24h));
  BOOST_TEST((wall.level("ZJW", "acknowledge", 2, monday() + 7h)->over == 1h));
}

BOOST_AUTO_TEST_CASE(only_the_offices_clocks_stand_still_with_a_suspension) {
  Wall wall;
  wall.hear("meeting_convened", monday(), {{"plan", clock_until("meeting", monday() + 8h)}});
  wall.hear("whistle_suspended", monday() + 1h,
            {{"review_at", codec::milliseconds(monday() + 48h)}});
  BOOST_TEST(wall.model.standing().size() == 3U);
  BOOST_REQUIRE(wall.model.deadlines().size() == 1U);
  BOOST_TEST((wall.model.deadlines().begin()->clock == core::ClockKind::meeting));
}

BOOST_AUTO_TEST_CASE(of_many_alarms_the_newest_hundred_are_kept) {
  Wall wall;
  for (int i = 0; i < 130; ++i) wall.level("ZJW", "contact", 2, monday() + std::chrono::minutes{i});
  BOOST_TEST(wall.model.alarms().size() == BoardModel::alarms_kept);
  BOOST_TEST((wall.model.alarms().front().at == monday() + 129min));
  BOOST_TEST((wall.model.alarms().back().at == monday() + 30min));
  BOOST_TEST(wall.model.fired(2) == 130U);
}

namespace {

/// Without what colours it.
std::string uncoloured(const std::string& line) {
  std::string text;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == '\x1b') {
      at = line.find('m', at) + 1;
    } else {
      text += line[at++];
    }
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(colour_takes_no_room_on_the_board_and_shows_how_high_an_alarm_is) {
  Wall wall;
  wall.level("ZJW", "acknowledge", 0, monday() + 3h);
  wall.level("ZJW", "contact", 4);
  Frame frame;
  frame.policy = &shunyi();
  frame.timezone = "Asia/Shanghai";
  frame.progress = {500, 60, 12, monday() + 50min};
  const std::string plain = all_of(render(wall.model, frame));
  BOOST_TEST(plain.find('\x1b') == plain.npos);
  frame.colour = true;
  const auto lines = render(wall.model, frame);
  const std::string coloured = all_of(lines);
  BOOST_TEST(uncoloured(coloured) == plain);
  for (const std::string& line : lines) BOOST_TEST(width_of(uncoloured(line)) == 80U, line);
  BOOST_TEST(coloured.find("\x1b[33m 03-02 12:00") != coloured.npos, coloured);
  BOOST_TEST(coloured.find("\x1b[1;37;41m 03-02 14:00") != coloured.npos, coloured);
}

BOOST_AUTO_TEST_CASE(a_window_with_hardly_any_room_is_not_overrun) {
  Wall wall;
  wall.level("ZJW", "acknowledge", 1);
  for (const auto& [columns, rows] : {std::pair<std::size_t, std::size_t>{12, 8}, {5, 3}, {1, 1}}) {
    Frame frame;
    frame.policy = &shunyi();
    frame.timezone = "Asia/Shanghai";
    frame.columns = columns;
    frame.rows = rows;
    frame.progress = {500, 60, 12, monday() + 50min};
    const auto lines = render(wall.model, frame);
    BOOST_TEST(lines.size() == rows);
    // The clock of the drill alone may need more: it is not cut.
    for (std::size_t i = 1; i < lines.size(); ++i) BOOST_TEST(width_of(lines[i]) == columns);
  }
}

BOOST_AUTO_TEST_CASE(the_board_names_offices_and_kinds_as_far_as_they_are_known) {
  const core::Policy& policy = shunyi();
  BOOST_TEST(called(zjw, policy, false) == "ZJW");
  BOOST_TEST(called(zjw, policy, true) == "住房和城乡建设委员会");
  BOOST_TEST(called(core::OfficeId("GONE"), policy, true) == "GONE");
  core::Policy renamed = policy;
  renamed.offices.at(zjw).name = "住建委";
  BOOST_TEST(called(zjw, renamed, true) == "住建委");
  renamed.offices.at(zjw).name = "";
  BOOST_TEST(called(zjw, renamed, true) == "ZJW");

  BoardModel model;
  model.hear(event("whistle_raised", monday(), {{"kind", "GONE"}}));
  model.hear(
      event("whistle_dispatched", monday(), {{"assigned", {clocks_of("ZJW", true, {"resolve"})}}}));
  Frame frame;
  frame.policy = &policy;
  frame.timezone = "Asia/Shanghai";
  frame.columns = 120;
  const std::string text = all_of(render(model, frame));
  // Before the dispatcher has said what time it is, none is shown.
  BOOST_TEST(text.find("2026-") == text.npos, text);
  BOOST_TEST(text.find(" W1 ") != text.npos, text);
}

BOOST_AUTO_TEST_CASE(the_ranking_begins_with_the_worst_and_leaves_out_who_had_hardly_any_clock) {
  BoardModel model;
  const auto fared = [&](const char* office, int kept, int missed) {
    for (int i = 0; i < kept + missed; ++i) {
      const std::string id = "W" + std::to_string(model.raised() + 1);
      const auto hear = [&](const char* name, codec::Json fields) {
        fields["whistle"] = id;
        model.hear(event(name, monday(), std::move(fields)));
      };
      hear("whistle_raised", {{"kind", "DEMAND"}});
      hear("whistle_dispatched", {{"assigned", {clocks_of(office, true, {"acknowledge"})}}});
      if (i < kept)
        hear("acknowledged", {{"office", office}});
      else
        hear("level_fired", {{"office", office}, {"clock", "acknowledge"}, {"level", 1}});
    }
  };
  fared("ZJW", 9, 1);
  fared("SJ", 2, 6);
  fared("CGW", 1, 3);
  Frame frame;
  frame.policy = &shunyi();
  frame.timezone = "Asia/Shanghai";
  frame.columns = 120;
  frame.rows = 40;
  const auto lines = render(model, frame);
  const auto title = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find("── on time ") == 0;
  });
  BOOST_REQUIRE((title != lines.end()));
  const std::string worst = *(title + 1);
  BOOST_TEST(worst.find("SJ") < worst.find("25.0%"), worst);
  BOOST_TEST(worst.find("25.0%") < worst.find("ZJW"), worst);
  BOOST_TEST(worst.find("90.0%") != worst.npos, worst);
  BOOST_TEST(worst.find("CGW") == worst.npos, worst);
}

}  // namespace shao::drill
