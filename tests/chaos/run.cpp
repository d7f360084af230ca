#include "tests/chaos/run.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>

#include "deploy/local/probe.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/journal/journal.hpp"
#include "dispatcher/journal/redis_connection.hpp"
#include "tests/chaos/flipped.hpp"
#include "tests/chaos/offices.hpp"
#include "tests/chaos/plan.hpp"

namespace shao::chaos {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using core::fail;

constexpr auto tick = 10ms;
/// The whole stack answers before the trouble begins.
constexpr auto start_patience = 60s;
/// A deed whose victim is down waits for it, but not for ever.
constexpr auto most_overtime = 60s;
/// The offices go on working for so long after the trouble.
constexpr auto work_in_peace = 3s;
/// The longest of the clients' own pauses (32 s without an answer, 32 s on a silent broker) and
/// some.
constexpr auto settle_patience = 120s;
/// True time in which a level that is due must be recorded when nothing disturbs.
constexpr auto longest_lateness = 1500ms;

class Run {
 public:
  Run(const RunSettings& settings, Cast& cast) : settings_(settings), cast_(cast) {
    report_.seed = settings.cast.seed;
  }

  Outcome<Report> run() {
    if (const auto asked = status(start_patience); !asked)
      return fail("the stack does not answer: look at " + (cast_.folder().root() / "log").string());
    if (auto troubled = make_trouble(); !troubled) return fail(troubled.error());
    cast_.make_peace();
    if (auto settled = settle(); !settled) return fail(settled.error());
    cast_.end_all_but_redis();
    report_.judgement = judge({.configuration = cast_.configuration(),
                               .redis_url = cast_.redis_url(),
                               .data = cast_.folder().root(),
                               .office_processes = cast_.office_processes(),
                               .time = TrueTime(cast_.clock_steps(), settings_.cast.speed),
                               .target = target_,
                               .settled = settled_});
    auto& violations = report_.judgement.violations;
    violations.insert(violations.begin(), unsettled_.begin(), unsettled_.end());
    violations.insert(violations.begin(), cast_.unexpected().begin(), cast_.unexpected().end());
    cast_.end_redis();
    if (auto flipped = flip(); !flipped) return fail(flipped.error());
    tell_what_happened();
    return std::move(report_);
  }

 private:
  // ---- trouble ---------------------------------------------------------------------------------

  Outcome<std::monostate> make_trouble() {
    const auto plan = draw_plan(settings_.cast.seed, settings_.kills, settings_.seconds);
    std::vector<Deed> open(plan.rbegin(), plan.rend());
    drill::Dice dice(settings_.cast.seed, "chaos victims");
    const auto begun = Steady::now();
    const auto over = begun + settings_.seconds;
    auto next_word = begun + 10s;
    while (Steady::now() < over || !open.empty()) {
      if (settings_.cancelled()) return fail("it was cancelled");
      cast_.tend();
      const auto now = Steady::now();
      // The first that can be done: of those that wait for their victim none holds up the others.
      for (std::size_t i = open.size(); i-- > 0 && open[i].at <= now - begun;)
        if (done(open[i], dice)) open.erase(open.begin() + static_cast<std::ptrdiff_t>(i));
      if (now > over + most_overtime) break;
      if (now >= next_word) {
        next_word += 10s;
        settings_.say(
            std::to_string(std::chrono::floor<std::chrono::seconds>(now - begun).count()) +
            " s: " + std::to_string(report_.kills) + " kills");
      }
      std::this_thread::sleep_for(tick);
    }
    report_.seconds = std::chrono::round<std::chrono::seconds>(Steady::now() - begun).count();
    if (!open.empty())
      return fail(std::to_string(open.size()) +
                  " of the planned deeds found no victim in time: give it more --seconds");
    return std::monostate{};
  }

  bool done(const Deed& deed, drill::Dice& dice) {
    switch (deed.kind) {
      case Deed::kill:
        if (!cast_.kill(deed.part, dice, deed.lasts)) return false;
        ++report_.kills;
        return true;
      case Deed::stop:
        if (!cast_.stop(deed.part, dice, deed.lasts)) return false;
        ++report_.stops;
        return true;
      case Deed::cut:
        cast_.strike({deed.fault, deed.lasts}, dice);
        ++report_.cuts;
        return true;
      case Deed::clock_step:
        cast_.set_redis_clock(deed.clock);
        return true;
      case Deed::full_disk:
        cast_.fill_disk(deed.lasts, dice);
        return true;
      case Deed::slow_disk:
        cast_.slow_disk(deed.lasts, deed.each_sync);
        return true;
    }
    return true;
  }

  // ---- quiet -----------------------------------------------------------------------------------

  Outcome<bool> wait_until(const std::function<bool()>& true_now, Steady::duration patience) {
    const auto until = Steady::now() + patience;
    while (!true_now()) {
      if (settings_.cancelled()) return fail("it was cancelled");
      if (Steady::now() >= until) return false;
      cast_.tend();
      std::this_thread::sleep_for(tick);
    }
    return true;
  }

