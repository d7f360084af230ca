// What a simulated office does about what it hears, where a case leaves the straight way: a drill
// of forty whistles meets only some of these turns, and others only now and then.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <functional>

#include "clients/drill/office.hpp"
#include "tests/e2e/parts.hpp"

namespace shao::drill {

namespace {

using namespace std::chrono_literals;

constexpr const char* unit_of_cases = "110113001";
const core::OfficeId the_lead("ZJW");
const core::OfficeId the_street(unit_of_cases);
const core::OfficeId the_centre("ZHZX");

World world() {
  return {&shunyi(), 1};
}

/// The first record of the street whose fate is as `wanted`.
std::string record_with(const std::function<bool(const RecordKey&)>& wanted) {
  for (int i = 0; i < 100'000; ++i) {
    RecordKey key{the_street, "R" + std::to_string(i)};
    if (wanted(key)) return key.record;
  }
  BOOST_FAIL("no record has this fate");
  return {};
}

std::string record_that_bends(Bend bend) {
  return record_with([&](const RecordKey& key) { return bend_of(1, key) == bend; });
}

/// A record that does not bend, whose lead is as `wanted`.
std::string record_whose_lead(const std::function<bool(const OfficeFate&)>& wanted) {
  return record_with([&](const RecordKey& key) {
    return bend_of(1, key) == Bend::none &&
           wanted(fate_of_office(1, key, the_lead, true, Bend::none));
  });
}

std::string record_whose_raiser(const std::function<bool(const RaiserFate&)>& wanted) {
  return record_with([&](const RecordKey& key) {
    return bend_of(1, key) == Bend::none && wanted(fate_of_raiser(1, key, Bend::none));
  });
}

codec::Json to_lead(const char* office, codec::Json clocks = codec::Json::array()) {
  return {{{"office", office}, {"lead", true}, {"clocks", std::move(clocks)}}};
}

/// W1 is dispatched to ZJW, whose resolve clock ends after four days.
codec::Json case_of(const std::string& record, const char* kind = "DEMAND") {
  codec::Json sent = dispatched_to_zjw();
  sent["view"]["record"] = record;
  sent["view"]["kind"] = kind;
  return sent;
}

codec::Json emergency_of(const std::string& record, bool released) {
  codec::Json sent = case_of(record, "EMERGENCY");
  sent["view"]["emergency"] = true;
  sent["view"]["released"] = released;
  return sent;
}

codec::Json level_of_the_lead(int level, const char* office = "ZJW") {
  return event("level_fired", monday() + 5h,
               {{"office", office}, {"clock", "acknowledge"}, {"level", level}});
}

/// "ack dispute report-in".
std::string moves_in(const Intentions& intentions) {
  std::string text;
  for (const Intention& one : intentions)
    text += (text.empty() ? "" : " ") + one.body.value("do", "");
  return text;
}

const Intention* find_move(const Intentions& intentions, const char* what) {
  const auto found = std::find_if(intentions.begin(), intentions.end(), [&](const Intention& one) {
    return one.body.value("do", "") == what;
  });
  return found == intentions.end() ? nullptr : &*found;
}

Intention need_move(const Intentions& intentions, const char* what) {
  const Intention* found = find_move(intentions, what);
  BOOST_REQUIRE_MESSAGE(found != nullptr,
                        std::string("no ") + what + " among: " + moves_in(intentions));
  return *found;
}

}  // namespace

// ---- the raiser's side ---------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(only_a_draft_is_submitted_by_hand) {
  const auto raised = [](bool draft) {
    codec::Json fields;
    fields["view"] = {{"unit", unit_of_cases},
                      {"street", unit_of_cases},
                      {"kind", "DEMAND"},
                      {"state", "DRAFT"},
                      {"record", record_whose_raiser(
                                     [&](const RaiserFate& fate) { return fate.draft == draft; })}};
    return Office(world(), the_street).hear(event("whistle_raised", monday(), fields));
  };
  BOOST_TEST(moves_in(raised(true)) == "submit");
  BOOST_TEST((need_move(raised(true), "submit").at > monday()));
  BOOST_TEST(moves_in(raised(false)) == "");
}

