#include "clients/cli/explain.hpp"

#include <chrono>
#include <iostream>

#include "clients/cli/table.hpp"
#include "config/config.hpp"
#include "dispatcher/codec/answer_json.hpp"
#include "dispatcher/codec/explanation_json.hpp"
#include "dispatcher/codec/spoken.hpp"
#include "dispatcher/codec/view_json.hpp"
#include "dispatcher/core/checks.hpp"

namespace shao::cli {

namespace {

using codec::Json;

Exit bad(const std::string& flag, const std::string& value, const std::string& expected) {
  complain(flag + " \"" + value + "\": " + expected);
  return Exit::bad_input;
}

template <class Map>
std::string known_in(const Map& map) {
  std::string list;
  for (const auto& [id, unused] : map) list += (list.empty() ? "" : ", ") + id.str();
  return list;
}

/// Whether `text` may be an id at all, and the policy knows it.
template <class Id, class Find>
bool known(const std::string& text, Find find) {
  return Id::fits(text) && find(Id(text)) != nullptr;
}

std::optional<Exit> check(const ExplainFlags& flags, const core::Policy& policy) {
  const std::string is_one_of = say("is none of ", "不在其中：");
  if (!known<core::OfficeId>(flags.unit, [&](auto id) { return policy.office(id); }))
    return bad("--unit", flags.unit,
               say("is no office of the directory; for example 110113001 (see offices.toml)",
                   "名录里没有这个单位；例如 110113001（见 offices.toml）"));
  if (!flags.to.empty() &&
      !known<core::OfficeId>(flags.to, [&](auto id) { return policy.office(id); }))
    return bad("--to", flags.to,
               say("is no office of the directory (see offices.toml)",
                   "名录里没有这个单位（见 offices.toml）"));
  if (!flags.kind.empty() &&
      !known<core::KindId>(flags.kind, [&](auto id) { return policy.kind(id); }))
    return bad("--kind", flags.kind, is_one_of + known_in(policy.kinds));
  if (!flags.urgency.empty() &&
      !known<core::UrgencyId>(flags.urgency, [&](auto id) { return policy.urgency(id); }))
    return bad("--urgency", flags.urgency, is_one_of + known_in(policy.urgencies));
  if (!flags.category.empty() &&
      !known<core::CategoryId>(flags.category, [&](auto id) { return policy.category(id); })) {
    std::string list;
    for (const core::Category& category : policy.categories)
      list += (list.empty() ? "" : ", ") + category.id.str();
    return bad("--category", flags.category, is_one_of + list);
  }
  return std::nullopt;
}

/// What would be done with it is the question; that this unit itself could not raise it is told
/// beside the answer.
void tell_who_may_not(const core::Policy& policy, const core::Subject& subject,
                      const core::Kind& kind) {
  const core::Actor itself{subject.unit,
                           {core::Role::community, core::Role::street, core::Role::command_centre,
                            core::Role::dept_liaison},
                           {}};
  core::Raise raise;
  raise.unit = subject.unit;
  if (const core::Check refused = core::check_raiser(policy, raise, kind, itself))
    complain(say("the unit could not raise this itself: ", "该单位自己不能吹这声哨：") +
             message_of(codec::refusal_json(*refused)));
}

/// Where a clock's due instant comes from, to people: "60 wm by the kind".
std::string why(const Json& clock) {
  const std::string limit = clock.value("limit", ""), from = clock.value("from", "");
  if (from == "half_of_resolve")
    return say("halfway to resolve, before its limit of ", "到办结的一半，早于其时限 ") + limit;
  if (from == "report_in")
    return say("with report in, before its limit of ", "不晚于报到，早于其时限 ") + limit;
  const std::string whose = from == "category"         ? say("the category", "类别")
                            : from == "urgency"        ? say("the urgency", "紧急程度")
                            : from == "round_clock"    ? say("[round_clock]", "[round_clock]")
                            : from == "whistle_clocks" ? say("[whistle_clocks]", "[whistle_clocks]")
                                                       : say("the kind", "哨种");
  return limit + say(" by ", "，依据") + whose;
}

std::string counted(const Json& it) {
  return it.value("counts", "") == "working" ? say("working time", "工作时间")
                                             : say("round the clock", "全天候");
}

std::string provisional(const Json& it) {
  return it.value("provisional", false) ? say(" provisional", " 暂定") : "";
}

/// Who the clocks run against, and the clocks with their levels below.
void print_clocks(const Json& answer, const std::string& who, const Json& clocks) {
  std::vector<std::vector<std::string>> rows{{say("clock", "时限"), say("level", "级别"),
                                              say("due", "到期"),
                                              say("why; who is told", "依据；通知")}};
  for (const Json& clock : clocks) {
    rows.push_back({clock_name(clock.value("clock", "")), "",
                    clock.value("due", "") + provisional(clock),
                    why(clock) + say("; ", "；") + counted(clock)});
    for (const Json& level : clock.at("levels"))
      rows.push_back(
          {"", std::string(codec::spoken_level(level.value("level", std::size_t{0}), chinese())),
           level.value("due", "") + provisional(level),
           told_of(answer, level, [](const Json& until) { return until.get<std::string>(); })});
  }
  std::cout << '\n' << who << '\n';
  print_table(rows);
}

void print_time(const Json& time) {
  const bool working = time.value("counts", "") == "working";
  const std::string from = time.value("resolve_from", ""), limit = time.value("resolve", "");
  const std::string whose = from == "category" ? say("the category", "类别")
                            : from == "kind"   ? say("the kind", "哨种")
                                               : say("the urgency", "紧急程度");
  std::cout << say("calendar ", "日历 ")
            << (working ? say("working time: so says the kind", "按工作时间：由哨种决定")
                : time.value("by", "") == "kind"
                    ? say("round the clock: so says the kind", "全天候计时：由哨种决定")
                    : say("round the clock, although the kind is of working time: the resolve "
                          "limit is in minutes",
                          "全天候计时：哨种虽按工作时间，但办结时限以分钟计"))
            << say("; resolve within ", "；办结时限 ") << limit << say(" by ", "，依据") << whose
            << '\n';
}

/// `answer` with its `names`.
void print(const Json& answer) {
  const auto text = [&](const char* field) {
    const auto& value = answer.at(field);
    return value.is_string() ? with_name(answer, value.get<std::string>()) : std::string("-");
  };
  std::cout << say("kind ", "种类 ") << text("kind") << say("   category ", "   类别 ")
            << text("category") << say("   urgency ", "   紧急程度 ") << text("urgency") << '\n';
  if (answer.value("asked", false))
    std::cout << say("the raiser whistles to this office", "由吹哨单位指明") << '\n';
  else if (answer.at("rule").is_null())
    std::cout << say("no rule matches: the backstop is lead", "没有规则匹配：兜底单位暂为主办")
              << '\n';
  else
    std::cout << say("rule ", "规则 ") << answer["rule"].value("id", "") << " ("
              << answer["rule"].value("version", "")
              << "): " << codec::spoken_reason(answer["rule"].value("reason", ""), chinese())
              << '\n';
  for (const Json& near : answer.at("near")) std::cout << near_miss(near) << '\n';
  std::cout << say("lead ", "主办 ") << text("lead") << '\n';
  for (const Json& office : answer.at("assist"))
    std::cout << say("assists ", "协办 ") << with_name(answer, office.get<std::string>()) << '\n';
  print_time(answer.at("time"));
  if (const std::string every = answer.value("progress_every", ""); !every.empty())
    std::cout << say("from the report-in on a word of how it goes every " + every +
                         ", while that is due before resolve",
                     "报到后每 " + every + " 报告一次进展（办结时限之前）")
              << '\n';
  if (answer.value("review", false))
    std::cout << say("waits for the street's leader first; the clocks start on approval",
                     "先由街道（乡镇）领导审哨，批准时开始计时")
              << '\n';
  if (answer.contains("review_clock"))
    print_clocks(answer, say("before: the street's leader", "审哨：街道（乡镇）领导"),
                 Json::array({answer["review_clock"]}));
  print_clocks(answer, say("lead ", "主办 ") + text("lead"), answer.at("clocks"));
  for (const Json& office : answer.at("assisting"))
    print_clocks(answer, say("assists ", "协办 ") + with_name(answer, office.value("office", "")),
                 office.at("clocks"));
}

}  // namespace

std::string near_miss(const Json& near) {
  return say("near miss: rule ", "差一点：规则 ") + near.value("rule", "") +
         say(" but for ", "，只差 ") +
         std::string(codec::spoken_condition(near.value("condition", ""), chinese())) + " = " +
         near.value("wanted", "");
}

Exit run_explain(const ExplainFlags& flags) {
  const auto files = config::read_directory(flags.config);
  if (!files) {
    complain(files.error().str(chinese()));
    return Exit::bad_input;
  }
  const config::Loaded loaded = config::load(*files);
  if (!loaded.configuration) {
    for (const config::Problem& problem : loaded.problems) complain(problem.str(chinese()));
    return Exit::bad_input;
  }
  const core::Policy& policy = loaded.configuration->policy;
  if (auto refused = check(flags, policy)) return *refused;

  core::Instant at = now();
  if (!flags.at.empty()) {
    const auto parsed = config::parse_instant(flags.at);
    if (!parsed) return bad("--at", flags.at, parsed.error());
    at = *parsed;
  }
  const std::string& timezone = loaded.configuration->timezone;
  const auto shown = [&](core::Instant instant) {
    return config::format_instant(instant, timezone);
  };
  // Room for the longest ladder: a limit of 30 working days and five more is some two months.
  constexpr std::chrono::days room{400};
  if (!policy.calendar.covers(at) || !policy.calendar.covers(at + room))
    return bad("--at", flags.at,
               say("lies outside the calendar, which goes from ", "超出日历范围：") +
                   shown(policy.calendar.first()) + say(" to ", " 至 ") +
                   shown(policy.calendar.last() - room));
  const auto id_of = [](auto type, const std::string& text) {
    return text.empty() ? decltype(type){} : decltype(type)(text);
  };
  const core::Subject subject{core::OfficeId(flags.unit),
                              id_of(core::KindId{}, flags.kind),
                              id_of(core::CategoryId{}, flags.category),
                              id_of(core::UrgencyId{}, flags.urgency),
                              flags.title,
                              flags.detail,
                              id_of(core::OfficeId{}, flags.to)};
  const core::Explanation explanation = core::explain(policy, subject, at);
  Json answer = codec::explanation_json(explanation, policy, subject, shown);
  if (flags.json) {
    std::cout << answer.dump(2) << '\n';
  } else {
    answer["names"] = codec::names_json(answer, policy);
    print(answer);
  }
  tell_who_may_not(policy, subject, *policy.kind(explanation.classification.kind));
  return Exit::done;
}

}  // namespace shao::cli
