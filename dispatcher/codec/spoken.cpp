#include "dispatcher/codec/spoken.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "dispatcher/codec/names.hpp"

namespace shao::codec {

namespace {

struct Words {
  std::string_view english;
  std::string_view chinese;
};

template <std::size_t Count>
std::string_view word(const std::array<Words, Count>& words, std::size_t index, bool chinese) {
  return chinese ? words[index].chinese : words[index].english;
}

constexpr std::array<Words, core::clock_kind_count> clocks{{
    {"acknowledge", "签收"},
    {"contact", "联系"},
    {"report in", "报到"},
    {"first report", "首次处置报告"},
    {"progress", "进展"},
    {"resolve", "办结"},
    {"review", "审哨"},
    {"name a lead", "指定主办"},
    {"rule on a dispute", "争议裁定"},
    {"joint meeting", "联席会议"},
    {"verify", "核查"},
    {"evaluate", "评价"},
}};

constexpr std::array<Words, core::case_state_names.size()> case_states{{
    {"draft", "拟哨"},
    {"awaiting review", "待审哨"},
    {"blown", "已吹哨"},
    {"dispatched", "已派单"},
    {"active", "办理中"},
    {"disputed", "争议中"},
    {"suspended", "挂账"},
    {"awaiting verification", "待核查"},
    {"awaiting evaluation", "待评价"},
    {"closed", "结案"},
    {"withdrawn", "撤哨"},
    {"refused", "不予吹哨"},
    {"merged", "并单"},
}};

constexpr std::array<Words, core::assignment_state_names.size()> assignment_states{{
    {"pending", "待签收"},
    {"acknowledged", "已签收"},
    {"reported in", "已报到"},
    {"working", "处置中"},
    {"done", "已办结"},
    {"return asked", "申请退单"},
    {"relieved", "已解除"},
}};

constexpr std::array<Words, core::role_count> roles{{
    {"community", "社区(村)"},
    {"subdistrict or town", "街道(镇)"},
    {"leader of the subdistrict or town", "街道(镇)领导"},
    {"first leader of the subdistrict or town", "街道(镇)主要领导"},
    {"dispatcher", "派单员"},
    {"command centre", "指挥中心"},
    {"department's liaison", "部门联络员"},
    {"department's officer", "部门经办人"},
    {"deputy head of the department", "部门分管负责人"},
    {"head of the department", "部门主要负责人"},
    {"deputy head of the district", "分管副区长"},
    {"head of the district", "区长"},
    {"party secretary", "区委书记"},
    {"supervision office", "督查室"},
    {"discipline inspection", "纪委监委"},
    {"assignee", "承办人"},
    {"jurisdiction above", "上级"},
}};

constexpr std::array<Words, enum_size<core::Solved>> solutions{{
    {"solved", "已解决"},
    {"partly solved", "部分解决"},
    {"not solved", "未解决"},
}};

constexpr std::array<Words, enum_size<core::Satisfaction>> satisfactions{{
    {"very satisfied", "非常满意"},
    {"satisfied", "满意"},
    {"basically satisfied", "基本满意"},
    {"indifferent", "一般"},
    {"dissatisfied", "不满意"},
}};

constexpr std::array<Words, enum_size<core::Ground>> grounds{{
    {"too complex to be solved now", "情况复杂"},
    {"the policy stands against it", "政策原因"},
    {"the funds are missing", "资金原因"},
    {"a court has it", "司法程序"},
}};

constexpr std::array<Words, enum_size<core::Pressure>> pressures{{
    {"by hand", "人工提级"},
    {"a joint meeting was convened", "召开联席会议"},
    {"passed on too often", "多次退单"},
    {"failed verification too often", "多次核查不通过"},
    {"not solved again and again", "多次评价未解决"},
    {"several of one matter", "同类问题聚集"},
}};

constexpr std::array<Words, core::level_count> levels{{
    {"warning", "预警提醒"},
    {"reminder", "催办"},
    {"supervision, first degree", "一级督办"},
    {"supervision, second degree", "二级督办"},
    {"supervision, third degree", "三级督办"},
    {"the jurisdiction above", "提请上级"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> conditions{{
    {"category", "类别"},
    {"kind", "种类"},
    {"urgency", "紧急程度"},
    {"origin", "吹哨单位类型"},
    {"place", "地点"},
    {"keyword", "关键词"},
    {"hours", "时段"},
}};

}  // namespace

std::string_view spoken(core::ClockKind clock, bool chinese) {
  return word(clocks, static_cast<std::size_t>(clock), chinese);
}
std::string_view spoken(core::CaseState state, bool chinese) {
  return word(case_states, static_cast<std::size_t>(state), chinese);
}
std::string_view spoken(core::AssignmentState state, bool chinese) {
  return word(assignment_states, static_cast<std::size_t>(state), chinese);
}
std::string_view spoken(core::Role role, bool chinese) {
  return word(roles, static_cast<std::size_t>(role), chinese);
}
std::string_view spoken(core::Solved solved, bool chinese) {
  return word(solutions, static_cast<std::size_t>(solved), chinese);
}
std::string_view spoken(core::Satisfaction satisfaction, bool chinese) {
  return word(satisfactions, static_cast<std::size_t>(satisfaction), chinese);
}
std::string_view spoken(core::Ground ground, bool chinese) {
  return word(grounds, static_cast<std::size_t>(ground), chinese);
}
std::string_view spoken(core::Pressure why, bool chinese) {
  return word(pressures, static_cast<std::size_t>(why), chinese);
}
std::string_view spoken_level(std::size_t level, bool chinese) {
  return level < levels.size() ? word(levels, level, chinese) : std::string_view();
}
std::string_view spoken_condition(std::string_view condition, bool chinese) {
  for (const auto& [english, words] : conditions)
    if (chinese && english == condition) return words;
  return condition;
}
std::string spoken_reason(std::string_view reason, bool chinese) {
  if (!chinese) return std::string(reason);
  if (reason == "matches every whistle") return "适用于所有哨";
  if (reason == "the raiser whistles to this office") return "由吹哨单位指明";
  constexpr std::string_view between = ", ";
  std::string spoken;
  while (!reason.empty()) {
    const std::string_view part = reason.substr(0, reason.find(between));
    reason.remove_prefix(std::min(reason.size(), part.size() + between.size()));
    const std::string_view name = part.substr(0, part.find(' '));
    if (!spoken.empty()) spoken += "，";
    spoken += spoken_condition(name, true);
    spoken += part.substr(name.size());
  }
  return spoken;
}

}  // namespace shao::codec
