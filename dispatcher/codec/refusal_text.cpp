// Refusals as sentences. The core says what would be right in English; its phrases are turned into
// Chinese by patterns here, and a phrase no pattern knows stays as it is rather than being lost.
#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "dispatcher/codec/answer_json.hpp"
#include "dispatcher/codec/spoken.hpp"
#include "dispatcher/codec/utf8.hpp"

namespace shao::codec {

namespace {

struct Phrase {
  std::string_view english;
  std::string_view chinese;
};

/// What stands for a part that differs: a name, a list, a number. In the Chinese phrase a
/// `spoken_hole` gets its roles, states and moves in Chinese; what must be typed stays as it is.
constexpr char hole = '%';
constexpr char spoken_hole = '#';

constexpr std::array names{
    Phrase{"do", "命令"},
    Phrase{"id", "编号"},
    Phrase{"command id", "命令编号"},
    Phrase{"unit", "吹哨单位"},
    Phrase{"kind", "哨的种类"},
    Phrase{"category", "类别"},
    Phrase{"urgency", "紧急程度"},
    Phrase{"title", "标题"},
    Phrase{"detail", "详情"},
    Phrase{"place", "地点"},
    Phrase{"reporter", "当事人"},
    Phrase{"occurred_at", "发生时间"},
    Phrase{"draft", "拟哨"},
    Phrase{"exercise", "演练"},
    Phrase{"to", "吹向单位"},
    Phrase{"whistle", "哨"},
    Phrase{"reason", "理由"},
    Phrase{"lead", "主办单位"},
    Phrase{"assist", "协办单位"},
    Phrase{"note", "备注"},
    Phrase{"reached", "联系对象"},
    Phrase{"how", "联系方式"},
    Phrase{"person", "人员"},
    Phrase{"text", "说明"},
    Phrase{"evidence", "佐证"},
    Phrase{"pass", "是否通过"},
    Phrase{"evaluations", "评价"},
    Phrase{"office", "单位"},
    Phrase{"role", "角色"},
    Phrase{"state", "状态"},
    Phrase{"assignment", "任务状态"},
    Phrase{"clause", "依据"},
    Phrase{"uphold", "是否准予"},
    Phrase{"offices", "单位"},
    Phrase{"relieve", "解除单位"},
    Phrase{"ground", "挂账理由"},
    Phrase{"plan", "方案"},
    Phrase{"proof", "证明"},
    Phrase{"review_at", "复核日期"},
    Phrase{"approve", "是否同意"},
    Phrase{"opinion", "吹哨方意见"},
    Phrase{"by", "延长时间"},
    Phrase{"level", "级别"},
    Phrase{"attachments", "附件"},
    Phrase{"into", "并入的哨"},
    Phrase{"merged", "已并入的哨"},
    Phrase{"event", "事件"},
    Phrase{"hook", "外发通知"},
    Phrase{"delivered", "是否送达"},
    Phrase{"attempts", "次数"},
    Phrase{"outcome", "结果"},
    Phrase{"body", "内容"},
    Phrase{"ask", "查询"},
    Phrase{"limit", "条数"},
    Phrase{"before", "起点"},
    Phrase{"after", "起点"},
    Phrase{"place.address", "地点.地址"},
    Phrase{"place.lon", "地点.经度"},
    Phrase{"place.lat", "地点.纬度"},
    Phrase{"reporter.name", "当事人.姓名"},
    Phrase{"reporter.phone", "当事人.电话"},
};

constexpr std::array actions{
    Phrase{"submit", "提交"},
    Phrase{"approve", "审哨通过"},
    Phrase{"refuse", "不予吹哨"},
    Phrase{"cancel", "撤回"},
    Phrase{"withdraw", "撤哨"},
    Phrase{"agree_withdraw", "同意撤哨"},
    Phrase{"assign", "指定主办"},
    Phrase{"release", "解除现场"},
    Phrase{"acknowledge", "签收"},
    Phrase{"contact", "联系"},
    Phrase{"report_in", "报到"},
    Phrase{"progress", "报告进展"},
    Phrase{"resolve", "办结"},
    Phrase{"verify", "核查"},
    Phrase{"evaluate", "评价"},
    Phrase{"raise", "吹哨"},
    Phrase{"reopen", "重启"},
    Phrase{"merge", "并单"},
    Phrase{"unmerge", "拆单"},
    Phrase{"replan", "改按新规"},
    Phrase{"dispute", "申请退单"},
    Phrase{"ask_return", "申请退单"},
    Phrase{"uphold", "准予退单"},
    Phrase{"dismiss", "驳回退单"},
    Phrase{"refuse_return", "驳回退单"},
    Phrase{"relieve", "解除协办"},
    Phrase{"convene", "召集联席会议"},
    Phrase{"minutes", "会议纪要"},
    Phrase{"replace_lead", "更换主办"},
    Phrase{"add_assisting", "增派协办"},
    Phrase{"ask_suspend", "申请挂账"},
    Phrase{"suspend", "同意挂账"},
    Phrase{"refuse_suspend", "不同意挂账"},
    Phrase{"resume", "恢复办理"},
    Phrase{"ask_extend", "申请延期"},
    Phrase{"extend", "同意延期"},
    Phrase{"refuse_extend", "不同意延期"},
    Phrase{"escalate", "提级"},
    Phrase{"note", "备注"},
    Phrase{"reveal", "查看当事人信息"},
    Phrase{"erase", "抹除当事人信息"},
    Phrase{"told", "外发通知回执"},

};

/// So many phrases, the first ones, hold another expectation.
constexpr std::size_t phrases_around_others = 3;
/// In the order they are tried: where two fit, the longer stands first.
constexpr std::array expectations{
    Phrase{"%; did you mean %?", "%；是否指 %？"},
    Phrase{"%, in quotes", "%，加引号"},
    Phrase{"%, without quotes", "%，不加引号"},
    Phrase{"a field of %: %", "“#”的字段：%"},
    Phrase{"one of %", "以下之一：%"},
    Phrase{"text of at most % characters", "不超过 % 个字的文本"},
    Phrase{"text of at most % bytes", "不超过 % 字节的文本"},
    Phrase{"text without control characters", "不含控制字符的文本"},
    Phrase{"a code of at most % bytes", "不超过 % 字节的代码"},
    Phrase{"true or false", "true 或 false"},
    Phrase{"a number from % to %", "% 到 % 之间的数"},
    Phrase{"both lon and lat, or neither", "经度和纬度同时给出，或都不给"},
    Phrase{"an object with %", "含有 % 的对象"},
    Phrase{"a list of at most % texts", "不超过 % 条文本的列表"},
    Phrase{"a list of at most % office codes", "不超过 % 个单位代码的列表"},
    Phrase{"a list of at most % evaluations %", "不超过 % 条评价的列表，每条为 %"},
    Phrase{"an instant such as %, or milliseconds since 1970",
           "时刻，例如 %，或自 1970 年起的毫秒数"},
    Phrase{"your own number of this whistle, unique in your unit",
           "本单位自编的哨编号，在本单位内不重复"},
    Phrase{"the code of the unit that raises", "吹哨单位的代码"},
    Phrase{"the code of the office that is to lead", "主办单位的代码"},
    Phrase{"an office that does not lead already", "主办单位以外的单位"},
    Phrase{"the code of the office that is evaluated", "被评价单位的代码"},
    Phrase{"the code of an office of the directory", "名录内单位的代码"},
    Phrase{"the code of a community, subdistrict or town of the directory",
           "名录内社区(村)、街道或镇的代码"},
    Phrase{"a title or a detail: what it is about", "标题或详情：说明是什么事"},
    Phrase{"the number of a whistle, for example W12", "哨号，例如 W12"},
    Phrase{"the number of a whistle your office may see, for example W12",
           "本单位可见的哨号，例如 W12"},
    Phrase{"the number of the last whistle you have, W0 at first",
           "已取得的最后一个哨号，首次为 W0"},
    Phrase{"open, closed, all or the name of a case state, for example ACTIVE",
           "open、closed、all 或某一状态名，例如 ACTIVE"},
    Phrase{"whistle, explain, list, snapshot or status",
           "whistle、explain、list、snapshot 或 status"},
    Phrase{"a new id: this one was used with another body", "新的编号：此编号已用于另一内容"},
    Phrase{"a record id of its own: % raised % under this one, with other content",
           "新的编号：% 已用此编号吹过 %，内容不同"},
    Phrase{"a whistle your office raised or is assigned to", "本单位所吹或派给本单位的哨"},
    Phrase{"a kind that a % may raise; % is for %", "# 可以吹的种类；% 只由以下角色吹：#"},
    Phrase{"% is for %", "“#”由以下角色进行：#"},
    Phrase{"% is approved by a %", "% 由以下角色审哨：#"},
    Phrase{"the raiser: % or %", "吹哨方：% 或 %"},
    Phrase{"the raising street: %", "吹哨的街道(镇)：%"},
    Phrase{"your own unit, %, or one of its communities", "本单位 % 或其所属社区(村)"},
    Phrase{"the unit that drafted it: %", "拟哨单位：%"},
    Phrase{"an office the whistle was sent to", "已派到此哨的单位"},
    Phrase{"% is possible in %", "“#”只在以下状态可以进行：#"},
    Phrase{"a whistle that waits for a lead to be named", "等待指定主办的哨"},
    Phrase{"an emergency: only its scene is released", "应急处置哨：只有它需要解除现场"},
    Phrase{"a scene that was not released yet", "尚未解除的现场"},
    Phrase{"an office that may lead; a community never may", "可以主办的单位；社区(村)不得作主办"},
    Phrase{"an office of the directory", "名录内的单位"},
    Phrase{"nothing: rules place what a community, subdistrict or town raises",
           "不填：社区、街道(镇)吹的哨按规则派单"},
    Phrase{"another office than the one that raises", "吹哨单位以外的单位"},
    Phrase{"an exercise, as the one that is merged is", "与被并的哨一样为演练的哨"},
    Phrase{"a whistle in earnest, as the one that is merged is", "与被并的哨一样非演练的哨"},
    Phrase{"a kind of the policy in force; this one was removed since the draft",
           "现行规则中的种类；此种类在拟哨后已删除"},
    Phrase{"an urgency of the policy in force; this one was removed since the draft",
           "现行规则中的紧急程度；此项在拟哨后已删除"},
    Phrase{"a kind and urgency of the policy in force", "现行规则中的种类和紧急程度"},
    Phrase{"the lead's consent: % sends the same command", "主办单位同意：% 也发出撤哨命令"},
    Phrase{"the raiser's release of the scene first", "先由吹哨方解除现场"},
    Phrase{"why the whistle is refused", "不予吹哨的理由"},
    Phrase{"why the whistle is withdrawn", "撤哨的理由"},
    Phrase{"why the lead agrees", "主办单位同意的理由"},
    Phrase{"why this office leads", "由该单位主办的理由"},
    Phrase{"who was reached", "联系到了谁"},
    Phrase{"how: by telephone, on the spot...", "怎样联系的：电话、当面……"},
    Phrase{"who reports in", "谁来报到"},
    Phrase{"where: this kind is reported in on the spot", "在何处：此类哨须到现场报到"},
    Phrase{"a message to the raiser, or the place", "给吹哨方的回复，或报到地点"},
    Phrase{"what was done and what comes next", "已做了什么，下一步做什么"},
    Phrase{"what is not in order", "哪里不合格"},
    Phrase{"at least one reference: a picture, a record, a receipt",
           "至少一项佐证：照片、记录、回执"},
    Phrase{"offices that worked on the whistle", "办理过此哨的单位"},
    Phrase{"each office that worked on the whistle, once", "办理过此哨的每个单位，各一次"},
    Phrase{"a lead by rule; the backstop names one instead",
           "由规则确定的主办单位；兜底单位应另行指定"},
    Phrase{"an office that has not disputed this whistle before", "尚未对此哨申请过退单的单位"},
    Phrase{"a dispute within % of the assignment", "派单后 % 内申请退单"},
    Phrase{"the law or rule it rests on", "所依据的法规条款"},
    Phrase{"why it is not this office's case", "为何不属本单位职责"},
    Phrase{"an office whose dispute waits for a ruling", "退单申请待裁定的单位"},
    Phrase{"why the dispute is dismissed", "驳回退单的理由"},
    Phrase{"the office that leads from now on", "今后的主办单位"},
    Phrase{"another office than the one relieved", "被解除单位以外的单位"},
    Phrase{"the minutes of a joint meeting: convene one", "联席会议纪要：请先召集会议"},
    Phrase{"why another office leads", "改由其他单位主办的理由"},
    Phrase{"why the office is relieved", "解除该单位的理由"},
    Phrase{"the office that leads it", "此哨的主办单位"},
    Phrase{"the offices that are to assist", "需要协办的单位"},
    Phrase{"offices that have no part in the whistle yet", "尚未承办此哨的单位"},
    Phrase{"what they are needed for", "需要其协办的理由"},
    Phrase{"an office that assists; a lead is replaced", "协办单位；主办单位应另行更换"},
    Phrase{"the minutes of the meeting that % convened", "% 所召集会议的纪要"},
    Phrase{"what the meeting is to settle", "会议要解决的问题"},
    Phrase{"who convened the meeting: %", "会议召集单位：%"},
    Phrase{"a whistle whose joint meeting was convened", "已召集联席会议的哨"},
    Phrase{"offices that assist", "协办单位"},
    Phrase{"what was agreed", "会议决定"},
    Phrase{"level 3 or above: a lead is replaced when the levels below did not help",
           "3 级及以上：前几级督办无效才能更换主办"},
    Phrase{"a decision on the suspension that was asked for", "对已提出的挂账申请作出决定"},
    Phrase{"policy, funds or court: this kind and urgency are not suspended as complex",
           "policy、funds 或 court；此种类和紧急程度不能以 complex 挂账"},
    Phrase{"how it will be solved in the end", "最终如何解决"},
    Phrase{"at least one reference: a ruling, a budget, a plan", "至少一项证明：裁决、预算、方案"},
    Phrase{"an instant that is still to come", "将来的时刻"},
    Phrase{"a whistle whose lead asked for its suspension", "主办单位已申请挂账的哨"},
    Phrase{"why it is not suspended", "不同意挂账的理由"},
    Phrase{"this suspension is approved by %", "此挂账由以下角色审批：#"},
    Phrase{"a review date that is still to come", "将来的复核日期"},
    Phrase{"what the raiser says to it", "吹哨方的意见"},
    Phrase{"why it goes on before the review date", "提前恢复办理的理由"},
    Phrase{"a kind whose resolve limit can be extended", "办结时限可以延长的种类"},
    Phrase{"a whistle that was not extended before", "尚未延期过的哨"},
    Phrase{"an extension before the lead's resolve limit has passed",
           "在主办单位办结时限届满前延期"},
    Phrase{"at most %", "最多 %"},
    Phrase{"a decision on the extension that was asked for", "对已提出的延期申请作出决定"},
    Phrase{"why more time is needed", "需要延期的理由"},
    Phrase{"a whistle whose lead asked for more time", "主办单位已申请延期的哨"},
    Phrase{"why it is not extended", "不同意延期的理由"},
    Phrase{"why it is extended", "同意延期的理由"},
    Phrase{"a level above %, which the whistle has", "高于此哨现有的 % 级"},
    Phrase{"the office whose dispute waits: %", "待裁定退单的单位：%"},
    Phrase{"the lead's office, the raising street: %, or the centre",
           "主办单位、吹哨街道（镇）%，或指挥中心"},
    Phrase{"nothing: who is dismissed keeps the case", "不填：驳回退单时主办不变"},
    Phrase{"a new id: the outbox holds this one with another body",
           "新的编号：待发箱中已有同编号的另一内容"},
    Phrase{"a level up to %: there is no jurisdiction above this one",
           "不高于 % 级：本辖区没有上级辖区"},
    Phrase{"why it is escalated", "提级的理由"},
    Phrase{"a whistle that was closed within %; raise a new one", "结案后 % 内的哨；请重新吹哨"},
    Phrase{"what came back", "反弹的情况"},
    Phrase{"what is to be noted", "备注的内容"},
    Phrase{"how it is known that they are the same", "认定为同一件事的理由"},
    Phrase{"why they are not the same", "认定不是同一件事的理由"},
    Phrase{"another whistle than the one that is merged", "被并的哨以外的哨"},
    Phrase{"a whistle of this jurisdiction", "本辖区的哨"},
    Phrase{"a whistle in DISPATCHED, ACTIVE, DISPUTED; it is %",
           "已派单、办理中或争议中的哨；该哨现为 #"},
    Phrase{"a whistle of the same kind and category: %, %", "同一种类、同一类别的哨：%，%"},
    Phrase{"one that goes on for itself alone; merge the other into it instead",
           "没有其他哨并入的哨；请反过来并单"},
    Phrase{"a whistle whose other, %, is still open; raise it anew",
           "所并入的 % 尚未结束的哨；请重新吹哨"},
    Phrase{"a whistle that goes on for itself alone; others are unmerged first",
           "没有其他哨并入的哨；请先拆单"},
    Phrase{"a raiser that you speak for: %", "本单位代表的吹哨单位：%"},
    Phrase{"a raiser that has not evaluated it yet", "尚未评价的吹哨单位"},
    Phrase{"whose evaluation it is: %", "代表哪个吹哨单位评价：%"},
    Phrase{"the code of the office to relieve", "要解除的单位的代码"},
    Phrase{"the code of the office that was told", "收到通知的单位的代码"},
    Phrase{"an office that raised, was assigned to or was told of this whistle",
           "吹哨、承办或被通知此哨的单位"},
    Phrase{"the number of an event that has happened", "已发生事件的序号"},
    Phrase{"which hook told the office", "哪一条外发通知"},
    Phrase{"the instant at which it is looked at again", "复核的时刻"},
    Phrase{"a time such as 3 wd (working days), 7 d, 240 wm or 60 m",
           "时间，例如 3 wd（工作日）、7 d、240 wm 或 60 m"},
    Phrase{"a whole number from % to %", "% 到 % 之间的整数"},
    Phrase{"call the command centre; whistles that were raised already go on",
           "请致电指挥中心；已吹的哨照常办理"},
    Phrase{"not JSON: it goes wrong at byte %", "JSON 对象；内容在第 % 字节处有误"},
    Phrase{"a JSON object is expected, in braces", "花括号括起的 JSON 对象"},
    Phrase{"an object has the same field twice", "每个字段只出现一次的 JSON 对象"},
    Phrase{"nested too deep: at most % levels are taken", "嵌套不超过 % 层的 JSON 对象"},
    Phrase{"too long: % bytes; at most % are taken", "不超过上限的内容；现有 % 字节，上限 % 字节"},
};

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + separator.size());
  }
}

