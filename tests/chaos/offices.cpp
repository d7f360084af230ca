#include "tests/chaos/offices.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <zmq.hpp>

#include "clients/drill/dice.hpp"
#include "clients/drill/office.hpp"
#include "clients/drill/script.hpp"
#include "clients/lib/client.hpp"
#include "config/config.hpp"
#include "dispatcher/codec/position.hpp"
#include "tests/chaos/machine_clock.hpp"
#include "tests/chaos/told_file.hpp"

namespace shao::chaos {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using codec::Json;
using core::fail;
using Steady = std::chrono::steady_clock;
using Written = core::Result<bool, std::string>;

constexpr auto look_every = 100ms;
constexpr auto longest_wait = 20ms;
/// Of what an office means to do: never done, so that levels fire; done again later.
constexpr double left_undone = 0.08;
constexpr double repeated = 0.04;

core::EventNumber number_of(const std::string& position) {
  const auto parsed = codec::parse_position(position);
  return parsed ? parsed->number : 0;
}

struct Desk {
  drill::Office office;
  client::Client client;
  std::string position = "begin";  // of the last event that is written down
  bool complete = false;           // has heard in this process that there is no more
  std::set<std::string> answered{};
};

/// What is known from before this process, by office.
struct Past {
  std::vector<Json> events;
  std::string position = "begin";
  std::set<std::string> answered;
};

class Offices {
 public:
  explicit Offices(const OfficesSettings& settings) : settings_(settings) {}

  Written run() {
    if (auto opened = open(); !opened) return opened;
    while (!done_) {
      if (auto went = round(); !went) return went;
    }
    return true;
  }

 private:
  // ---- beginning -------------------------------------------------------------------------------

  Written open() {
    std::error_code ignored;
    fs::remove(quiet_path(settings_.data, settings_.number), ignored);
    const auto files = config::read_directory((settings_.data / "config").string());
    if (!files) return fail(files.error().str());
    config::Loaded loaded = config::load(*files);
    if (!loaded.configuration) return fail("the configuration has errors");
    configuration_ = std::move(*loaded.configuration);

    std::map<core::OfficeId, Past> past;
    auto told = ToldFile::open(told_path(settings_.data, settings_.number),
                               [&](const Json& line) { remember(past, line); });
    if (!told) return fail(told.error());
    told_.emplace(std::move(*told));
    for (std::size_t i = settings_.number; i < configuration_.keys.size(); i += settings_.of)
      if (const config::Key& key = configuration_.keys[i]; !key.revoked)
        if (auto opened = open_desk(key.office, past[key.office]); !opened) return opened;
    write_agenda();
    return true;
  }

  static void remember(std::map<core::OfficeId, Past>& past, const Json& line) {
    Past& its = past[core::OfficeId(line.value("office", ""))];
    if (line.contains("event")) {
      its.events.push_back(line["body"]);
      its.position = line["event"];
    } else if (line.contains("answered")) {
      its.answered.insert(line["answered"].get<std::string>());
    } else if (line.contains("rewound")) {
      its.position = line["rewound"];
    }
  }

  Written open_desk(core::OfficeId id, const Past& past) {
    auto profile = client::read_profile(settings_.data / "profiles" / (id.str() + ".toml"));
    if (!profile) return fail(profile.error());
    profile->brokers = settings_.brokers;
    auto client = client::Client::open(context_, *profile);
    if (!client) return fail(client.error());
    const drill::World world{&configuration_.policy, settings_.seed};
    desks_.push_back(
        std::make_unique<Desk>(Desk{drill::Office(world, id), std::move(*client), past.position}));
    Desk& desk = *desks_.back();
    desk.answered = past.answered;
    for (const Json& event : past.events) mean(desks_.size() - 1, desk.office.hear(event));
    desk.client.follow(past.position);
    clients_.push_back(&desk.client);
    return true;
  }

  /// Each whistle has its instant; those that have passed and were not answered come at once.
  void write_agenda() {
    const auto script = drill::write_script(configuration_.policy,
                                            {settings_.seed, settings_.whistles, core::Instant{}});
    const auto now = Steady::now();
    const auto begun = now + std::chrono::milliseconds{settings_.begun_ms - machine_ms()};
    const std::chrono::duration<double> each =
        std::chrono::duration<double>(settings_.raising) / std::max<std::size_t>(1, script.size());
    for (std::size_t i = 0; i < script.size(); ++i)
      for (std::size_t desk = 0; desk < desks_.size(); ++desk)
        if (desks_[desk]->office.id() == script[i].office &&
            !desks_[desk]->answered.contains(script[i].intention.id))
          agenda_.emplace(
              begun + std::chrono::duration_cast<Steady::duration>(each * static_cast<double>(i)),
              Meant{desk, script[i].intention});
  }

  // ---- one round -------------------------------------------------------------------------------

  Written round() {
    if (auto waited = client::wait_any(clients_, longest_wait); !waited) return waited;
    for (std::size_t i = 0; i < desks_.size(); ++i)
      while (auto news = desks_[i]->client.take())
        if (auto heard = std::visit([&](auto& it) { return hear(i, it); }, *news); !heard)
          return heard;
    const auto now = Steady::now();
    if (now >= next_look_) {
      next_look_ = now + look_every;
      look_at_the_run();
    }
    return resting_ ? Written(true) : act(now);
  }

