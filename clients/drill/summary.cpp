#include "clients/drill/summary.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "clients/drill/board.hpp"
#include "clients/drill/knowledge.hpp"
#include "clients/drill/text.hpp"
#include "dispatcher/codec/spoken.hpp"

namespace shao::drill {

namespace {

std::string milliseconds_text(double milliseconds) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f ms", milliseconds);
  return text.data();
}

class Summary {
 public:
  Summary(const DrillResult& result, const core::Policy& policy, const SummarySettings& settings)
      : result_(result),
        policy_(policy),
        speed_(settings.speed),
        timezone_(settings.timezone),
        chinese_(settings.chinese) {}

  std::string text() {
    tales();
    kinds();
    bends();
    levels();
    told();
    clocks();
    times();
    refusals();
    troubles();
    return std::move(out_);
  }

 private:
  const char* say(const char* english, const char* chinese) const {
    return chinese_ ? chinese : english;
  }
  void line(const std::string& text) { out_ += text + "\n"; }
  std::string cell(std::size_t number) const { return fit_right(std::to_string(number), 11); }

  void kinds() {
    line("");
    line(fit(say("kind", "哨种"), 34) + fit_right(say("raised", "吹哨"), 11) +
         fit_right(say("closed", "结案"), 11) + fit_right(say("withdrawn", "撤哨"), 11) +
         fit_right(say("refused", "不予吹哨"), 11));
    for (const auto& [id, tally] : result_.verdict.kinds) {
      const core::Kind* kind = policy_.kind(id);
      const std::string name = kind == nullptr ? id.str() : chinese_ ? kind->name : kind->name_en;
      line(fit(name, 34) + cell(tally.raised) + cell(tally.closed) + cell(tally.withdrawn) +
           cell(tally.refused));
    }
    line("  " + std::string(say("of the closed, not evaluated: ", "其中未评价：")) +
         std::to_string(result_.verdict.not_evaluated));
  }

  void bends() {
    line("");
    line(say("cases that bent", "非常规办理"));
    for (std::size_t i = 0; i < bent_count; ++i) {
      const auto bent = static_cast<Bent>(i);
      if (const std::size_t count = result_.verdict.bends.of(bent); count > 0)
        line("  " + fit(spoken(bent, chinese_), 42) + fit_right(std::to_string(count), 7));
    }
  }

  void tales() {
    if (result_.tales.empty()) return;
    line("");
    line(say("one of each, as the journal tells it", "各举一例（据台账）"));
    for (const Tale& tale : result_.tales) {
      line("");
      line("  " + (chinese_ ? tale.title_zh : tale.title));
      for (const codec::Json& event : tale.events)
        line("    " + short_instant(instant_in(event, "at"), timezone_) + "  " +
             codec::describe(event, chinese_) + goes_on_until(event));
    }
  }

  /// Of clocks that go on or last longer the new limit of the first one: " (resolve 03-13 16:00)".
  std::string goes_on_until(const codec::Json& event) const {
    const codec::Json clocks = event.value("clocks", codec::Json::array());
    const auto plan = clocks.empty() ? std::nullopt : clock_in(clocks.front());
    if (!plan) return {};
    return say(" (", "（") + std::string(codec::spoken(plan->clock, chinese_)) + " " +
           short_instant(plan->due, timezone_) + say(")", "）");
  }

  void levels() {
    line("");
    line(say("levels fired (and collapsed into a higher one)",
             "各级预警与提级（括号内为并入上级）"));
    for (std::size_t level = 0; level < core::level_count; ++level) {
      if (level == core::optional_level && result_.verdict.fired[level] == 0) continue;
      line("  " + fit(codec::spoken_level(level, chinese_), 32) +
           fit_right(std::to_string(result_.verdict.fired[level]), 7) + " (" +
           std::to_string(result_.verdict.collapsed[level]) + ")");
    }
  }

  /// What went out to an office that was not looking.
  void told() {
    const Verdict& verdict = result_.verdict;
    if (verdict.told + verdict.told_failed == 0) return;
    line("");
    line(std::string(say("told through hooks, with receipts in the journal: ",
                         "外发通知（回执入台账）：")) +
         std::to_string(verdict.told) + say(", given up: ", "，失败放弃：") +
         std::to_string(verdict.told_failed));
    if (!result_.message.empty())
      line(std::string(say("  one of them: ", "  其中一条：")) + result_.message);
  }

  void clocks() {
    line("");
    line(say("kept in time", "按时率"));
    for (std::size_t i = 0; i < core::clock_kind_count; ++i) {
      const ClockTally& tally = result_.verdict.clocks[i];
      if (tally.ended == 0) continue;
      line("  " + fit(codec::spoken(static_cast<core::ClockKind>(i), chinese_), 32) +
           fit_right(percent(tally.on_time, tally.ended), 7) + fit_right(" ", 2) +
           std::to_string(tally.on_time) + "/" + std::to_string(tally.ended));
    }
  }

  void times() {
    std::vector<core::Duration> late = result_.verdict.lateness;
    std::sort(late.begin(), late.end());
    const auto real = [&](double part) {
      return milliseconds_text(static_cast<double>(quantile(late, part).count()) / speed_);
    };
    const auto answer = [&](double part) {
      return milliseconds_text(static_cast<double>(quantile(result_.answers, part).count()) / 1e3);
    };
    line("");
    line(std::string(say("levels recorded after their due instant (real time): ",
                         "提级记录晚于到期（实际时间）：")) +
         "p50 " + real(0.5) + "  p99 " + real(0.99) + "  max " + real(1));
    line(std::string(say("a command's answer (real time): ", "命令应答（实际时间）：")) + "p50 " +
         answer(0.5) + "  p99 " + answer(0.99) + "  max " + answer(1));
    std::array<char, 32> took{};
    std::snprintf(took.data(), took.size(), "%.1f s",
                  static_cast<double>(result_.took.count()) / 1e3);
    line(std::string(say("took ", "用时 ")) + took.data() + ", " +
         std::to_string(result_.answers.size()) + say(" commands, ", " 条命令，") +
         std::to_string(result_.events) + say(" events sent to offices, ", " 条事件送达各单位，") +
         std::to_string(result_.verdict.terms) + say(" terms of a leader, ", " 个任期，") +
         std::to_string(result_.gaps) + say(" gaps noticed and closed", " 处缺口已补"));
  }

  void refusals() {
    if (result_.refusals.empty()) return;
    std::string text = say("commands refused, since time had moved on:", "因时间推移被拒的命令：");
    for (const auto& [name, count] : result_.refusals)
      text += " " + name + " " + std::to_string(count);
    line(text);
  }

  void troubles() {
    for (const std::string& fault : result_.verdict.faults)
      line(std::string(say("broken: ", "不变量被破坏：")) + fault);
    for (const std::string& example : result_.verdict.examples) line(example);
    if (!result_.unfinished.empty())
      line(std::string(say("not finished: ", "未完成：")) + result_.unfinished);
  }

  const DrillResult& result_;
  const core::Policy& policy_;
  double speed_;
  std::string timezone_;
  bool chinese_;
  std::string out_;
};

}  // namespace

std::string summary(const DrillResult& result, const core::Policy& policy,
                    const SummarySettings& settings) {
  return Summary(result, policy, settings).text();
}

}  // namespace shao::drill