BOOST_AUTO_TEST_CASE(a_review_without_a_clock_of_its_own_is_done_at_once) {
  Office street(world(), the_street);
  (void)street.hear(case_of(record_whose_raiser([](const auto& fate) { return !fate.refused; })));
  const Intention approve = need_move(street.hear(event("review_asked", monday() + 1h)), "approve");
  BOOST_TEST((approve.at == monday() + 1h));
  const Intention with_clock =
      need_move(street.hear(event("review_asked", monday() + 1h,
                                  {{"plan", clock_until("review", monday() + 4h)}})),
                "approve");
  BOOST_TEST((with_clock.at >= monday() + 1h));
  BOOST_TEST((with_clock.at < monday() + 4h));
}

BOOST_AUTO_TEST_CASE(what_the_lead_agreed_to_is_withdrawn_by_the_street) {
  Office street(world(), the_street);
  (void)street.hear(case_of("R1"));
  const Intentions meant =
      street.hear(event("withdrawal_agreed", monday() + 1h, {{"office", "ZJW"}}));
  const Intention withdraw = need_move(meant, "withdraw");
  BOOST_TEST((withdraw.at > monday() + 1h));
  // Also when the lead has come meanwhile: it has agreed.
  (void)street.hear(event("case_activated", monday() + 1h));
  BOOST_TEST(street.still_means(withdraw));
}

BOOST_AUTO_TEST_CASE(a_case_to_which_nobody_came_is_withdrawn_unless_somebody_comes_after_all) {
  const auto given_up = [](Office& street) {
    (void)street.hear(case_of(record_whose_lead([](const auto& fate) { return fate.never; })));
    return need_move(street.hear(level_of_the_lead(4)), "withdraw");
  };
  Office street(world(), the_street);
  const Intention withdraw = given_up(street);
  BOOST_TEST(street.still_means(withdraw));
  (void)street.hear(
      event("lead_replaced", monday() + 6h, {{"relieved", "ZJW"}, {"assigned", to_lead("CGW")}}));
  BOOST_TEST(!street.still_means(withdraw));
  Office other(world(), the_street);
  const Intention again = given_up(other);
  (void)other.hear(event("case_activated", monday() + 6h));
  BOOST_TEST(!other.still_means(again));
}

BOOST_AUTO_TEST_CASE(after_three_disputes_the_street_convenes_and_the_first_lead_has_it_back) {
  Office street(world(), the_street);
  (void)street.hear(case_of("R1"));
  const auto disputes = [&](const char* office) {
    return street.hear(
        event("dispute_raised", monday() + 1h, {{"office", office}, {"lead", true}}));
  };
  const auto passed_on = [&](const char* from, const char* to) {
    (void)street.hear(
        event("dispute_upheld", monday() + 1h, {{"office", from}, {"assigned", to_lead(to)}}));
  };
  BOOST_TEST(moves_in(disputes("ZJW")) == "");
  passed_on("ZJW", "SJ");
  BOOST_TEST(moves_in(disputes("SJ")) == "");
  passed_on("SJ", "CGW");
  const Intentions third = disputes("CGW");
  BOOST_TEST(moves_in(third) == "convene");
  const auto convened = [&](const char* by) {
    return street.hear(
        event("meeting_convened", monday() + 2h,
              {{"office", by}, {"plan", clock_until("meeting", monday() + std::chrono::days{2})}}));
  };
  // Whoever convenes keeps the minutes.
  BOOST_TEST(moves_in(convened("110113002")) == "");
  const Intention minutes = need_move(convened(unit_of_cases), "minutes");
  BOOST_TEST(minutes.body.value("lead", "") == "ZJW");
}

BOOST_AUTO_TEST_CASE(a_lead_that_does_not_come_is_pressed_once_and_then_replaced_once) {
  const std::string record = record_that_bends(Bend::replaced);
  Office street(world(), the_street);
  Office centre(world(), the_centre);
  (void)street.hear(case_of(record));
  (void)centre.hear(case_of(record));
  const Intention escalate = need_move(street.hear(level_of_the_lead(2)), "escalate");
  BOOST_TEST(street.still_means(escalate));
  BOOST_TEST(moves_in(centre.hear(level_of_the_lead(2))) == "");
  const codec::Json raised = event("level_raised", monday() + 6h, {{"level", 3}});
  (void)street.hear(raised);
  // It is there already.
  BOOST_TEST(!street.still_means(escalate));
  const Intention replace = need_move(centre.hear(raised), "replace-lead");
  BOOST_TEST(replace.body.value("lead", "") != "ZJW");
  BOOST_TEST(centre.still_means(replace));
  const codec::Json replaced =
      event("lead_replaced", monday() + 7h, {{"relieved", "ZJW"}, {"assigned", to_lead("CGW")}});
  (void)street.hear(replaced);
  (void)centre.hear(replaced);
  BOOST_TEST(!centre.still_means(replace));
  BOOST_TEST(moves_in(street.hear(level_of_the_lead(2, "CGW"))) == "");
  BOOST_TEST(moves_in(centre.hear(level_of_the_lead(3, "CGW"))) == "");
}

