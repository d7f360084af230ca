#include "config/entries.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace shao::config {

namespace {

/// The lists of tables there are, and by which field an entry is known in each.
struct List {
  std::string_view file;
  std::string_view name;
  std::string_view key;
  std::string_view zh;
};
constexpr std::array<List, 11> lists = {{
    {"offices.toml", "office", "id", "单位"},
    {"kinds.toml", "kind", "id", "哨种"},
    {"kinds.toml", "urgency", "id", "紧急程度"},
    {"categories.toml", "category", "id", "类别"},
    {"rules.toml", "rule", "id", "规则"},
    {"levels.toml", "level", "level", "级别"},
    {"calendar.toml", "year", "year", "年份"},
    {"duty.toml", "rota", "id", "值班表"},
    {"duty.toml", "override", "id", "替班"},
    {"keys.toml", "key", "public", "密钥"},
    {"hooks.toml", "hook", "id", "外发通知"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 58> field_zh = {{
    {"name", "名称"},
    {"name_en", "英文名称"},
    {"type", "类型"},
    {"parent", "上级"},
    {"can_lead", "可主办"},
    {"roles", "角色"},
    {"raisers", "吹哨方"},
    {"needs_review", "须审哨"},
    {"approver", "审哨人"},
    {"clock", "计时方式"},
    {"on_site", "到场"},
    {"release_before_resolve", "先确认后办结"},
    {"acknowledge", "签收时限"},
    {"contact", "联系时限"},
    {"report_in", "报到时限"},
    {"first_report", "首次报告时限"},
    {"progress_every", "进展报告间隔"},
    {"resolve", "办结时限"},
    {"resolve_before_urgency", "哨种办结时限优先"},
    {"resolve_override", "类别办结时限"},
    {"default_kind", "默认哨种"},
    {"default_urgency", "默认紧急程度"},
    {"keywords", "关键词"},
    {"category", "类别"},
    {"kind", "哨种"},
    {"urgency", "紧急程度"},
    {"origin", "来源"},
    {"place", "地点"},
    {"keyword", "关键词"},
    {"hours", "时段"},
    {"lead", "主办"},
    {"assist", "协办"},
    {"notify", "通知"},
    {"percent", "预警比例"},
    {"after_emergency", "应急阶梯"},
    {"after_normal", "一般阶梯"},
    {"windows", "工作时段"},
    {"holidays", "假期"},
    {"extra_workdays", "调休工作日"},
    {"office", "单位"},
    {"label", "标注"},
    {"nobody", "无人值班时"},
    {"levels", "级别"},
    {"from", "起"},
    {"to", "止"},
    {"days", "日期范围"},
    {"turn", "每班天数"},
    {"members", "值班人"},
    {"on", "时机"},
    {"program", "程序"},
    {"url", "地址"},
    {"secret_file", "签名密钥文件"},
    {"ca_file", "证书机构文件"},
    {"timeout", "超时"},
    {"give_up_after", "放弃时限"},
    {"status", "状态"},
    {"action", "措施"},
    {"source", "依据"},
}};

std::string text_of(const Node& node);

struct TextOf {
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(const std::chrono::year_month_day& date) const {
    std::array<char, 40> out{};
    std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return out.data();
  }
  /// A pair of times is a window.
  std::string operator()(const Items& items) const {
    std::string all;
    for (const Node& item : items) all += (all.empty() ? "" : "-") + text_of(item);
    return all;
  }
  /// A holiday: its dates and its name. The library gives the fields by their names' order.
  std::string operator()(const Table& table) const {
    std::string dates, others;
    for (const Field& field : table) {
      const bool date = field.name == "from" || field.name == "to";
      std::string& part = date ? dates : others;
      part += (part.empty() ? "" : date ? ".." : " ") + text_of(field.value);
    }
    return dates.empty() || others.empty() ? dates + others : dates + " " + others;
  }
  std::string operator()(const Other& other) const { return std::string(other.what); }
};

std::string text_of(const Node& node) {
  return std::visit(TextOf{}, node.value);
}

void add_fields(const Table& table, const std::string& before, std::vector<Content>& fields) {
  for (const Field& field : table) {
    const std::string name = before + field.name;
    if (const auto* inner = std::get_if<Table>(&field.value.value)) {
      add_fields(*inner, name + ".", fields);
      continue;
    }
    Content content{name, field.at, {}, false};
    if (const auto* items = std::get_if<Items>(&field.value.value)) {
      content.list = true;
      for (const Node& item : *items) content.items.push_back(text_of(item));
    } else {
      content.items.push_back(text_of(field.value));
    }
    fields.push_back(std::move(content));
  }
}

const List* list_named(std::string_view file, std::string_view name) {
  const auto found = std::find_if(lists.begin(), lists.end(), [&](const List& one) {
    return one.file == file && one.name == name;
  });
  return found == lists.end() ? nullptr : &*found;
}

}  // namespace

std::string Content::text() const {
  std::string all;
  for (const std::string& item : items) all += (all.empty() ? "" : ", ") + item;
  return all;
}

const Content* Entry::field(std::string_view name) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const Content& one) { return one.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

core::Result<std::vector<Entry>, Problem> entries_of(const std::string& file,
                                                     const std::string& text) {
  const auto document = parse(file, text);
  if (!document) return core::Unexpected{document.error()};
  std::vector<Entry> entries;
  Entry whole{file.substr(0, file.find('.')), "", {file, 0, 0}, {}};
  Table others;
  for (const Field& field : std::get<Table>(document->value)) {
    const List* list = list_named(file, field.name);
    const auto* items = std::get_if<Items>(&field.value.value);
    if (list == nullptr || items == nullptr) {
      others.push_back(field);
      continue;
    }
    for (const Node& item : *items) {
      Entry entry{field.name, "", item.at, {}};
      if (const auto* table = std::get_if<Table>(&item.value)) add_fields(*table, "", entry.fields);
      if (const Content* key = entry.field(list->key)) {
        entry.id = key->text();
        entry.at = key->at;
      }
      entries.push_back(std::move(entry));
    }
  }
  add_fields(others, "", whole.fields);
  if (!whole.fields.empty()) entries.push_back(std::move(whole));
  return entries;
}

Text sort_words(std::string_view sort) {
  for (const List& list : lists)
    if (list.name == sort) return {std::string(sort), std::string(list.zh)};
  return {std::string(sort), std::string(sort)};
}

Text field_words(std::string_view field) {
  const std::string name(field);
  const std::string_view last = field.substr(field.rfind('.') + 1);
  // Of a ladder, a limit's name is not the limit.
  if (!field.starts_with("ladder."))
    for (const auto& [known, zh] : field_zh)
      if (known == last) return {name, std::string(zh) + "(" + name + ")"};
  return {name, name};
}

}  // namespace shao::config
