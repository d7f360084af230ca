#include "clients/drill/watchers.hpp"

#include <cstdio>

namespace shao::drill {

namespace {

using namespace std::chrono_literals;

constexpr auto redraw_every = 200ms;
constexpr auto progress_every = 2s;
constexpr int alarms_a_second = 4;

}  // namespace

void Watcher::began(const local::Stack& stack) {
  policy_ = stack.configuration().policy;
  timezone_ = stack.configuration().timezone;
}

void Watcher::heard(const codec::Json& event) {
  if (const Alarm* alarm = model_.hear(event)) alarmed(*alarm);
}

void LiveBoard::round(const Progress& progress) {
  const auto now = Steady::now();
  if (now < next_) return;
  next_ = now + redraw_every;
  const Screen::Size size = screen_.size();
  Frame frame;
  frame.policy = &policy_;
  frame.timezone = timezone_;
  frame.columns = size.columns;
  frame.rows = size.rows;
  frame.colour = look_.colour;
  frame.chinese = look_.chinese;
  frame.progress = progress;
  frame.speed = look_.speed;
  frame.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - begun_);
  frame.notice = notice_;
  screen_.show(render(model_, frame));
}

void PlainLines::said(const std::string& what) {
  std::printf("%s\n", what.c_str());
  std::fflush(stdout);
}

void PlainLines::alarmed(const Alarm& alarm) {
  if (alarm.level < 2) return;
  const auto now = Steady::now();
  if (now - alarm_window_ >= 1s) {
    alarm_window_ = now;
    alarms_in_window_ = 0;
  }
  if (++alarms_in_window_ > alarms_a_second) {
    ++alarms_left_out_;
    return;
  }
  std::printf("  %s  %s\n", short_instant(alarm.at, timezone_).c_str(),
              describe(alarm, policy_, look_.chinese).c_str());
}

void PlainLines::round(const Progress& progress) {
  const auto now = Steady::now();
  if (now < next_) return;
  next_ = now + progress_every;
  const std::string clock =
      progress.now == core::Instant{} ? "--" : short_instant(progress.now, timezone_);
  std::printf(look_.chinese ? "%s  已吹哨 %zu/%zu  在办 %zu  已办结 %zu  预警 %zu  提级 %zu\n"
                            : "%s  raised %zu/%zu  open %zu  ended %zu  warnings %zu  "
                              "escalations %zu\n",
              clock.c_str(), model_.raised(), progress.to_raise, model_.open(), progress.ended,
              model_.fired(0),
              model_.fired(1) + model_.fired(2) + model_.fired(3) + model_.fired(4));
  if (alarms_left_out_ > 0)
    std::printf(look_.chinese ? "  另有 %zu 条提级\n" : "  and %zu more escalations\n",
                alarms_left_out_);
  alarms_left_out_ = 0;
  std::fflush(stdout);
}

}  // namespace shao::drill