BOOST_AUTO_TEST_CASE(a_lead_that_has_come_is_not_replaced) {
  Office centre(world(), the_centre);
  (void)centre.hear(case_of(record_that_bends(Bend::replaced)));
  (void)centre.hear(event("case_activated", monday()));
  BOOST_TEST(moves_in(centre.hear(level_of_the_lead(3))) == "");
}

BOOST_AUTO_TEST_CASE(a_scene_is_released_once) {
  const auto activated = [](bool released) {
    Office street(world(), the_street);
    (void)street.hear(emergency_of("R1", released));
    return street.hear(event("case_activated", monday()));
  };
  BOOST_TEST(moves_in(activated(false)) == "release");
  BOOST_TEST(moves_in(activated(true)) == "");
}

BOOST_AUTO_TEST_CASE(a_case_that_failed_its_verification_can_be_found_not_solved_the_time_after) {
  Office street(world(), the_street);
  (void)street.hear(case_of(record_whose_raiser(
      [](const RaiserFate& fate) { return fate.fails_once && fate.unsolved_once; })));
  const codec::Json asked = event("verification_asked", monday() + 1h);
  const codec::Json verified = event("verified", monday() + 2h);
  BOOST_TEST(need_move(street.hear(asked), "verify").body.value("pass", true) == false);
  (void)street.hear(event("verification_failed", monday() + 1h));
  BOOST_TEST(need_move(street.hear(asked), "verify").body.value("pass", false));
  const auto evaluated = [&] {
    return need_move(street.hear(verified), "evaluate").body["evaluations"][0].value("solved", "");
  };
  BOOST_TEST(evaluated() == "no");
  (void)street.hear(event("evaluated", monday() + 3h, {{"rework", {{{"office", "ZJW"}}}}}));
  BOOST_TEST(evaluated() != "no");
}

BOOST_AUTO_TEST_CASE(the_backstop_names_a_lead_that_can_lead_within_its_limit) {
  const std::string record =
      record_whose_raiser([](const RaiserFate& fate) { return !fate.name_lead.late(); });
  const auto named = [&](const core::Policy& policy, const char* clock) {
    codec::Json sent = case_of(record);
    sent["assigned"] = to_lead("ZHZX");
    sent["view"]["lead"] = "ZHZX";
    sent["name_lead"] = clock_until(clock, monday() + 1h);
    return Office({&policy, 1}, the_centre).hear(sent);
  };
  const Intention assign = need_move(named(shunyi(), "name_lead"), "assign");
  const core::Office* lead = shunyi().office(core::OfficeId(assign.body.value("lead", "")));
  BOOST_REQUIRE(lead != nullptr);
  BOOST_TEST(lead->can_lead);
  BOOST_TEST((assign.at < monday() + 1h));
  BOOST_TEST(moves_in(named(shunyi(), "no such clock")) == "");
  core::Policy nobody = shunyi();
  for (auto& [id, office] : nobody.offices) office.can_lead = false;
  BOOST_TEST(moves_in(named(nobody, "name_lead")) == "");
}

// ---- the assigned office's side ------------------------------------------------------------

BOOST_AUTO_TEST_CASE(what_was_meant_for_an_earlier_assignment_is_not_done_in_a_later_one) {
  Office zjw(world(), the_lead);
  const Intention first = need_move(
      zjw.hear(case_of(record_whose_lead([](const auto& f) { return !f.agrees && !f.never; }))),
      "resolve");
  (void)zjw.hear(
      event("dispute_upheld", monday(), {{"office", "ZJW"}, {"assigned", to_lead("SJ")}}));
  const codec::Json called = {{{"office", "ZJW"}, {"lead", false}, {"clocks", {}}}};
  const Intention second = need_move(
      zjw.hear(event("assisting_added", monday() + 1h, {{"assigned", called}})), "resolve");
  BOOST_TEST(!zjw.still_means(first));
  BOOST_TEST(zjw.still_means(second));
  // A command id is an office's own for ever.
  BOOST_TEST(first.id != second.id);
  // An office that was never assigned has none of it.
  Office other(world(), core::OfficeId("SJ"));
  (void)other.hear(case_of("R1"));
  BOOST_TEST(!other.still_means(first));
}

