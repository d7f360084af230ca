#include "tests/sim/herd.hpp"

#include <cstdio>
#include <map>
#include <set>
#include <utility>

#include "dispatcher/codec/record_json.hpp"
#include "tests/sim/dispatcher_node.hpp"
#include "tests/sim/witness.hpp"

namespace shao::sim {

using namespace std::chrono_literals;

namespace {

constexpr std::int64_t before_opening = 1773618300;  // 2026-03-16 07:45 Shanghai, a Monday
constexpr std::size_t most_levels_a_wake = 256;      // design section 4
constexpr Nanoseconds ask_every = 4ms;
/// While somebody leads. An append takes up to 40 ms here, and one may be under way.
constexpr Nanoseconds answer_limit = 200ms;
constexpr Nanoseconds emergency_limit = 200ms;
/// The lease's two seconds, the standby's look at it and its recovery.
constexpr Nanoseconds takeover_limit = 4s;

Options herd_options(std::uint64_t seed) {
  Options options;
  options.seed = seed;
  options.dispatchers = 2;
  options.brokers = 1;
  options.snapshot_every = 10'000'000;
  return options;
}

class Herd {
 public:
  Herd(std::size_t whistles, std::uint64_t seed, Setting& setting)
      : world_(herd_options(seed)),
        redis_(world_, core::at_second(before_opening), setting.versions),
        witness_(world_, setting.policies) {
    report_.whistles = whistles;
    redis_.appended = [this](const journal::Entry& entry) { appended(entry); };
    for (std::size_t i = 0; i < world_.options.dispatchers; ++i)
      dispatchers_.push_back(std::make_unique<DispatcherNode>(
          world_, redis_, setting.configurations, i,
          DispatcherNode::Ports{
              [this](std::size_t, const std::string&, const link::FromDispatcher& message) {
                witness_.told(message);
                if (const auto* answer = std::get_if<link::Answer>(&message)) answered(*answer);
              },
              [this](std::size_t, const link::Published& message) { witness_.published(message); },
              [this](const core::State& state) {
                witness_.recovered(state, redis_.entries());
                led_since_ = world_.now();
              }}));
  }

  HerdReport run() {
    for (auto& each : dispatchers_) each->start();
    run_until(5s);
    // The first emergency only tells how long after a raise its level falls due.
    raise("probe", true);
    raise_all();
    const auto first =
        first_level(emergencies_.empty() ? core::WhistleId{} : *emergencies_.begin());
    const auto herd_due = first_level({witness_.book().cases().size()});
    if (!first || !herd_due) {
      world_.violation("the herd or the emergency has no limit");
      return finish();
    }
    const Nanoseconds until_level = witness_.true_time_of(*first) - probe_raised_;
    due_ = witness_.true_time_of(*herd_due);
    // One in its middle, one while nobody leads.
    world_.schedule.at(due_ + 30ms - until_level, [this] { raise("middle", true); });
    world_.schedule.at(due_ + 1500ms - until_level, [this] { raise("gap", true); });
    run_until(due_ - 1s);
    redis_.append_takes = {5ms, 40ms};
    keep_asking();
    run_until(due_ + 60s);
    if (done_at_ == Nanoseconds{0})
      world_.violation("a minute later levels of the herd are not recorded");
    return finish();
  }

 private:
  void run_until(Nanoseconds when) {
    world_.schedule.run_until(when, [this] { return world_.broken(); });
  }

  // ---- what is asked ---------------------------------------------------------------------------

  DispatcherNode* leader() {
    for (auto& each : dispatchers_)
      if (each->running() && each->leads()) return each.get();
    return nullptr;
  }

  void ask(const std::string& id) {
    if (DispatcherNode* leads = leader()) leads->receive("0", asked_.at(id).frames);
  }

