// What the stack carries on this machine, at the clock's own speed, with every batch on the disk
// before it is answered.
//
//   closed loop   a fixed number of whistles under way; each goes from the raise over the lead's
//                 acknowledgement and report-in to its resolution, and the next one begins
//   open loop     whistles at a fixed rate, whatever the answers do; the time from when a raise was
//                 to be sent until the department holds the dispatched event
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "deploy/local/stack.hpp"

namespace shao::drill {

struct BenchSettings {
  local::StackSettings stack;  // exercise and the broker's pace are set by the benchmark
  std::size_t under_way = 256;
  std::size_t rate = 1000;  // whistles a second in the open loop
  std::chrono::seconds warm_up{2};
  std::chrono::seconds lasts{10};  // each of the two
  std::function<bool()> cancelled;
};

struct CpuSeconds {
  double client = 0;
  double dispatcher = 0;
  double broker = 0;
  double redis = 0;
};

struct BenchResult {
  double lifecycles_per_second = 0;
  CpuSeconds closed_cpu;
  std::vector<std::chrono::microseconds> dispatch;  // sorted
  std::size_t sent = 0;                             // in the measured part of the open loop
  CpuSeconds open_cpu;
  std::vector<std::chrono::microseconds> fdatasync;  // sorted; of the data folder's disk
  std::string appendfsync;                           // as Redis says it
  std::size_t errors = 0;                            // refusals and ERRORs of the whole run
  std::string first_error;
};

core::Result<BenchResult, std::string> run_bench(const BenchSettings& settings);
/// For people, several lines.
std::string report(const BenchResult& result, const BenchSettings& settings);

}  // namespace shao::drill
