#include "tests/sim/simulation.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "tests/sim/broker_node.hpp"
#include "tests/sim/dispatcher_node.hpp"
#include "tests/sim/office_node.hpp"
#include "tests/sim/witness.hpp"

namespace shao::sim {

using namespace std::chrono_literals;

namespace {

/// A subdistrict with a community, another subdistrict, the departments that work on what they
/// raise, the centre. Fumes' lead is left out: nobody there ever answers.
constexpr std::array<const char*, 13> offices{
    "110113001", "110113001001", "110113002", "ZHZX", "ZJW", "SJ", "SF",
    "CGZF",      "GA",           "RQ",        "CGW",  "XF",  "YJ"};

/// How long peace takes: the longest patience of all (a client's back-off of 32 s twice, a term's
/// append limit, pauses that began before) and some.
constexpr Nanoseconds peace = 240s;
/// The last part of it, in which nobody acts, so that everything can be complete.
constexpr Nanoseconds silence = 120s;
/// Levels due that long before the end must be recorded.
constexpr Nanoseconds lateness = 5s;

/// A monday afternoon, the eve of Spring Festival, the end of the year...: where hours are odd.
constexpr std::array<std::int64_t, 6> starts{
    1770712200,  // 2026-02-10 16:30 Shanghai
    1771052400,  // 2026-02-14 15:00, a Saturday that is worked
    1773624600,  // 2026-03-16 09:30, a Monday
    1777618800,  // 2026-05-01 15:00, a holiday
    1790928000,  // 2026-10-02 16:00, a holiday
    1796022000,  // 2026-11-30 15:00
};

class Simulation {
 public:
  Simulation(const Options& options, Setting& setting)
      : world_(options),
        setting_(setting),
        redis_(world_, core::at_second(world_.chance.one_of(starts)), setting.versions),
        witness_(world_, setting.policies),
        folder_("/dev/shm/shao-sim-" + std::to_string(getpid()) + "-" +
                std::to_string(options.seed)) {
    std::filesystem::remove_all(folder_);
    redis_.appended = [this](const journal::Entry& entry) { witness_.appended(entry); };
    redis_.rewound = [this] { witness_.rewound(redis_.entries()); };
    redis_.trimmed_away = [this] {
      if (auto wrong = redis_.trimmed_too_far(); !wrong.empty()) world_.violation(wrong);
    };
    redis_.kept_snapshot = [this](const journal::Manifest& manifest) {
      if (manifest.epoch != redis_.entries().back().epoch)
        world_.violation("snapshot " + manifest.name() + " of a deposed leader is kept");
    };
    redis_.between_steps = [this](const std::string& who) {
      if (!world_.strikes(Trouble::snapshot_crashes, 0.004)) return;
      for (auto& each : dispatchers_)
        if (each->name() == who)
          world_.schedule.after(
              0ns, [this, node = each.get()] { crash(*node, world_.chance.between(100ms, 20s)); });
    };
    redis_.race = [this](const std::string&) {
      if (racing_) return;
      racing_ = true;
      world_.chance.one_of(dispatchers_)->act();
      racing_ = false;
    };
    redis_.take_over = [this] {
      if (racing_) return;
      racing_ = true;
      redis_.lose_lease();
      // Far enough to claim, when it is not the one that appends.
      DispatcherNode& other = *world_.chance.one_of(dispatchers_);
      for (int i = 0; i < 4; ++i) other.act();
      racing_ = false;
    };
    make_dispatchers();
    make_brokers();
    make_offices();
  }
  ~Simulation() { std::filesystem::remove_all(folder_); }
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  Report run() {
    const auto hours = Nanoseconds{static_cast<std::int64_t>(world_.options.hours * 3600.0 * 1e9)};
    const auto broken = [this] { return world_.broken(); };
    for (auto& each : dispatchers_) each->start();
    for (auto& each : brokers_) each->start();
    for (auto& each : offices_) each->start();
    world_.schedule.after(world_.chance.until_next(world_.options.trouble_every),
                          [this] { make_trouble(); });
    keep_archiving();
    world_.schedule.run_until(hours, broken);
    if (!world_.broken()) make_peace();
    world_.schedule.run_until(hours + peace - silence, broken);
    for (auto& each : offices_) each->rest();
    world_.schedule.run_until(hours + peace, broken);
    if (!world_.broken()) check_everything_is_settled();
    return report();
  }

