// Which refusal wins when two apply: the one that stands first in refusal.hpp. Every command is
// tried with nothing wrong (accepted), with each single thing wrong (that refusal), and with each
// two things wrong (the earlier refusal). `malformed` is not the core's: the codec refuses what it
// cannot read before there is a command.
#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/core/stage.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

struct Trial {
  Actor actor;
  Command command;
  CommandId id = "new";
  std::string hash = "new hash";
};

struct Fault {
  Reject reject;
  std::function<void(Trial&)> make;
};

/// Faults that cannot be there together.
using Apart = std::set<std::pair<Reject, Reject>>;

std::string outcome(const Trial& trial) {
  return refusal_in(try_on_stage(trial.actor, trial.command, trial.id, trial.hash));
}

/// `faults` stand in the order of refusal.hpp.
void check(std::string_view name, const Trial& right, const std::vector<Fault>& faults,
           const Apart& apart = {}) {
  BOOST_TEST_CONTEXT(name) {
    BOOST_TEST(outcome(right) == "accepted");
    for (std::size_t i = 0; i < faults.size(); ++i) {
      Trial one = right;
      faults[i].make(one);
      BOOST_TEST(outcome(one) == name_of(faults[i].reject));
      for (std::size_t j = i + 1; j < faults.size(); ++j) {
        BOOST_TEST_REQUIRE((faults[i].reject < faults[j].reject));
        if (apart.count({faults[i].reject, faults[j].reject}) != 0) continue;
        Trial two = right;
        faults[j].make(two);
        faults[i].make(two);
        BOOST_TEST(outcome(two) == name_of(faults[i].reject),
                   "with " << name_of(faults[j].reject) << " too: " << outcome(two));
      }
    }
  }
}

/// Changes the trial's command, which is a C.
template <class C>
std::function<void(Trial&)> in(std::function<void(C&)> change) {
  return [change](Trial& trial) { change(std::get<C>(trial.command)); };
}

const Fault id_reused{Reject::id_reused, [](Trial& t) { t.id = "used"; }};
const Fault role_may_not{Reject::role_may_not,
                         [](Trial& t) { t.actor.roles = Roles{Role::party_secretary}; }};
/// Somebody at the lead's own desk, where the moves of the centre are not made.
const Fault not_the_centre{Reject::role_may_not,
                           [](Trial& t) { t.actor = one("ZJW", Role::dept_head); }};
/// The dispatcher sees what only the command centre may do.
const Fault no_dispatcher{Reject::role_may_not,
                          [](Trial& t) { t.actor.roles = Roles{Role::dispatcher}; }};
/// The street that raised it sees it, and may not undo what the centre did.
const Fault no_street_leader{Reject::role_may_not, [](Trial& t) { t.actor = leader(); }};
const Fault not_your_unit{Reject::not_your_unit,
                          [](Trial& t) { t.actor.office = OfficeId(other_street_code); }};
const Fault not_your_assignment{Reject::not_your_assignment,
                                [](Trial& t) { t.actor.office = OfficeId("TY"); }};

template <class C>
Fault unknown_whistle() {
  return {Reject::unknown_whistle, in<C>([](C& c) { c.whistle = WhistleId{9999}; })};
}
template <class C>
Fault wrong_state(WhistleId in_another) {
  return {Reject::wrong_state, in<C>([=](C& c) { c.whistle = in_another; })};
}
template <class C, class Change>
Fault missing(Change change) {
  return {Reject::missing_field, in<C>(change)};
}

Raise new_gas_leak() {
  return gas_leak("never raised before");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_order_of_refusals)