  void raise(const std::string& id, bool emergency) {
    const std::string office = emergency ? "110113002" : "110113001";
    const codec::Json body{{"do", "raise"},
                           {"id", id},
                           {"unit", office},
                           {"title", "t"},
                           {"kind", emergency ? "EMERGENCY" : "DEMAND"},
                           {"category", emergency ? "GAS_LEAK" : "PROPERTY"}};
    const link::Ask message{
        link::AskKind::command,
        jurisdiction,
        "ref",
        {core::OfficeId(office), {core::Role::street, core::Role::street_leader}, "key"},
        id,
        codec::dump(body)};
    asked_[id] = {link::to_frames(link::FromBroker{message}), world_.now(), false};
    if (id == "probe") probe_raised_ = world_.now();
    ask(id);
  }

  /// All but a few before the offices open, so that their limits end together.
  void raise_all() {
    constexpr std::size_t at_once = 400;
    for (std::size_t i = 0; i < report_.whistles && !world_.broken(); ++i) {
      raise("h" + std::to_string(i), false);
      if ((i + 1) % at_once == 0) run_until(world_.now() + 5ms);
    }
    run_until(world_.now() + 5s);
    if (witness_.book().cases().size() < report_.whistles)
      world_.violation("of the herd only " + std::to_string(witness_.book().cases().size()) +
                       " whistles were raised");
    asked_.clear();
  }

  /// A command every few milliseconds until the herd is over; again after a second, as a client
  /// does.
  void keep_asking() {
    if (done_at_ != Nanoseconds{0}) return;
    const std::string id = "c" + std::to_string(++commands_);
    raise(id, false);
    ask_again(id);
    world_.schedule.after(ask_every, [this] { keep_asking(); });
  }

  void ask_again(const std::string& id) {
    world_.schedule.after(1s, [this, id] {
      if (asked_.at(id).answered) return;
      ask(id);
      ask_again(id);
    });
  }

  void answered(const link::Answer& answer) {
    const auto found = asked_.find(answer.id);
    if (found == asked_.end() || std::exchange(found->second.answered, true)) return;
    const auto body = codec::parse_body(answer.body);
    if (!body || !body->value("ok", false))
      return world_.violation(answer.id + " was refused: " + answer.body);
    if (due_ == Nanoseconds{0} || world_.now() < due_) return;
    ++report_.answers;
    const Nanoseconds took = world_.now() - found->second.at;
    const bool under_one_leader = found->second.at > led_since_;
    if (under_one_leader) report_.slowest_answer = std::max(report_.slowest_answer, took);
    if (took > (under_one_leader ? answer_limit : takeover_limit))
      world_.violation("command " + answer.id + " waited " + milliseconds(took) +
                       " ms for its answer");
  }

  // ---- what becomes of it ----------------------------------------------------------------------

  static std::string milliseconds(Nanoseconds span) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(span).count());
  }

  /// When the first level of a whistle is due.
  std::optional<core::Instant> first_level(core::WhistleId whistle) const {
    std::optional<core::Instant> due;
    const auto look_at = [&](const std::map<core::ClockKind, Book::Clock>& clocks) {
      for (const auto& [kind, clock] : clocks)
        if (clock.running && clock.next < core::level_count &&
            (!due || clock.levels[clock.next] < *due))
          due = clock.levels[clock.next];
    };
    const Book::Case* its = witness_.book().find(whistle);
    if (its == nullptr) return due;
    look_at(its->clocks);
    for (const auto& [office, assignment] : its->assignments) look_at(assignment.clocks);
    return due;
  }

  void appended(const journal::Entry& entry) {
    report_.largest_entry = std::max(report_.largest_entry, entry.bytes.size());
    const auto records = codec::decode_batch(entry.bytes);
    for (const core::Record& record : *records) look_at(record);
    witness_.appended(entry);
    const Book& book = witness_.book();
    if (due_ == Nanoseconds{0} || world_.now() < due_) return;
    if (book.levels() > report_.whistles / 2 && !std::exchange(crashed_, true))
      world_.schedule.after(0ns, [this] { crash_leader(); });
    if (crashed_ && done_at_ == Nanoseconds{0} && book.levels() >= report_.whistles &&
        book.overdue(witness_.instant_at(due_) + 1ms).empty()) {
      done_at_ = world_.now();
      report_.herd_took = done_at_ - due_;
    }
  }