BOOST_AUTO_TEST_CASE(a_kind_that_the_policy_does_not_know_is_worked_on_all_the_same) {
  Office zjw(world(), the_lead);
  // It was drawn to be suspended, but of an unknown kind nobody can say whether it can be.
  const std::string record = record_with([](const RecordKey& key) {
    const OfficeFate fate = fate_of_office(1, key, the_lead, true, Bend::none);
    return bend_of(1, key) == Bend::suspended && !fate.agrees && !fate.never;
  });
  const Intentions meant = zjw.hear(case_of(record, "GONE"));
  BOOST_TEST(find_move(meant, "ask-suspension") == nullptr);
  BOOST_TEST(need_move(meant, "report-in").body.contains("text"));
  BOOST_TEST(find_move(meant, "resolve") != nullptr);
}

BOOST_AUTO_TEST_CASE(
    a_lead_that_sees_the_matter_settled_agrees_to_a_withdrawal_but_in_emergencies) {
  const std::string record =
      record_whose_lead([](const auto& fate) { return fate.agrees && !fate.never; });
  const Intentions demand = Office(world(), the_lead).hear(case_of(record));
  BOOST_TEST(find_move(demand, "withdraw") != nullptr);
  BOOST_TEST(find_move(demand, "resolve") == nullptr);
  const Intentions emergency = Office(world(), the_lead).hear(emergency_of(record, true));
  BOOST_TEST(find_move(emergency, "withdraw") == nullptr);
  // The scene is safe: whoever is called now may leave it when he is done.
  BOOST_TEST(find_move(emergency, "resolve") != nullptr);
  BOOST_TEST(find_move(Office(world(), the_lead).hear(emergency_of(record, false)), "resolve") ==
             nullptr);
}

BOOST_AUTO_TEST_CASE(an_office_disputes_a_case_once) {
  codec::Json again = case_of(record_that_bends(Bend::passed_on));
  BOOST_TEST(find_move(Office(world(), the_lead).hear(again), "dispute") != nullptr);
  again["view"]["disputed_by"] = {"ZJW"};
  BOOST_TEST(find_move(Office(world(), the_lead).hear(again), "dispute") == nullptr);
  codec::Json fourth = case_of(record_that_bends(Bend::passed_on));
  fourth["view"]["hops"] = 3;
  BOOST_TEST(find_move(Office(world(), the_lead).hear(fourth), "dispute") == nullptr);
  codec::Json dismissed = case_of(record_that_bends(Bend::dispute_dismissed));
  BOOST_TEST(find_move(Office(world(), the_lead).hear(dismissed), "dispute") != nullptr);
  dismissed["view"]["hops"] = 1;
  BOOST_TEST(find_move(Office(world(), the_lead).hear(dismissed), "dispute") == nullptr);
}

BOOST_AUTO_TEST_CASE(what_is_disputed_is_not_resolved_before_it_is_ruled_on) {
  const auto about = [](const char* office, bool lead) {
    Office zjw(world(), the_lead);
    const Intention resolve = need_move(
        zjw.hear(case_of(record_whose_lead([](const auto& f) { return !f.agrees && !f.never; }))),
        "resolve");
    (void)zjw.hear(event("dispute_raised", monday() + 1h, {{"office", office}, {"lead", lead}}));
    const bool means = zjw.still_means(resolve);
    const Intentions again =
        zjw.hear(event("dispute_dismissed", monday() + 2h, {{"office", office}}));
    BOOST_TEST((find_move(again, "resolve") != nullptr) == !means);
    return means;
  };
  BOOST_TEST(!about("ZJW", true));
  BOOST_TEST(!about("ZJW", false));
  // Another office's own assignment is no reason to wait.
  BOOST_TEST(about("SJ", false));
}

