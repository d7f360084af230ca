// A client process of a chaos run: some of the jurisdiction's offices, each with a real client and
// its durable outbox, who raise whistles and work on what they are told (clients/drill/office.hpp
// knows what; here it is done after a second or two of true time, now and then twice, now and then
// not at all). The process may be killed at any instant; the next one goes on from the outboxes and
// from what was told (told_file.hpp).
//
// It and the run agree through files in DATA/chaos:
//   rest          raise and move nothing more
//   quiet.<K>     process K rests and has an answer to everything
//   target        number of an event; who has all there is for him up to it may go
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace shao::chaos {

struct OfficesSettings {
  std::filesystem::path data;        // the data folder
  std::size_t number = 0;            // of this process, of
  std::size_t of = 1;                // so many
  std::vector<std::string> brokers;  // endpoints
  std::uint64_t seed = 1;
  std::size_t whistles = 100;    // that all processes raise
  std::chrono::seconds raising;  // for how long, from
  std::int64_t begun_ms = 0;     // this instant of the machine's wall clock
};

std::filesystem::path told_path(const std::filesystem::path& data, std::size_t number);
std::filesystem::path quiet_path(const std::filesystem::path& data, std::size_t number);
std::filesystem::path rest_path(const std::filesystem::path& data);
std::filesystem::path target_path(const std::filesystem::path& data);

/// The exit status: 0 when all is told, 1 for anything wrong, said on stderr.
int run_offices(const OfficesSettings& settings);

}  // namespace shao::chaos
