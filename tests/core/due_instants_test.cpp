// docs/due-instants.tsv: when each clock is due, for every kind, category and urgency at three
// starts, for people to read and check; a change of any due instant shows as a difference there.
// And the second opinion on all of it, levels too: due_instants.py, by its own method, from the
// same configuration files.
#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <memory>

#include "tests/core/support.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

/// A Friday evening before Spring Festival, a quiet Monday, a Sunday night before Dragon Boat.
constexpr std::array<const char*, 3> starts{"2026-02-13 17:30:00", "2026-03-09 10:00:00",
                                            "2026-06-14 22:15:00"};

constexpr std::string_view file = "docs/due-instants.tsv";
constexpr std::string_view head =
    "# When each clock of a lead is due, progress as if it reported in at once: every kind, "
    "category (\"-\": none) and urgency, blown on "
    "a\n"
    "# Friday evening before Spring Festival, on a quiet Monday and on a Sunday night before "
    "Dragon\n"
    "# Boat. Local time of Shunyi. Made and checked by tests/core; SHAO_REWRITE=1 makes it anew.\n";

std::vector<const Category*> all_categories() {
  std::vector<const Category*> all{nullptr};
  for (const Category& category : shunyi().categories) all.push_back(&category);
  return all;
}

/// "2026-02-13 Fri 17:30:00"
std::string readable(Instant instant) {
  constexpr std::array<std::string_view, 7> names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const auto day = std::chrono::floor<std::chrono::days>(instant + std::chrono::hours{8});
  const std::string text = local(instant);
  return text.substr(0, 11) +
         std::string(names[std::chrono::weekday{std::chrono::sys_days{day}}.c_encoding()]) +
         text.substr(10);
}

/// A lead's, and the progress clock as if it had reported in at once.
std::vector<ClockPlan> plans_of(const Kind& kind, const Urgency& urgency, const Category* category,
                                Instant start) {
  auto plans = plan_assignment(shunyi(), kind, urgency, category, true, start);
  if (const auto progress =
          plan_progress(shunyi(), kind, urgency, category, plans.back().due, start))
    plans.insert(plans.end() - 1, *progress);
  return plans;
}

/// Calls `with` for every combination, with its first columns and the lead's plans.
template <class With>
void for_each_plan(With with) {
  for (const char* start : starts)
    for (const auto& [kind_id, kind] : shunyi().kinds)
      for (const Category* category : all_categories())
        for (const auto& [urgency_id, urgency] : shunyi().urgencies)
          with(std::string(start),
               "\t" + kind_id.str() + "\t" + (category == nullptr ? "-" : category->id.str()) +
                   "\t" + urgency_id.str(),
               plans_of(kind, urgency, category, at(start)));
}

std::string table() {
  std::vector<std::string> lines;
  for_each_plan([&](const std::string&, const std::string& row, const auto& plans) {
    std::string line = readable(plans.front().starts) + row;
    for (std::size_t i = 0; i < assignment_clock_count; ++i) {
      const auto found = std::find_if(plans.begin(), plans.end(), [&](const ClockPlan& plan) {
        return plan.clock == static_cast<ClockKind>(i);
      });
      line += "\t" + (found == plans.end() ? "-" : readable(found->due));
    }
    lines.push_back(line + "\n");
  });
  std::sort(lines.begin(), lines.end());
  std::string text(head);
  text += "blown\tkind\tcategory\turgency";
  for (std::size_t i = 0; i < assignment_clock_count; ++i)
    text += "\t" + std::string(clock_names[i]);
  text += "\n";
  for (const std::string& line : lines) text += line;
  return text;
}

/// What the other program says, sorted; it ends with an error when it is not well.
std::vector<std::string> second_opinion() {
  std::string command = "/usr/bin/python3 '" SHAO_SOURCE_DIR "/tests/core/due_instants.py' '" +
                        std::string(SHAO_SOURCE_DIR "/config/shunyi'");
  for (const char* start : starts) command += " '" + std::string(start) + "'";
  int status = -1;
  const auto close = [&](std::FILE* pipe) { status = pclose(pipe); };
  std::vector<std::string> lines;
  {
    const std::unique_ptr<std::FILE, decltype(close)> pipe(popen(command.c_str(), "r"), close);
    BOOST_REQUIRE(pipe != nullptr);
    std::array<char, 512> buffer{};
    while (std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr)
      lines.emplace_back(buffer.data());
  }
  BOOST_REQUIRE_MESSAGE(status == 0, "due_instants.py ended with " << status);
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(due_instants)

BOOST_AUTO_TEST_CASE(are_those_of_the_published_table) {
  check_or_rewrite(std::string(file), table());
}

BOOST_AUTO_TEST_CASE(are_the_same_by_another_program_that_counts_in_another_way) {
  std::vector<std::string> lines;
  for_each_plan([&](const std::string& start, const std::string& row, const auto& plans) {
    for (const ClockPlan& plan : plans) {
      std::string line = start + row + "\t" + std::string(name_of(plan.clock)) + "\t";
      line += local(plan.due);
      for (const Instant level : plan.levels)
        if (level != never) line += "\t" + local(level);
      lines.push_back(line + "\n");
    }
  });
  std::sort(lines.begin(), lines.end());
  const std::vector<std::string> others = second_opinion();
  BOOST_TEST(lines.size() > 7000u);
  BOOST_TEST(lines.size() == others.size());
  int differences = 0;
  for (std::size_t i = 0; i < std::min(lines.size(), others.size()) && differences < 10; ++i) {
    if (lines[i] == others[i]) continue;
    ++differences;
    BOOST_ERROR("the core says   " << lines[i] << "Python says     " << others[i]);
  }
}

BOOST_AUTO_TEST_SUITE_END()
