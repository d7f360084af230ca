#include "tests/sim/options.hpp"

#include <array>
#include <sstream>

namespace shao::sim {

using namespace std::chrono_literals;

std::string name_of(Trouble trouble) {
  constexpr std::array<const char*, trouble_count> names = {"slow_appends",
                                                            "refused_appends",
                                                            "unknown_appends",
                                                            "failed_reads",
                                                            "rewinds",
                                                            "races",
                                                            "lost_messages",
                                                            "doubled_messages",
                                                            "delayed_messages",
                                                            "dispatcher_crashes",
                                                            "dispatcher_pauses",
                                                            "broker_crashes",
                                                            "broker_pauses",
                                                            "client_crashes",
                                                            "client_pauses",
                                                            "clock_steps",
                                                            "redis_outages",
                                                            "lost_leases",
                                                            "herds",
                                                            "torn_snapshots",
                                                            "slow_archive",
                                                            "hand_overs",
                                                            "slow_readers",
                                                            "vanishing_clients",
                                                            "snapshot_crashes",
                                                            "other_rules"};
  return names[static_cast<std::size_t>(trouble)];
}

std::optional<Trouble> trouble_named(std::string_view name) {
  for (std::size_t i = 0; i < trouble_count; ++i)
    if (name_of(static_cast<Trouble>(i)) == name) return static_cast<Trouble>(i);
  return std::nullopt;
}

std::string all_troubles() {
  std::string all;
  for (std::size_t i = 0; i < trouble_count; ++i)
    all += (i == 0 ? "" : ", ") + name_of(static_cast<Trouble>(i));
  return all;
}

Options Options::of_seed(std::uint64_t seed, double hours) {
  Chance chance(seed * 2 + 1);
  Options options;
  options.seed = seed;
  options.hours = hours;
  options.dispatchers = 1 + chance.below(3);
  options.brokers = 1 + chance.below(2);
  constexpr std::array<double, 5> speeds{1, 1, 1, 20, 300};
  options.clock_speed = chance.one_of(speeds);
  options.raise_every = chance.between(60s, 400s);
  options.act_every = chance.between(5s, 60s);
  options.trouble_every = chance.between(20s, 300s);
  // A follower that catches up over more loss than this goes back so often that nothing else is
  // seen.
  options.message_trouble = chance.of(0.3) ? 0 : chance.roll() * 0.01;
  options.append_trouble = chance.of(0.3) ? 0 : chance.roll() * 0.01;
  constexpr std::array<std::uint64_t, 4> snapshots{40, 100, 300, 1000};
  options.snapshot_every = chance.one_of(snapshots);
  for (std::size_t i = 0; i < trouble_count; ++i)
    if (chance.of(0.6)) options.troubles.insert(static_cast<Trouble>(i));
  return options;
}

std::string Options::str() const {
  const auto seconds = [](Nanoseconds span) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(span).count()) + "s";
  };
  std::ostringstream text;
  text << "seed=" << seed << " hours=" << hours << " dispatchers=" << dispatchers
       << " brokers=" << brokers << " clock_speed=" << clock_speed
       << " raise_every=" << seconds(raise_every) << " act_every=" << seconds(act_every)
       << " trouble_every=" << seconds(trouble_every) << " message_trouble=" << message_trouble
       << " append_trouble=" << append_trouble << " snapshot_every=" << snapshot_every
       << " troubles=";
  const char* between = "";
  for (const Trouble trouble : troubles) {
    text << between << name_of(trouble);
    between = ",";
  }
  return text.str();
}

}  // namespace shao::sim
