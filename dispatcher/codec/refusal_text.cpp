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
    Phrase{"reporter", "诉求人"},
    Phrase{"occurred_at", "发生时间"},
    Phrase{"draft", "拟哨"},
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
    Phrase{"body", "内容"},
    Phrase{"ask", "查询"},
    Phrase{"limit", "条数"},
    Phrase{"before", "起点"},
    Phrase{"after", "起点"},
    Phrase{"place.address", "地点.地址"},
    Phrase{"place.lon", "地点.经度"},
    Phrase{"place.lat", "地点.纬度"},
    Phrase{"reporter.name", "诉求人.姓名"},
    Phrase{"reporter.phone", "诉求人.电话"},
};

constexpr std::array actions{
    Phrase{"submit", "提交"},      Phrase{"approve", "审哨通过"},
    Phrase{"refuse", "不予吹哨"},  Phrase{"cancel", "撤回"},
    Phrase{"withdraw", "撤哨"},    Phrase{"agree_withdraw", "同意撤哨"},
    Phrase{"assign", "指定主办"},  Phrase{"release", "解除现场"},
    Phrase{"acknowledge", "签收"}, Phrase{"contact", "联系"},
    Phrase{"report_in", "报到"},   Phrase{"progress", "报告进展"},
    Phrase{"resolve", "办结"},     Phrase{"verify", "核查"},
    Phrase{"evaluate", "评价"},    Phrase{"raise", "吹哨"},
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
    Phrase{"whistle, list, snapshot or status", "whistle、list、snapshot 或 status"},
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
    case Reject::evaluation_incomplete:
      return "评价不完整（" + r.value + "）";
    case Reject::storage_low:
      return "存储空间即将用尽（剩余 " + r.value + "），暂不能受理新哨";
  }
  return field;
}

}  // namespace

std::string sentence(const core::Refusal& refusal, bool chinese) {
  if (chinese)
    return one_line(chinese_complaint(refusal) + "；应为：" +
                    chinese_expectation(refusal.expected));
  return one_line(complaint(refusal) + "; right would be: " + refusal.expected);
}

}  // namespace shao::codec
