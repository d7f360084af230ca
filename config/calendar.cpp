// calendar.toml: working windows, and year by year the published holidays and make-up days (调休).
#include <array>
#include <cstdio>

#include "config/calendar_days.hpp"
#include "config/draft.hpp"

namespace shao::config {

namespace {

using std::chrono::local_days;
using std::chrono::year_month_day;

constexpr int earliest_year = 2000;
constexpr int latest_year = 2100;

std::string day_text(const year_month_day& date) {
  std::array<char, 40> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return out.data();
}

/// Window after window, each with where it stands.
void check_windows(const std::vector<Window>& windows, const std::vector<Position>& at,
                   Problems& problems) {
  const auto overlap = [&](const Position& where) {
    problems.error(where, "calendar.windows_overlap",
                   {"this window overlaps another one", "该时段与另一时段重叠"});
  };
  for (std::size_t i = 1; i < windows.size(); ++i) {
    if (windows[i].begin < windows[i - 1].begin)
      problems.error(at[i], "calendar.windows_order",
                     {"this window begins before the one that stands before it; windows go from "
                      "early to late",
                      "该时段早于前一时段;各时段应由早到晚排列"});
    else if (windows[i].begin < windows[i - 1].end)
      overlap(at[i]);
  }
  if (windows.size() > 1 && windows.back().end - whole_day > windows.front().begin)
    overlap(at.back());
}

void read_windows(Reader& reader, Published& published, Problems& problems) {
  const Node* node = reader.required("windows");
  if (node == nullptr) return;
  const auto* items = std::get_if<Items>(&node->value);
  if (items == nullptr || items->empty()) {
    problems.error(node->at, "field.type",
                   {"\"windows\" should be a list of pairs, like [[\"09:00\", \"12:00\"]]",
                    "\"windows\" 应为时段列表,如 [[\"09:00\", \"12:00\"]]"});
    return;
  }
  std::vector<Position> at;
  for (const Node& item : *items) {
    if (const auto window = read_window(item, SameTime::mistake, problems)) {
      published.windows.push_back(*window);
      at.push_back(item.at);
    }
  }
  check_windows(published.windows, at, problems);
}

/// The dates of one year as they are read.
class YearReader {
 public:
  YearReader(int year, Published& published, Problems& problems)
      : year_(year), published_(published), problems_(problems) {}

  void holiday(const Node& node) {
    Reader reader(node, {"holiday", "假期"}, problems_);
    reader.optional_text("name");
    const auto from = reader.date("from");
    const auto to = reader.date("to");
    reader.finish();
    const bool from_fits = from && in_year(*from, reader.at("from"));
    const bool to_fits = to && in_year(*to, reader.at("to"));
    if (!from_fits || !to_fits) return;
    if (*to < *from) {
      problems_.error(
          reader.at("to"), "calendar.holiday_order",
          {"the holiday ends on " + day_text(*to) + ", before it begins on " + day_text(*from),
           "假期结束日 " + day_text(*to) + " 早于开始日 " + day_text(*from)});
      return;
    }
    bool twice = false;
    for (local_days day{*from}; day <= local_days{*to}; day += std::chrono::days{1})
      twice = !published_.holidays.insert(day).second || twice;
    if (twice)
      problems_.error(node.at, "calendar.twice",
                      {"this holiday overlaps another one", "该假期与另一假期重叠"});
  }

  void extra_workday(const Node& node) {
    const auto* date = std::get_if<year_month_day>(&node.value);
    if (date == nullptr) {
      problems_.error(node.at, "field.type",
                      {"an extra working day should be a date without quotation marks, like "
                       "2026-01-04",
                       "调休工作日应为不带引号的日期,如 2026-01-04"});
      return;
    }
    if (!in_year(*date, node.at)) return;
    const local_days day{*date};
    const std::string text = day_text(*date);
    if (published_.holidays.count(day) != 0) {
      problems_.error(node.at, "calendar.holiday_and_workday",
                      {text + " is an extra working day and in a holiday as well",
                       text + " 既是调休工作日又在假期内"});
    } else if (published_.works(day) && published_.extra_workdays.count(day) == 0) {
      problems_.warning(
          node.at, "calendar.plain_workday",
          {text + " is a working day anyway (Monday to Friday); is another day meant?",
           text + " 本来就是工作日(周一至周五),是否写错日期?"});
    }
    if (!published_.extra_workdays.insert(day).second)
      problems_.error(node.at, "calendar.twice",
                      {text + " is there twice", "日期 " + text + " 重复"});
  }

 private:
  bool in_year(const year_month_day& date, const Position& at) {
    if (static_cast<int>(date.year()) == year_) return true;
    problems_.error(
        at, "calendar.outside_year",
        {day_text(date) + " is not in " + std::to_string(year_) + ", the year it stands under",
         day_text(date) + " 不在所属年份 " + std::to_string(year_) + " 内"});
    return false;
  }

  int year_;
  Published& published_;
  Problems& problems_;
};

void read_year(const Node& node, Published& published, Problems& problems) {
  Reader reader(node, named(node, {"year", "年份"}, "year"), problems);
  const auto year = reader.integer("year");
  const Items& holidays = reader.tables("holidays");
  const Items& extra_workdays = reader.tables("extra_workdays");
  reader.optional_text("source");
  reader.finish();
  if (!year) return;
  const bool first = published.first_year == 0;
  if (*year < earliest_year || *year > latest_year) {
    problems.error(reader.at("year"), "calendar.year",
                   {"year " + std::to_string(*year) + " should be between 2000 and 2100",
                    "年份 " + std::to_string(*year) + " 应在 2000 到 2100 之间"});
    return;
  }
  if (!first && *year != published.last_year + 1) {
    problems.error(reader.at("year"), "calendar.year",
                   {"year " + std::to_string(*year) + " stands after " +
                        std::to_string(published.last_year) + "; years follow each other",
                    "年份 " + std::to_string(*year) + " 排在 " +
                        std::to_string(published.last_year) + " 之后;年份须连续"});
    return;
  }
  if (first) published.first_year = *year;
  published.last_year = *year;
  YearReader dates(*year, published, problems);
  for (const Node& item : holidays) dates.holiday(item);
  for (const Node& item : extra_workdays) dates.extra_workday(item);
}

}  // namespace

void read_calendar(const Node& document, Draft& draft, Problems& problems) {
  Reader reader(document, {"calendar.toml", "calendar.toml"}, problems);
  Published published;
  read_windows(reader, published, problems);
  const Items& years = reader.tables("year");
  for (const Node& node : years) read_year(node, published, problems);
  reader.finish();
  if (years.empty() && reader.node("year") != nullptr)
    problems.error(reader.at("year"), "field.empty",
                   {"calendar.toml names no year", "calendar.toml 没有任何年份"});
  if (problems.has_errors()) return;
  draft.policy.calendar = calendar_of(published, *draft.zone);
  draft.starts = sample_starts(published, *draft.zone);
  draft.published = std::move(published);
}

}  // namespace shao::config