 private:
  static std::uint64_t channel(std::uint64_t kind, std::size_t a, std::size_t b) {
    return kind * 10000 + a * 100 + b;
  }

  // ---- who is there ----------------------------------------------------------------------------

  void make_dispatchers() {
    for (std::size_t i = 0; i < world_.options.dispatchers; ++i)
      dispatchers_.push_back(std::make_unique<DispatcherNode>(
          world_, redis_, setting_.configurations, i,
          DispatcherNode::Ports{
              [this](std::size_t dispatcher, const std::string& peer,
                     const link::FromDispatcher& message) {
                witness_.told(message);
                const std::size_t broker = std::stoul(peer);
                world_.carry(
                    channel(1, dispatcher, broker),
                    [this, dispatcher, broker, frames = link::to_frames(message)]() mutable {
                      brokers_[broker]->from_dispatcher(dispatcher, std::move(frames));
                    });
              },
              [this](std::size_t dispatcher, const link::Published& message) {
                witness_.published(message);
                const wire::Frames frames = link::to_frames(message);
                for (std::size_t broker = 0; broker < brokers_.size(); ++broker)
                  world_.carry(channel(2, dispatcher, broker),
                               [this, broker, dispatcher, frames]() mutable {
                                 brokers_[broker]->published(dispatcher, std::move(frames));
                               });
              },
              [this](const core::State& state) { witness_.recovered(state, redis_.entries()); }}));
  }

  void make_brokers() {
    for (std::size_t i = 0; i < world_.options.brokers; ++i)
      brokers_.push_back(std::make_unique<BrokerNode>(
          world_, i,
          BrokerNode::Ports{
              [this](std::size_t client, std::uint64_t connection, const wire::Frames& frames) {
                return offices_[client]->receive(connection, frames);
              },
              [this](std::size_t broker, std::size_t dispatcher, const link::FromBroker& message) {
                if (!dispatchers_[dispatcher]->running()) return false;
                world_.carry(
                    channel(3, dispatcher, broker),
                    [this, broker, dispatcher, frames = link::to_frames(message)]() mutable {
                      dispatchers_[dispatcher]->receive(std::to_string(broker), std::move(frames));
                    });
                return true;
              }}));
  }

  void make_offices() {
    constexpr const char* whistling_department = "ZJW";
    const core::Policy& policy = setting_.policy();
    for (std::size_t i = 0; i < setting_.members.size(); ++i) {
      const Setting::Member& member = setting_.members[i];
      OfficeSettings settings;
      settings.office = member.office;
      settings.key = member.key;
      settings.starts = redis_.starts();
      settings.outbox = folder_ / member.office.str();
      for (const config::Key& key : setting_.policies.front()->keys)
        if (key.public_key == member.key) settings.roles = key.roles;
      if (settings.roles.any_of(
              {core::Role::community, core::Role::street, core::Role::command_centre}))
        settings.units.push_back(member.office);
      if (member.office == core::OfficeId(whistling_department))
        settings.units.push_back(member.office);
      for (const auto& [id, office] : policy.offices)
        if (office.parent == member.office) settings.units.push_back(id);
      offices_.push_back(std::make_unique<OfficeNode>(
          world_, policy, i, std::move(settings),
          OfficeNode::Ports{[this](std::size_t client, std::size_t broker, std::uint64_t connection,
                                   const wire::Frames& frames) {
                              const std::string& key = offices_[client]->settings().key;
                              world_.carry(connection + 1, [this, client, broker, connection, key,
                                                            frames]() mutable {
                                brokers_[broker]->from_client(client, connection, key,
                                                              std::move(frames));
                              });
                            },
                            [this]() -> const Book& { return witness_.book(); },
                            [this](core::OfficeId office, const std::string& id) {
                              return witness_.was_rewound(office, id);
                            },
                            [this] { return witness_.never_rewound(); },
                            [this] { return redis_.ever_trimmed(); }}));
    }
  }

  // ---- trouble and peace -----------------------------------------------------------------------

