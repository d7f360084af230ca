// An event as one line. It reads what a feed brought, so it takes nothing for granted: a field that
// is not there, or of another type, is left out of the sentence.
#include <algorithm>

#include "dispatcher/codec/names.hpp"
#include "dispatcher/codec/spoken.hpp"
#include "dispatcher/codec/utf8.hpp"

namespace shao::codec {

namespace {

constexpr std::size_t longest_shown = 80;      // characters of a text
constexpr std::int64_t worth_saying = 60'000;  // milliseconds a level came late

/// The event's fields as text, in one of two languages.
class Line {
 public:
  Line(const Json& event, bool chinese) : event_(event), chinese_(chinese) {}

  std::string text() const {
    const std::string name = field("event");
    for (const auto& [event, describe] : events)
      if (event == name)
        return one_line((flag("exercise") ? say("[exercise] ", "【演练】") : "") +
                        (this->*describe)());
    return one_line(name + " " + whistle());
  }

 private:
  using Describe = std::string (Line::*)() const;
  struct Entry {
    std::string_view event;
    Describe describe;
  };

  std::string say(std::string english, std::string chinese) const {
    return chinese_ ? std::move(chinese) : std::move(english);
  }
  static std::string one_line(std::string text) {
    std::replace_if(text.begin(), text.end(), is_control, ' ');
    return text;
  }

  // ---- reading -------------------------------------------------------------------------------

  const Json* find(const Json& in, const char* name) const {
    if (!in.is_object()) return nullptr;
    const auto found = in.find(name);
    return found == in.end() || found->is_null() ? nullptr : &*found;
  }
  static std::string text_of(const Json* json) {
    if (json == nullptr) return {};
    if (json->is_string()) return json->get<std::string>();
    return json->is_structured() ? std::string() : dump(*json);
  }
  std::string field(const char* name) const { return text_of(find(event_, name)); }
  std::string whistle() const { return field("whistle"); }
  std::string shortened(const char* name) const {
    const std::string text = field(name);
    const std::string_view start = beginning(text, longest_shown);
    return start.size() == text.size() ? text : std::string(start) + "…";
  }
  /// ": text", or nothing when there is none.
  std::string after_colon(const char* name) const {
    const std::string text = shortened(name);
    return text.empty() ? text : say(": ", "：") + text;
  }
  bool flag(const char* name) const {
    const Json* found = find(event_, name);
    return found != nullptr && found->is_boolean() && found->get<bool>();
  }
  std::optional<std::int64_t> number(const char* name) const {
    const Json* found = find(event_, name);
    if (found == nullptr || !found->is_number_integer()) return std::nullopt;
    return found->get<std::int64_t>();
  }
  /// The texts of a list, or one field of each of its objects.
  std::string list(const char* name, const char* of_each = nullptr) const {
    std::string all;
    const Json* found = find(event_, name);
    if (found == nullptr || !found->is_array()) return all;
    for (const Json& one : *found) {
      const std::string text = text_of(of_each != nullptr ? find(one, of_each) : &one);
      if (text.empty()) continue;
      if (!all.empty()) all += say(", ", "、");
      all += text;
    }
    return all;
  }
  std::string clock() const {
    const auto known = named<core::ClockKind>(field("clock"));
    return known ? std::string(spoken(*known, chinese_)) : field("clock");
  }
  /// "ZJW (李四)": the office that acted and who sat there.
  std::string who() const {
    const Json* by = find(event_, "who");
    const std::string office = by != nullptr ? text_of(find(*by, "office")) : std::string();
    const std::string person = by != nullptr ? text_of(find(*by, "person")) : std::string();
    if (office.empty()) return say("the system", "系统");
    return person.empty() ? office : office + say(" (", "（") + person + say(")", "）");
  }

  // ---- one sentence an event -----------------------------------------------------------------

