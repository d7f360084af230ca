// hooks.toml: how an office that is not looking is told: a webhook or a program. Optional: a
// deployment knows its own addresses.
#include <algorithm>
#include <array>

#include "config/draft.hpp"

namespace shao::config {

namespace {

constexpr std::array<std::string_view, core::level_count + 1> occasions = {
    "assigned", "level_0", "level_1", "level_2", "level_3", "level_4", "level_5"};

void read_occasions(Reader& reader, Hook& hook) {
  for (const Word& word : reader.words("on")) {
    const auto found = std::find(occasions.begin(), occasions.end(), word.text);
    const auto index = static_cast<std::size_t>(found - occasions.begin());
    if (found == occasions.end())
      reader.problems().error(
          word.at, "hook.occasion",
          {reader.what().en + ": \"" + word.text +
               "\" is no occasion; right would be: assigned, level_0 to level_5",
           reader.what().zh + ":没有“" + word.text +
               "”这种时机;应为 assigned、level_0 至 level_5"});
    else if (index == 0)
      hook.assigned = true;
    else
      hook.levels[index - 1] = true;
  }
}

/// The path of a program and its arguments, which may repeat.
void read_program(Reader& reader, Hook& hook) {
  const Node* node = reader.node("program");
  if (node == nullptr) return;
  if (const Items* items = std::get_if<Items>(&node->value))
    for (const Node& item : *items)
      if (const auto* text = std::get_if<std::string>(&item.value)) hook.program.push_back(*text);
  const Items* items = std::get_if<Items>(&node->value);
  if (items == nullptr || items->size() != hook.program.size() || hook.program.empty() ||
      !hook.program.front().starts_with('/'))
    reader.problems().error(
        reader.at("program"), "hook.program",
        {reader.what().en + ": \"program\" should be a list of texts, first the program's whole "
                            "path: [\"/usr/bin/tee\", \"-a\", \"told.jsonl\"]",
         reader.what().zh + ":\"program\" 应为文本列表,首项为程序的完整路径:"
                            "[\"/usr/bin/tee\", \"-a\", \"told.jsonl\"]"});
}

/// Where it goes, and with what it is proven that it comes from us.
void read_url(Reader& reader, Hook& hook) {
  hook.url = reader.optional_text("url");
  hook.secret_file = reader.optional_text("secret_file");
  hook.ca_file = reader.optional_text("ca_file");
  const auto wrong = [&](std::string_view field, std::string_view code, const char* en,
                         const char* zh) {
    reader.problems().error(reader.at(field), code,
                            {reader.what().en + ": " + en, reader.what().zh + ":" + zh});
  };
  const bool to_program = reader.node("program") != nullptr;
  if (hook.url.empty() == !to_program)
    wrong("id", "hook.target", "either \"url\" or \"program\" must be there, and not both",
          "\"url\" 与 \"program\" 必须且只能有一个");
  if (hook.url.empty()) return;
  if (!hook.url.starts_with("https://") || hook.url.size() < std::string_view("https://x").size())
    wrong("url", "hook.url", "\"url\" must begin with https://", "\"url\" 必须以 https:// 开头");
  if (hook.secret_file.empty())
    wrong("url", "hook.secret",
          "\"secret_file\" is missing: with it the receiver knows that it is you",
          "缺少 \"secret_file\":接收方凭它确认是您发出的");
}

void read_times(Reader& reader, Hook& hook) {
  const auto timeout = reader.node("timeout") != nullptr ? reader.integer("timeout") : std::nullopt;
  if (timeout) {
    if (*timeout < 1 || *timeout > 60)
      reader.problems().error(
          reader.at("timeout"), "field.value",
          {reader.what().en + ": \"timeout\" is " + std::to_string(*timeout) +
               "; it should be from 1 to 60 seconds",
           reader.what().zh + ":\"timeout\" 为 " + std::to_string(*timeout) + ",应为 1 到 60 秒"});
    hook.timeout = std::chrono::seconds{*timeout};
  }
  const auto give_up = reader.optional_limit("give_up_after");
  if (!give_up) return;
  if (give_up->unit == core::Unit::minutes)
    hook.give_up_after = std::chrono::minutes{give_up->count};
  else if (give_up->unit == core::Unit::days)
    hook.give_up_after = std::chrono::days{give_up->count};
  else
    reader.problems().error(
        reader.at("give_up_after"), "hook.give_up_after",
        {reader.what().en + ": \"give_up_after\" should be in m or d: hooks go "
                            "round the clock",
         reader.what().zh + ":\"give_up_after\" 应以 m 或 d 计:外发通知全天进行"});
}

}  // namespace

void read_hooks(const Node& document, Draft& draft, Problems& problems) {
  Reader reader(document, {"hooks.toml", "hooks.toml"}, problems);
  Ids ids{"hook", "外发通知"};
  if (reader.node("hook") != nullptr)
    for (const Node& node : reader.tables("hook")) {
      Reader entry(node, named(node, {"hook", "外发通知"}), problems);
      Hook hook;
      if (const auto id = entry.word("id"); id && ids.add(*id, problems)) hook.id = id->text;
      if (const auto office = entry.word("office");
          office && draft.offices.knows(*office, problems))
        hook.office = core::OfficeId(office->text);
      read_occasions(entry, hook);
      read_program(entry, hook);
      read_url(entry, hook);
      read_times(entry, hook);
      entry.finish();
      draft.hooks.push_back(std::move(hook));
    }
  reader.finish();
}

}  // namespace shao::config