  void make_trouble() {
    if (!world_.troubled) return;
    world_.schedule.after(world_.chance.until_next(world_.options.trouble_every),
                          [this] { make_trouble(); });
    constexpr std::array<Trouble, 16> kinds{
        Trouble::dispatcher_crashes, Trouble::dispatcher_pauses, Trouble::broker_crashes,
        Trouble::broker_pauses,      Trouble::client_crashes,    Trouble::client_pauses,
        Trouble::clock_steps,        Trouble::redis_outages,     Trouble::rewinds,
        Trouble::lost_leases,        Trouble::torn_snapshots,    Trouble::hand_overs,
        Trouble::slow_readers,       Trouble::vanishing_clients, Trouble::herds,
        Trouble::other_rules};
    const Trouble kind = world_.chance.one_of(kinds);
    if (!world_.strikes(kind, 1)) return;
    Chance& chance = world_.chance;
    switch (kind) {
      case Trouble::dispatcher_crashes:
        if (chance.of(0.3) && gone_over_a_miss(dispatchers_)) break;
        crash(*chance.one_of(dispatchers_), chance.between(100ms, 60s));
        break;
      case Trouble::dispatcher_pauses:
        if (chance.of(0.5) && pause_over_a_deadline()) break;
        chance.one_of(dispatchers_)->pause(world_.now() + chance.between(50ms, 20s));
        break;
      case Trouble::broker_crashes:
        if (chance.of(0.3) && gone_over_a_miss(brokers_)) break;
        crash(*chance.one_of(brokers_), chance.between(100ms, 30s));
        break;
      case Trouble::broker_pauses:
        chance.one_of(brokers_)->pause(world_.now() + chance.between(50ms, 15s));
        break;
      case Trouble::client_crashes:
        crash(*chance.one_of(offices_), chance.between(100ms, 90s));
        break;
      case Trouble::client_pauses:
        chance.one_of(offices_)->pause(world_.now() + chance.between(50ms, 60s));
        break;
      case Trouble::clock_steps:
        step_clock();
        break;
      case Trouble::other_rules:
        world_.note("other rules are applied");
        redis_.apply_configuration(1 - redis_.in_force());
        break;
      case Trouble::redis_outages:
        world_.note("Redis is out");
        redis_.out_until(world_.now() + chance.between(100ms, 60s));
        break;
      case Trouble::rewinds:
        rewind();
        break;
      case Trouble::lost_leases:
        lose_lease();
        break;
      case Trouble::hand_overs:
        world_.note("an operator asks for a hand-over");
        redis_.ask_hand_over();
        break;
      case Trouble::slow_readers:
        chance.one_of(offices_)->read_slowly(world_.now() + chance.between(1min, 20min));
        break;
      case Trouble::vanishing_clients:
        crash(*chance.one_of(offices_), std::min(chance.between(5min, 2h), until_peace()));
        break;
      case Trouble::torn_snapshots:
        redis_.alter_snapshot();
        break;
      default:
        chance.one_of(offices_)->raise_herd(20 + chance.below(60));
    }
  }

  Nanoseconds until_peace() const {
    return Nanoseconds{static_cast<std::int64_t>(world_.options.hours * 3600e9)} - world_.now();
  }

  /// The archive follows some seconds behind; or stands still for long.
  void keep_archiving() {
    Nanoseconds pause = world_.chance.between(5s, 30s);
    if (world_.strikes(Trouble::slow_archive, 0.02)) pause = world_.chance.between(10min, 2h);
    world_.schedule.after(pause, [this] {
      if (!redis_.out()) redis_.archive();
      keep_archiving();
    });
  }

  void rewind() {
    Chance& chance = world_.chance;
    if (chance.of(0.5)) return redis_.rewind(1 + chance.below(3));
    // The whole site fails several times, and what was claimed in between is lost: nobody is left
    // who has seen those epochs.
    const std::size_t claims = 2 + chance.below(2);
    for (std::size_t i = 0; i < claims; ++i)
      world_.schedule.after(10s * static_cast<int>(i), [this] { fail_all_dispatchers(); });
    world_.schedule.after(10s * static_cast<int>(claims) + chance.between(0s, 40s), [this, claims] {
      if (!world_.troubled) return;
      fail_all_dispatchers();
      redis_.rewind_claims(claims);
    });
  }

  /// And there is work for the half second in which the leader does not know.
  void lose_lease() {
    world_.note("the lease is lost");
    redis_.lose_lease();
    for (int i = 0; i < 4; ++i)
      world_.schedule.after(world_.chance.between(100ms, 700ms), [this] {
        if (world_.troubled) world_.chance.one_of(offices_)->raise_herd(1);
      });
  }

  void fail_all_dispatchers() {
    if (!world_.troubled) return;
    for (auto& each : dispatchers_) crash(*each, world_.chance.between(100ms, 2s));
  }