BOOST_AUTO_TEST_CASE(what_a_meeting_is_to_settle_is_not_resolved_before_it) {
  Office zjw(world(), the_lead);
  const Intention resolve = need_move(zjw.hear(case_of(record_that_bends(Bend::joint))), "resolve");
  (void)zjw.hear(event("case_activated", monday() + 1h));
  BOOST_TEST(!zjw.still_means(resolve));
  const Intentions again =
      zjw.hear(event("meeting_held", monday() + 24h, {{"relieved", codec::Json::array()}}));
  BOOST_TEST(zjw.still_means(need_move(again, "resolve")));
}

BOOST_AUTO_TEST_CASE(a_refusal_since_the_office_has_asked_to_return_the_case_is_no_end) {
  Office zjw(world(), the_lead);
  const Intentions meant =
      zjw.hear(case_of(record_whose_lead([](const auto& f) { return !f.never; })));
  BOOST_REQUIRE(!meant.empty());
  const auto again = [&](const char* refused, const char* value) {
    return zjw.refused(meant.front(), {{"refused", refused}, {"value", value}}).size();
  };
  BOOST_TEST(again("wrong_state", "RETURN_ASKED") == 1U);
  BOOST_TEST(again("wrong_state", "DONE") == 0U);
  BOOST_TEST(again("not_allowed", "SUSPENDED") == 0U);
}

BOOST_AUTO_TEST_CASE(a_lead_asks_for_time_only_where_there_is_a_limit_to_resolve) {
  for (const auto& [bend, asks] : {std::pair{Bend::suspended, "ask-suspension"},
                                   {Bend::suspension_refused, "ask-suspension"},
                                   {Bend::extended, "ask-extension"},
                                   {Bend::extension_refused, "ask-extension"},
                                   {Bend::joint, "add-assisting"}}) {
    codec::Json sent = case_of(record_that_bends(bend));
    const Intentions meant = Office(world(), the_lead).hear(sent);
    BOOST_TEST((need_move(meant, asks).at < need_move(meant, "resolve").at), asks);
    sent["assigned"] = to_lead("ZJW");
    const Intentions no_limit = Office(world(), the_lead).hear(sent);
    BOOST_TEST(find_move(no_limit, asks) == nullptr, asks);
  }
}

BOOST_AUTO_TEST_CASE(the_ground_of_a_suspension_is_complex_where_the_kind_may_be) {
  const std::string record = record_that_bends(Bend::suspended);
  const auto ground = [&](const char* kind) {
    return need_move(Office(world(), the_lead).hear(case_of(record, kind)), "ask-suspension")
        .body.value("ground", "");
  };
  BOOST_TEST(ground("KEY_WORK") == "complex");
  BOOST_TEST(ground("DEMAND") != "complex");
}

BOOST_AUTO_TEST_CASE(a_limit_that_outlasts_the_drill_is_not_waited_for_after_an_extension) {
  const auto resolves = [](std::chrono::days limit) {
    codec::Json sent = case_of(record_that_bends(Bend::extended));
    sent["assigned"] =
        to_lead("ZJW", codec::Json::array({clock_until("resolve", monday() + limit)}));
    return need_move(Office(world(), the_lead).hear(sent), "resolve").at;
  };
  const auto short_limit = std::chrono::days{4};
  const auto long_limit = std::chrono::days{40};
  BOOST_TEST((resolves(short_limit) > monday() + short_limit));
  BOOST_TEST((resolves(long_limit) < monday() + long_limit));
}

BOOST_AUTO_TEST_CASE(where_no_other_office_is_left_nobody_is_called_or_named) {
  core::Policy alone = shunyi();
  for (auto& [id, office] : alone.offices)
    if (id != the_lead && id != the_centre) office.can_lead = false;
  const World lonely{&alone, 1};
  const Intentions meant = Office(lonely, the_lead).hear(case_of(record_that_bends(Bend::joint)));
  BOOST_TEST(find_move(meant, "add-assisting") == nullptr);
  BOOST_TEST(find_move(meant, "resolve") != nullptr);
  Office centre(lonely, the_centre);
  (void)centre.hear(case_of(record_that_bends(Bend::replaced)));
  BOOST_TEST(moves_in(centre.hear(level_of_the_lead(3))) == "");
}

