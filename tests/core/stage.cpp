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
  };
  return all;
}

}  // namespace shao::core::test
