// levels.toml: the ladder. Level 0 warns before the limit, level 1 is the miss, the others go up.
#include <algorithm>
#include <array>

#include "config/draft.hpp"
#include "config/limit.hpp"
#include "dispatcher/core/likeness.hpp"

namespace shao::config {

namespace {

void read_warning(Reader& reader, core::Level& level) {
  const auto percent = reader.integer("percent");
  if (!percent) return;
  level.percent = *percent;
  if (*percent >= 1 && *percent <= 99) return;
  reader.problems().error(
      reader.at("percent"), "level.percent",
      {reader.what().en + ": \"percent\" is " + std::to_string(*percent) +
           "; it should be from 1 to 99",
       reader.what().zh + ":\"percent\" 为 " + std::to_string(*percent) + ",应在 1 到 99 之间"});
}

/// Offsets in the same unit can be compared as they stand; check_combinations sees the others.
core::Limit read_offset(Reader& reader, std::string_view field, std::size_t level,
                        core::Limit before) {
  const auto after = reader.offset(field);
  if (!after) return before;
  const std::string name = "\"" + std::string(field) + "\"";
  const std::string value = "\"" + to_text(*after) + "\"";
  if (level == 1 && after->count != 0)
    reader.problems().error(reader.at(field), "level.first",
                            {reader.what().en + ": " + name + " is " + value +
                                 "; level 1 is the miss itself and comes at the limit: \"0 m\"",
                             reader.what().zh + ":" + name + " 为 " + value +
                                 ";1 级即超时本身,应在时限到点触发:\"0 m\""});
  if (level > 1 && before.unit == after->unit && before.count > after->count)
    reader.problems().error(reader.at(field), "level.order",
                            {reader.what().en + ": " + name + " is " + value +
                                 ", earlier than the level before it (\"" + to_text(before) + "\")",
                             reader.what().zh + ":" + name + " 为 " + value + ",早于上一级(\"" +
                                 to_text(before) + "\")"});
  return *after;
}

void read_level(const Node& node, std::array<bool, core::level_count>& seen, Draft& draft,
                Problems& problems) {
  Reader reader(node, named(node, {"level", "级别"}, "level"), problems);
  const auto number = reader.integer("level");
  if (!number) return;
  if (*number < 0 || *number >= static_cast<int>(core::level_count)) {
    problems.error(reader.at("level"), "level.number",
                   {"there is no level " + std::to_string(*number) + "; levels go from 0 to 5",
                    "没有第 " + std::to_string(*number) + " 级;级别为 0 到 5"});
    return;
  }
  const auto index = static_cast<std::size_t>(*number);
  if (seen[index])
    problems.error(reader.at("level"), "id.duplicate",
                   {reader.what().en + " is there twice", reader.what().zh + " 重复"});
  seen[index] = true;

  core::Level& level = draft.policy.levels[index];
  level.name = reader.text("name");
  level.name_en = reader.text("name_en");
  level.action = reader.optional_text("action");
  if (reader.required("notify") != nullptr)
    for (const Word& word : reader.optional_words("notify"))
      if (const auto role = role_of(word, problems)) level.notify.push_back(*role);
  const bool tells_parent =
      std::find(level.notify.begin(), level.notify.end(), core::Role::parent) != level.notify.end();
  if (index == core::optional_level && !tells_parent)
    problems.error(
        reader.at("notify"), "level.nobody",
        {reader.what().en + " does not tell it: \"notify\" should name the role that the "
                            "jurisdiction above has here: [\"parent\"]",
         reader.what().zh + "未通知上级:\"notify\" 应为上级在本辖区的角色:"
                            "[\"parent\"]"});
  const auto nobody = reader.choice("nobody", core::nobody_names, 0);
  if (nobody) level.nobody = static_cast<core::NobodyOnDuty>(*nobody);
  if (index == 0) {
    read_warning(reader, level);
  } else {
    const core::Level& before = draft.policy.levels[index - 1];
    level.after_emergency = read_offset(reader, "after_emergency", index, before.after_emergency);
    level.after_normal = read_offset(reader, "after_normal", index, before.after_normal);
  }
  reader.finish();
}

constexpr std::array<std::string_view, 4> jump_names = {"hops", "reworks", "bad_evaluations",
                                                        "cluster"};

void read_jump(const Node& node, Draft& draft, Problems& problems) {
  Reader reader(node, {"a [[jump]]", "[[jump]]"}, problems);
  core::Jump jump;
  const auto when = reader.choice("when", jump_names);
  const auto number = [&](std::string_view field, int least, int most) {
    const auto value = reader.integer(field);
    if (value && (*value < least || *value > most))
      problems.error(
          reader.at(field), "field.value",
          {reader.what().en + ": \"" + std::string(field) + "\" is " + std::to_string(*value) +
               "; it should be from " + std::to_string(least) + " to " + std::to_string(most),
           reader.what().zh + ":\"" + std::string(field) + "\" 为 " + std::to_string(*value) +
               ",应在 " + std::to_string(least) + " 到 " + std::to_string(most) + " 之间"});
    return static_cast<std::uint8_t>(value.value_or(least));
  };
  jump.when = static_cast<core::JumpWhen>(when.value_or(0));
  // No more of one matter are looked for than are shown.
  const bool cluster = jump.when == core::JumpWhen::cluster;
  jump.times =
      cluster ? number("times", 2, static_cast<int>(core::most_alike) + 1) : number("times", 1, 20);
  jump.level = number("level", 1, draft.policy.top_level());
  reader.finish();
  draft.policy.jumps.push_back(jump);
}

}  // namespace

void read_levels(const Node& document, Draft& draft, Problems& problems) {
  Reader reader(document, {"levels.toml", "levels.toml"}, problems);
  std::array<bool, core::level_count> seen{};
  for (const Node& node : reader.tables("level")) read_level(node, seen, draft, problems);
  if (reader.node("jump") != nullptr)
    for (const Node& node : reader.tables("jump")) read_jump(node, draft, problems);
  reader.finish();
  for (std::size_t i = 0; i < core::optional_level; ++i)
    if (!seen[i])
      problems.error(
          reader.at(), "level.missing",
          {"level " + std::to_string(i) + " is missing; 0 to 4 must be there, and 5 may be",
           "缺少第 " + std::to_string(i) + " 级;0 到 4 级必须有,5 级可选"});
}

}  // namespace shao::config
