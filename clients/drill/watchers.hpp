// Who looks at a drill: a live board on a terminal, plain lines everywhere else.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "clients/drill/board.hpp"
#include "clients/drill/board_model.hpp"
#include "clients/drill/drill.hpp"
#include "clients/drill/screen.hpp"

namespace shao::drill {

struct Look {
  bool chinese = false;
  bool colour = false;
  double speed = 1;
};

/// What both have in common: the model and the directory.
class Watcher : public Observer {
 public:
  explicit Watcher(Look look) : look_(look) {}
  void began(const local::Stack& stack) override;
  void heard(const codec::Json& event) override;
  void refused(const std::string&, const std::string&, const codec::Json&) override {}
  const core::Policy& policy() const { return policy_; }
  const std::string& timezone() const { return timezone_; }

 protected:
  using Steady = std::chrono::steady_clock;
  virtual void alarmed(const Alarm& alarm) = 0;

  Look look_;
  BoardModel model_;
  core::Policy policy_;
  std::string timezone_;
  Steady::time_point begun_ = Steady::now();
};

/// Redraws five times a second.
class LiveBoard : public Watcher {
 public:
  explicit LiveBoard(Look look) : Watcher(look) {}
  void said(const std::string& what) override { notice_ = what; }
  void round(const Progress& progress) override;

 private:
  void alarmed(const Alarm&) override {}

  Screen screen_;
  std::string notice_;
  Steady::time_point next_{};
};

/// A line of progress every two seconds, and the higher escalations as they fire, a few a second.
class PlainLines : public Watcher {
 public:
  explicit PlainLines(Look look) : Watcher(look) {}
  void said(const std::string& what) override;
  void round(const Progress& progress) override;

 private:
  void alarmed(const Alarm& alarm) override;

  Steady::time_point next_{};
  Steady::time_point alarm_window_{};
  int alarms_in_window_ = 0;
  std::size_t alarms_left_out_ = 0;
};

}  // namespace shao::drill