/// What stands in the holes of `pattern` when `text` is made by it.
std::optional<std::vector<std::string_view>> match(std::string_view pattern,
                                                   std::string_view text) {
  const auto literals = split(pattern, std::string_view(&hole, 1));
  if (!text.starts_with(literals.front())) return std::nullopt;
  text.remove_prefix(literals.front().size());
  std::vector<std::string_view> found;
  for (std::size_t i = 1; i < literals.size(); ++i) {
    const bool to_the_end = i + 1 == literals.size();
    if (to_the_end && !text.ends_with(literals[i])) return std::nullopt;
    const std::size_t end = to_the_end ? text.size() - literals[i].size() : text.find(literals[i]);
    if (end == std::string_view::npos) return std::nullopt;
    found.push_back(text.substr(0, end));
    text.remove_prefix(end + literals[i].size());
  }
  if (!text.empty()) return std::nullopt;
  return found;
}

template <class List>
const Phrase* find(const List& phrases, std::string_view english) {
  const auto found = std::find_if(phrases.begin(), phrases.end(),
                                  [&](const Phrase& phrase) { return phrase.english == english; });
  return found == phrases.end() ? nullptr : &*found;
}

/// One name of the core's (a state, a role, a move) in Chinese; anything else as it is.
std::string_view chinese_word(std::string_view word) {
  for (std::size_t i = 0; i < core::case_state_names.size(); ++i)
    if (core::case_state_names[i] == word) return spoken(static_cast<core::CaseState>(i), true);
  for (std::size_t i = 0; i < core::assignment_state_names.size(); ++i)
    if (core::assignment_state_names[i] == word)
      return spoken(static_cast<core::AssignmentState>(i), true);
  if (const auto role = core::role_named(word)) return spoken(*role, true);
  if (const Phrase* action = find(actions, word)) return action->chinese;
  return word;
}

