#include "config/reader.hpp"

#include <algorithm>
#include <limits>

#include "config/limit.hpp"
#include "config/nearest.hpp"

namespace shao::config {

namespace {

const Items no_items;
const Table no_fields;

Text type_of(const Node& node) {
  struct Name {
    Text operator()(const std::string&) const { return {"a text", "文本"}; }
    Text operator()(std::int64_t) const { return {"a whole number", "整数"}; }
    Text operator()(bool) const { return {"true or false", "布尔值"}; }
    Text operator()(std::chrono::year_month_day) const { return {"a date", "日期"}; }
    Text operator()(const Items&) const { return {"a list", "列表"}; }
    Text operator()(const Table&) const { return {"a table", "表"}; }
    Text operator()(const Other& other) const {
      return {std::string(other.what), std::string(other.what_zh)};
    }
  };
  return std::visit(Name{}, node.value);
}

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

}  // namespace

Reader::Reader(const Node& node, Text what, Problems& problems)
    : at_(node.at), what_(std::move(what)), table_(&no_fields), problems_(problems) {
  if (const auto* table = std::get_if<Table>(&node.value)) {
    table_ = table;
    return;
  }
  const Text found = type_of(node);
  problems_.error(at_, "field.type",
                  {what_.en + " is " + found.en + "; it should be a table",
                   what_.zh + " 是" + found.zh + ",应为表"});
}

const Position& Reader::at(std::string_view field) const {
  const auto found = std::find_if(table_->begin(), table_->end(),
                                  [&](const Field& one) { return one.name == field; });
  return found == table_->end() ? at_ : found->value.at;
}

const Node* Reader::node(std::string_view field) {
  asked_.emplace_back(field);
  const auto found = std::find_if(table_->begin(), table_->end(),
                                  [&](const Field& one) { return one.name == field; });
  return found == table_->end() ? nullptr : &found->value;
}

const Node* Reader::required(std::string_view field) {
  const Node* found = node(field);
  if (found == nullptr)
    problems_.error(
        at_, "field.missing",
        {what_.en + " has no field " + quoted(field), what_.zh + " 缺少字段 " + quoted(field)});
  return found;
}

void Reader::wrong_type(std::string_view field, const Node& found, const Text& wanted) {
  const Text is = type_of(found);
  problems_.error(found.at, "field.type",
                  {what_.en + ": " + quoted(field) + " is " + is.en + "; it should be " + wanted.en,
                   what_.zh + ":" + quoted(field) + " 是" + is.zh + ",应为" + wanted.zh});
}

std::string Reader::text_of(std::string_view field, const Node* found) {
  if (found == nullptr) return {};
  const auto* text = std::get_if<std::string>(&found->value);
  if (text == nullptr) {
    wrong_type(field, *found, {"a text in quotation marks", "带引号的文本"});
    return {};
  }
  if (text->empty())
    problems_.error(found->at, "field.empty",
                    {what_.en + ": " + quoted(field) + " is empty; it should say something",
                     what_.zh + ":" + quoted(field) + " 为空,应填写内容"});
  return *text;
}

std::string Reader::text(std::string_view field) {
  return text_of(field, required(field));
}

std::string Reader::optional_text(std::string_view field) {
  return text_of(field, node(field));
}

std::optional<Word> Reader::word(std::string_view field) {
  const Node* found = required(field);
  std::string text = text_of(field, found);
  if (text.empty()) return std::nullopt;
  return Word{std::move(text), found->at};
}

std::vector<Word> Reader::words_of(std::string_view field, const Node* found) {
  if (found == nullptr) return {};
  const auto* items = std::get_if<Items>(&found->value);
  if (items == nullptr) {
    if (!std::holds_alternative<std::string>(found->value)) {
      wrong_type(field, *found, {"a text or a list of texts", "文本或文本列表"});
      return {};
    }
    std::string text = text_of(field, found);
    if (text.empty()) return {};
    return {Word{std::move(text), found->at}};
  }
  std::vector<Word> words;
  for (const Node& item : *items) {
    std::string text = text_of(field, &item);
    if (text.empty()) continue;
    const bool twice =
        std::any_of(words.begin(), words.end(), [&](const Word& one) { return one.text == text; });
    if (twice)
      problems_.error(item.at, "field.twice",
                      {what_.en + ": " + quoted(field) + " names " + quoted(text) + " twice",
                       what_.zh + ":" + quoted(field) + " 重复列出 " + quoted(text)});
    else
      words.push_back({std::move(text), item.at});
  }
  return words;
}

std::vector<Word> Reader::words(std::string_view field) {
  const Node* found = required(field);
  std::vector<Word> words = words_of(field, found);
  const auto* items = found == nullptr ? nullptr : std::get_if<Items>(&found->value);
  if (items != nullptr && items->empty())
    problems_.error(found->at, "field.empty",
                    {what_.en + ": " + quoted(field) + " is an empty list; name at least one",
                     what_.zh + ":" + quoted(field) + " 是空列表,至少填一项"});
  return words;
}

std::vector<Word> Reader::optional_words(std::string_view field) {
  return words_of(field, node(field));
}

bool Reader::flag_or(std::string_view field, bool fallback) {
  const Node* found = node(field);
  if (found == nullptr) return fallback;
  if (const bool* flag = std::get_if<bool>(&found->value)) return *flag;
  wrong_type(field, *found, {"true or false", "true 或 false"});
  return fallback;
}

bool Reader::flag(std::string_view field) {
  return required(field) != nullptr && flag_or(field, false);
}

std::optional<int> Reader::integer(std::string_view field) {
  const Node* found = required(field);
  if (found == nullptr) return std::nullopt;
  const auto* number = std::get_if<std::int64_t>(&found->value);
  if (number == nullptr) {
    wrong_type(field, *found, {"a whole number", "整数"});
    return std::nullopt;
  }
  // No field has a use for more; each checks its own bounds.
  constexpr std::int64_t most = std::numeric_limits<int>::max();
  return static_cast<int>(std::clamp(*number, -most, most));
}

std::optional<core::Limit> Reader::limit_of(std::string_view field, const Node* found, bool zero) {
  if (found == nullptr) return std::nullopt;
  const auto* text = std::get_if<std::string>(&found->value);
  if (text == nullptr) {
    wrong_type(field, *found, {"a limit like \"20 wd\"", "形如 \"20 wd\" 的时限"});
    return std::nullopt;
  }
  auto limit = parse_limit(*text);
  if (limit && limit->count == 0 && !zero)
    limit =
        core::Unexpected{BadLimit{"limit.not_positive", {"a limit is positive", "时限须为正数"}}};
  if (limit) return *limit;
  const BadLimit& bad = limit.error();
  problems_.error(
      found->at, bad.code,
      {what_.en + ": " + quoted(field) + " is " + quoted(*text) + "; " + bad.expected.en,
       what_.zh + ":" + quoted(field) + " 为 " + quoted(*text) + ";" + bad.expected.zh});
  return std::nullopt;
}

core::Limit Reader::limit(std::string_view field) {
  return limit_of(field, required(field), false).value_or(core::Limit{});
}

std::optional<core::Limit> Reader::optional_limit(std::string_view field) {
  return limit_of(field, node(field), false);
}

std::optional<core::Limit> Reader::offset(std::string_view field) {
  return limit_of(field, required(field), true);
}

std::optional<std::chrono::year_month_day> Reader::date(std::string_view field) {
  const Node* found = required(field);
  if (found == nullptr) return std::nullopt;
  if (const auto* date = std::get_if<std::chrono::year_month_day>(&found->value)) return *date;
  wrong_type(field, *found,
             {"a date without quotation marks, like 2026-01-01", "不带引号的日期,如 2026-01-01"});
  return std::nullopt;
}

const Items& Reader::tables(std::string_view field) {
  const Node* found = required(field);
  if (found == nullptr) return no_items;
  if (const auto* items = std::get_if<Items>(&found->value)) return *items;
  wrong_type(field, *found,
             {"a list of tables, each under [[" + std::string(field) + "]]",
              "表的列表,每项以 [[" + std::string(field) + "]] 开头"});
  return no_items;
}

std::optional<std::size_t> Reader::choice(std::string_view field,
                                          std::span<const std::string_view> names,
                                          std::optional<std::size_t> fallback) {
  const Node* found = fallback ? node(field) : required(field);
  const std::string text = text_of(field, found);
  if (text.empty()) return found == nullptr ? fallback : std::nullopt;
  const auto name = std::find(names.begin(), names.end(), text);
  if (name != names.end()) return static_cast<std::size_t>(name - names.begin());
  std::string all;
  for (const std::string_view one : names) all += (all.empty() ? "" : ", ") + quoted(one);
  problems_.error(
      found->at, "field.value",
      {what_.en + ": " + quoted(field) + " is " + quoted(text) + "; it should be one of " + all,
       what_.zh + ":" + quoted(field) + " 为 " + quoted(text) + ",应为其一:" + all});
  return std::nullopt;
}

core::Roles Reader::roles(std::string_view field) {
  core::Roles roles;
  for (const Word& word : optional_words(field))
    if (const auto role = role_of(word, problems_)) roles.add(*role);
  return roles;
}

void Reader::finish() {
  for (const Field& field : *table_) {
    if (std::find(asked_.begin(), asked_.end(), field.name) != asked_.end()) continue;
    const Text hint = known_words(field.name, asked_);
    problems_.error(field.at, "field.unknown",
                    {what_.en + ": unknown field " + quoted(field.name) + hint.en,
                     what_.zh + ":未知字段 " + quoted(field.name) + hint.zh});
  }
}

Text named(const Node& entry, Text sort, std::string_view key) {
  const auto* table = std::get_if<Table>(&entry.value);
  if (table == nullptr) return sort;
  std::string name;
  for (const Field& field : *table) {
    if (field.name != key) continue;
    if (const auto* id = std::get_if<std::string>(&field.value.value)) name = " " + *id;
    if (const auto* number = std::get_if<std::int64_t>(&field.value.value))
      name = " " + std::to_string(*number);
  }
  return {sort.en + name, sort.zh + name};
}

std::vector<std::string> strings_of(std::span<const std::string_view> names) {
  return {names.begin(), names.end()};
}

std::optional<core::Role> role_of(const Word& word, Problems& problems) {
  if (const auto role = core::role_named(word.text)) return role;
  const Text hint = known_words(word.text, strings_of(core::role_names));
  problems.error(word.at, "role.unknown",
                 {"there is no role " + quoted(word.text) + hint.en,
                  "没有角色 " + quoted(word.text) + hint.zh});
  return std::nullopt;
}

}  // namespace shao::config
