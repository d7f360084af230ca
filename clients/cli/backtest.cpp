#include "clients/cli/backtest.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>
#include <optional>

#include "clients/cli/archive.hpp"
#include "clients/cli/configure.hpp"
#include "clients/cli/fail_if.hpp"
#include "clients/cli/table.hpp"
#include "config/config.hpp"
#include "dispatcher/archive/archive.hpp"
#include "dispatcher/codec/record_json.hpp"
#include "dispatcher/codec/view_json.hpp"
#include "dispatcher/core/backtest.hpp"

namespace shao::cli {

namespace {

using codec::Json;

Figures no_figures() {
  return {{"whistles", 0},       {"moved", 0},       {"assists", 0},
          {"late", 0},           {"late_before", 0}, {"newly_late", 0},
          {"no_longer_late", 0}, {"backstop", 0},    {"impossible", 0}};
}

/// Takes in one entry's records; whether they can be read.
bool take(core::Past& past, const journal::Entry& entry) {
  const auto records = codec::decode_batch(entry.bytes);
  if (!records) {
    complain(say("entry ", "条目 ") + journal::entry_id(entry.epoch, entry.last) +
             say(" cannot be read: ", " 无法读取：") + records.error());
    return false;
  }
  for (const core::Record& record : *records) past.take(record);
  return true;
}

core::Result<core::Past, Exit> past_of_archive(const std::string& file,
                                               const std::string& jurisdiction) {
  auto archive = archive::Archive::open_to_read(file);
  if (!archive) return core::Unexpected{complain_of(archive.error())};
  if (archive->jurisdiction() != jurisdiction)
    return core::Unexpected{complain_of(archive::of_another(file, *archive, jurisdiction))};
  core::Past past;
  bool readable = true;
  const auto read = archive->each_entry([&](const archive::Kept& kept) {
    // What a rewind took back did not happen.
    if (!kept.rewind) readable = take(past, kept.linked.entry);
    return readable;
  });
  if (!read) return core::Unexpected{complain_of(read.error())};
  if (!readable) return core::Unexpected{Exit::local_failure};
  return past;
}

core::Result<core::Past, Exit> past_of_journal(const RedisFlags& flags,
                                               const std::string& jurisdiction) {
  auto redis = connect(flags);
  if (!redis) return core::Unexpected{complain_local(redis.error().message)};
  constexpr std::size_t at_a_time = 64;
  core::Past past;
  std::uint64_t epoch = 0;
  core::EventNumber last = 0;
  for (;;) {
    const auto entries = journal::read(*redis, jurisdiction, epoch, last, at_a_time);
    if (!entries) return core::Unexpected{complain_local(entries.error().message)};
    for (const journal::Entry& entry : *entries) {
      if (!take(past, entry)) return core::Unexpected{Exit::local_failure};
      epoch = entry.epoch;
      last = entry.last;
    }
    if (entries->size() < at_a_time) return past;
  }
}

/// A whistle's two fates side by side.
struct Compared {
  const core::PastWhistle* past = nullptr;
  core::Replaced now;
  bool moved = false;
  bool assists = false;
  bool late_then = false;
  bool late_now = false;

  bool changed() const { return now.impossible || moved || assists || late_then != late_now; }
};

Compared compare(const core::PastWhistle& past, const core::Policy& policy, core::Instant end) {
  Compared one{&past, core::replace(past, policy, end)};
  if (one.now.impossible) return one;
  const auto sorted = [](std::vector<core::OfficeId> offices) {
    std::sort(offices.begin(), offices.end());
    return offices;
  };
  one.moved = one.now.routing.lead != past.routing.lead;
  one.assists = sorted(one.now.routing.assist) != sorted(past.routing.assist);
  for (const core::ComparedClock& clock : one.now.clocks) {
    one.late_then = one.late_then || clock.late_then;
    one.late_now = one.late_now || clock.late_now;
  }
  return one;
}

void count(const Compared& one, Figures& figures) {
  const auto add = [&](const char* name, bool yes) { figures.at(name) += yes ? 1 : 0; };
  add("whistles", true);
  add("moved", one.moved);
  add("assists", one.assists);
  add("late", one.late_now);
  add("late_before", one.late_then);
  add("newly_late", one.late_now && !one.late_then);
  add("no_longer_late", one.late_then && !one.late_now);
  add("backstop", !one.now.impossible && one.now.routing.by_backstop());
  add("impossible", one.now.impossible.has_value());
}

/// Writes what was found, for people and for scripts.
class Findings {
 public:
  Findings(const core::Policy& policy, std::string timezone)
      : policy_(policy), timezone_(std::move(timezone)) {}