  Outcome<std::monostate> settle() {
    settings_.say("quiet: everything must settle now");
    const auto working_until = Steady::now() + work_in_peace;
    const auto worked = wait_until([&] { return Steady::now() >= working_until; }, work_in_peace);
    if (!worked) return fail(worked.error());
    const fs::path& data = cast_.folder().root();
    std::ofstream(rest_path(data)) << "rest\n";
    const auto quiet = [&] {
      std::error_code ignored;
      for (std::size_t i = 0; i < cast_.office_processes(); ++i)
        if (!fs::exists(quiet_path(data, i), ignored)) return false;
      return true;
    };
    const auto answered = wait_until(quiet, settle_patience);
    if (!answered) return fail(answered.error());
    if (!*answered) unsettled_.push_back("not every command is answered, " + after_patience());

    auto redis = journal::RedisConnection::connect(cast_.redis_url());
    if (!redis) return fail(redis.error().message);
    const auto head = journal::read_head(*redis, cast_.configuration().policy.jurisdiction);
    if (!head) return fail(head.error().message);
    target_ = head->number;
    // Whole or not at all: the offices read it at any time.
    std::ofstream(target_path(data).string() + ".new") << target_ << "\n";
    fs::rename(target_path(data).string() + ".new", target_path(data));
    // Who still waits for an answer does not go.
    const auto gone =
        wait_until([&] { return cast_.offices_gone(); }, *answered ? settle_patience : 10s);
    if (!gone) return fail(gone.error());
    if (!*gone)
      unsettled_.push_back("not every office has its feed up to event " + std::to_string(target_) +
                           ", " + after_patience());

    const auto asked = status(*answered ? settle_patience : 10s);
    if (!asked) {
      unsettled_.push_back("nobody leads, " + after_patience());
      return std::monostate{};
    }
    settled_ = core::Instant{core::Duration{asked->value("now", std::int64_t{0})}};
    std::this_thread::sleep_for(longest_lateness);
    return std::monostate{};
  }

  static std::string after_patience() {
    return std::to_string(settle_patience.count()) + " s after the trouble ended";
  }

  std::optional<codec::Json> status(std::chrono::seconds patience) {
    std::optional<wire::KeyFile> own;
    for (const config::Key& key : cast_.configuration().keys)
      if (!key.revoked && key.roles.any_of(core::sees_all))
        if (auto file = wire::read_key_file(cast_.folder().key_of(key.office).string()))
          own = *file;
    if (!own) return std::nullopt;
    local::Probe probe(cast_.broker_endpoint(), cast_.broker_key(), own->keys,
                       cast_.configuration().policy.jurisdiction);
    const auto until = Steady::now() + patience;
    while (Steady::now() < until && !settings_.cancelled()) {
      cast_.tend();
      if (const auto answer = probe.ask(100ms))
        if (auto body = codec::parse_object(*answer)) return std::move(*body);
    }
    return std::nullopt;
  }

  // ---- the end ---------------------------------------------------------------------------------

  Outcome<std::monostate> flip() {
    const auto flips = flip_and_verify({.redis = cast_.folder().redis(),
                                        .scratch = cast_.folder().root() / "chaos",
                                        .bin = settings_.cast.bin,
                                        .jurisdiction = cast_.configuration().policy.jurisdiction,
                                        .seed = settings_.cast.seed});
    if (!flips) return fail(flips.error());
    flips_named_ = flips->named;
    auto& violations = report_.judgement.violations;
    violations.insert(violations.end(), flips->violations.begin(), flips->violations.end());
    return std::monostate{};
  }

  void tell_what_happened() {
    const Judgement& it = report_.judgement;
    std::ostringstream text;
    text << "whistles=" << it.whistles << " events=" << it.events << " levels=" << it.levels
         << " terms=" << it.terms << " told=" << it.told << " refused=" << it.refused
         << " clock_steps=" << cast_.clock_steps().size() - 1
         << " own_boot_clocks=" << cast_.clock_namespaces()
         << " full_disks=" << cast_.disks_filled()
         << " ended_by_them=" << cast_.ended_by_full_disk()
         << " bytes_cut_off=" << cast_.bytes_cut() << " flips_named=" << flips_named_;
    settings_.say(text.str());
    if (!cast_.can_set_boot_clocks())
      settings_.say("dispatchers had no boot clocks of their own: unshare --time needs root");
  }

  const RunSettings& settings_;
  Cast& cast_;
  Report report_;
  core::EventNumber target_ = 0;
  core::Instant settled_{};
  std::vector<std::string> unsettled_;
  std::size_t flips_named_ = 0;
};

}  // namespace

std::string Report::line() const {
  std::ostringstream text;
  text << "chaos: seed=" << seed << " seconds=" << seconds << " kills=" << kills
       << " stops=" << stops << " cuts=" << cuts << " acknowledged=" << judgement.acknowledged
       << " lost=" << judgement.lost << " doubled=" << judgement.doubled
       << " early=" << judgement.early << " late_p99_ms=" << judgement.late_p99_ms
       << " late_max_ms=" << judgement.late_max_ms << " violations=" << judgement.violations.size();
  return text.str();
}

Outcome<Report> run(const RunSettings& settings) {
  auto cast = Cast::assemble(settings.cast);
  if (!cast) return fail(cast.error());
  return Run(settings, **cast).run();
}

}  // namespace shao::chaos
