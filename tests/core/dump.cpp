// The state read through its public accessors: as text, so that two can be compared and the
// difference read, and against what must hold in every state.
#include <algorithm>
#include <map>
#include <sstream>

#include "tests/core/support.hpp"

namespace shao::core::test {

namespace {

void write(std::ostream& out, std::string_view owner, const std::vector<Clock>& clocks) {
  for (const Clock& clock : clocks) {
    out << "  " << owner << " " << name_of(clock.kind) << " " << name_of(clock.state) << " next "
        << int{clock.next_level} << " skipped " << int{clock.skipped_levels} << " missed "
        << clock.missed << " by " << clock.miss << " starts " << local(clock.starts) << " due "
        << local(clock.due) << " ended " << local(clock.ended) << " levels";
    for (const Instant level : clock.levels) out << " " << local(level);
    out << "\n";
  }
}

void write(std::ostream& out, const Whistle& w) {
  out << w.id.str() << " " << name_of(w.state) << " " << w.record << " unit " << w.unit.view()
      << " street " << w.street.view() << " " << w.kind.view() << " " << w.category.view() << " "
      << w.urgency.view() << " by " << name_of(w.classified_by) << " rule " << w.rule.view()
      << " policy " << w.policy << " emergency " << w.emergency << " released " << w.released
      << " reworks " << int{w.reworks} << " bad " << int{w.bad_evaluations} << "\n";
  out << "  raised " << local(w.raised_at) << " blown " << local(w.blown_at) << " verify "
      << local(w.verify_since) << " ended " << local(w.ended_at) << "\n";
  out << "  about " << w.title << " | " << w.detail << " | " << w.key.view() << " "
      << w.particulars.text << (w.erased ? " erased" : "") << (w.exercise ? " exercise" : "")
      << " | " << (w.occurred_at ? local(*w.occurred_at) : std::string("-")) << "\n";
  for (const Assignment& one : w.assignments) {
    out << "  " << one.office.view() << (one.lead ? " lead " : " assisting ") << name_of(one.state)
        << " agreed " << one.agreed_to_withdraw << " done " << local(one.done_at) << "\n";
    write(out, one.office.view(), one.clocks);
  }
  write(out, "whistle", w.clocks);
  for (const Viewer& viewer : w.viewers)
    out << "  seen by " << viewer.office.view() << " since " << viewer.since << "\n";
  for (const Told& told : w.told)
    out << "  told " << told.recipient.str() << " at " << int{told.level} << "\n";
  if (w.merged_into.value != 0)
    out << "  merged into " << w.merged_into.str() << " from " << name_of(w.before_merge) << "\n";
  for (const Merged& one : w.merged)
    out << "  merged " << one.whistle.str() << " of " << one.unit.view() << " " << one.before.size()
        << "\n";
  for (const auto& [unit, one] : w.evaluations)
    out << "  evaluated by " << unit.view() << " " << one.office.view() << " "
        << name_of(one.solved) << " " << name_of(one.satisfaction) << " " << one.on_time << " "
        << one.text << "\n";
  out << "  history";
  for (const EventNumber number : w.history) out << " " << number;
  out << "\n";
}

void write(std::ostream& out, const std::set<WhistleId>& ids) {
  for (const WhistleId id : ids) out << " " << id.str();
  out << "\n";
}

bool assigned(CaseState state) {
  return state == CaseState::dispatched || state == CaseState::active ||
         state == CaseState::verify || state == CaseState::evaluate;
}

class Checker {
 public:
  Checker(const State& state, const Policy& policy) : state_(state), policy_(policy) {}

  std::vector<std::string> sentences() {
    std::array<std::array<std::uint64_t, case_state_names.size()>, 2> by_state{};
    for (std::uint64_t i = 1; i <= state_.whistle_count(); ++i) {
      const Whistle& w = *state_.whistle(WhistleId{i});
      ++by_state[w.exercise ? 1 : 0][static_cast<std::size_t>(w.state)];
      check(w);
    }
    for (const bool exercise : {false, true})
      expect(by_state[exercise ? 1 : 0] == state_.counters(exercise).by_state,
             "the counters differ from the whistles");
    expect(state_.counters().open() + state_.counters(true).open() == state_.open().size(),
           "open() differs from the counters");
    for (const bool emergency : {true, false}) timers(emergency);
    return std::move(sentences_);
  }

