#include "clients/cli/explain_live.hpp"

#include <algorithm>
#include <array>
#include <iostream>

#include "clients/cli/explain.hpp"
#include "clients/cli/table.hpp"
#include "config/config.hpp"

namespace shao::cli {

namespace {

using codec::Json;

/// A move of the wire as people say it, and the subcommand that makes it.
struct MoveWords {
  std::string_view move;
  std::string_view english;
  std::string_view chinese;
  std::string_view subcommand;
};
constexpr std::array<MoveWords, 14> moves{{
    {"submit", "submit the draft", "提交", "submit"},
    {"approve", "approve or refuse", "审哨", "approve"},
    {"assign", "name a lead", "指定主办", "assign"},
    {"acknowledge", "acknowledge", "签收", "ack"},
    {"contact", "contact", "联系", "contact"},
    {"report_in", "report in", "报到", "report-in"},
    {"progress", "report progress", "报告进展", "progress"},
    {"release", "release the scene", "解除现场", "release"},
    {"resolve", "resolve", "办结", "resolve"},
    {"verify", "verify", "核查", "verify"},
    {"evaluate", "evaluate", "评价", "evaluate"},
    {"uphold", "rule on the dispute", "裁定退单", "rule"},
    {"refuse_return", "rule on its dispute", "裁定其退单", "rule"},
    {"minutes", "hold the meeting and hand in its minutes", "召开会议并提交纪要", "minutes"},
}};

std::string move_name(const std::string& move) {
  const auto found =
      std::find_if(moves.begin(), moves.end(), [&](const auto& one) { return one.move == move; });
  if (found == moves.end()) return move;
  return say(found->english, found->chinese) + " (shao " + std::string(found->subcommand) + ")";
}

/// Who has to move: the office and any of these roles.
std::string who(const Json& answer, const Json& needed) {
  std::string roles;
  for (const Json& role : needed.at("who")) {
    if (!roles.empty()) roles += say(" / ", "、");
    roles += spoken_name<core::Role>(core::role_names, role.get<std::string>());
  }
  return with_name(answer, text_in(needed, "office")) + say(" (", "（") + roles + say(")", "）");
}

/// Prints one answer; holds what every line of it needs.
class Page {
 public:
  Page(const Json& answer, std::string timezone)
      : answer_(answer), view_(answer.at("whistle")), timezone_(std::move(timezone)) {}

  void print() const {
    std::cout << text_in(view_, "whistle") << "  "
              << spoken_name<core::CaseState>(core::case_state_names, text_in(view_, "state"))
              << "  " << exercise_mark(view_) << text_in(view_, "title") << '\n'
              << '\n'
              << say("Why", "为什么") << '\n';
    why();
    std::cout << '\n' << say("What it waits for", "在等什么") << '\n';
    waits();
  }

 private:
  std::string time(const Json& milliseconds) const {
    return config::format_instant(core::Instant{core::Duration{milliseconds.get<std::int64_t>()}},
                                  timezone_);
  }
  static void line(const std::string& text) { std::cout << "  " << text << '\n'; }

  /// The last event of this name; nullptr where there was none, or only the archive has it.
  const Json* event(std::string_view name) const {
    const Json* found = nullptr;
    if (const auto timeline = answer_.find("timeline"); timeline != answer_.end())
      for (const Json& one : *timeline)
        if (text_in(one, "event") == name) found = &one;
    return found;
  }

  void why() const {
    const std::string by = text_in(view_, "classified_by");
    line(say("kind ", "种类 ") + with_name(answer_, text_in(view_, "kind")) +
         say("   category ", "   类别 ") + with_name(answer_, text_in(view_, "category")) +
         say("   urgency ", "   紧急程度 ") + with_name(answer_, text_in(view_, "urgency")) +
         (by == "raiser" ? say("   as raised", "   由吹哨方填写")
          : by == "keywords"
              ? say("   found by key words", "   按关键词识别")
              : say("   no category was given or found", "   未填写也未识别出类别")));
    if (!view_.contains("policy")) {
      line(say("not dispatched: no rule has been asked yet", "尚未派单，还没有用到派单规则"));
      return;
    }
    placed();
    if (const Json* named = event("lead_named"))
      line(say("the lead was named by hand: ", "主办由人工指定：") + text_in(*named, "reason"));
    for (const char* name : {"dispute_upheld", "lead_replaced", "meeting_held"})
      if (const Json* changed = event(name); changed != nullptr && names_lead(*changed))
        line(say("the lead was changed since: ", "主办已更换：") +
             codec::describe(*changed, chinese()));
  }
  static bool names_lead(const Json& event) {
    for (const Json& one : event.value("assigned", Json::array()))
      if (flag_in(one, "lead")) return true;
    return false;
  }

  void placed() const {
    const std::string version = text_in(view_, "policy");
    const Json* dispatched = event("whistle_dispatched");
    const std::string reason =
        dispatched == nullptr ? ""
                              : codec::spoken_reason(text_in(*dispatched, "reason"), chinese());
    if (view_.contains("to"))
      line(say("its raiser whistles to ", "吹哨单位指明：") +
           with_name(answer_, text_in(view_, "to")));
    else if (view_.at("rule").is_null())
      line(say("no rule matched: the backstop is lead", "没有规则匹配：兜底单位暂为主办") +
           say("; rules of version ", "；规则版本 ") + version);
    else
      line(say("rule ", "规则 ") + text_in(view_, "rule") + " (" + version + ")" +
           (reason.empty() ? "" : ": " + reason));
    if (dispatched == nullptr)
      line(say("the dispatch itself is in the archive: shao history ",
               "派单记录已归档：shao history ") +
           text_in(view_, "whistle"));
    else
      for (const Json& near : dispatched->at("near")) line(near_miss(near));
    if (const std::string now = text_in(answer_, "policy"); now != version)
      line(say("rules in force now: version ", "现行规则版本 ") + now +
           say("; this whistle keeps the instants it was given", "；此哨的时限保持不变"));
  }