  /// What one Wake fired, before the book takes it: emergencies first, and not too many.
  void look_at(const core::Record& record) {
    std::size_t levels = 0;
    bool others = false;
    std::set<core::WhistleId> emergencies_here;
    for (const core::Event& event : record.events) {
      if (const auto* raised = std::get_if<core::WhistleRaised>(&event);
          raised != nullptr && raised->emergency)
        emergencies_.insert(raised->whistle);
      const auto* fired = std::get_if<core::LevelFired>(&event);
      if (fired == nullptr) continue;
      ++levels;
      if (!emergencies_.contains(fired->whistle)) {
        others = true;
        continue;
      }
      if (others) world_.violation("an emergency's level comes after others in one Wake");
      emergencies_here.insert(fired->whistle);
      measure(*fired);
    }
    if (levels > most_levels_a_wake)
      world_.violation(std::to_string(levels) + " levels in one Wake");
    if (!others || !record.cause.command.empty()) return;
    for (const core::WhistleId whistle : emergencies_)
      if (!emergencies_here.contains(whistle) && waits(whistle, record.at))
        world_.violation("others fire while a level of the emergency " + whistle.str() + " is due");
  }

  bool waits(core::WhistleId whistle, core::Instant now) const {
    const auto due = first_level(whistle);
    return due && *due < now;
  }

  void measure(const core::LevelFired& fired) {
    const Nanoseconds due = witness_.true_time_of(fired.due);
    if (due < due_ || due_ == Nanoseconds{0}) return;
    const Nanoseconds late = world_.now() - due;
    const bool under_one_leader =
        due > led_since_ && (!crashed_ || due < crashed_at_ || led_since_ > crashed_at_);
    Nanoseconds& latest = under_one_leader ? report_.latest_emergency : report_.latest_over_crash;
    latest = std::max(latest, late);
    if (late > (under_one_leader ? emergency_limit : takeover_limit))
      world_.violation("a level of an emergency is " + milliseconds(late) + " ms late");
  }

  void crash_leader() {
    DispatcherNode* leads = leader();
    if (leads == nullptr) return;
    crashed_at_ = world_.now();
    leads->crash();
    world_.schedule.after(20s, [leads] { leads->start(); });
  }

  HerdReport finish() {
    if (!world_.broken()) {
      for (const auto& [id, asked] : asked_)
        if (!asked.answered) world_.violation("command " + id + " was never answered");
      if (auto what = witness_.book().overdue(witness_.instant_at(world_.now() - 1s));
          !what.empty())
        world_.violation(what + " was due and is not recorded");
    }
    report_.levels = witness_.book().levels();
    report_.hash = world_.hashed();
    report_.violations = world_.violations;
    return report_;
  }

  struct Asked {
    wire::Frames frames;
    Nanoseconds at{0};
    bool answered = false;
  };

  World world_;
  Redis redis_;
  Witness witness_;
  std::vector<std::unique_ptr<DispatcherNode>> dispatchers_;
  std::map<std::string, Asked> asked_;
  std::set<core::WhistleId> emergencies_;
  std::uint64_t commands_ = 0;
  Nanoseconds probe_raised_{0};
  Nanoseconds due_{0};
  Nanoseconds done_at_{0};
  Nanoseconds led_since_{0};
  Nanoseconds crashed_at_{0};
  bool crashed_ = false;
  HerdReport report_;
};

}  // namespace

std::string HerdReport::line() const {
  const auto ms = [](Nanoseconds span) { return static_cast<double>(span.count()) / 1e6; };
  char text[400];
  std::snprintf(text, sizeof text,
                "herd: whistles=%zu levels=%llu took_ms=%.0f answers=%llu slowest_answer_ms=%.0f "
                "emergency_late_ms=%.0f over_crash_ms=%.0f largest_entry=%zu hash=%016llx "
                "violations=%zu",
                whistles, static_cast<unsigned long long>(levels), ms(herd_took),
                static_cast<unsigned long long>(answers), ms(slowest_answer), ms(latest_emergency),
                ms(latest_over_crash), largest_entry, static_cast<unsigned long long>(hash),
                violations.size());
  return text;
}

HerdReport simulate_herd(std::size_t whistles, std::uint64_t seed, Setting& setting) {
  return Herd(whistles, seed, setting).run();
}

}  // namespace shao::sim