  /// All dispatchers stand still over the next instant a level is due, and the office it is about
  /// acts meanwhile: too late.
  bool pause_over_a_deadline() {
    const auto next = witness_.book().next_level();
    if (!next) return false;
    const Nanoseconds due = witness_.true_time_of(next->due);
    if (due < world_.now() || due > world_.now() + 30min) return false;
    world_.schedule.at(due - 5ms, [this, due, office = next->office] {
      if (!world_.troubled) return;
      for (auto& each : dispatchers_) each->pause(due + 1500ms);
      for (auto& each : offices_)
        if (each->settings().office == office)
          world_.schedule.at(due + 200ms, [node = each.get()] { node->act_soon(); });
    });
    return true;
  }

  /// All of `nodes` are gone over the next instant at which an office would miss a limit. It acts
  /// before: in time, though nobody hears of it until they are back.
  template <class Nodes>
  bool gone_over_a_miss(Nodes& nodes) {
    const auto next = witness_.book().next_level(true);
    if (!next) return false;
    const Nanoseconds due = witness_.true_time_of(next->due);
    if (due < world_.now() + 3s || due > world_.now() + 30min) return false;
    const Nanoseconds back = due + world_.chance.between(1s, 20s);
    world_.schedule.at(due - 2s, [this, &nodes, back, next = *next] {
      if (!world_.troubled) return;
      for (auto& each : nodes) crash(*each, back - world_.now());
      for (auto& each : offices_)
        if (each->settings().office == next.office)
          world_.schedule.after(
              1s, [node = each.get(), whistle = next.whistle] { node->act_on(whistle); });
    });
    return true;
  }

  void step_clock() {
    const auto by = std::chrono::duration_cast<core::Duration>(world_.chance.between(-1h, 1h));
    world_.note("Redis' clock is stepped by " + std::to_string(by.count()) + " ms");
    redis_.step_clock(by);
  }

  template <class Node>
  void crash(Node& node, Nanoseconds back_after) {
    if (!node.running()) return;
    node.crash();
    world_.schedule.after(back_after, [&node] {
      if (!node.running()) node.start();
    });
  }

  void make_peace() {
    world_.note("peace");
    world_.troubled = false;
  }

  void check_everything_is_settled() {
    const core::EventNumber last = witness_.book().last_event();
    for (const auto& office : offices_) {
      if (office->waiting() > 0)
        world_.violation(office->settings().office.str() + " still waits for " +
                         std::to_string(office->waiting()) + " answers");
      if (auto missing = office->missing(settled_number(last)); !missing.empty())
        world_.violation(missing);
      if (auto lost = office->lost(); !lost.empty()) world_.violation(lost);
    }
    for (const Book::Case& its : witness_.book().cases())
      if (redis_.holds_key(its.key) == its.erased)
        world_.violation("the key " + its.key.str() +
                         (its.erased ? " is there still" : " is lost"));
    const core::Instant now = witness_.instant_at(world_.now() - lateness);
    if (auto what = witness_.book().overdue(now); !what.empty())
      world_.violation(what + " was due and is not recorded");
    if (auto what = redis_.not_trimmed(); !what.empty()) world_.violation(what);
  }

  /// With a fast clock levels fire to the end: the very last events may be under way.
  core::EventNumber settled_number(core::EventNumber last) const {
    constexpr core::EventNumber under_way = 300;
    if (world_.options.clock_speed == 1) return last;
    return last > under_way ? last - under_way : 0;
  }

  Report report() const {
    Report report;
    report.options = world_.options;
    report.true_hours = static_cast<double>(world_.now().count()) / 3600e9;
    report.hours = report.true_hours * world_.options.clock_speed;
    report.faults = world_.faults;
    report.whistles = witness_.book().cases().size();
    report.events = witness_.book().last_event();
    report.levels = witness_.book().levels();
    report.terms = witness_.book().terms();
    report.snapshots = redis_.snapshots_made;
    report.trims = redis_.trims_made;
    report.messages = world_.messages;
    for (const auto& office : offices_) report.answers += office->answered();
    report.hash = world_.hashed();
    report.violations = world_.violations;
    report.notes = world_.notes();
    return report;
  }