  Json json(const std::vector<Compared>& all, const Figures& figures,
            const std::vector<std::string>& failed) const {
    Json list = Json::array();
    for (const Compared& one : all)
      if (one.changed()) list.push_back(json_of(one));
    Json totals = Json::object();
    for (const auto& [name, value] : figures) totals[name] = value;
    return {{"rules", policy_.version},
            {"figures", std::move(totals)},
            {"failed", failed},
            {"whistles", std::move(list)}};
  }

  void print(const std::vector<Compared>& all, const Figures& figures, std::size_t most) const {
    std::vector<std::vector<std::string>> rows{{say("whistle", "哨"), say("blown", "吹哨时间"),
                                                say("category", "类别"), say("went to", "当时主办"),
                                                say("would go to", "改后主办"),
                                                say("what else changes", "其他变化")}};
    std::size_t changed = 0;
    for (const Compared& one : all)
      if (one.changed() && ++changed <= most) rows.push_back(row(one));
    if (changed > 0) {
      print_table(rows);
      if (changed > most)
        std::cout << say("and more: ", "另有：") << changed - most
                  << say(" (--limit, or all with --json)", "（--limit，或用 --json 看全部）")
                  << '\n';
      std::cout << '\n';
    }
    print(figures);
  }

 private:
  Json json_of(const Compared& one) const {
    const core::PastWhistle& past = *one.past;
    Json json = {{"whistle", past.id.str()},
                 {"blown_at", shown(past.blown_at)},
                 {"then",
                  {{"rule", id_or_null(past.routing.rule)},
                   {"version", past.policy},
                   {"lead", past.routing.lead.view()},
                   {"assist", list_of(past.routing.assist)}}}};
    if (one.now.impossible) {
      json["impossible"] = *one.now.impossible;
      return json;
    }
    json["now"] = {{"rule", id_or_null(one.now.routing.rule)},
                   {"lead", one.now.routing.lead.view()},
                   {"assist", list_of(one.now.routing.assist)}};
    json["moved"] = one.moved;
    json["late_then"] = one.late_then;
    json["late_now"] = one.late_now;
    Json clocks = Json::array();
    for (const core::ComparedClock& clock : one.now.clocks)
      clocks.push_back({{"office", clock.office.view()},
                        {"clock", core::name_of(clock.clock)},
                        {"made", shown(clock.made)},
                        {"due_then", shown(clock.due_then)},
                        {"due_now", shown(clock.due_now)},
                        {"late_then", clock.late_then},
                        {"late_now", clock.late_now}});
    json["clocks"] = std::move(clocks);
    return json;
  }

  std::vector<std::string> row(const Compared& one) const {
    const core::PastWhistle& past = *one.past;
    const std::string category = past.classification.category.str();
    std::vector<std::string> cells{past.id.str(), config::format_instant(past.blown_at, timezone_),
                                   category.empty() ? "-" : category, placed(past.routing)};
    if (one.now.impossible) {
      cells.insert(cells.end(), {"-", cannot(*one.now.impossible)});
      return cells;
    }
    std::string changes;
    const auto add = [&](const std::string& text) {
      changes += (changes.empty() ? "" : say("; ", "；")) + text;
    };
    if (one.assists) add(say("assisting: ", "协办改为：") + joined(one.now.routing.assist));
    for (const core::ComparedClock& clock : one.now.clocks)
      if (clock.late_now != clock.late_then) add(late(clock));
    cells.insert(cells.end(), {placed(one.now.routing), changes});
    return cells;
  }

  void print(const Figures& figures) const {
    const auto all = figures.at("whistles");
    std::vector<std::vector<std::string>> rows{
        {say("of whistles that were dispatched", "已派单的哨"), std::to_string(all), "",
         "whistles"}};
    const auto line = [&](const std::string& what, const char* name) {
      const auto value = figures.at(name);
      std::array<char, 32> share{};
      const double percent =
          all == 0 ? 0 : 100 * static_cast<double>(value) / static_cast<double>(all);
      std::snprintf(share.data(), share.size(), "%.1f%%", percent);
      rows.push_back({what, std::to_string(value), share.data(), name});
    };
    line(say("would go to another lead", "主办改变"), "moved");
    line(say("would have other assisting offices", "协办改变"), "assists");
    line(say("would go to the backstop", "由兜底单位接收"), "backstop");
    line(say("were late by the rules of their time", "按当时规则超期"), "late_before");
    line(say("would be late", "按新规则超期"), "late");
    line(say("late only by these rules", "新增超期"), "newly_late");
    line(say("late no longer", "不再超期"), "no_longer_late");
    line(say("cannot be placed", "无法按新规则派单"), "impossible");
    print_table(rows);
  }

