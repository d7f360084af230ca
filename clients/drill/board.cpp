#include "clients/drill/board.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "clients/drill/text.hpp"
#include "config/config.hpp"
#include "dispatcher/codec/spoken.hpp"

namespace shao::drill {

namespace {

using core::CaseState;

constexpr std::string_view grey = "\x1b[90m";
constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view plain = "\x1b[0m";
/// By level: the warning is yellow, then ever more red.
constexpr std::array<std::string_view, core::level_count> lamp{
    "\x1b[33m", "\x1b[31m", "\x1b[31m", "\x1b[1;31m", "\x1b[1;37;41m", "\x1b[1;37;45m"};
constexpr std::size_t least_samples = 5;  // below, a rate says nothing

struct Words {
  std::string_view title, raised, ended, open, closed, withdrawn, refused, deadlines, alarms,
      ranking, left, over, nothing, in_meeting, stands_still, review;
};
constexpr Words english{"Shaodao drill", "raised",         "ended",
                        "open",          "closed",         "withdrawn",
                        "refused",       "next deadlines", "warnings and escalations",
                        "on time",       "left",           "over",
                        "none yet",      "in meeting",     "stands still",
                        "review"};
constexpr Words chinese_words{"哨到 演练", "已吹哨",   "已办结",     "在办",   "归档", "撤回",
                              "退回",      "最近时限", "预警与提级", "按时率", "剩余", "超时",
                              "暂无",      "会商中",   "停表",       "复核"};

class Board {
 public:
  Board(const BoardModel& model, const Frame& frame)
      : model_(model), frame_(frame), words_(frame.chinese ? chinese_words : english) {}

  std::vector<std::string> lines() {
    head();
    // What is left is shared: deadlines a third, alarms nearly half, offices the rest.
    const std::size_t left = frame_.rows > lines_.size() + 6 ? frame_.rows - lines_.size() - 4 : 3;
    const std::size_t due = std::max<std::size_t>(1, left / 3);
    const std::size_t offices = std::max<std::size_t>(1, left / 5);
    deadlines(due);
    alarms(left > due + offices ? left - due - offices : 1);
    ranking(offices);
    line(frame_.notice, grey);
    if (lines_.size() > frame_.rows) lines_.resize(frame_.rows);
    return std::move(lines_);
  }

 private:
  void line(std::string_view text, std::string_view colour = {}) {
    std::string fitted = fit(text, frame_.columns);
    if (frame_.colour && !colour.empty())
      fitted = std::string(colour) + fitted + std::string(plain);
    lines_.push_back(std::move(fitted));
  }
  void title(std::string_view text) {
    std::string full = "── " + std::string(text) + " ";
    while (width_of(full) < frame_.columns) full += "─";
    line(full, grey);
  }
  /// `part` of `whole` as a bar of `columns`.
  static std::string bar(std::size_t part, std::size_t whole, std::size_t columns) {
    const std::size_t full = whole == 0 ? 0 : std::min(columns, part * columns / whole);
    std::string text;
    for (std::size_t i = 0; i < columns; ++i) text += i < full ? "█" : "░";
    return text;
  }

  void head() {
    std::array<char, 64> tail{};
    std::snprintf(tail.data(), tail.size(), "x%.0f   %02lld:%02lld", frame_.speed,
                  static_cast<long long>(frame_.elapsed.count() / 60000),
                  static_cast<long long>(frame_.elapsed.count() / 1000 % 60));
    std::string clock = std::string(words_.title) + "   ";
    if (frame_.progress.now != core::Instant{})
      clock += config::format_instant(frame_.progress.now, frame_.timezone)
                   .substr(0, 16)
                   .replace(10, 1, " ");
    const std::size_t end = width_of(tail.data());
    line(fit(clock, frame_.columns > end ? frame_.columns - end : 0) + tail.data(), bold);

    const std::size_t half = frame_.columns / 2;
    const auto progress = [&](std::string_view name, std::size_t part, std::size_t whole) {
      const std::string label =
          fit(name, 8) + fit_right(std::to_string(part), 5) + "/" + std::to_string(whole) + " ";
      const std::size_t used = width_of(label) + 1;
      return label + bar(part, whole, half > used ? half - used : 0) + " ";
    };
    line(progress(words_.raised, model_.raised(), frame_.progress.to_raise) +
         progress(words_.ended, frame_.progress.ended, frame_.progress.to_raise));

    std::string states = std::string(words_.open) + " " + std::to_string(model_.open());
    for (std::size_t i = 0; i < core::case_state_names.size(); ++i) {
      const auto state = static_cast<CaseState>(i);
      if (core::is_final(state) || model_.in(state) == 0) continue;
      states += "  " + std::string(codec::spoken(state, frame_.chinese)) + " " +
                std::to_string(model_.in(state));
    }
    if (model_.in_meetings() > 0)
      states += "  " + std::string(words_.in_meeting) + " " + std::to_string(model_.in_meetings());
    line(states);
    line(std::string(words_.closed) + " " + std::to_string(model_.in(CaseState::closed)) + "  " +
         std::string(words_.withdrawn) + " " + std::to_string(model_.in(CaseState::cancelled)) +
         "  " + std::string(words_.refused) + " " + std::to_string(model_.in(CaseState::rejected)) +
         levels());
  }

