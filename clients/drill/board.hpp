// The board as lines of text: what a command centre's wall shows, for a terminal.
//
//   for (const std::string& line : render(model, frame)) puts(line.c_str());
#pragma once

#include <string>
#include <vector>

#include "clients/drill/board_model.hpp"
#include "clients/drill/drill.hpp"
#include "dispatcher/core/policy.hpp"

namespace shao::drill {

struct Frame {
  const core::Policy* policy = nullptr;
  std::string timezone;
  std::size_t columns = 80;
  std::size_t rows = 24;
  bool colour = false;
  bool chinese = false;
  Progress progress;
  double speed = 1;
  std::chrono::milliseconds elapsed{0};  // real time
  std::string notice;                    // the last thing the stack said
};

/// At most `rows` lines, each exactly `columns` wide (colour takes none).
std::vector<std::string> render(const BoardModel& model, const Frame& frame);

/// "03-05 14:32" in the jurisdiction's time.
std::string short_instant(core::Instant instant, const std::string& timezone);
/// "W12 acknowledge of ZJW 3h over: level 2, department head supervision".
std::string describe(const Alarm& alarm, const core::Policy& policy, bool chinese);
/// An office as people call it: its short name in Chinese, its id in English.
std::string called(core::OfficeId office, const core::Policy& policy, bool chinese);

}  // namespace shao::drill