  void waits() const {
    const Json& all = answer_.at("waits");
    const bool asked = asks();
    if (all.empty() && !asked) line(say("nothing", "无"));
    for (const Json& wait : all) tell(wait);
    first_level(all);
    if (!answer_.at("held").is_null())
      line(say("paused: the case is ", "已暂停：此件") +
           spoken_name<core::CaseState>(core::case_state_names, text_in(answer_, "held")) +
           (answer_.contains("until")
                ? say("; it goes on by itself at ", "，将自动恢复于 ") + time(answer_.at("until"))
                : std::string()) +
           (answer_.contains("merged_into")
                ? say("; for it goes on ", "，由以下哨一并办理：") + text_in(answer_, "merged_into")
                : std::string()));
  }

  /// What the lead asked for and nobody has decided; no clock waits for it. Whether there is any.
  bool asks() const {
    const auto suspension = view_.find("suspension");
    const bool pending = suspension != view_.end() && !flag_in(*suspension, "in_force");
    if (pending)
      line(told(answer_, Json::array({suspension->at("signer")})) +
           say(": decide on the suspension that ", "：对挂账申请作出决定，申请单位 ") +
           with_name(answer_, text_in(*suspension, "office")) +
           say(" asks for, until ", "，拟复核于 ") + time(suspension->at("review_at")) +
           " (shao decide-suspension)");
    const auto extension = view_.find("extension_asked");
    if (extension != view_.end())
      line(say("the centre: decide on the extension by ", "指挥中心：对延期申请作出决定，延期 ") +
           text_in(*extension, "by") + say(" that ", "，申请单位 ") +
           with_name(answer_, text_in(*extension, "office")) + say(" asks for", "") +
           " (shao decide-extension)");
    return pending || extension != view_.end();
  }

  /// Of all levels that may still come, the one that comes first.
  void first_level(const Json& all) const {
    const Json* first = nullptr;
    for (const Json& wait : all)
      if (wait.contains("next") &&
          (first == nullptr || wait["next"]["due"] < (*first)["next"]["due"]))
        first = &wait;
    if (first == nullptr) return;
    const Json& next = (*first)["next"];
    std::cout << '\n' << say("What comes next if nobody moves", "若无人行动，接下来") << '\n';
    line(time(next["due"]) + "  " + clock_name(text_in(*first, "clock")) + "  " +
         with_name(answer_, text_in(*first, "office")) + "  " + level(next));
  }
  static std::string level(const Json& next) {
    return std::string(codec::spoken_level(next.value("level", std::size_t{0}), chinese()));
  }

  void tell(const Json& wait) const {
    const auto below = [](const std::string& text) { std::cout << "      " << text << '\n'; };
    const bool timed = wait.contains("clock");
    line((timed ? time(wait["due"]) + "  " : "") + who(answer_, wait) + say(": ", "：") +
         move_name(text_in(wait, "move")) +
         (flag_in(wait, "missed") ? say("   missed", "   已超期") : ""));
    if (wait.contains("first"))
      below(say("first ", "须先由 ") + who(answer_, wait["first"]) + say(": ", "：") +
            move_name(text_in(wait["first"], "move")));
    if (wait.contains("stands_still_until"))
      below(say("paused: it counts working time, which goes on at ",
                "已暂停：只计工作时间，恢复于 ") +
            time(wait["stands_still_until"]));
    if (!timed) {
      below(say("a draft has no limit", "草稿没有时限"));
    } else if (wait.contains("next")) {
      const Json& next = wait["next"];
      const std::string people =
          told_of(answer_, next, [this](const Json& until) { return time(until); });
      below(say("next: ", "下一步：") + time(next["due"]) + "  " + level(next) + " -> " +
            (people.empty() ? say("all have been told at this level already", "该级别都已通知过")
                            : people));
    } else {
      below(say("no level is left", "各级均已触发"));
    }
    for (const Json& held : wait.value("held_back", Json::array()))
      below(say("held back until somebody is on duty, at ", "待有人值班时通知，") +
            time(held["until"]) + "  " + level(held) + " -> " +
            told(answer_, Json::array({held["recipient"]})));
  }

  const Json& answer_;
  const Json& view_;
  std::string timezone_;
};

}  // namespace

Exit run_explain_live(const Globals& globals, const std::string& whistle) {
  auto session = Session::open(globals, Session::Outbox::none);
  if (!session) return session.error();
  const Outcome outcome = session->question({{"ask", "explain"}, {"whistle", whistle}});
  if (outcome.kind != Outcome::Kind::accepted) return report(globals, outcome, false);
  if (globals.json)
    std::cout << codec::dump(outcome.body) << '\n';
  else
    Page(outcome.body, session->client().settings().timezone).print();
  return Exit::done;
}

}  // namespace shao::cli