std::string chinese_words(std::string_view list) {
  std::string all;
  for (const std::string_view word : split(list, ", ")) {
    if (!all.empty()) all += "、";
    all += chinese_word(word);
  }
  return all;
}

std::string chinese_expectation(std::string_view expected) {
  for (const Phrase& phrase : expectations) {
    const auto holes = match(phrase.english, expected);
    if (!holes) continue;
    const bool around = &phrase < expectations.data() + phrases_around_others;
    std::string text;
    auto next = holes->begin();
    for (const char c : phrase.chinese) {
      if (c == spoken_hole)
        text += chinese_words(*next++);
      else if (c == hole && around && next == holes->begin())
        text += chinese_expectation(*next++);
      else if (c == hole)
        text += *next++;
      else
        text += c;
    }
    return text;
  }
  return std::string(expected);
}

std::string chinese_field(std::string_view field) {
  const Phrase* known = find(names, field);
  return known != nullptr ? std::string(known->chinese) + "(" + std::string(field) + ")"
                          : std::string(field);
}

/// Without what could move a terminal's cursor: values are what somebody sent.
std::string one_line(std::string text) {
  std::replace_if(text.begin(), text.end(), is_control, ' ');
  return text;
}

/// What is wrong, before what would be right.
std::string complaint(const core::Refusal& r) {
  using core::Reject;
  switch (r.reject) {
    case Reject::malformed:
      if (r.field == "body") return "the body cannot be read";
      if (!r.value.empty()) return r.field + " " + r.value + " cannot be taken";
      return r.field + (r.expected.starts_with("a field of ") ? " is unknown" : " is missing");
    case Reject::id_reused:
    case Reject::record_reused:
      return r.field + " " + r.value + " is used already";
    case Reject::unknown_office:
    case Reject::unknown_kind:
    case Reject::unknown_category:
    case Reject::unknown_urgency:
    case Reject::unknown_whistle:
      return r.field + " " + r.value + " is not known";
    case Reject::role_may_not:
      return "your role (" + (r.value.empty() ? "none" : r.value) + ") may not do this";
    case Reject::not_your_unit:
      return r.field + " " + r.value + " may not do this for the whistle's unit";
    case Reject::not_your_assignment:
      return r.field + " " + r.value + " is not assigned to this whistle";
    case Reject::wrong_state:
      return "not possible now, " + r.field + " is " + r.value;
    case Reject::kind_not_for_raiser:
      return "this unit may not raise " + r.field + " " + r.value;
    case Reject::may_not_lead:
      return r.value + " may not lead";
    case Reject::lead_has_reported_in:
      return "the lead has reported in already";
    case Reject::scene_not_released:
      return "the scene of " + r.value + " is not released";
    case Reject::missing_field:
      return r.field + " is missing";
    case Reject::too_late:
      return "it is too late" + (!r.value.empty()  ? " for " + r.value
                                 : r.field.empty() ? ""
                                                   : " (" + r.field + ")");
    case Reject::only_once:
      return "this can be done only once (" + r.value + ")";
    case Reject::meeting_first:
      return r.value + " was passed on too often";
    case Reject::level_too_low:
      return "the whistle is only at level " + r.value;
    case Reject::evaluation_incomplete:
      return "the evaluations are not complete (" + r.value + ")";
    case Reject::storage_low:
      return "no new whistle can be taken now, the storage is almost full (" + r.value + " free)";
  }
  return r.field;
}