BOOST_AUTO_TEST_CASE(who_is_sent_back_to_work_hurries_and_one_without_a_limit_does_nothing) {
  Office zjw(world(), the_lead);
  (void)zjw.hear(case_of("R1"));
  const auto sent_back = [&](const char* office, const char* clock) {
    const codec::Json rework = {{"office", office},
                                {"resolve", clock_until(clock, monday() + std::chrono::days{9})}};
    return zjw.hear(event("verification_failed", monday() + 1h, {{"rework", {rework}}}));
  };
  const Intention resolve = need_move(sent_back("ZJW", "resolve"), "resolve");
  BOOST_TEST((resolve.at > monday() + 1h));
  BOOST_TEST((resolve.at < monday() + 49h));
  BOOST_TEST(moves_in(sent_back("ZJW", "no such clock")) == "");
  BOOST_TEST(moves_in(sent_back("SJ", "resolve")) == "");
}

BOOST_AUTO_TEST_CASE(a_lead_that_learns_of_a_case_when_it_is_suspended_notes_how_it_stands) {
  Office zjw(world(), the_lead);
  codec::Json suspended = event("whistle_suspended", monday());
  suspended["view"] = case_of("R1")["view"];
  BOOST_TEST(moves_in(zjw.hear(suspended)) == "note");
  BOOST_TEST(moves_in(Office(world(), core::OfficeId("SJ")).hear(suspended)) == "");
}

// ---- the centre ----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(
    the_dispatcher_rules_as_the_case_bends_and_leaves_a_third_dispute_to_a_meeting) {
  const auto ruling_on = [](Bend bend, int hops, const World& in) {
    Office centre(in, the_centre);
    codec::Json sent = case_of(record_that_bends(bend));
    sent["view"]["hops"] = hops;
    (void)centre.hear(sent);
    return centre.hear(event("dispute_raised", monday() + 1h, {{"office", "ZJW"}, {"lead", true}}));
  };
  const Intention upheld = need_move(ruling_on(Bend::dispute_upheld, 0, world()), "rule");
  BOOST_TEST(upheld.body.value("uphold", false));
  BOOST_TEST(upheld.body.value("lead", "ZJW") != "ZJW");
  // No clock was started for it: one ran already.
  BOOST_TEST((upheld.at == monday() + 2h));
  const Intention dismissed = need_move(ruling_on(Bend::dispute_dismissed, 0, world()), "rule");
  BOOST_TEST(!dismissed.body.value("uphold", true));
  BOOST_TEST(!dismissed.body.contains("lead"));
  BOOST_TEST(moves_in(ruling_on(Bend::passed_on, 2, world())) == "");
  core::Policy alone = shunyi();
  for (auto& [id, office] : alone.offices)
    if (id != the_lead) office.can_lead = false;
  const Intention nobody_else = need_move(ruling_on(Bend::dispute_upheld, 0, {&alone, 1}), "rule");
  BOOST_TEST(!nobody_else.body.value("uphold", true));
}

BOOST_AUTO_TEST_CASE(the_centre_decides_on_time_as_the_case_bends) {
  const auto decided = [](Bend bend, const char* asked, const char* decides) {
    Office centre(world(), the_centre);
    (void)centre.hear(case_of(record_that_bends(bend)));
    return need_move(centre.hear(event(asked, monday() + 1h, {{"office", "ZJW"}, {"by", "2 d"}})),
                     decides)
        .body;
  };
  const auto extension = [&](Bend bend) {
    return decided(bend, "extension_asked", "decide-extension");
  };
  const auto suspension = [&](Bend bend) {
    return decided(bend, "suspension_asked", "decide-suspension");
  };
  BOOST_TEST(extension(Bend::extended).value("approve", false));
  BOOST_TEST(extension(Bend::extended).value("by", "") == "2 d");
  BOOST_TEST(!extension(Bend::extension_refused).value("approve", true));
  BOOST_TEST(extension(Bend::extension_refused).contains("reason"));
  BOOST_TEST(!extension(Bend::extension_refused).contains("by"));
  BOOST_TEST(suspension(Bend::suspended).contains("opinion"));
  BOOST_TEST(!suspension(Bend::suspension_refused).value("approve", true));
}

