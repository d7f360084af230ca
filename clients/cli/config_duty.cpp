// shao config duty: the rotas of a configuration as people read them, gaps and all.
#include <algorithm>
#include <chrono>
#include <iostream>

#include "clients/cli/configure.hpp"
#include "clients/cli/table.hpp"

namespace shao::cli {

namespace {

using codec::Json;

std::string levels_text(const core::Rota& rota) {
  std::string all;
  for (std::size_t level = 0; level < core::level_count; ++level)
    if (rota.levels[level]) all += (all.empty() ? "" : ",") + std::to_string(level);
  return all;
}

/// The shifts of `within`, with an empty `who` where there is none.
std::vector<core::Shift> shifts_of(const core::Rota& rota, core::Interval within) {
  std::vector<core::Shift> all;
  core::Instant covered = std::max(within.begin, rota.says.begin);
  const core::Instant end = std::min(within.end, rota.says.end);
  const auto nobody_until = [&](core::Instant until) {
    if (covered < until) all.push_back({{covered, until}, ""});
  };
  for (const core::Shift& shift : rota.shifts) {
    if (shift.when.end <= covered) continue;
    if (shift.when.begin >= end) break;
    nobody_until(shift.when.begin);
    covered = std::min(shift.when.end, end);
    all.push_back({{std::max(shift.when.begin, within.begin), covered}, shift.who});
  }
  nobody_until(end);
  return all;
}

Exit wrong(const std::string& text) {
  complain(text);
  return Exit::bad_input;
}

}  // namespace

Exit run_config_duty(const ConfigFlags& flags) {
  const auto files = files_of_folder(flags.directory);
  if (!files) return files.error();
  const config::Loaded loaded = config::load(*files);
  if (!loaded.configuration) {
    for (const config::Problem& problem : loaded.problems) complain(problem.str(chinese()));
    return Exit::bad_input;
  }
  const core::Policy& policy = loaded.configuration->policy;
  core::Instant from = now();
  if (!flags.at.empty()) {
    const auto at = config::parse_instant(flags.at);
    if (!at) return wrong("--at: " + at.error());
    from = *at;
  }
  if (!flags.office.empty() && policy.office(core::OfficeId(flags.office)) == nullptr)
    return wrong(say("--office: there is no office \"" + flags.office + "\" in " + flags.directory,
                     "--office：" + flags.directory + " 中没有单位“" + flags.office + "”"));
  const core::Interval within{from, from + std::chrono::days{flags.days}};
  const auto text = [&](core::Instant instant) {
    return config::format_instant(instant, loaded.configuration->timezone);
  };
  std::vector<std::vector<std::string>> rows{{say("office", "单位"), say("levels", "级别"),
                                              say("from", "起"), say("to", "止"),
                                              say("on duty", "值班")}};
  Json list = Json::array();
  for (const core::Rota& rota : policy.rotas) {
    if (!flags.office.empty() && rota.office.view() != flags.office) continue;
    for (const core::Shift& shift : shifts_of(rota, within)) {
      rows.push_back({rota.office.str(), levels_text(rota), text(shift.when.begin),
                      text(shift.when.end), shift.who.empty() ? say("nobody", "无人") : shift.who});
      list.push_back({{"office", rota.office.view()},
                      {"levels", levels_text(rota)},
                      {"from", text(shift.when.begin)},
                      {"to", text(shift.when.end)},
                      {"who", shift.who}});
    }
  }
  if (flags.json)
    std::cout << list.dump(2) << '\n';
  else if (rows.size() > 1)
    print_table(rows);
  else
    std::cout << say("no rota says anything of this time: offices are told as a whole\n",
                     "此时段没有值班表：通知全单位\n");
  return Exit::done;
}

}  // namespace shao::cli