  std::string term_claimed() const {
    return say("term " + field("epoch") + " began (" + field("nonce") + ")",
               "第 " + field("epoch") + " 任期开始（" + field("nonce") + "）");
  }
  std::string policy_adopted() const {
    return say("rules " + field("version") + " came into force",
               "规则版本 " + field("version") + " 启用");
  }
  std::string whistle_raised() const {
    std::string what = field("kind");
    for (const char* part : {"category", "urgency"})
      if (const std::string text = field(part); !text.empty()) what += "/" + text;
    const std::string about = after_colon(field("title").empty() ? "detail" : "title");
    return say(who() + " raised " + whistle() + " of " + field("unit") + " [" + what + "]" + about,
               who() + " 吹哨 " + whistle() + "（" + field("unit") + "，" + what + "）" + about);
  }
  std::string review_asked() const {
    return say(whistle() + " waits for review", whistle() + " 待审哨");
  }
  std::string whistle_approved() const {
    return say(who() + " approved " + whistle(), who() + " 审哨通过 " + whistle());
  }
  std::string whistle_refused() const {
    return say(who() + " refused " + whistle(), who() + " 不予吹哨 " + whistle()) +
           after_colon("reason");
  }
  std::string whistle_dispatched() const {
    const std::string rule = field("rule"), lead = field("lead"), assist = list("assist");
    const std::string helped =
        assist.empty() ? assist : say(", assisting " + assist, "，协办 " + assist);
    if (flag("asked"))
      return say(whistle() + " dispatched to " + lead + ", as its raiser asked",
                 whistle() + " 派单，主办 " + lead + "，由吹哨单位指明");
    if (rule.empty())
      return say(whistle() + " dispatched to the backstop " + lead + helped + ": no rule matched",
                 whistle() + " 派给兜底单位 " + lead + helped + "：无规则匹配");
    return say(whistle() + " dispatched to " + lead + helped + " by rule " + rule,
               whistle() + " 派单，主办 " + lead + helped + "，依据规则 " + rule);
  }
  std::string lead_named() const {
    const std::string offices = list("assigned", "office"), relieved = field("relieved");
    const std::string instead =
        relieved.empty() ? relieved : say(" in place of " + relieved, "，接替 " + relieved);
    return say(who() + " assigned " + whistle() + " to " + (offices.empty() ? "itself" : offices),
               who() + " 指定 " + whistle() + " 的承办单位：" +
                   (offices.empty() ? "本单位" : offices)) +
           instead + after_colon("reason");
  }
  std::string scene_released() const {
    return say(who() + " released the scene of " + whistle(),
               who() + " 解除 " + whistle() + " 的现场") +
           after_colon("note");
  }
  std::string withdrawal_agreed() const {
    return say(who() + " agreed that " + whistle() + " is withdrawn",
               who() + " 同意撤哨 " + whistle()) +
           after_colon("reason");
  }
  std::string whistle_withdrawn() const {
    return say(who() + " withdrew " + whistle(), who() + " 撤哨 " + whistle()) +
           after_colon("reason");
  }
  std::string acknowledged() const {
    return say(who() + " acknowledged " + whistle(), who() + " 签收 " + whistle());
  }
  std::string contacted() const {
    const std::string reached = field("reached");
    return say(who() + " contacted " + (reached.empty() ? "somebody" : reached) + " about " +
                   whistle(),
               who() + " 就 " + whistle() + " 联系了 " + (reached.empty() ? "有关人员" : reached)) +
           after_colon("how");
  }
  std::string reported_in() const {
    const std::string where = shortened("where");
    return say(who() + " reported in for " + whistle() + ": " + field("person") +
                   (where.empty() ? where : ", " + where),
               who() + " 报到 " + whistle() + "：" + field("person") +
                   (where.empty() ? where : "，" + where)) +
           after_colon("text");
  }
  std::string progress_reported() const {
    return say(who() + " reported progress on " + whistle(),
               who() + " 报告 " + whistle() + " 进展") +
           after_colon("text");
  }
  std::string resolved() const {
    const std::string evidence = list("evidence");
    return say(who() + " resolved " + whistle(), who() + " 办结 " + whistle()) +
           after_colon("text") +
           (evidence.empty() ? evidence
                             : say(" (evidence: " + evidence + ")", "（佐证：" + evidence + "）"));
  }
  std::string case_activated() const {
    return say(whistle() + " is active: the lead has reported in",
               whistle() + " 进入办理：主办单位已报到");
  }
  std::string verification_asked() const {
    return say(whistle() + " waits for verification: every office is done",
               whistle() + " 待核查：各单位均已办结");
  }
  std::string verified() const {
    return say(who() + " verified " + whistle(), who() + " 核查通过 " + whistle()) +
           after_colon("text");
  }
  std::string verification_failed() const {
    const std::string offices = list("rework", "office");
    return say(who() + " did not pass " + whistle() + ", back to " + offices,
               who() + " 核查不通过 " + whistle() + "，退回重办 " + offices) +
           after_colon("reason");
  }
  std::string evaluated() const {
    const std::string offices = judged(), again = list("rework", "office");
    const std::string back =
        again.empty() ? again
                      : say("; not solved, back to " + again, "；未解决，退回重办 " + again);
    return say(who() + " evaluated " + whistle() + " (" + offices + ")",
               who() + " 评价 " + whistle() + "（" + offices + "）") +
           back;
  }
  /// Each office with what was said of it: "ZJW solved, satisfied".
  std::string judged() const {
    std::string all;
    const Json* found = find(event_, "evaluations");
    if (found == nullptr || !found->is_array()) return all;
    for (const Json& one : *found) {
      if (!all.empty()) all += say("; ", "；");
      all += text_of(find(one, "office"));
      if (const auto solved = named<core::Solved>(text_of(find(one, "solved"))))
        all += " " + std::string(spoken(*solved, chinese_));
      if (const auto felt = named<core::Satisfaction>(text_of(find(one, "satisfaction"))))
        all += say(", ", "、") + std::string(spoken(*felt, chinese_));
    }
    return all;
  }
  std::string whistle_closed() const {
    return flag("evaluated")
               ? say(whistle() + " closed", whistle() + " 结案")
               : say(whistle() + " closed without an evaluation", whistle() + " 结案，未评价");
  }
  std::string level_fired() const {
    const auto level = number("level");
    const std::string word(
        level && *level >= 0 ? spoken_level(static_cast<std::size_t>(*level), chinese_) : "");
    std::string line = say(
        "level " + field("level") + " (" + word + ") on " + whistle() + ": " + field("office") +
            ", " + clock(),
        whistle() + " " + field("level") + " 级" + word + "：" + field("office") + " " + clock());
    if (const std::string lower = list("collapsed"); !lower.empty())
      line += say(", with level " + lower, "，含 " + lower + " 级");
    line += told();
    const auto due = number("due"), at = number("at");
    if (due && at && *due < *at && *at - *due >= worth_saying) {
      const std::string minutes = std::to_string((*at - *due) / worth_saying);
      line += say("; " + minutes + " min late", "；迟报 " + minutes + " 分钟");
    }
    if (flag("late")) line += say("; fell due while nobody led", "；到期时系统中断");
    return line;
  }
  std::string level_told() const {
    return say("level " + field("level") + " on " + whistle() + ": " + field("office") + ", " +
                   clock() + "; somebody is on duty again",
               whistle() + " " + field("level") + " 级：" + field("office") + " " + clock() +
                   "；已有人值班") +
           told();
  }
  /// Who is told, who of them is on duty, and who is not told now.
  std::string told() const {
    std::string line;
    if (const std::string now = list("notify"); !now.empty())
      line += say("; told: " + now, "；通知 " + now);
    if (const Json* found = find(event_, "on_duty"); found != nullptr && found->is_array())
      for (const Json& one : *found) {
        const std::string office = text_of(find(one, "office")), who = text_of(find(one, "who"));
        line += who.empty() ? say("; nobody of " + office + " is on duty, told as a whole",
                                  "；" + office + " 无人值班，通知全单位")
                            : say("; on duty: " + who + " (" + office + ")",
                                  "；值班 " + who + "（" + office + "）");
      }
    if (const std::string later = list("held", "recipient"); !later.empty())
      line += say("; nobody is on duty, told when the next shift begins: " + later,
                  "；无人值班，下一班开始时通知 " + later);
    if (const std::string passed = list("passed_over"); !passed.empty())
      line += say("; nobody is on duty, passed over: " + passed, "；无人值班，越过 " + passed);
    return line;
  }
  std::string miss_cleared() const {
    const auto due = number("due"), made_at = number("made_at");
    std::string before;
    if (due && made_at && *made_at >= 0 && *made_at <= *due) {
      const std::int64_t seconds = (*due - *made_at) / 1000;
      before = seconds < 60 ? say(std::to_string(seconds) + " s ", std::to_string(seconds) + " 秒")
                            : say(std::to_string(seconds / 60) + " min ",
                                  std::to_string(seconds / 60) + " 分钟");
    }
    return say(field("office") + ", " + clock() + " of " + whistle() +
                   " does not count as missed: made " + before +
                   "before it was due, while nobody led",
               whistle() + " " + field("office") + " " + clock() + " 不计超期：到期前" +
                   (before.empty() ? before : " " + before) + "已办，当时系统中断");
  }