// ---- what is known -------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_view_says_where_a_case_stands_for_who_sees_it_from_then_on) {
  Course course;
  course.read(
      {{"state", "DISPUTED"},
       {"hops", 1},
       {"assignments",
        {{{"office", "ZJW"}, {"lead", true}, {"state", "WORKING"}},
         {{"office", "SJ"}, {"lead", false}, {"state", "RETURN_ASKED"}}}},
       {"clocks",
        {{{"clock", "meeting"}, {"state", "running"}}, {{"clock", "ruling"}, {"state", "met"}}}}});
  BOOST_TEST((course.state == core::CaseState::disputed));
  BOOST_TEST((course.before_dispute == core::CaseState::active));
  BOOST_TEST(course.in_meeting);
  BOOST_TEST(course.returning.contains(core::OfficeId("SJ")));
  BOOST_TEST(course.disputes == 1);
  Course held;
  held.read({{"state", "ACTIVE"}, {"clocks", {{{"clock", "meeting"}, {"state", "met"}}}}});
  BOOST_TEST(!held.in_meeting);
}

BOOST_AUTO_TEST_CASE(the_dispute_of_an_assisting_office_ends_without_moving_the_case) {
  Course course;
  const auto follow = [&](const char* name, codec::Json fields = codec::Json::object()) {
    course.follow(name, event(name, monday(), std::move(fields)));
  };
  follow("whistle_dispatched");
  follow("case_activated");
  follow("dispute_raised", {{"office", "SJ"}, {"lead", false}});
  follow("dispute_dismissed", {{"office", "SJ"}});
  BOOST_TEST((course.state == core::CaseState::active));
  BOOST_TEST(!course.waits_for_ruling());
  follow("dispute_raised", {{"office", "SJ"}, {"lead", false}});
  follow("assisting_relieved", {{"office", "SJ"}});
  BOOST_TEST(!course.waits_for_ruling());
  // A meeting that names another lead sends it out anew.
  follow("meeting_held", {{"assigned", to_lead("CGW")}});
  BOOST_TEST((course.state == core::CaseState::dispatched));
}

BOOST_AUTO_TEST_CASE(an_office_knows_who_still_works_on_a_case) {
  Knowledge knowledge;
  // Of what it has not been shown it knows nothing.
  BOOST_TEST(knowledge.hear(event("acknowledged", monday(), {{"office", "ZJW"}})) == nullptr);
  BOOST_TEST(knowledge.hear({{"event", "term_claimed"}}) == nullptr);
  (void)knowledge.hear(case_of("R1"));
  const codec::Json called = {{{"office", "SJ"}, {"clocks", codec::Json::array()}},
                              {{"office", "CGW"}, {"clocks", codec::Json::array()}}};
  (void)knowledge.hear(event("assisting_added", monday(), {{"assigned", called}}));
  (void)knowledge.hear(event("assisting_relieved", monday(), {{"office", "SJ"}}));
  const Known* known = knowledge.of(core::WhistleId{1});
  BOOST_REQUIRE(known != nullptr);
  BOOST_TEST(known->working.size() == 2U);
  BOOST_TEST(known->working.contains(core::OfficeId("CGW")));
  (void)knowledge.hear(event("meeting_held", monday(), {{"relieved", {"CGW", "ZJW"}}}));
  BOOST_TEST(known->working.empty());
  BOOST_TEST(known->met);
}

BOOST_AUTO_TEST_CASE(what_an_event_does_not_say_rightly_is_taken_for_not_said) {
  BOOST_TEST(!whistle_in({{"whistle", "W"}}));
  BOOST_TEST(!whistle_in({{"whistle", "W12 "}}));
  BOOST_TEST(!whistle_in({{"whistle", 12}}));
  BOOST_TEST((whistle_in({{"whistle", "W12"}}) == core::WhistleId{12}));
  BOOST_TEST((instant_in({{"at", "noon"}}, "at") == core::Instant{}));
  BOOST_TEST((instant_in(codec::Json::object(), "at") == core::Instant{}));
  BOOST_TEST(!clock_in({{"clock", "no such clock"}}));
  codec::Json short_ladder = clock_until("resolve", monday());
  short_ladder["levels"] = {codec::milliseconds(monday())};
  const auto plan = clock_in(short_ladder);
  BOOST_REQUIRE(plan.has_value());
  BOOST_TEST((plan->levels[0] == monday()));
  BOOST_TEST((plan->levels[1] == core::never));
  BOOST_TEST(clocks_in({short_ladder, {{"clock", "no such clock"}}}).size() == 1U);
}

}  // namespace shao::drill
