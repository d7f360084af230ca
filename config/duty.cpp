// duty.toml: who of an office is on duty when (值班表). Optional: an office without a rota is told
// as a whole.
#include <algorithm>
#include <array>
#include <cstdio>

#include "config/draft.hpp"
#include "config/shifts.hpp"

namespace shao::config {

namespace {

using std::chrono::days;
using std::chrono::local_days;

constexpr std::array<std::string_view, 3> day_names = {"all", "working", "closed"};
constexpr int longest_turn = 366;
/// Of a member's name, in bytes of UTF-8: it stands in every event that tells them.
constexpr std::size_t longest_name = 60;

core::OfficeId read_office(Reader& reader, const Draft& draft) {
  const auto office = reader.word("office");
  if (!office || !draft.offices.knows(*office, reader.problems())) return {};
  return core::OfficeId(office->text);
}

/// `levels`: numbers of the ladder's levels; left out, all of them.
Levels read_levels_of(Reader& reader, const Draft& draft) {
  Levels levels{};
  const std::size_t top = draft.policy.top_level();
  const Node* node = reader.node("levels");
  if (node == nullptr) {
    std::fill_n(levels.begin(), top + 1, true);
    return levels;
  }
  const Items* items = std::get_if<Items>(&node->value);
  bool good = items != nullptr && !items->empty();
  for (std::size_t i = 0; good && i < items->size(); ++i) {
    const auto* number = std::get_if<std::int64_t>(&(*items)[i].value);
    good = number != nullptr && *number >= 0 && static_cast<std::size_t>(*number) <= top;
    if (good) levels[static_cast<std::size_t>(*number)] = true;
  }
  if (!good)
    reader.problems().error(
        node->at, "duty.levels",
        {reader.what().en + ": \"levels\" should be a list of numbers from 0 to " +
             std::to_string(top) + ", like [0, 1]",
         reader.what().zh + ":\"levels\" 应为 0 到 " + std::to_string(top) +
             " 的数字列表,如 [0, 1]"});
  return levels;
}

std::vector<std::string> read_members(Reader& reader, bool nobody_is_right) {
  std::vector<std::string> members;
  if (nobody_is_right && reader.required("members") == nullptr) return members;
  for (const Word& word :
       nobody_is_right ? reader.optional_words("members") : reader.words("members")) {
    if (word.text.size() > longest_name)
      reader.problems().error(
          word.at, "duty.member",
          {reader.what().en + ": \"" + word.text +
               "\" should be a name of at most 60 bytes, 20 Chinese characters",
           reader.what().zh + ":“" + word.text + "”应为不超过 60 字节(20 个汉字)的姓名或岗位"});
    members.push_back(word.text);
  }
  return members;
}

void outside(Reader& reader, std::string_view field, const Published& published) {
  const std::string years =
      std::to_string(published.first_year) + " - " + std::to_string(published.last_year);
  reader.problems().error(reader.at(field), "duty.outside",
                          {reader.what().en + ": \"" + std::string(field) +
                               "\" should lie in the years of calendar.toml, " + years,
                           reader.what().zh + ":\"" + std::string(field) +
                               "\" 应在 calendar.toml 的年份之内(" + years + ")"});
}

/// A day of the calendar's years.
std::optional<local_days> day_in(Reader& reader, std::string_view field,
                                 const Published& published) {
  const auto date = reader.date(field);
  if (!date) return std::nullopt;
  const local_days day{*date};
  const int year = static_cast<int>(date->year());
  if (year >= published.first_year && day < published.end()) return day;
  outside(reader, field, published);
  return std::nullopt;
}

int read_turn(Reader& reader) {
  if (reader.node("turn") == nullptr) return 1;
  const auto turn = reader.integer("turn");
  if (turn && *turn >= 1 && *turn <= longest_turn) return *turn;
  if (turn)
    reader.problems().error(
        reader.at("turn"), "field.value",
        {reader.what().en + ": \"turn\" is " + std::to_string(*turn) +
             "; it should be from 1 to 366 days",
         reader.what().zh + ":\"turn\" 为 " + std::to_string(*turn) + ",应为 1 到 366 天"});
  return 1;
}

void read_rota(const Node& node, Ids& ids, const Draft& draft, std::vector<DutyRota>& rotas,
               Problems& problems) {
  Reader reader(node, named(node, {"rota", "值班表"}), problems);
  DutyRota rota;
  if (const auto id = reader.word("id")) ids.add(*id, problems);
  rota.office = read_office(reader, draft);
  rota.levels = read_levels_of(reader, draft);
  rota.members = read_members(reader, false);
  rota.turn = read_turn(reader);
  if (const auto kept = reader.choice("days", day_names, 0))
    rota.days = static_cast<DutyDays>(*kept);
  if (const Node* hours = reader.node("hours"))
    if (const auto window = read_window(*hours, SameTime::whole_day, problems))
      rota.hours = *window;
  const auto from = day_in(reader, "from", *draft.published);
  rota.end = draft.published->end();
  if (reader.node("to") != nullptr)
    if (const auto to = day_in(reader, "to", *draft.published)) rota.end = *to + days{1};
  reader.finish();
  if (!from) return;
  rota.from = *from;
  if (rota.end <= rota.from)
    problems.error(reader.at("to"), "duty.order",
                   {reader.what().en + ": \"to\" is before \"from\"; it should be the last day, "
                                       "which may be the first one",
                    reader.what().zh + ":\"to\" 早于 \"from\""});
  rotas.push_back(std::move(rota));
}

/// "2026-10-01 08:00" by the clocks of the jurisdiction.
std::optional<core::Instant> local_instant(Reader& reader, std::string_view field,
                                           const Draft& draft) {
  const auto word = reader.word(field);
  if (!word) return std::nullopt;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, read = 0;
  const std::string& text = word->text;
  const int found = std::sscanf(text.c_str(), "%4d-%2d-%2d %2d:%2d%n", &year, &month, &day, &hour,
                                &minute, &read);
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  const bool good = found == 5 && text.size() == 16 && read == 16 && date.ok() && hour >= 0 &&
                    hour < 24 && minute >= 0 && minute < 60;
  if (!good) {
    reader.problems().error(
        word->at, "duty.time",
        {reader.what().en + ": \"" + text +
             "\" should be a day and a time like \"2026-10-01 08:00\"",
         reader.what().zh + ":“" + text + "”应为日期和时刻,如 \"2026-10-01 08:00\""});
    return std::nullopt;
  }
  return draft.zone->at(local_days{date}, std::chrono::minutes{hour * 60 + minute});
}

void read_override(const Node& node, Ids& ids, const Draft& draft,
                   const std::vector<DutyRota>& rotas, std::vector<DutyOverride>& overrides,
                   Problems& problems) {
  Reader reader(node, named(node, {"override", "替班"}), problems);
  DutyOverride one;
  if (const auto id = reader.word("id")) ids.add(*id, problems);
  one.office = read_office(reader, draft);
  one.levels = read_levels_of(reader, draft);
  one.members = read_members(reader, true);
  const auto from = local_instant(reader, "from", draft);
  const auto to = local_instant(reader, "to", draft);
  reader.finish();
  if (from && to && *to <= *from)
    problems.error(reader.at("to"), "duty.order",
                   {reader.what().en + ": \"to\" is not after \"from\"",
                    reader.what().zh + ":\"to\" 不晚于 \"from\""});
  const auto meant = [&](const DutyRota& rota) {
    for (std::size_t level = 0; level < core::level_count; ++level)
      if (rota.office == one.office && rota.levels[level] && one.levels[level]) return true;
    return false;
  };
  if (!one.office.empty() && std::none_of(rotas.begin(), rotas.end(), meant))
    problems.error(reader.at("office"), "duty.no_rota",
                   {reader.what().en + ": " + one.office.str() +
                        " has no rota at these levels that it could override; add a [[rota]] first",
                    reader.what().zh + ":" + one.office.str() +
                        " 在这些级别没有值班表可供替班;应先增加 [[rota]]"});
  if (!from || !to) return;
  one.when = {*from, *to};
  overrides.push_back(std::move(one));
}

}  // namespace

void read_duty(const Node& document, Draft& draft, Problems& problems) {
  // Without days there is nothing to lay a rota over; the calendar's own problems are told.
  if (!draft.published || !draft.zone) return;
  Reader reader(document, {"duty.toml", "duty.toml"}, problems);
  Ids rota_ids{"rota", "值班表"}, override_ids{"override", "替班"};
  std::vector<DutyRota> rotas;
  std::vector<DutyOverride> overrides;
  if (reader.node("rota") != nullptr)
    for (const Node& node : reader.tables("rota"))
      read_rota(node, rota_ids, draft, rotas, problems);
  if (reader.node("override") != nullptr)
    for (const Node& node : reader.tables("override"))
      read_override(node, override_ids, draft, rotas, overrides, problems);
  reader.finish();
  if (problems.has_errors()) return;
  draft.policy.rotas = rotas_of(rotas, overrides, *draft.published, *draft.zone);
}

}  // namespace shao::config