  std::string dispute_raised() const {
    return say(who() + " disputes " + whistle() + " by " + field("clause"),
               who() + " 对 " + whistle() + " 申请退单，依据" + field("clause")) +
           after_colon("reason");
  }
  std::string dispute_dismissed() const {
    return say(who() + " dismissed the dispute of " + field("office") + " on " + whistle(),
               who() + " 驳回 " + field("office") + " 对 " + whistle() + " 的退单") +
           after_colon("reason");
  }
  std::string dispute_upheld() const {
    const std::string lead = list("assigned", "office");
    return say(who() + " upheld the dispute of " + field("office") + " on " + whistle() +
                   ", which is relieved" + (lead.empty() ? lead : "; the lead is " + lead),
               who() + " 准予 " + field("office") + " 对 " + whistle() + " 的退单，已解除" +
                   (lead.empty() ? lead : "；主办改为 " + lead)) +
           after_colon("reason");
  }
  std::string assisting_added() const {
    const std::string offices = list("assigned", "office");
    return say(who() + " called " + offices + " to assist on " + whistle(),
               who() + " 增派 " + offices + " 协办 " + whistle()) +
           after_colon("reason");
  }
  std::string assisting_relieved() const {
    return say(who() + " relieved " + field("office") + " of " + whistle(),
               who() + " 解除 " + field("office") + " 协办 " + whistle()) +
           after_colon("reason");
  }
  std::string meeting_convened() const {
    return say(who() + " convened a joint meeting on " + whistle(),
               who() + " 就 " + whistle() + " 召集联席会议") +
           after_colon("reason");
  }
  std::string meeting_held() const {
    const std::string joined = list("assigned", "office"), left = list("relieved");
    return say("minutes of the joint meeting on " + whistle() + " by " + who(),
               who() + " 提交 " + whistle() + " 的联席会议纪要") +
           (joined.empty() ? joined : say("; now with " + joined, "；承办 " + joined)) +
           (left.empty() ? left : say("; relieved " + left, "；解除 " + left)) +
           after_colon("text");
  }
  std::string lead_replaced() const {
    const std::string lead = list("assigned", "office");
    return say(who() + " replaced " + field("relieved") + " as the lead of " + whistle() + " by " +
                   lead,
               who() + " 更换 " + whistle() + " 的主办单位：" + lead + " 接替 " +
                   field("relieved")) +
           after_colon("reason");
  }
  std::string suspension_asked() const {
    const auto ground = named<core::Ground>(field("ground"));
    const std::string why = ground ? std::string(spoken(*ground, chinese_)) : field("ground");
    return say(who() + " asks to suspend " + whistle() + " (" + why + "), for " + field("signer") +
                   " to decide",
               who() + " 申请 " + whistle() + " 挂账（" + why + "），由 " + field("signer") +
                   " 审批") +
           after_colon("intention");
  }
  std::string suspension_refused() const {
    return say(who() + " did not suspend " + whistle(), who() + " 不同意 " + whistle() + " 挂账") +
           after_colon("reason");
  }
  std::string whistle_suspended() const {
    return say(who() + " suspended " + whistle() + "; the raiser says",
               who() + " 同意 " + whistle() + " 挂账；吹哨方意见") +
           after_colon("opinion");
  }
  std::string whistle_resumed() const {
    return field("reason").empty()
               ? say(whistle() + " goes on: its review date has come",
                     whistle() + " 恢复办理：已到复核日")
               : say(who() + " resumed " + whistle(), who() + " 恢复办理 " + whistle()) +
                     after_colon("reason");
  }
  std::string extension_asked() const {
    return say(who() + " asks for " + field("by") + " more on " + whistle(),
               who() + " 申请 " + whistle() + " 延期 " + field("by")) +
           after_colon("reason");
  }
  std::string extension_refused() const {
    return say(who() + " did not extend " + whistle(), who() + " 不同意 " + whistle() + " 延期") +
           after_colon("reason");
  }
  std::string whistle_extended() const {
    return say(who() + " extended " + whistle() + " by " + field("by"),
               who() + " 同意 " + whistle() + " 延期 " + field("by")) +
           after_colon("reason");
  }
  std::string whistle_reopened() const {
    const std::string offices = list("rework", "office");
    return say(who() + " reopened " + whistle() + ", back to " + offices,
               who() + " 重启 " + whistle() + "（反弹），退回 " + offices) +
           after_colon("reason");
  }
  std::string level_raised() const {
    const auto level = number("level");
    const std::string word(
        level && *level >= 0 ? spoken_level(static_cast<std::size_t>(*level), chinese_) : "");
    const auto pressure = named<core::Pressure>(field("why"));
    const std::string why = pressure ? std::string(spoken(*pressure, chinese_)) : field("why");
    std::string line =
        say(whistle() + " taken to level " + field("level") + " (" + word + "), " + why,
            whistle() + " 提至 " + field("level") + " 级" + word + "，" + why);
    return line + told() + after_colon("reason");
  }
  std::string whistle_merged() const {
    return say(who() + " merged " + whistle() + " into " + field("into"),
               who() + " 将 " + whistle() + " 并入 " + field("into")) +
           after_colon("reason");
  }
  std::string merged_in() const {
    std::string line =
        say(whistle() + " goes on for " + field("merged") + " as well, raised by " + field("unit"),
            whistle() + " 一并办理 " + field("merged") + "（" + field("unit") + "）");
    if (const Json* clocks = find(event_, "clocks"); clocks != nullptr && !clocks->empty())
      line += say(", with the earlier of the two limits", "，时限取早");
    return line;
  }
  std::string whistle_unmerged() const {
    return say(who() + " took " + whistle() + " out of " + field("from") + " again",
               who() + " 将 " + whistle() + " 从 " + field("from") + " 拆出") +
           after_colon("reason");
  }
  std::string merged_out() const {
    return say(whistle() + " goes on without " + field("merged"),
               whistle() + " 拆出 " + field("merged"));
  }
  std::string whistle_replanned() const {
    return say(who() + " planned " + whistle() + " anew by configuration " + field("policy"),
               who() + " 将 " + whistle() + " 改按新规（配置 " + field("policy") + "）") +
           after_colon("reason");
  }
  std::string noted() const {
    return say(who() + " noted on " + whistle(), who() + " 备注 " + whistle()) +
           after_colon("text");
  }

