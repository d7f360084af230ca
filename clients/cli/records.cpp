#include "clients/cli/records.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "clients/cli/speech.hpp"
#include "dispatcher/codec/answer_json.hpp"
#include "dispatcher/codec/command_json.hpp"

namespace shao::cli {

namespace {

using codec::Json;

struct Column {
  std::string_view heading;
  std::string_view outer;
  std::string_view inner;  // empty: a field of the record itself
};
constexpr std::array<Column, 18> columns{{
    {"id", "id", ""},
    {"unit", "unit", ""},
    {"kind", "kind", ""},
    {"category", "category", ""},
    {"urgency", "urgency", ""},
    {"title", "title", ""},
    {"detail", "detail", ""},
    {"occurred_at", "occurred_at", ""},
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
  bool unfinished = false;  // the file ended inside quotes
};

/// RFC 4180: cells between commas, quoted when they hold commas, quotes (doubled) or line ends.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  std::optional<Row> next() {
    while (at_ < text_.size() && (text_[at_] == '\r' || text_[at_] == '\n')) step();
    if (at_ >= text_.size()) return std::nullopt;
    Row row{line_, {}, false};
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
    if (at_ < text_.size() && text_[at_] == '"') {
      step();
      for (;;) {
        if (at_ >= text_.size()) {
          row.unfinished = true;
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
      if (text_[at_] != '\r') value += text_[at_];
      step();
    }
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

/// A coordinate's text to a number; other text stays, and is refused by name.
Json number_or_text(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size()) return value;
  return text;
}

void take(Records& records, std::size_t line, core::Result<Json, std::string> body) {
  if (body)
    records.good.push_back({line, std::move(*body)});
  else
    records.bad.push_back({line, std::move(body.error())});
}

}  // namespace

core::Result<Json, std::string> raise_body(Json fields) {
  fields["do"] = "raise";
  const auto command = codec::decode_command(fields);
  if (!command) return core::Unexpected{codec::sentence(command.error(), chinese())};
  return fields;
}

Records records_from_json_lines(std::string_view text) {
  Records records;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    auto object = codec::parse_body(line);
    take(records, number,
         object ? raise_body(std::move(*object))
                : core::Result<Json, std::string>(core::Unexpected{object.error()}));
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
    wanted.push_back(column);
  }
  Records records;
  while (const auto row = reader.next()) {
    if (row->unfinished || row->cells.size() != wanted.size()) {
      records.bad.push_back(
          {row->line, row->unfinished
                          ? say("a quoted cell is not closed", "引号没有闭合")
                          : say(std::to_string(row->cells.size()) + " cells; the heading has " +
                                    std::to_string(wanted.size()),
                                "有 " + std::to_string(row->cells.size()) + " 格，表头有 " +
                                    std::to_string(wanted.size()) + " 格")});
      continue;
    }
    Json fields = Json::object();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const std::string& cell = row->cells[i];
      if (cell.empty()) continue;
      const Column& column = *wanted[i];
      const bool coordinate = column.inner == "lon" || column.inner == "lat";
      Json value = coordinate ? number_or_text(cell) : Json(cell);
      if (column.inner.empty())
        fields[std::string(column.outer)] = std::move(value);
      else
        fields[std::string(column.outer)][std::string(column.inner)] = std::move(value);
    }
    take(records, row->line, raise_body(std::move(fields)));
  }
  return records;
}

std::string command_id_of(const Json& body) {
  constexpr std::size_t most = 64;
  constexpr std::size_t hash_part = 16;
  std::string id = "raise:" + body.at("id").get<std::string>();
  const bool printable =
      std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 127; });
  if (id.size() <= most && printable) return id;
  const std::string hash = codec::body_hash(Json{{"id", body.at("id")}}).substr(0, hash_part);
  std::erase_if(id, [](char c) { return c <= ' ' || c >= 127; });
  return id.substr(0, most - hash_part - 1) + ":" + hash;
}

}  // namespace shao::cli