  World world_;
  Setting& setting_;
  Redis redis_;
  Witness witness_;
  const std::filesystem::path folder_;
  std::vector<std::unique_ptr<DispatcherNode>> dispatchers_;
  std::vector<std::unique_ptr<BrokerNode>> brokers_;
  std::vector<std::unique_ptr<OfficeNode>> offices_;
  bool racing_ = false;
};

}  // namespace

namespace {

/// Every other office has somebody on duty for forty minutes of every hour, and what a level does
/// with nobody there is another thing at each.
void add_rotas(config::Files& files) {
  std::string& duty = files["duty.toml"];
  for (std::size_t i = 0; i < offices.size(); i += 2)
    for (int hour = 0; hour < 24; ++hour) {
      char text[240];
      std::snprintf(text, sizeof text,
                    "[[rota]]\nid = \"%s_%d\"\noffice = \"%s\"\nfrom = 2026-01-01\n"
                    "hours = [\"%02d:00\", \"%02d:40\"]\nmembers = [\"甲\", \"乙\"]\n\n",
                    offices[i], hour, offices[i], hour, hour);
      duty += text;
    }
  std::string& levels = files["levels.toml"];
  for (const char* then : {"0\nnobody = \"hold\"", "1\nnobody = \"hold\"", "2\nnobody = \"skip\"",
                           "3\nnobody = \"hold\""}) {
    const std::string level = std::string("level = ") + then[0] + "\n";
    levels.replace(levels.find(level), level.size(), std::string("level = ") + then + "\n");
  }
}

/// What level 4 cannot settle goes to a jurisdiction above.
void add_parent(config::Files& files) {
  files["levels.toml"] +=
      "\n[[level]]\nlevel = 5\nname = \"提请市级\"\nname_en = \"To the city\"\n"
      "notify = [\"parent\"]\nafter_emergency = \"90 m\"\nafter_normal = \"7 wd\"\n";
  files["jurisdiction.toml"] += "parent = \"JJW\"\n";
}

/// Every limit that many whistles have is another: some shorter, some longer.
void change_limits(config::Files& files) {
  std::string& kinds = files["kinds.toml"];
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"\"5 m\"", "\"4 m\""},
                                                        {"\"60 wm\"", "\"90 wm\""},
                                                        {"\"3 wd\"", "\"2 wd\""},
                                                        {"\"7 d\"", "\"9 d\""},
                                                        {"\"1440 m\"", "\"1200 m\""}})
    for (auto at = kinds.find(from); at != std::string::npos; at = kinds.find(from, at))
      kinds.replace(at, from.size(), to);
}

}  // namespace

core::Result<std::unique_ptr<Setting>, std::string> Setting::open(const std::string& config) {
  auto files = config::read_directory(config);
  if (!files) return core::Unexpected{files.error().str(false)};
  auto setting = std::make_unique<Setting>();
  std::string keys;
  for (const char* office : offices) {
    char key[41];
    std::snprintf(key, sizeof key, "%040zu", setting->members.size() + 1);
    setting->members.push_back({core::OfficeId(office), key});
    keys += "[[key]]\noffice = \"" + std::string(office) + "\"\npublic = \"" + key + "\"\n";
    // Who works there may not acknowledge.
    if (std::string_view(office) == "GA") keys += "roles = [\"dept_officer\"]\n";
    keys += "\n";
  }
  (*files)["keys.toml"] = keys;
  add_rotas(*files);
  for (const bool other : {false, true}) {
    if (other) {
      change_limits(*files);
      add_parent(*files);
    }
    config::Loaded loaded = config::load(*files);
    if (!loaded.configuration) return core::Unexpected{loaded.problems.front().str(false)};
    setting->versions.push_back({config::version_of(*files), config::files_to_bytes(*files)});
    setting->policies.push_back(
        std::make_shared<const config::Configuration>(std::move(*loaded.configuration)));
  }
  // Loaded once, before the first world: later ones find it in memory, and all should be alike.
  Options calm;
  calm.hours = 0.001;
  calm.raise_every = calm.act_every = calm.trouble_every = std::chrono::hours{1};
  const Report warm = simulate(calm, *setting);
  if (!warm.violations.empty()) return core::Unexpected{warm.violations.front()};
  return setting;
}

std::string Report::line() const {
  char text[200];
  std::snprintf(text, sizeof text,
                "sim: seed=%llu hours=%.1f faults=%llu whistles=%llu hash=%016llx violations=%zu",
                static_cast<unsigned long long>(options.seed), hours,
                static_cast<unsigned long long>(faults), static_cast<unsigned long long>(whistles),
                static_cast<unsigned long long>(hash), violations.size());
  return text;
}

Report simulate(const Options& options, Setting& setting) {
  return Simulation(options, setting).run();
}

}  // namespace shao::sim