  std::string particulars_revealed() const {
    return say(who() + " was told the resident's particulars of " + whistle(),
               who() + " 查看 " + whistle() + " 的当事人信息") +
           after_colon("reason");
  }
  std::string particulars_erased() const {
    return say(who() + " erased the resident's particulars of " + whistle() + " for good",
               who() + " 永久抹除 " + whistle() + " 的当事人信息") +
           after_colon("reason");
  }
  std::string office_told() const {
    const std::string how = field("hook") + say(", attempt ", "，第 ") + field("attempts") +
                            say("", " 次") + after_colon("outcome");
    const std::string what = field("office") + say(" of event ", " 事件 ") + field("told") +
                             say(" on ", "，") + whistle();
    return flag("delivered")
               ? say("told " + what + " (" + how + ")", "已外发通知 " + what + "（" + how + "）")
               : say("GIVEN UP telling " + what + " (" + how + ")",
                     "外发通知失败，已放弃：" + what + "（" + how + "）");
  }

  static constexpr std::array<Entry, std::variant_size_v<core::Event>> events{{
      {"term_claimed", &Line::term_claimed},
      {"policy_adopted", &Line::policy_adopted},
      {"whistle_raised", &Line::whistle_raised},
      {"review_asked", &Line::review_asked},
      {"whistle_approved", &Line::whistle_approved},
      {"whistle_refused", &Line::whistle_refused},
      {"whistle_dispatched", &Line::whistle_dispatched},
      {"lead_named", &Line::lead_named},
      {"scene_released", &Line::scene_released},
      {"withdrawal_agreed", &Line::withdrawal_agreed},
      {"whistle_withdrawn", &Line::whistle_withdrawn},
      {"acknowledged", &Line::acknowledged},
      {"contacted", &Line::contacted},
      {"reported_in", &Line::reported_in},
      {"progress_reported", &Line::progress_reported},
      {"resolved", &Line::resolved},
      {"case_activated", &Line::case_activated},
      {"verification_asked", &Line::verification_asked},
      {"verified", &Line::verified},
      {"verification_failed", &Line::verification_failed},
      {"evaluated", &Line::evaluated},
      {"whistle_closed", &Line::whistle_closed},
      {"level_fired", &Line::level_fired},
      {"level_told", &Line::level_told},
      {"miss_cleared", &Line::miss_cleared},
      {"dispute_raised", &Line::dispute_raised},
      {"dispute_dismissed", &Line::dispute_dismissed},
      {"dispute_upheld", &Line::dispute_upheld},
      {"assisting_added", &Line::assisting_added},
      {"assisting_relieved", &Line::assisting_relieved},
      {"meeting_convened", &Line::meeting_convened},
      {"meeting_held", &Line::meeting_held},
      {"lead_replaced", &Line::lead_replaced},
      {"suspension_asked", &Line::suspension_asked},
      {"suspension_refused", &Line::suspension_refused},
      {"whistle_suspended", &Line::whistle_suspended},
      {"whistle_resumed", &Line::whistle_resumed},
      {"extension_asked", &Line::extension_asked},
      {"extension_refused", &Line::extension_refused},
      {"whistle_extended", &Line::whistle_extended},
      {"whistle_reopened", &Line::whistle_reopened},
      {"level_raised", &Line::level_raised},
      {"whistle_merged", &Line::whistle_merged},
      {"merged_in", &Line::merged_in},
      {"whistle_unmerged", &Line::whistle_unmerged},
      {"merged_out", &Line::merged_out},
      {"whistle_replanned", &Line::whistle_replanned},
      {"noted", &Line::noted},
      {"particulars_revealed", &Line::particulars_revealed},
      {"particulars_erased", &Line::particulars_erased},
      {"office_told", &Line::office_told},
  }};

  const Json& event_;
  const bool chinese_;
};

}  // namespace

std::string describe(const Json& event, bool chinese) {
  return Line(event, chinese).text();
}

}  // namespace shao::codec