BOOST_AUTO_TEST_CASE(of_raise) {
  check(
      "raise", {community(), new_gas_leak()},
      {id_reused,
       {Reject::record_reused, in<Raise>([](Raise& c) { c.record = "gas-13"; })},
       {Reject::unknown_office, in<Raise>([](Raise& c) { c.unit = OfficeId("NOWHERE"); })},
       {Reject::unknown_kind, in<Raise>([](Raise& c) { c.kind = KindId("PARTY"); })},
       {Reject::unknown_category, in<Raise>([](Raise& c) { c.category = CategoryId("UFO"); })},
       {Reject::unknown_urgency, in<Raise>([](Raise& c) { c.urgency = UrgencyId("U9"); })},
       role_may_not,
       {Reject::not_your_unit, [](Trial& t) { t.actor.office = OfficeId("110113002001"); }},
       {Reject::kind_not_for_raiser, in<Raise>([](Raise& c) { c.kind = KindId("ENFORCE_NOW"); })}},
      {// A record belongs to its unit, and is nothing to others.
       {Reject::record_reused, Reject::unknown_office},
       {Reject::record_reused, Reject::not_your_unit}});
}

BOOST_AUTO_TEST_CASE(of_submit) {
  check("submit", {community(), Submit{stage().draft}},
        {id_reused, unknown_whistle<Submit>(), role_may_not, not_your_unit,
         wrong_state<Submit>(stage().review)});
}

BOOST_AUTO_TEST_CASE(of_approve) {
  check("approve", {leader(), Approve{stage().review}},
        {id_reused, unknown_whistle<Approve>(), role_may_not, not_your_unit,
         wrong_state<Approve>(stage().dispatched)});
}

BOOST_AUTO_TEST_CASE(of_refuse) {
  check("refuse", {leader(), Refuse{stage().review, "理由"}},
        {id_reused, unknown_whistle<Refuse>(), role_may_not, not_your_unit,
         wrong_state<Refuse>(stage().draft), missing<Refuse>([](Refuse& c) { c.reason.clear(); })});
}

BOOST_AUTO_TEST_CASE(of_assign) {
  check("assign", {dispatcher(), Assign{stage().held, OfficeId("JT"), {OfficeId("GA")}, "理由"}},
        {id_reused,
         {Reject::unknown_office,
          in<Assign>([](Assign& c) { c.assist.push_back(OfficeId("NOWHERE")); })},
         unknown_whistle<Assign>(),
         {Reject::role_may_not, [](Trial& t) { t.actor.roles = Roles{Role::dept_head}; }},
         wrong_state<Assign>(stage().held_active),
         {Reject::may_not_lead, in<Assign>([](Assign& c) { c.lead = OfficeId(community_code); })},
         missing<Assign>([](Assign& c) { c.reason.clear(); })});
}

BOOST_AUTO_TEST_CASE(of_release) {
  check("release", {community(), Release{stage().gas_active, ""}},
        {id_reused, unknown_whistle<Release>(), role_may_not, not_your_unit,
         wrong_state<Release>(stage().gas)});
}

BOOST_AUTO_TEST_CASE(of_withdraw) {
  check("withdraw", {leader(), Withdraw{stage().dispatched, "理由"}},
        {id_reused,
         unknown_whistle<Withdraw>(),
         role_may_not,
         not_your_unit,
         wrong_state<Withdraw>(stage().verify),
         {Reject::lead_has_reported_in,
          in<Withdraw>([](Withdraw& c) { c.whistle = stage().active; })},
         missing<Withdraw>([](Withdraw& c) { c.reason.clear(); })});
  // A draft is taken back by whoever drafted it.
  check("cancel", {community(), Withdraw{stage().draft, "理由"}},
        {id_reused,
         unknown_whistle<Withdraw>(),
         role_may_not,
         {Reject::not_your_unit, [](Trial& t) { t.actor.office = OfficeId(street_code); }},
         missing<Withdraw>([](Withdraw& c) { c.reason.clear(); })});
  // The lead agrees with the same command.
  check("agree", {officer("ZJW"), Withdraw{stage().active, "同意"}},
        {id_reused, unknown_whistle<Withdraw>(), role_may_not,
         wrong_state<Withdraw>(stage().dispatched),
         missing<Withdraw>([](Withdraw& c) { c.reason.clear(); })});
}

BOOST_AUTO_TEST_CASE(of_acknowledge) {
  check("ack", {liaison("ZJW"), Acknowledge{stage().dispatched}},
        {id_reused, unknown_whistle<Acknowledge>(), role_may_not, not_your_assignment,
         wrong_state<Acknowledge>(stage().active)});
}

