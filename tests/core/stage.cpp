#include "tests/core/stage.hpp"

#include <boost/test/unit_test.hpp>

namespace shao::core::test {

namespace {

const Instant noon = at("2026-03-09 10:00");

Actor reviewer(const Whistle& w) {
  return {w.street, Roles{Role::street_top_leader}, ""};
}
Actor raising_street(const Whistle& w) {
  const bool own = shunyi().office(w.street)->type == OfficeType::department;
  return {w.street, Roles{own ? Role::command_centre : Role::street}, ""};
}

void report_in(Desk& desk, WhistleId id, OfficeId office) {
  desk.accept(noon, officer(office.view()), ReportIn{id, "李四", "现场", "已到"});
}

void resolve(Desk& desk, WhistleId id, OfficeId office) {
  if (desk[id].assignment(office)->state == AssignmentState::pending) report_in(desk, id, office);
  desk.accept(noon, officer(office.view()), Resolve{id, "已办结", {"photo-1"}});
}

void resolve_all(Desk& desk, WhistleId id) {
  if (desk[id].emergency) desk.accept(noon, raising_street(desk[id]), Release{id, ""});
  std::vector<OfficeId> offices;
  for (const Assignment& one : desk[id].assignments) offices.push_back(one.office);
  for (const OfficeId office : offices) resolve(desk, id, office);
}

/// The office whose wish to be relieved waits for a ruling.
OfficeId asks_to_go(const Whistle& whistle) {
  for (const Assignment& one : whistle.assignments)
    if (one.state == AssignmentState::return_asked) return one.office;
  return OfficeId("TY");
}
OfficeId last_assisting(const Whistle& whistle, AssignmentState state) {
  OfficeId last("TY");
  for (const Assignment& one : whistle.assignments)
    if (!one.lead && one.state == state) last = one.office;
  return last;
}

/// A level that told two offices without a part in the whistle.
void tell_outsiders(Desk& desk, WhistleId id) {
  LevelFired level;
  level.whistle = id;
  level.office = desk[id].street;
  level.clock = ClockKind::review;
  level.notify = {{OfficeId(other_street_code), Role::street_leader},
                  {OfficeId("TY"), Role::dept_head}};
  Record record{desk.state.last_event() + 1, noon, {}, false, {level}};
  desk.state.apply(record);
  desk.journal.push_back(std::move(record));
}

Stage make() {
  Stage s;
  Desk& desk = s.desk;
  int number = 0;
  const auto at_state = [&](Raise raise, CaseState state) {
    raise.record += "-" + std::to_string(++number);
    s.all.push_back(drive(desk, raise, state));
    return s.all.back();
  };
  const Raise by_community = demand("demand");
  s.draft = at_state(by_community, CaseState::draft);
  s.review = at_state(by_community, CaseState::review);
  s.dispatched = at_state(by_community, CaseState::dispatched);
  s.active = at_state(by_community, CaseState::active);
  s.verify = at_state(by_community, CaseState::verify);
  s.evaluate = at_state(by_community, CaseState::evaluate);
  s.closed = at_state(by_community, CaseState::closed);
  s.cancelled = at_state(by_community, CaseState::cancelled);
  s.rejected = at_state(by_community, CaseState::rejected);

  s.agreed = at_state(by_community, CaseState::active);
  desk.accept(noon, officer("ZJW"), Withdraw{s.agreed, "同意撤哨"});
  s.working = at_state(by_community, CaseState::active);
  desk.accept(noon, officer("ZJW"), Progress{s.working, "已联系维保单位"});
  report_in(desk, s.working, OfficeId("SJ"));
  desk.accept(noon, liaison("SF"), Acknowledge{s.working});
  s.halfway = at_state(by_community, CaseState::active);
  resolve(desk, s.halfway, OfficeId("ZJW"));

  s.gas = at_state(gas_leak("gas"), CaseState::dispatched);
  s.gas_active = at_state(gas_leak("gas"), CaseState::active);
  s.gas_released = at_state(gas_leak("gas"), CaseState::active);
  desk.accept(noon, community(), Release{s.gas_released, ""});

  s.held = at_state(nobodys("held"), CaseState::dispatched);
  s.held_active = at_state(nobodys("held"), CaseState::active);
  s.named = at_state(nobodys("held"), CaseState::dispatched);
  desk.accept(noon, dispatcher(), Assign{s.named, OfficeId("JT"), {OfficeId("GA")}, "按职责"});

  s.disputed = at_state(by_community, CaseState::dispatched);
  desk.accept(noon, liaison("ZJW"), Dispute{s.disputed, "条例第五条", "不属本单位职责"});
  s.gas_disputed = at_state(gas_leak("gas"), CaseState::active);
  desk.accept(noon, officer("RQ"), Dispute{s.gas_disputed, "条例第五条", "不属本单位职责"});
  s.parting = at_state(by_community, CaseState::dispatched);
  desk.accept(noon, liaison("SJ"), Dispute{s.parting, "条例第五条", "与本单位无关"});
  desk.accept(noon, liaison("SF"), Acknowledge{s.parting});
  desk.accept(noon, liaison("SF"), Dispute{s.parting, "条例第五条", "与本单位无关"});
  s.gas_parting = at_state(gas_leak("gas"), CaseState::active);
  for (const char* office : {"XF", "YJ", "GA"}) report_in(desk, s.gas_parting, OfficeId(office));
  desk.accept(noon, officer("YJ"), Progress{s.gas_parting, "已到场"});
  desk.accept(noon, liaison("XF"), Dispute{s.gas_parting, "条例第五条", "险情已排除"});
  const auto convene = [&](WhistleId id, const Actor& by) {
    desk.accept(noon, by, Convene{id, "各单位意见不一"});
    return id;
  };
  s.met = convene(at_state(by_community, CaseState::dispatched), leader());
  s.met_active = convene(at_state(by_community, CaseState::active), leader());
  s.met_disputed = at_state(by_community, CaseState::dispatched);
  desk.accept(noon, liaison("ZJW"), Dispute{s.met_disputed, "条例第五条", "不属本单位职责"});
  convene(s.met_disputed, leader());
  s.met_by_centre = convene(at_state(by_community, CaseState::active), centre());
  s.pressed = at_state(by_community, CaseState::dispatched);
  s.pressed_active = at_state(by_community, CaseState::active);
  for (const WhistleId id : {s.pressed, s.pressed_active})
    desk.accept(noon, centre(), Escalate{id, 3, "居民多次来访"});
  const auto hang = [&](int days) {
    const WhistleId id = at_state(by_community, CaseState::active);
    desk.accept(
        noon, liaison("ZJW"),
        AskSuspension{
            id, Ground::funds, "列入下年预算", {"budget-1"}, noon + std::chrono::hours{24} * days});
    return id;
  };
  s.hanging = hang(10);
  s.hanging_long = hang(100);
  s.suspended = hang(10);
  desk.accept(noon, centre(), DecideSuspension{s.suspended, true, "居民同意", ""});
  s.asking = at_state(by_community, CaseState::active);
  desk.accept(noon, liaison("ZJW"), AskExtension{s.asking, {3, Unit::days}, "等配件"});

  s.joined = at_state(by_community, CaseState::active);
  s.merged = at_state(by_community, CaseState::dispatched);
  s.merged_active = at_state(by_community, CaseState::active);
  for (const WhistleId id : {s.merged, s.merged_active})
    desk.accept(noon, dispatcher(), Merge{id, s.joined, "同一部电梯"});

  Raise by_street = demand("street");
  by_street.unit = OfficeId(street_code);
  for (const Raise& raise : {by_street, black_taxi("taxi"), centres_own("centre")})
    for (const CaseState state :
         {CaseState::draft, CaseState::review, CaseState::dispatched, CaseState::active,
          CaseState::verify, CaseState::evaluate, CaseState::closed})
      if (state != CaseState::review || shunyi().kind(raise.kind)->needs_review)
        at_state(raise, state);

  for (const WhistleId id : s.all) tell_outsiders(desk, id);
  for (const auto& [office, unused] : shunyi().offices)
    desk.state.apply({desk.state.last_event() + 1,
                      noon,
                      {{office, {}, ""}, "used", "old hash"},
                      false,
                      {PolicyAdopted{shunyi().version}}});
  // All this was planned under another configuration than the one in force.
  desk.policy.version = "0123456789abcdef";
  s.now = noon + std::chrono::seconds{1};
  return s;
}

}  // namespace

Raise centres_own(std::string_view record) {
  Raise raise = gas_leak(record);
  raise.unit = OfficeId("ZHZX");
  return raise;
}

WhistleId drive(Desk& desk, const Raise& raise, CaseState target) {
  Raise first = raise;
  first.draft = target == CaseState::draft;
  const WhistleId id = desk.raise(noon, first);
  const auto arrived = [&] { return desk[id].state == target; };
  if (arrived()) return id;
  if (target == CaseState::rejected) {
    desk.accept(noon, reviewer(desk[id]), Refuse{id, "不属于吹哨事项"});
    return id;
  }
  if (desk[id].state == CaseState::review) desk.accept(noon, reviewer(desk[id]), Approve{id});
  if (target == CaseState::cancelled) {
    desk.accept(noon, reviewer(desk[id]), Withdraw{id, "居民已自行解决"});
    return id;
  }
  if (arrived()) return id;
  report_in(desk, id, desk[id].lead()->office);
  if (arrived()) return id;
  resolve_all(desk, id);
  if (arrived()) return id;
  desk.accept(noon, raising_street(desk[id]), Verify{id, true, ""});
  if (arrived()) return id;
  desk.accept(noon, raising_street(desk[id]), Evaluate{id, evaluations_of(desk[id], Solved::yes)});
  BOOST_REQUIRE(arrived());
  return id;
}

const Stage& stage() {
  static const Stage made = make();
  return made;
}

Decision try_on_stage(const Actor& actor, const Command& command, const CommandId& id,
                      const std::string& hash) {
  return decide(stage().desk.state, stage().desk.policy, command, {actor, id, hash}, stage().now);
}

std::vector<Evaluation> evaluations_of(const Whistle& whistle, Solved solved) {
  std::vector<Evaluation> all;
  for (const Assignment& one : whistle.assignments)
    if (one.state == AssignmentState::done)
      all.push_back({one.office, solved, Satisfaction::satisfied, true, ""});
  return all;
}

const std::vector<Action>& actions() {
  using W = const Whistle&;
  static const std::vector<Action> all = {
      {"submit", [](W w) { return Submit{w.id}; }},
      {"approve", [](W w) { return Approve{w.id}; }},
      {"refuse",
       [](W w) {
         return Refuse{w.id, "理由"};
       }},
      {"assign",
       [](W w) {
         return Assign{w.id, OfficeId("JT"), {}, "理由"};
       }},
      {"release",
       [](W w) {
         return Release{w.id, ""};
       }},
      {"withdraw",
       [](W w) {
         return Withdraw{w.id, "理由"};
       }},
      {"acknowledge", [](W w) { return Acknowledge{w.id}; }},
      {"contact",
       [](W w) {
         return Contact{w.id, {"sealed"}, "电话"};
       }},
      {"reveal",
       [](W w) {
         return Reveal{w.id, "理由"};
       }},
      {"erase",
       [](W w) {
         return Erase{w.id, "理由"};
       }},
      {"told", [](W w) { return Receipt{w.id, w.street, 1, "duty", true, 1, "HTTP 200"}; }},
      {"report_in",
       [](W w) {
         return ReportIn{w.id, "李四", "现场", "已到"};
       }},
      {"progress",
       [](W w) {
         return Progress{w.id, "进展"};
       }},
      {"resolve",
       [](W w) {
         return Resolve{w.id, "", {"photo-1"}};
       }},
      {"verify",
       [](W w) {
         return Verify{w.id, true, ""};
       }},
      {"verify",
       [](W w) {
         return Verify{w.id, false, "理由"};
       }},
      {"evaluate",
       [](W w) {
         return Evaluate{w.id, evaluations_of(w, Solved::yes)};
       }},
      {"evaluate",
       [](W w) {
         return Evaluate{w.id, evaluations_of(w, Solved::no)};
       }},
      {"dispute",
       [](W w) {
         return Dispute{w.id, "条例第五条", "理由"};
       }},
      {"rule",
       [](W w) {
         return RuleDispute{w.id, {}, true, OfficeId("JT"), "理由"};
       }},
      {"rule",
       [](W w) {
         return RuleDispute{w.id, {}, false, {}, "理由"};
       }},
      {"rule",
       [](W w) {
         return RuleDispute{w.id, asks_to_go(w), true, {}, "理由"};
       }},
      {"rule",
       [](W w) {
         return RuleDispute{w.id, asks_to_go(w), false, {}, "理由"};
       }},
      {"add_assisting",
       [](W w) {
         return AddAssisting{w.id, {OfficeId("JT")}, "理由"};
       }},
      {"relieve",
       [](W w) {
         return Relieve{w.id, last_assisting(w, AssignmentState::pending), "理由"};
       }},
      {"relieve",
       [](W w) {
         return Relieve{w.id, last_assisting(w, AssignmentState::acknowledged), "理由"};
       }},
      {"relieve",
       [](W w) {
         return Relieve{w.id, last_assisting(w, AssignmentState::reported_in), "理由"};
       }},
      {"relieve",
       [](W w) {
         return Relieve{w.id, last_assisting(w, AssignmentState::working), "理由"};
       }},
      {"convene",
       [](W w) {
         return Convene{w.id, "理由"};
       }},
      {"minutes",
       [](W w) {
         return Minutes{w.id, {}, {}, {}, "会议决定"};
       }},
      {"minutes",
       [](W w) {
         return Minutes{w.id, OfficeId("JT"), {OfficeId("CGW")}, {}, "会议决定"};
       }},
      {"replace_lead",
       [](W w) {
         return ReplaceLead{w.id, OfficeId("JT"), "理由"};
       }},
      {"ask_suspend",
       [](W w) {
         return AskSuspension{
             w.id, Ground::court, "方案", {"ruling-1"}, noon + std::chrono::hours{24}};
       }},
      {"suspend",
       [](W w) {
         return DecideSuspension{w.id, true, "意见", ""};
       }},
      {"refuse_suspend",
       [](W w) {
         return DecideSuspension{w.id, false, "", "理由"};
       }},
      {"resume",
       [](W w) {
         return Resume{w.id, "理由"};
       }},
      {"ask_extend",
       [](W w) {
         return AskExtension{w.id, {1, Unit::days}, "理由"};
       }},
      {"extend",
       [](W w) {
         return DecideExtension{w.id, true, {1, Unit::days}, "理由"};
       }},
      {"refuse_extend",
       [](W w) {
         return DecideExtension{w.id, false, {}, "理由"};
       }},
      {"reopen",
       [](W w) {
         return Reopen{w.id, "理由"};
       }},
      {"escalate",
       [](W w) {
         return Escalate{w.id, 4, "理由"};
       }},
      {"merge",
       [](W w) {
         return Merge{w.id, w.id == stage().active ? stage().working : stage().active, "理由"};
       }},
      {"unmerge",
       [](W w) {
         return Unmerge{w.id, "理由"};
       }},
      {"replan",
       [](W w) {
         return Replan{w.id, "理由"};
       }},
      {"note",
       [](W w) {
         return Note{w.id, "备注", {"photo-9"}};
       }},
  };
  return all;
}

}  // namespace shao::core::test