  static Json id_or_null(core::RuleId rule) {
    return rule.empty() ? Json(nullptr) : Json(rule.view());
  }
  static Json list_of(const std::vector<core::OfficeId>& offices) {
    Json list = Json::array();
    for (const core::OfficeId office : offices) list.push_back(office.view());
    return list;
  }
  static std::string joined(const std::vector<core::OfficeId>& offices) {
    std::string all;
    for (const core::OfficeId office : offices) all += (all.empty() ? "" : ", ") + office.str();
    return all.empty() ? "-" : all;
  }
  Json shown(std::optional<core::Instant> instant) const {
    return instant ? Json(config::format_instant(*instant, timezone_)) : Json(nullptr);
  }
  static std::string placed(const core::Routing& routing) {
    return routing.lead.str() + " (" +
           (routing.asked          ? say("asked", "指明")
            : routing.rule.empty() ? say("no rule", "无规则")
                                   : routing.rule.str()) +
           ")";
  }
  std::string late(const core::ComparedClock& clock) const {
    const std::string name(codec::spoken(clock.clock, chinese()));
    const std::string made =
        clock.made ? config::format_instant(*clock.made, timezone_) : say("never", "未做");
    return clock.office.str() + " " + name +
           (clock.late_now ? say(" late: due ", " 超期：到期 ")
                           : say(" in time: due ", " 不再超期：到期 ")) +
           config::format_instant(clock.due_now, timezone_) + say(", made ", "，完成 ") + made;
  }
  static std::string cannot(const std::string& why) {
    return why == "calendar"
               ? say("cannot be placed: the calendar does not reach there",
                     "无法派单：日历未覆盖该时间")
               : say("cannot be placed: gone from the rules: ", "无法派单：规则中已没有 ") + why;
  }

  const core::Policy& policy_;
  std::string timezone_;
};

}  // namespace

Exit run_backtest(const BacktestFlags& flags) {
  Figures figures = no_figures();
  std::vector<FailIf> conditions;
  for (const std::string& text : flags.fail_if) {
    auto condition = FailIf::parse(text, figures);
    if (!condition) {
      complain(condition.error());
      return Exit::bad_input;
    }
    conditions.push_back(std::move(*condition));
  }
  const auto files = files_of_folder(flags.rules);
  if (!files) return files.error();
  const config::Loaded loaded = config::load(*files);
  if (!loaded.configuration) {
    for (const config::Problem& problem : loaded.problems) complain(problem.str(chinese()));
    return Exit::bad_input;
  }
  const core::Policy& policy = loaded.configuration->policy;
  const auto past = flags.archive.empty() ? past_of_journal(flags.redis, policy.jurisdiction)
                                          : past_of_archive(flags.archive, policy.jurisdiction);
  if (!past) return past.error();

  // Exercises are no statistics; a record of nothing else is one that somebody practises with.
  const auto of_exercises =
      std::count_if(past->whistles().begin(), past->whistles().end(),
                    [](const auto& one) { return one.second.dispatched && one.second.exercise; });
  const bool exercises_alone =
      std::none_of(past->whistles().begin(), past->whistles().end(),
                   [](const auto& one) { return one.second.dispatched && !one.second.exercise; });
  std::vector<Compared> all;
  for (const auto& [id, whistle] : past->whistles())
    if (whistle.dispatched && (exercises_alone || !whistle.exercise)) {
      all.push_back(compare(whistle, policy, past->end()));
      count(all.back(), figures);
    }
  if (of_exercises > 0)
    complain(exercises_alone
                 ? say("all of these whistles are exercises", "以上各哨均为演练")
                 : say("exercises left out: ", "未计入的演练：") + std::to_string(of_exercises));
  std::vector<std::string> failed;
  for (const FailIf& condition : conditions)
    if (condition.met(figures)) failed.push_back(condition.text());

  const Findings findings(policy,
                          flags.timezone.empty() ? loaded.configuration->timezone : flags.timezone);
  if (flags.json)
    std::cout << findings.json(all, figures, failed).dump(2) << '\n';
  else if (all.empty())
    std::cout << say("no whistle was dispatched in that record", "该记录中没有已派单的哨") << '\n';
  else
    findings.print(all, figures, static_cast<std::size_t>(flags.limit));
  for (const std::string& text : failed)
    complain("--fail-if " + text + say(": so it is", "：条件成立"));
  return failed.empty() ? Exit::done : Exit::refused;
}

}  // namespace shao::cli
