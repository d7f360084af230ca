// levels.toml: the ladder. Level 0 warns before the limit, level 1 is the miss, the others go up.
#include <array>

#include "config/draft.hpp"
#include "config/limit.hpp"

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

void check_first(Reader& reader, std::string_view field, core::Limit after) {
  if (after.count == 0) return;
  reader.problems().error(
      reader.at(field), "level.first",
      {reader.what().en + ": \"" + std::string(field) + "\" is \"" + to_text(after) +
           "\"; level 1 is the miss itself and comes at the limit: \"0 m\"",
       reader.what().zh + ":\"" + std::string(field) + "\" 为 \"" + to_text(after) +
           "\";1 级即超时本身,应在时限到点触发:\"0 m\""});
}

/// Offsets in the same unit can be compared as they stand; check_combinations sees the others.
void check_order(Reader& reader, std::string_view field, core::Limit before, core::Limit after) {
  if (before.unit != after.unit || before.count <= after.count) return;
  reader.problems().error(
      reader.at(field), "level.order",
      {reader.what().en + ": \"" + std::string(field) + "\" is \"" + to_text(after) +
           "\", earlier than the level before it (\"" + to_text(before) + "\")",
       reader.what().zh + ":\"" + std::string(field) + "\" 为 \"" + to_text(after) +
           "\",早于上一级(\"" + to_text(before) + "\")"});
}

void read_level(const Node& node, std::array<bool, core::level_count>& seen, Draft& draft,
                Problems& problems) {
  Text what{"level", "级别"};
  std::optional<int> number;
  {
    Reader reader(node, what, problems);
    number = reader.integer("level");
    if (!number) return;
    if (*number < 0 || *number >= static_cast<int>(core::level_count)) {
      problems.error(reader.at("level"), "level.number",
                     {"there is no level " + std::to_string(*number) + "; levels go from 0 to 4",
                      "没有第 " + std::to_string(*number) + " 级;级别为 0 到 4"});
      return;
    }
  }
  const auto index = static_cast<std::size_t>(*number);
  what = {"level " + std::to_string(index), std::to_string(index) + " 级"};
  Reader reader(node, what, problems);
  reader.node("level");
  if (seen[index])
    problems.error(reader.at("level"), "id.duplicate",
                   {what.en + " is there twice", what.zh + "重复"});
  seen[index] = true;

  core::Level& level = draft.policy.levels[index];
  level.name = reader.text("name");
  level.name_en = reader.text("name_en");
  level.action = reader.optional_text("action");
  if (reader.required("notify") != nullptr)
    for (const Word& word : reader.optional_words("notify"))
      if (const auto role = role_of(word, problems)) level.notify.push_back(*role);
  if (index == 0) {
    read_warning(reader, level);
  } else {
    level.after_emergency = reader.offset("after_emergency");
    level.after_normal = reader.offset("after_normal");
    const core::Level& before = draft.policy.levels[index - 1];
    if (index == 1) {
      check_first(reader, "after_emergency", level.after_emergency);
      check_first(reader, "after_normal", level.after_normal);
    } else if (seen[index - 1]) {
      check_order(reader, "after_emergency", before.after_emergency, level.after_emergency);
      check_order(reader, "after_normal", before.after_normal, level.after_normal);
    }
  }
  reader.finish();
}

}  // namespace

void read_levels(const Node& document, Draft& draft, Problems& problems) {
  Reader reader(document, {"levels.toml", "levels.toml"}, problems);
  std::array<bool, core::level_count> seen{};
  for (const Node& node : reader.tables("level")) read_level(node, seen, draft, problems);
  reader.finish();
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (!seen[i])
      problems.error(reader.at(), "level.missing",
                     {"level " + std::to_string(i) + " is missing; there are five, 0 to 4",
                      "缺少第 " + std::to_string(i) + " 级;共五级,0 到 4"});
}

}  // namespace shao::config
