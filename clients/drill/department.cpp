#include <algorithm>

#include "clients/drill/dice.hpp"
#include "clients/drill/office.hpp"

namespace shao::drill {

namespace {

using codec::Json;
using core::ClockKind;
using core::Instant;
using namespace std::chrono_literals;

/// Between asking for something and doing the work nevertheless: the centre has decided by then.
constexpr auto decided_by_then = 8h;
constexpr double assisting_returns = 0.6;
constexpr auto more_time = 48h;
constexpr const char* more_time_text = "2 d";

const char* person_of(Dice& dice) {
  static constexpr const char* people[] = {"李四", "王芳", "刘洋", "陈静", "杨帆", "赵磊"};
  return people[dice.below(std::size(people))];
}

core::Duration part_of(core::Duration whole, double part) {
  return std::chrono::duration_cast<core::Duration>(whole * part);
}

}  // namespace

struct Department::Work {
  OfficeFate fate;
  Bend bend = Bend::none;
  bool lead = false;
  std::map<ClockKind, core::ClockPlan> clocks;
  const core::Calendar& calendar;
  Dice dice;
  Instant last;  // what comes next comes after it
  Instant resolve_at{};
  Intentions all{};

  Instant when(ClockKind clock) const {
    const auto found = clocks.find(clock);
    const Instant at = found == clocks.end() ? last + between_moves
                                             : planned(fate.of(clock), found->second, calendar);
    return std::max(at, last);
  }
  Instant next(ClockKind clock) { return last = when(clock) + 1s; }
};

Intentions Department::hear(const Json& event, const Known& known) {
  const std::string name = text_in(event, "event");
  if (event.contains("assigned")) return assigned(event, known);
  if (name == "scene_released") return resolve_when_released(known, instant_in(event, "at"));
  if (event.contains("rework")) return rework(event, known);
  if (text_in(event, "office") == id_.view()) {
    // Nobody asks how it goes with what is done.
    if (name == "resolved") ++words_[known.whistle];
    const auto clock = event.contains("progress") ? clock_in(event["progress"]) : std::nullopt;
    if (clock) return {word_of_progress(known, *clock)};
  }
  if (name == "whistle_suspended" && known.lead == id_) {
    Intention note = move(instant_in(event, "at") + 4h, "note", known);
    note.body["text"] = "资金已申请，等待批复";
    return {note};
  }
  return {};
}

bool Department::still_has(const Intention& intention, const Known& known) const {
  if (intention.assignment == 0) return true;
  const auto word = words_.find(known.whistle);
  if (intention.word != 0 && word != words_.end() && word->second != intention.word) return false;
  const auto now = assignments_.find(known.whistle);
  return now != assignments_.end() && now->second == intention.assignment &&
         known.working.contains(id_);
}

Intention Department::move(Instant at, const char* what, const Known& known, int turn) const {
  Intention intention = intend(at, what, known.whistle, turn);
  const auto now = assignments_.find(known.whistle);
  intention.assignment = now == assignments_.end() ? 1 : now->second;
  if (intention.assignment > 1) intention.id += "/" + std::to_string(intention.assignment);
  return intention;
}

Intentions Department::assigned(const Json& event, const Known& known) {
  const Json list = event.value("assigned", Json::array());
  const auto own = std::find_if(list.begin(), list.end(), [&](const Json& one) {
    return text_in(one, "office") == id_.view();
  });
  // What the backstop holds until it has named a lead is not its work.
  if (own == list.end() || known.waits_for_name) return {};
  ++assignments_[known.whistle];
  const bool lead = known.lead == id_;
  const Bend bend = bend_of(world_, known);
  Work work{fate_of_office(world_.seed, known.record, id_, lead, bend),
            bend,
            lead,
            clocks_in(own->value("clocks", Json::array())),
            world_.policy->calendar,
            Dice(world_.seed, known.record.record + " by " + id_.str()),
            instant_in(event, "at")};
  if (work.fate.never && !known.replaced) return {};

  Intention acknowledge = move(work.next(ClockKind::acknowledge), "ack", known);
  acknowledge.body["person"] = person_of(work.dice);
  work.all.push_back(std::move(acknowledge));
  const core::Kind* kind = world_.policy->kind(known.kind);
  const bool comes_first = kind != nullptr && kind->dispute_after_report_in;
  if (!comes_first) dispute(work, known);
  report_in(work, known);
  if (comes_first) dispute(work, known);

  work.resolve_at = work.last + between_moves;
  if (work.clocks.contains(ClockKind::first_report) || work.dice.chance(0.5)) {
    Intention progress = move(work.next(ClockKind::first_report), "progress", known);
    progress.body["text"] = "处置人员已到位，正在处理";
    work.all.push_back(std::move(progress));
    work.resolve_at = work.last + between_moves;
  }
  work.resolve_at = std::max(work.when(ClockKind::resolve), work.resolve_at);
  if (lead) ask(work, known);

  if (const auto clock = work.clocks.find(ClockKind::contact); clock != work.clocks.end()) {
    const Instant at = planned(work.fate.of(ClockKind::contact), clock->second, work.calendar);
    if (at < work.resolve_at) {
      Intention contact = move(at, "contact", known);
      contact.body["reached"] = "来电居民";
      contact.body["how"] = "电话";
      work.all.push_back(std::move(contact));
    }
  }

  if (work.fate.agrees && !known.emergency) {
    Intention agree = move(work.resolve_at, "withdraw", known);
    agree.body["reason"] = "居民已自行解决，同意撤回";
    work.all.push_back(std::move(agree));
  } else if (known.emergency && !known.released) {
    waiting_for_release_[known.whistle] = work.resolve_at;
  } else {
    work.all.push_back(resolve(known, work.resolve_at));
  }
  return std::move(work.all);
}

void Department::report_in(Work& work, const Known& known) const {
  Intention report = move(work.next(ClockKind::report_in), "report-in", known);
  report.body["person"] = person_of(work.dice);
  const core::Kind* kind = world_.policy->kind(known.kind);
  if (kind != nullptr && kind->on_site)
    report.body["place"] = "现场";
  else
    report.body["text"] = "已受理，正在核实";
  work.all.push_back(std::move(report));
}

/// It goes on with the work it has planned; what comes before the ruling is not lost.
void Department::dispute(Work& work, const Known& known) const {
  if (!disputes(known)) return;
  work.last += part_of(1h, work.dice.between(0.1, 0.9));
  Intention dispute = move(work.last, "dispute", known);
  dispute.body["clause"] = "本单位“三定”规定第四条";
  dispute.body["reason"] = work.lead ? "不属我单位职责，应由其他部门主办" : "经核实与我单位无关";
  work.all.push_back(std::move(dispute));
  work.last += 1h;
}

bool Department::disputes(const Known& known) const {
  const bool lead = known.lead == id_;
  if (std::find(known.disputed_by.begin(), known.disputed_by.end(), id_) != known.disputed_by.end())
    return false;
  switch (bend_of(world_, known)) {
    case Bend::dispute_upheld:
    case Bend::dispute_dismissed:
      return lead && known.course.disputes == 0;
    case Bend::passed_on:
      return lead && known.course.disputes < hops_before_a_meeting;
    case Bend::assisting_returns: {
      Dice dice(world_.seed, known.record.record + " returned by " + id_.str());
      return !lead && dice.chance(assisting_returns);
    }
    default:
      return false;
  }
}

/// What the lead asks for once it has reported in, and the work that waits for it.
void Department::ask(Work& work, const Known& known) const {
  const auto resolve = work.clocks.find(ClockKind::resolve);
  if (resolve == work.clocks.end()) return;
  Instant at = work.last + part_of(1h, work.dice.between(0.2, 1.0));
  const auto not_before = [&](Instant earliest) {
    work.resolve_at = std::max(work.resolve_at, earliest);
  };
  if (work.bend == Bend::joint) {
    const core::OfficeId called = outsider(world_, known, "assists");
    if (called.empty()) return;
    Intention add = move(at, "add-assisting", known);
    add.body["offices"] = {called.view()};
    add.body["reason"] = "需联合处置";
    work.all.push_back(std::move(add));
    not_before(at + decided_by_then);
  } else if (work.bend == Bend::suspended || work.bend == Bend::suspension_refused) {
    const core::Kind* kind = world_.policy->kind(known.kind);
    static constexpr const char* grounds[] = {"funds", "policy", "court"};
    // The review falls into somebody's working time.
    const Instant review =
        work.calendar.add_working(at + 24h * static_cast<int>(2 + work.dice.below(2)), 1h);
    Intention suspend = move(at, "ask-suspension", known);
    suspend.body["ground"] = kind != nullptr && kind->may_suspend
                                 ? "complex"
                                 : grounds[work.dice.below(std::size(grounds))];
    suspend.body["plan"] = "分步解决，先列入计划";
    suspend.body["proof"] = {"plan/" + known.whistle.str() + ".pdf"};
    suspend.body["review_at"] = codec::milliseconds(review);
    work.all.push_back(std::move(suspend));
    not_before(work.bend == Bend::suspended ? review + 1h : at + decided_by_then);
  } else if (work.bend == Bend::extended || work.bend == Bend::extension_refused) {
    const core::ClockPlan& clock = resolve->second;
    at = std::max(at, planned({0, work.dice.between(0.4, 0.6)}, clock, work.calendar));
    Intention extend = move(at, "ask-extension", known);
    extend.body["by"] = more_time_text;
    extend.body["reason"] = "等待配件到货";
    work.all.push_back(std::move(extend));
    not_before(at + decided_by_then);
    if (work.bend == Bend::extended && clock.due < clock.starts + patience_of_a_drill)
      not_before(clock.due + part_of(more_time, work.dice.between(0.1, 0.5)));
  }
}

Intention Department::resolve(const Known& known, Instant at) const {
  Intention intention = move(at, "resolve", known, known.reworks);
  intention.body["evidence"] = {"photo/" + known.whistle.str() + "-" + id_.str() + ".jpg"};
  intention.body["text"] = "已处理完毕";
  return intention;
}

Intention Department::word_of_progress(const Known& known, const core::ClockPlan& clock) {
  const int word = ++words_[known.whistle];
  const bool lead = known.lead == id_;
  const OfficeFate fate =
      fate_of_office(world_.seed, known.record, id_, lead, bend_of(world_, known));
  Dice dice(world_.seed, known.record.record + " heard of by " + id_.str());
  // Once reminded it is not late a second time.
  const Timing timing =
      word == 1 ? fate.of(ClockKind::progress) : Timing{0, dice.between(0.3, 0.9)};
  Intention progress =
      move(planned(timing, clock, world_.policy->calendar), "progress", known, word);
  progress.body["text"] = "正在处理";
  progress.word = word;
  return progress;
}

Intentions Department::resolve_when_released(const Known& known, Instant now) {
  const auto waiting = waiting_for_release_.find(known.whistle);
  if (waiting == waiting_for_release_.end()) return {};
  const Instant at = std::max(waiting->second, now + between_moves);
  waiting_for_release_.erase(waiting);
  return {resolve(known, at)};
}

Intentions Department::rework(const Json& event, const Known& known) {
  for (const Json& one : event.value("rework", Json::array())) {
    if (text_in(one, "office") != id_.view()) continue;
    const auto clock = clock_in(one.at("resolve"));
    if (!clock) continue;
    // The clock may be nearly over: whoever is sent back hurries.
    const Instant now = instant_in(event, "at");
    Dice dice(world_.seed, known.record.record + " again by " + id_.str());
    const core::Duration left = std::clamp<core::Duration>(clock->due - now, 1h, 48h);
    Intentions again{resolve(known, now + part_of(left, dice.between(0.1, 0.7)))};
    if (const auto heard = one.contains("progress") ? clock_in(one["progress"]) : std::nullopt)
      again.push_back(word_of_progress(known, *heard));
    return again;
  }
  return {};
}

}  // namespace shao::drill
