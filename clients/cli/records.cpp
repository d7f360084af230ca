#include "clients/cli/records.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "clients/cli/speech.hpp"
#include "clients/lib/client.hpp"
#include "dispatcher/codec/answer_json.hpp"
#include "dispatcher/codec/command_json.hpp"

namespace shao::cli {

namespace {

using codec::Json;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

struct Column {
  std::string_view heading;
  std::string_view outer;
  std::string_view inner;  // empty: a field of the record itself
};
constexpr std::array<Column, 20> columns{{
    {"id", "id", ""},
    {"unit", "unit", ""},
    {"kind", "kind", ""},
    {"category", "category", ""},
    {"urgency", "urgency", ""},
    {"title", "title", ""},
    {"detail", "detail", ""},
    {"occurred_at", "occurred_at", ""},
    {"exercise", "exercise", ""},
    {"to", "to", ""},
    {"place.address", "place", "address"},
    {"place.lon", "place", "lon"},
    {"place.lat", "place", "lat"},
    {"reporter.name", "reporter", "name"},
    {"reporter.phone", "reporter", "phone"},
    {"address", "place", "address"},
    {"lon", "place", "lon"},
    {"lat", "place", "lat"},
    {"name", "reporter", "name"},
    {"phone", "reporter", "phone"},
}};

const Column* column_named(std::string_view heading) {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& one) { return one.heading == heading; });
  return found == columns.end() ? nullptr : &*found;
}

struct Row {
  std::size_t line = 0;
  std::vector<std::string> cells;
  std::string fault;  // why it cannot be read
};

/// RFC 4180: cells between commas, quoted when they hold commas, quotes (doubled) or line ends.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
  }

  std::optional<Row> next() {
    while (at_ < text_.size() && (text_[at_] == '\r' || text_[at_] == '\n')) step();
    if (at_ >= text_.size()) return std::nullopt;
    Row row{line_, {}, {}};
    for (;;) {
      row.cells.push_back(cell(row));
      if (at_ < text_.size() && text_[at_] == ',') {
        step();
        continue;
      }
      return row;
    }
  }

 private:
  void step() {
    if (text_[at_] == '\n') ++line_;
    ++at_;
  }
  std::string cell(Row& row) {
    std::string value;
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    if (quoted) {
      step();
      for (;;) {
        if (at_ >= text_.size()) {
          row.fault = say("a quoted cell is not closed", "引号没有闭合");
          return value;
        }
        if (text_[at_] == '"') {
          step();
          if (at_ >= text_.size() || text_[at_] != '"') break;
        }
        value += text_[at_];
        step();
      }
    }
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') {
      if (text_[at_] != '\r') {
        if (quoted)
          row.fault = say("text stands after a closing quote; a quote within a cell is doubled",
                          "引号后还有文字；格内的引号要写两个");
        value += text_[at_];
      }
      step();
    }
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

/// Sorts records into good and bad, and notices a number that was used before.
class Sorter {
 public:
  explicit Sorter(Records& records) : records_(records) {}

  void bad(std::size_t line, std::string problem) {
    records_.bad.push_back({line, std::move(problem)});
  }
  void take(std::size_t line, core::Result<Json, std::string> body) {
    if (!body) return bad(line, std::move(body.error()));
    const std::string id = text_in(*body, "id"), unit = text_in(*body, "unit");
    const auto [first, fresh] = lines_.try_emplace({unit, id}, line);
    if (fresh) {
      records_.good.push_back({line, std::move(*body)});
      return;
    }
    const std::string before = std::to_string(first->second);
    bad(line, say("id \"" + id + "\" of unit " + unit + " stands in line " + before +
                      " already; right would be: a number of its own for each whistle",
                  "单位 " + unit + " 的编号 \"" + id + "\" 在第 " + before +
                      " 行已经用过；每声哨应有自己的编号"));
  }

 private:
  Records& records_;
  std::map<std::pair<std::string, std::string>, std::size_t> lines_;  // unit and id
};