BOOST_AUTO_TEST_CASE(of_contact) {
  const Fault nobody = missing<Contact>([](Contact& c) { c.reached = {}; });
  const Fault somehow = missing<Contact>([](Contact& c) { c.how.clear(); });
  for (const Fault& lacking : {nobody, somehow})
    check("contact", {liaison("ZJW"), Contact{stage().dispatched, {"sealed"}, "电话"}},
          {id_reused, unknown_whistle<Contact>(), role_may_not, not_your_assignment,
           wrong_state<Contact>(stage().halfway), lacking});
}

BOOST_AUTO_TEST_CASE(of_reveal) {
  // Who is assigned need not say for what; who raised it must.
  check("reveal", {liaison("ZJW"), Reveal{stage().active, ""}},
        {id_reused, unknown_whistle<Reveal>(), role_may_not, wrong_state<Reveal>(stage().closed)});
  check(
      "reveal", {leader(), Reveal{stage().active, "理由"}},
      {id_reused, unknown_whistle<Reveal>(), role_may_not, not_your_unit,
       wrong_state<Reveal>(stage().closed), missing<Reveal>([](Reveal& c) { c.reason.clear(); })});
}

BOOST_AUTO_TEST_CASE(of_told) {
  const Receipt receipt{stage().active, OfficeId("ZJW"), 1, "duty", true, 1, "HTTP 200"};
  for (const Fault& wrong : {missing<Receipt>([](Receipt& c) { c.event = 0; }),
                             missing<Receipt>([](Receipt& c) { c.event = 1'000'000'000; }),
                             missing<Receipt>([](Receipt& c) { c.hook.clear(); })})
    check("told", {centre(), receipt},
          {id_reused,
           unknown_whistle<Receipt>(),
           not_the_centre,
           {Reject::not_your_assignment,
            [](Trial& t) { std::get<Receipt>(t.command).office = OfficeId("JT"); }},
           wrong});
}

BOOST_AUTO_TEST_CASE(of_erase) {
  check("erase", {centre(), Erase{stage().closed, "理由"}},
        {id_reused,
         unknown_whistle<Erase>(),
         {Reject::role_may_not, [](Trial& t) { t.actor.roles = Roles{Role::dispatcher}; }},
         wrong_state<Erase>(stage().active),
         missing<Erase>([](Erase& c) { c.reason.clear(); })});
}

BOOST_AUTO_TEST_CASE(of_report_in) {
  const Fault nobody = missing<ReportIn>([](ReportIn& c) { c.person.clear(); });
  const Fault nowhere = missing<ReportIn>([](ReportIn& c) { c.place.clear(); });
  const Fault wordless = missing<ReportIn>([](ReportIn& c) { c.text.clear(); });
  // An emergency is reported in on the spot, a demand from the desk.
  for (const Fault& lacking : {nobody, nowhere})
    check("report-in on site", {officer("RQ"), ReportIn{stage().gas, "李四", "现场", ""}},
          {id_reused, unknown_whistle<ReportIn>(), role_may_not, not_your_assignment,
           wrong_state<ReportIn>(stage().gas_active), lacking});
  for (const Fault& lacking : {nobody, wordless})
    check("report-in", {officer("ZJW"), ReportIn{stage().dispatched, "李四", "", "已受理"}},
          {id_reused, unknown_whistle<ReportIn>(), role_may_not, not_your_assignment,
           wrong_state<ReportIn>(stage().active), lacking});
}

BOOST_AUTO_TEST_CASE(of_progress) {
  check("progress", {officer("ZJW"), Progress{stage().active, "进展"}},
        {id_reused, unknown_whistle<Progress>(), role_may_not, not_your_assignment,
         wrong_state<Progress>(stage().dispatched),
         missing<Progress>([](Progress& c) { c.text.clear(); })});
}

BOOST_AUTO_TEST_CASE(of_resolve) {
  check("resolve", {officer("RQ"), Resolve{stage().gas_released, "", {"photo"}}},
        {id_reused,
         unknown_whistle<Resolve>(),
         role_may_not,
         not_your_assignment,
         wrong_state<Resolve>(stage().gas),
         {Reject::scene_not_released,
          in<Resolve>([](Resolve& c) { c.whistle = stage().gas_active; })},
         missing<Resolve>([](Resolve& c) { c.evidence.clear(); })});
}

BOOST_AUTO_TEST_CASE(of_verify) {
  check(
      "verify", {street(), Verify{stage().verify, false, "未修好"}},
      {id_reused, unknown_whistle<Verify>(), role_may_not, not_your_unit,
       wrong_state<Verify>(stage().active), missing<Verify>([](Verify& c) { c.reason.clear(); })});
}

BOOST_AUTO_TEST_CASE(of_evaluate) {
  const Whistle& whistle = stage().desk[stage().evaluate];
  check("evaluate", {community(), Evaluate{whistle.id, evaluations_of(whistle, Solved::yes)}},
        {id_reused,
         unknown_whistle<Evaluate>(),
         role_may_not,
         not_your_unit,
         wrong_state<Evaluate>(stage().verify),
         {Reject::evaluation_incomplete,
          in<Evaluate>([](Evaluate& c) { c.evaluations.pop_back(); })}});
}

BOOST_AUTO_TEST_CASE(of_dispute) {
  const auto clauseless = missing<Dispute>([](Dispute& c) { c.clause.clear(); });
  const auto groundless = missing<Dispute>([](Dispute& c) { c.reason.clear(); });
  for (const Fault& lacking : {clauseless, groundless}) {
    check("dispute", {liaison("ZJW"), Dispute{stage().dispatched, "第五条", "理由"}},
          {id_reused, unknown_whistle<Dispute>(), role_may_not, not_your_assignment,
           wrong_state<Dispute>(stage().active), lacking});
    check("ask_return", {liaison("SJ"), Dispute{stage().dispatched, "第五条", "理由"}},
          {id_reused, unknown_whistle<Dispute>(), role_may_not, not_your_assignment,
           wrong_state<Dispute>(stage().parting), lacking});
  }
}

BOOST_AUTO_TEST_CASE(of_rule) {
  check("uphold", {dispatcher(), RuleDispute{stage().disputed, {}, true, OfficeId("JT"), "理由"}},
        {id_reused,
         {Reject::unknown_office,
          in<RuleDispute>([](RuleDispute& c) { c.lead = OfficeId("NOWHERE"); })},
         unknown_whistle<RuleDispute>(),
         not_the_centre,
         wrong_state<RuleDispute>(stage().dispatched),
         {Reject::may_not_lead,
          in<RuleDispute>([](RuleDispute& c) { c.lead = OfficeId(community_code); })},
         missing<RuleDispute>([](RuleDispute& c) { c.reason.clear(); })});
  check("dismiss", {dispatcher(), RuleDispute{stage().disputed, {}, false, {}, "理由"}},
        {id_reused,
         unknown_whistle<RuleDispute>(),
         not_the_centre,
         {Reject::not_your_assignment,
          in<RuleDispute>([](RuleDispute& c) { c.office = OfficeId("TY"); })},
         wrong_state<RuleDispute>(stage().dispatched),
         missing<RuleDispute>([](RuleDispute& c) { c.reason.clear(); })});
  for (const bool uphold : {true, false})
    check("of an assisting office",
          {dispatcher(), RuleDispute{stage().parting, OfficeId("SJ"), uphold, {}, "理由"}},
          {id_reused, unknown_whistle<RuleDispute>(), not_the_centre,
           wrong_state<RuleDispute>(stage().dispatched),
           missing<RuleDispute>([](RuleDispute& c) { c.reason.clear(); })});
}

BOOST_AUTO_TEST_CASE(of_add_assisting) {
  const auto nobody = missing<AddAssisting>([](AddAssisting& c) { c.offices.clear(); });
  const auto unsaid = missing<AddAssisting>([](AddAssisting& c) { c.reason.clear(); });
  for (const Fault& lacking : {nobody, unsaid})
    check("add_assisting", {leader(), AddAssisting{stage().active, {OfficeId("JT")}, "理由"}},
          {id_reused, unknown_whistle<AddAssisting>(), role_may_not, not_your_unit,
           wrong_state<AddAssisting>(stage().verify), lacking});
}

BOOST_AUTO_TEST_CASE(of_relieve) {
  check("relieve", {dispatcher(), Relieve{stage().dispatched, OfficeId("SJ"), "理由"}},
        {id_reused,
         unknown_whistle<Relieve>(),
         not_the_centre,
         {Reject::not_your_assignment, in<Relieve>([](Relieve& c) { c.office = OfficeId("ZJW"); })},
         missing<Relieve>([](Relieve& c) { c.reason.clear(); })});
}

BOOST_AUTO_TEST_CASE(of_convene_and_minutes) {
  check("convene", {leader(), Convene{stage().active, "理由"}},
        {id_reused,
         unknown_whistle<Convene>(),
         role_may_not,
         not_your_unit,
         wrong_state<Convene>(stage().verify),
         {Reject::only_once, in<Convene>([](Convene& c) { c.whistle = stage().met; })},
         missing<Convene>([](Convene& c) { c.reason.clear(); })});
  check("minutes", {leader(), Minutes{stage().met, OfficeId("JT"), {OfficeId("CGW")}, {}, "决定"}},
        {id_reused,
         {Reject::unknown_office, in<Minutes>([](Minutes& c) { c.lead = OfficeId("NOWHERE"); })},
         unknown_whistle<Minutes>(),
         role_may_not,
         not_your_unit,
         wrong_state<Minutes>(stage().active),
         {Reject::may_not_lead, in<Minutes>([](Minutes& c) { c.lead = OfficeId(community_code); })},
         missing<Minutes>([](Minutes& c) { c.text.clear(); })},
        // Where nothing was convened there is nobody who did.
        {{Reject::not_your_unit, Reject::wrong_state}});
}

BOOST_AUTO_TEST_CASE(of_replace_lead) {
  check("replace_lead", {centre(), ReplaceLead{stage().pressed, OfficeId("JT"), "理由"}},
        {id_reused,
         {Reject::unknown_office,
          in<ReplaceLead>([](ReplaceLead& c) { c.lead = OfficeId("NOWHERE"); })},
         unknown_whistle<ReplaceLead>(),
         no_dispatcher,
         wrong_state<ReplaceLead>(stage().verify),
         {Reject::may_not_lead,
          in<ReplaceLead>([](ReplaceLead& c) { c.lead = OfficeId(community_code); })},
         {Reject::level_too_low,
          in<ReplaceLead>([](ReplaceLead& c) { c.whistle = stage().dispatched; })},
         missing<ReplaceLead>([](ReplaceLead& c) { c.reason.clear(); })});
}

BOOST_AUTO_TEST_CASE(of_suspension) {
  const Instant review = stage().now + std::chrono::days{5};
  const auto planless = missing<AskSuspension>([](AskSuspension& c) { c.plan.clear(); });
  const auto proofless = missing<AskSuspension>([](AskSuspension& c) { c.proof.clear(); });
  for (const Fault& lacking : {planless, proofless})
    check(
        "ask_suspend",
        {liaison("ZJW"), AskSuspension{stage().active, Ground::court, "方案", {"case-1"}, review}},
        {id_reused,
         unknown_whistle<AskSuspension>(),
         role_may_not,
         not_your_assignment,
         wrong_state<AskSuspension>(stage().dispatched),
         {Reject::too_late, in<AskSuspension>([](AskSuspension& c) { c.review_at = stage().now; })},
         {Reject::only_once,
          in<AskSuspension>([](AskSuspension& c) { c.whistle = stage().hanging; })},
         lacking});
  check("suspend", {centre(), DecideSuspension{stage().hanging, true, "同意", ""}},
        {id_reused,
         unknown_whistle<DecideSuspension>(),
         {Reject::role_may_not,
          in<DecideSuspension>([](DecideSuspension& c) { c.whistle = stage().hanging_long; })},
         wrong_state<DecideSuspension>(stage().active),
         missing<DecideSuspension>([](DecideSuspension& c) { c.opinion.clear(); })},
        {{Reject::role_may_not, Reject::wrong_state}});
  check("refuse_suspend", {centre(), DecideSuspension{stage().hanging, false, "", "理由"}},
        {id_reused, unknown_whistle<DecideSuspension>(), no_dispatcher,
         wrong_state<DecideSuspension>(stage().active),
         missing<DecideSuspension>([](DecideSuspension& c) { c.reason.clear(); })});
  check("resume", {centre(), Resume{stage().suspended, "理由"}},
        {id_reused, unknown_whistle<Resume>(), no_dispatcher, wrong_state<Resume>(stage().active),
         missing<Resume>([](Resume& c) { c.reason.clear(); })});
}

BOOST_AUTO_TEST_CASE(of_extension) {
  const Limit day{1, Unit::days};
  check("ask_extend", {liaison("ZJW"), AskExtension{stage().active, day, "理由"}},
        {id_reused,
         unknown_whistle<AskExtension>(),
         role_may_not,
         not_your_assignment,
         {Reject::wrong_state, in<AskExtension>([](AskExtension& c) {
            c.by = {9, Unit::days};
          })},
         {Reject::only_once, in<AskExtension>([](AskExtension& c) { c.whistle = stage().asking; })},
         missing<AskExtension>([](AskExtension& c) { c.reason.clear(); })});
  check("extend", {dispatcher(), DecideExtension{stage().asking, true, day, "理由"}},
        {id_reused,
         unknown_whistle<DecideExtension>(),
         not_the_centre,
         {Reject::wrong_state, in<DecideExtension>([](DecideExtension& c) {
            c.by = {9, Unit::days};
          })},
         missing<DecideExtension>([](DecideExtension& c) { c.reason.clear(); })});
  check("refuse_extend", {dispatcher(), DecideExtension{stage().asking, false, {}, "理由"}},
        {id_reused, unknown_whistle<DecideExtension>(), not_the_centre,
         wrong_state<DecideExtension>(stage().active),
         missing<DecideExtension>([](DecideExtension& c) { c.reason.clear(); })});
}

BOOST_AUTO_TEST_CASE(of_pressing_on) {
  check("escalate", {leader(), Escalate{stage().active, 4, "理由"}},
        {id_reused, unknown_whistle<Escalate>(), role_may_not, not_your_unit,
         wrong_state<Escalate>(stage().verify),
         missing<Escalate>([](Escalate& c) { c.reason.clear(); })});
  check(
      "reopen", {community(), Reopen{stage().closed, "理由"}},
      {id_reused, unknown_whistle<Reopen>(), role_may_not, not_your_unit,
       wrong_state<Reopen>(stage().active), missing<Reopen>([](Reopen& c) { c.reason.clear(); })});
  const Fault other_matter{Reject::wrong_state,
                           in<Merge>([](Merge& c) { c.into = stage().gas_active; })};
  for (const Fault& wrong : {wrong_state<Merge>(stage().verify), other_matter})
    check("merge", {dispatcher(), Merge{stage().active, stage().working, "理由"}},
          {id_reused, unknown_whistle<Merge>(), not_the_centre, wrong,
           missing<Merge>([](Merge& c) { c.reason.clear(); })});
  check("unmerge", {dispatcher(), Unmerge{stage().merged, "理由"}},
        {id_reused, unknown_whistle<Unmerge>(), no_street_leader,
         wrong_state<Unmerge>(stage().active),
         missing<Unmerge>([](Unmerge& c) { c.reason.clear(); })});
  check("replan", {centre(), Replan{stage().active, "理由"}},
        {id_reused, unknown_whistle<Replan>(), no_dispatcher, wrong_state<Replan>(stage().closed),
         missing<Replan>([](Replan& c) { c.reason.clear(); })});
  check("note", {officer("ZJW"), Note{stage().active, "备注", {}}},
        {id_reused, unknown_whistle<Note>(), wrong_state<Note>(stage().closed),
         missing<Note>([](Note& c) { c.text.clear(); })});
}

BOOST_AUTO_TEST_SUITE_END()