 private:
  /// The sentence is made of its parts only when it is needed: nearly all of a random life's time
  /// went into sentences nobody read.
  template <class... Parts>
  void expect(bool holds, const Parts&... parts) {
    if (holds) return;
    std::ostringstream sentence;
    (say(sentence, parts), ...);
    sentences_.push_back(sentence.str());
  }

  template <class Part>
  static void say(std::ostream& out, const Part& part) {
    if constexpr (requires { part.str(); })
      out << part.str();
    else
      out << part;
  }

  void check(const Whistle& w) {
    const bool open = !is_final(w.state);
    const auto leads = std::count_if(
        w.assignments.begin(), w.assignments.end(),
        [](const Assignment& one) { return one.lead && one.state != AssignmentState::relieved; });
    if (assigned(w.state)) expect(leads == 1, w.id, " has ", leads, " leads");
    for (const Assignment& one : w.assignments) {
      const Office* office = policy_.office(one.office);
      expect(!one.lead || office == nullptr || office->type != OfficeType::community, w.id,
             " has a community as lead");
    }
    expect((state_.open().count(w.id) == 1) == open, w.id, " is wrongly in or out of open()");
    for (const Viewer& viewer : w.viewers)
      expect((state_.open_of(viewer.office).count(w.id) == 1) == open, w.id,
             " is wrongly in or out of open_of(", viewer.office, ")");
    if (!open) expect(!w.next_deadline(), w.id, " is closed and has a deadline");
    if (const auto next = w.next_deadline()) due_[w.emergency].insert({*next, w.id});
    for (std::size_t i = 0; i < w.told.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        expect(w.told[i].level != w.told[j].level || w.told[i].recipient != w.told[j].recipient,
               w.id, " told ", w.told[i].recipient, " twice at a level");
  }

  void timers(bool emergency) {
    const Timers& timers = state_.timers(emergency);
    const auto all = timers.due_before(Instant::max(), timers.size());
    const std::set<Timers::Entry> found(all.begin(), all.end());
    expect(found == due_[emergency], "the timers differ from the whistles' deadlines");
  }

  const State& state_;
  const Policy& policy_;
  std::map<bool, std::set<Timers::Entry>> due_;
  std::vector<std::string> sentences_;
};

}  // namespace

std::vector<std::string> broken_invariants(const State& state, const Policy& policy) {
  return Checker(state, policy).sentences();
}

std::string dump(const State& state, const std::vector<Record>& journal) {
  std::ostringstream out;
  out << "event " << state.last_event() << " at " << local(state.last_instant()) << " policy "
      << state.policy_version() << "\n";
  for (const Term& term : state.terms())
    out << "term " << term.epoch << " " << term.nonce << " from " << term.first << " at "
        << local(term.at) << "\n";
  for (const bool exercise : {false, true}) {
    const Counters& counters = state.counters(exercise);
    out << (exercise ? " exercises " : "raised ") << counters.raised << " levels "
        << counters.levels_fired;
    for (const std::uint64_t count : counters.by_state) out << " " << count;
  }
  out << "\nopen";
  write(out, state.open());
  std::set<OfficeId> offices;
  for (std::uint64_t i = 1; i <= state.whistle_count(); ++i) {
    const Whistle& w = *state.whistle(WhistleId{i});
    write(out, w);
    for (const Viewer& viewer : w.viewers) offices.insert(viewer.office);
  }
  for (const OfficeId office : offices) {
    out << "open of " << office.view();
    write(out, state.open_of(office));
  }
  for (const bool emergency : {true, false})
    for (const Timers::Entry& timer :
         state.timers(emergency).due_before(Instant::max(), state.whistle_count()))
      out << "timer " << emergency << " " << local(timer.due) << " " << timer.whistle.str() << "\n";
  for (const Record& record : journal) {
    const Cause& cause = record.cause;
    if (const auto* known = state.command(cause.actor.office, cause.command))
      out << "remembers " << cause.actor.office.view() << " " << cause.command << " "
          << known->body_hash << " " << known->answer.whistle.str() << " "
          << name_of(known->answer.state) << " " << known->answer.number << " "
          << local(known->answer.at) << "\n";
    for (const Event& event : record.events)
      if (const auto* raised = std::get_if<WhistleRaised>(&event))
        if (const Whistle* known = state.record(raised->unit, raised->record))
          out << "record " << raised->record << " " << known->raise_hash << " " << known->id.str()
              << "\n";
  }
  return out.str();
}

}  // namespace shao::core::test
