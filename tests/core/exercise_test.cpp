// Exercises (演练) beside whistles in earnest: marked in all that is recorded, counted apart, never
// taken for the same matter.
#include <boost/test/unit_test.hpp>

#include "dispatcher/core/backtest.hpp"
#include "dispatcher/core/likeness.hpp"
#include "tests/core/stage.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

const Instant began_at = at("2026-03-09 10:00");
constexpr std::chrono::seconds moment{1};

Raise practised(Raise raise) {
  raise.exercise = true;
  return raise;
}

/// A gas leak in earnest and one that is practised, a second apart.
struct Both {
  Desk desk;
  WhistleId real = desk.raise(began_at, gas_leak("real"));
  WhistleId exercise = desk.raise(began_at + moment, practised(gas_leak("exercise")));
};

}  // namespace

BOOST_AUTO_TEST_SUITE(exercises)

BOOST_FIXTURE_TEST_CASE(every_record_says_what_it_is_about_also_when_time_passes, Both) {
  desk.accept(began_at + 2 * moment, officer("RQ"), ReportIn{exercise, "李四", "现场", "到"});
  desk.accept(began_at + 3 * moment, officer("RQ"), ReportIn{real, "李四", "现场", "到"});
  desk.wake(began_at + std::chrono::hours{2});
  std::size_t levels[2] = {0, 0};
  for (const Record& record : desk.journal)
    for (const Event& event : record.events) {
      const WhistleId about = whistle_of(event);
      BOOST_TEST(record.exercise == (about == exercise), name_of(event));
      if (std::holds_alternative<LevelFired>(event)) ++levels[record.exercise ? 1 : 0];
    }
  // It climbs the same ladder and tells the same people.
  BOOST_TEST(levels[0] > 0U);
  BOOST_TEST(levels[0] == levels[1]);
  BOOST_TEST(desk[exercise].told.size() == desk[real].told.size());
  BOOST_TEST(desk.state.counters().levels_fired == levels[0]);
  BOOST_TEST(desk.state.counters(true).levels_fired == levels[1]);
}

BOOST_FIXTURE_TEST_CASE(are_counted_apart_also_by_who_reads_an_image, Both) {
  desk.wake(began_at + std::chrono::hours{2});
  desk.raise(began_at + std::chrono::hours{3}, practised(nobodys("another")));
  BOOST_TEST(desk.state.counters().raised == 1U);
  BOOST_TEST(desk.state.counters().open() == 1U);
  BOOST_TEST(desk.state.counters(true).raised == 2U);
  BOOST_TEST(desk.state.counters(true).open() == 2U);
  const State read(desk.state.image());
  for (const bool exercise_too : {false, true}) {
    const Counters& was = desk.state.counters(exercise_too);
    const Counters& is = read.counters(exercise_too);
    BOOST_TEST(was.raised == is.raised);
    BOOST_TEST(was.levels_fired == is.levels_fired);
    BOOST_TEST((was.by_state == is.by_state));
  }
}

BOOST_FIXTURE_TEST_CASE(are_no_matter_of_one_in_earnest, Both) {
  BOOST_TEST(likely_same(desk.state, desk[exercise]).empty());
  BOOST_TEST(likely_same(desk.state, desk[real]).empty());
  const WhistleId second = desk.raise(began_at + 2 * moment, practised(gas_leak("second")));
  BOOST_TEST((likely_same(desk.state, desk[second]) == std::vector<WhistleId>{exercise}));
  // Two of one and one of the other are no cluster of three.
  BOOST_TEST(desk[second].level().value_or(0) == 0);
}

BOOST_FIXTURE_TEST_CASE(are_merged_with_their_own_kind_alone, Both) {
  const auto merging = [&](WhistleId from, WhistleId into) {
    return desk.tell(began_at + 2 * moment, dispatcher(), Merge{from, into, "同一处泄漏"});
  };
  for (const auto& [from, into] : {std::pair{exercise, real}, std::pair{real, exercise}}) {
    const Decision decision = merging(from, into);
    BOOST_REQUIRE(decision.refused());
    const auto& refusal = std::get<Refusal>(decision.outcome);
    BOOST_TEST(refusal.field == "into");
    BOOST_TEST(refusal.value == into.str());
  }
  const WhistleId second = desk.raise(began_at + moment, practised(gas_leak("second")));
  BOOST_TEST(!merging(second, exercise).refused());
  // A record about both is an exercise's, too.
  BOOST_TEST(desk.journal.back().exercise);
}

BOOST_FIXTURE_TEST_CASE(are_known_to_a_backtest, Both) {
  Past past;
  for (const Record& record : desk.journal) past.take(record);
  BOOST_TEST(!past.whistles().at(real).exercise);
  BOOST_TEST(past.whistles().at(exercise).exercise);
}

BOOST_AUTO_TEST_CASE(a_jurisdiction_that_is_in_an_exercise_marks_all_of_it) {
  Desk desk;
  const WhistleId real = desk.raise(began_at, gas_leak("real"));
  Decision decision = decide(desk.state, desk.policy, Wake{}, {}, began_at + std::chrono::hours{2});
  const auto records =
      records_of(std::move(decision), desk.state, began_at + std::chrono::hours{2}, {}, true);
  BOOST_REQUIRE(!records.empty());
  for (const Record& record : records) BOOST_TEST(record.exercise);
  BOOST_TEST(!desk[real].exercise);
}

BOOST_AUTO_TEST_SUITE_END()