  std::string levels() const {
    std::string text;
    for (std::size_t level = 0; level < core::level_count; ++level)
      if (level < core::optional_level || model_.fired(level) > 0)
        text += "  L" + std::to_string(level) + " " + std::to_string(model_.fired(level));
    return text;
  }

  void deadlines(std::size_t most) {
    title(words_.deadlines);
    // Those that stand still have the last rows, else the running ones would always hide them.
    const std::size_t still = std::min(model_.standing().size(), most / 4);
    std::size_t shown = 0;
    for (auto next = model_.deadlines().lower_bound({frame_.progress.now, {}, {}, {}});
         next != model_.deadlines().end() && shown + still < most; ++next, ++shown)
      line(" " + clock(next->whistle, next->clock, next->office) + std::string(words_.left) + " " +
           spoken(next->due - frame_.progress.now, frame_.chinese));
    for (auto next = model_.standing().begin(); next != model_.standing().end() && shown < most;
         ++next, ++shown)
      line("‖" + clock(next->whistle, next->clock, next->office) +
               std::string(words_.stands_still) + " " + spoken(next->left, frame_.chinese) + "  " +
               std::string(words_.review) + " " + short_instant(next->review_at, frame_.timezone),
           grey);
    fill(shown, most);
  }

  /// "W12    DEMAND           resolve       ZJW                  ".
  std::string clock(core::WhistleId whistle, core::ClockKind which, core::OfficeId office) const {
    const core::Kind* kind = frame_.policy->kind(model_.kind_of(whistle));
    const std::string name = kind == nullptr ? "" : frame_.chinese ? kind->name : kind->id.str();
    return fit(whistle.str(), 6) + " " + fit(name, 16) + " " +
           fit(codec::spoken(which, frame_.chinese), 13) + " " +
           fit(called(office, *frame_.policy, frame_.chinese), 20) + " ";
  }

  void alarms(std::size_t most) {
    title(words_.alarms);
    std::size_t shown = 0;
    for (const Alarm& alarm : model_.alarms()) {
      if (shown == most) break;
      line(" " + short_instant(alarm.at, frame_.timezone) + "  " +
               describe(alarm, *frame_.policy, frame_.chinese),
           lamp[alarm.level]);
      ++shown;
    }
    fill(shown, most);
  }

  /// The worst first: that is where somebody has to call.
  void ranking(std::size_t rows) {
    title(words_.ranking);
    std::vector<std::pair<core::OfficeId, Score>> scores;
    for (const auto& [office, score] : model_.scores())
      if (score.all() >= least_samples) scores.emplace_back(office, score);
    std::sort(scores.begin(), scores.end(), [](const auto& a, const auto& b) {
      return a.second.on_time * b.second.all() < b.second.on_time * a.second.all();
    });
    constexpr std::size_t column = 26;
    const std::size_t across = std::max<std::size_t>(1, frame_.columns / column);
    std::size_t next = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      std::string text;
      for (std::size_t i = 0; i < across && next < scores.size(); ++i, ++next) {
        const auto& [office, score] = scores[next];
        text += " " + fit(called(office, *frame_.policy, frame_.chinese), 12) +
                fit_right(percent(score.on_time, score.all()), 6) +
                fit_right(" " + std::to_string(score.all()), 5) + "  ";
      }
      line(text.empty() && row == 0 ? " " + std::string(words_.nothing) : text);
    }
  }

  void fill(std::size_t shown, std::size_t most) {
    for (; shown < most; ++shown) line(shown == 0 ? " " + std::string(words_.nothing) : "");
  }

  const BoardModel& model_;
  const Frame& frame_;
  const Words& words_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> render(const BoardModel& model, const Frame& frame) {
  return Board(model, frame).lines();
}

std::string short_instant(core::Instant instant, const std::string& timezone) {
  std::string text = config::format_instant(instant, timezone);
  return text.size() < 16 ? text : text.substr(5, 5) + " " + text.substr(11, 5);
}

std::string called(core::OfficeId office, const core::Policy& policy, bool chinese) {
  const core::Office* known = policy.office(office);
  if (known == nullptr || known->name.empty()) return office.str();
  if (!chinese) return office.str();
  // Everybody here is of the same district: its name in front says nothing.
  constexpr std::string_view district = "顺义区";
  std::string name = known->name;
  if (name.starts_with(district)) name.erase(0, district.size());
  return name;
}

std::string describe(const Alarm& alarm, const core::Policy& policy, bool chinese) {
  const std::string clock(codec::spoken(alarm.clock, chinese));
  const std::string level(codec::spoken_level(alarm.level, chinese));
  const bool late = alarm.level > 0;
  const std::string by = spoken(late ? alarm.over : -alarm.over, chinese);
  const std::string office = called(alarm.office, policy, chinese);
  if (chinese)
    return fit(alarm.whistle.str(), 6) + fit(level, 9) + " " + fit(office, 18) + " " + clock +
           (late ? "超时 " : "剩余 ") + by;
  return fit(alarm.whistle.str(), 6) + "L" + std::to_string(alarm.level) + " " + fit(level, 26) +
         " " + fit(office, 12) + " " + clock + " " + by + (late ? " over" : " left");
}

}  // namespace shao::drill