bool is_utf8(std::string_view text) {
  // nlohmann's strict dump is the check that the wire will make, too.
  try {
    static_cast<void>(Json(std::string(text)).dump());
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}
std::string csv_not_utf8() {
  return say("not UTF-8; in Excel, save as \"CSV UTF-8\"",
             "不是 UTF-8 编码；在 Excel 中请另存为“CSV UTF-8”");
}
std::string line_not_utf8() {
  return say("not UTF-8; right would be: the file saved as UTF-8",
             "不是 UTF-8 编码；请将文件另存为 UTF-8");
}

/// What is neither is refused with its value, as a text where true or false should be.
Json yes_or_text(const std::string& text) {
  if (text == "true" || text == "yes" || text == "是") return true;
  if (text == "false" || text == "no" || text == "否") return false;
  return text;
}

}  // namespace

Json number_or_text(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size()) return value;
  return text;
}

core::Result<Json, std::string> raise_body(Json fields) {
  fields["do"] = "raise";
  const auto command = codec::decode_command(fields);
  if (!command) return core::Unexpected{codec::sentence(command.error(), chinese())};
  return fields;
}

Records records_from_json_lines(std::string_view text) {
  Records records;
  Sorter sorter(records);
  std::size_t number = 0;
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  while (!text.empty()) {
    ++number;
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    auto object = codec::parse_body(line);
    if (object)
      sorter.take(number, raise_body(std::move(*object)));
    else
      sorter.bad(number, is_utf8(line) ? object.error() : line_not_utf8());
  }
  return records;
}

core::Result<Records, std::string> records_from_csv(std::string_view text) {
  CsvReader reader(text);
  const auto heading = reader.next();
  if (!heading)
    return core::Unexpected{say("the CSV is empty: its first line names the columns",
                                "CSV 文件是空的：第一行应为列名")};
  std::vector<const Column*> wanted;
  for (const std::string& name : heading->cells) {
    const Column* column = column_named(name);
    if (column == nullptr) {
      std::string known;
      for (const Column& one : columns)
        known += (known.empty() ? "" : ", ") + std::string(one.heading);
      return core::Unexpected{say("line 1: there is no column \"" + name + "\"; known are " + known,
                                  "第 1 行：没有名为 \"" + name + "\" 的列；可用的列：" + known)};
    }
    if (std::find(wanted.begin(), wanted.end(), column) != wanted.end())
      return core::Unexpected{say("line 1: the column \"" + name + "\" stands there twice",
                                  "第 1 行：列 \"" + name + "\" 出现了两次")};
    wanted.push_back(column);
  }
  Records records;
  Sorter sorter(records);
  while (const auto row = reader.next()) {
    if (!row->fault.empty()) {
      sorter.bad(row->line, row->fault);
      continue;
    }
    if (row->cells.size() != wanted.size()) {
      const std::string cells = std::to_string(row->cells.size());
      const std::string columns_wanted = std::to_string(wanted.size());
      sorter.bad(row->line, say(cells + " cells; the heading has " + columns_wanted,
                                "有 " + cells + " 格，表头有 " + columns_wanted + " 格"));
      continue;
    }
    if (!std::all_of(row->cells.begin(), row->cells.end(), is_utf8)) {
      sorter.bad(row->line, csv_not_utf8());
      continue;
    }
    Json fields = Json::object();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const std::string& cell = row->cells[i];
      if (cell.empty()) continue;
      const Column& column = *wanted[i];
      const bool coordinate = column.inner == "lon" || column.inner == "lat";
      Json value = coordinate                     ? number_or_text(cell)
                   : column.heading == "exercise" ? yes_or_text(cell)
                                                  : Json(cell);
      if (column.inner.empty())
        fields[std::string(column.outer)] = std::move(value);
      else
        fields[std::string(column.outer)][std::string(column.inner)] = std::move(value);
    }
    sorter.take(row->line, raise_body(std::move(fields)));
  }
  return records;
}

std::string command_id_of(const Json& body) {
  constexpr std::size_t hash_part = 16;
  std::string id = "raise:" + text_in(body, "unit") + ":" + text_in(body, "id");
  if (client::is_id(id)) return id;
  const std::string hash = codec::body_hash(Json{{"id", id}}).substr(0, hash_part);
  std::erase_if(id, [](char c) { return c <= ' ' || c > '~'; });
  return id.substr(0, core::client_id_capacity - hash_part - 1) + ":" + hash;
}

}  // namespace shao::cli