  void look_at_the_run() {
    std::error_code ignored;
    resting_ = fs::exists(rest_path(settings_.data), ignored);
    const bool quiet = resting_ && std::all_of(desks_.begin(), desks_.end(), [](const auto& desk) {
                         return desk->client.waiting() == 0;
                       });
    const fs::path mark = quiet_path(settings_.data, settings_.number);
    if (quiet && !quiet_) std::ofstream(mark) << "quiet\n";
    if (!quiet && quiet_) fs::remove(mark, ignored);
    quiet_ = quiet;
    core::EventNumber target = 0;
    if (!quiet || !(std::ifstream(target_path(settings_.data)) >> target)) return;
    done_ = std::all_of(desks_.begin(), desks_.end(), [&](const auto& desk) {
      return desk->complete && number_of(desk->client.feed()->position()) >= target;
    });
  }

  Written act(Steady::time_point now) {
    while (!agenda_.empty() && agenda_.begin()->first <= now) {
      const Meant meant = agenda_.begin()->second;
      agenda_.erase(agenda_.begin());
      Desk& desk = *desks_[meant.desk];
      if (!desk.office.still_means(meant.intention)) continue;
      const drill::Intention& it = meant.intention;
      if (auto written = tell(desk, {{"sent", it.id}, {"body", it.body}}); !written) return written;
      desk.client.send(it.id, it.body);
      if (chance_.chance(repeated)) agenda_.emplace(now + 5s, meant);
    }
    return true;
  }

  void mean(std::size_t desk, drill::Intentions intentions) {
    std::stable_sort(intentions.begin(), intentions.end(),
                     [](const auto& a, const auto& b) { return a.at < b.at; });
    auto when = Steady::now();
    for (drill::Intention& one : intentions) {
      if (desks_[desk]->answered.contains(one.id)) continue;
      drill::Dice dice(settings_.seed, desks_[desk]->office.id().str() + " " + one.id);
      if (dice.chance(left_undone)) continue;
      when += std::chrono::milliseconds{50 + chance_.below(2500)};
      agenda_.emplace(when, Meant{desk, std::move(one)});
    }
  }

  // ---- what they are told ----------------------------------------------------------------------

  Written tell(const Desk& desk, Json line) {
    line["office"] = desk.office.id().str();
    return told_->write(line);
  }

  Written hear(std::size_t index, const client::Answered& answered) {
    Desk& desk = *desks_[index];
    desk.answered.insert(answered.id);
    return tell(
        desk,
        {{"answered", answered.id}, {"body", answered.body}, {"taken_back", answered.taken_back}});
  }
  Written hear(std::size_t index, const client::FeedEvent& event) {
    Desk& desk = *desks_[index];
    desk.position = event.position;
    if (auto told =
            tell(desk, {{"event", event.position}, {"at", machine_ms()}, {"body", event.body}});
        !told)
      return told;
    mean(index, desk.office.hear(event.body));
    return true;
  }
  Written hear(std::size_t index, const client::CaughtUp&) {
    desks_[index]->complete = true;
    return true;
  }
  Written hear(std::size_t index, const client::Rewound& rewound) {
    return tell(*desks_[index], {{"rewound", rewound.position}});
  }
  /// No run is long enough for a second snapshot, and nothing is trimmed before one.
  Written hear(std::size_t index, const client::Trimmed& trimmed) {
    return core::fail(desks_[index]->office.id().str() + " was told that events up to " +
                      trimmed.position + " were trimmed away");
  }
  Written hear(std::size_t index, const client::Failed& failed) {
    if (failed.kept) return true;
    return tell(*desks_[index], {{"failed", failed.id}, {"body", failed.body}});
  }
  Written hear(std::size_t, const client::TermChanged&) { return true; }
  Written hear(std::size_t, const client::Snapshot&) { return true; }

  struct Meant {
    std::size_t desk = 0;
    drill::Intention intention;
  };

  const OfficesSettings& settings_;
  config::Configuration configuration_;
  std::optional<ToldFile> told_;
  zmq::context_t context_;
  std::vector<std::unique_ptr<Desk>> desks_;
  std::vector<client::Client*> clients_;
  std::multimap<Steady::time_point, Meant> agenda_;
  drill::Dice chance_{static_cast<std::uint64_t>(machine_ms()), "when"};
  Steady::time_point next_look_{};
  bool resting_ = false;
  bool quiet_ = false;
  bool done_ = false;
};

}  // namespace

fs::path told_path(const fs::path& data, std::size_t number) {
  return data / "chaos" / ("told." + std::to_string(number));
}
fs::path quiet_path(const fs::path& data, std::size_t number) {
  return data / "chaos" / ("quiet." + std::to_string(number));
}
fs::path rest_path(const fs::path& data) {
  return data / "chaos" / "rest";
}
fs::path target_path(const fs::path& data) {
  return data / "chaos" / "target";
}

int run_offices(const OfficesSettings& settings) {
  const auto ran = Offices(settings).run();
  if (ran) return 0;
  std::fprintf(stderr, "shao-chaos offices: %s\n", ran.error().c_str());
  return 1;
}

}  // namespace shao::chaos