std::string chinese_complaint(const core::Refusal& r) {
  using core::Reject;
  std::string field = chinese_field(r.field);
  switch (r.reject) {
    case Reject::malformed:
      if (r.field == "body") return "内容无法读取";
      if (!r.value.empty()) return field + "“" + r.value + "”不能接受";
      return r.expected.starts_with("a field of ") ? "没有 " + field + " 这个字段" : "缺少" + field;
    case Reject::id_reused:
    case Reject::record_reused:
      return field + "“" + r.value + "”已用过";
    case Reject::unknown_office:
    case Reject::unknown_kind:
    case Reject::unknown_category:
    case Reject::unknown_urgency:
    case Reject::unknown_whistle:
      return field + "“" + r.value + "”不存在";
    case Reject::role_may_not:
      return "您的角色（" + (r.value.empty() ? "无" : chinese_words(r.value)) + "）无权进行此操作";
    case Reject::not_your_unit:
      return field + "“" + r.value + "”不能代此哨的单位操作";
    case Reject::not_your_assignment:
      return field + "“" + r.value + "”没有被派到此哨";
    case Reject::wrong_state:
      return "现在不能进行：" + field + "为“" + std::string(chinese_word(r.value)) + "”";
    case Reject::kind_not_for_raiser:
      return "该单位不能吹此类哨“" + r.value + "”";
    case Reject::may_not_lead:
      return "“" + r.value + "”不得作主办单位";
    case Reject::lead_has_reported_in:
      return "主办单位已报到";
    case Reject::scene_not_released:
      return r.value + " 的现场尚未解除";
    case Reject::missing_field:
      return "缺少" + field;
    case Reject::too_late:
      return "已过期限（" + (r.value.empty() ? field : r.value) + "）";
    case Reject::only_once:
      return "只能进行一次（" + r.value + "）";
    case Reject::meeting_first:
      return r.value + " 退单次数过多";
    case Reject::level_too_low:
      return "此哨仅为 " + r.value + " 级";
    case Reject::evaluation_incomplete:
      return "评价不完整（" + r.value + "）";
    case Reject::storage_low:
      return "存储空间即将用尽（剩余 " + r.value + "），暂不能受理新哨";
  }
  return field;
}

}  // namespace

std::string sentence(const core::Refusal& refusal, bool chinese) {
  return one_line(chinese
                      ? chinese_complaint(refusal) + "；应为：" + expectation(refusal, chinese)
                      : complaint(refusal) + "; right would be: " + expectation(refusal, chinese));
}

std::string expectation(const core::Refusal& refusal, bool chinese) {
  return one_line(chinese ? chinese_expectation(refusal.expected) : refusal.expected);
}

}  // namespace shao::codec
