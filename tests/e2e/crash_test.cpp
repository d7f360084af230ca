// Crashes in the middle of a drill. What is proven, from the journal and from what each client was
// told (clients/drill/accounting.hpp):
//   1. a whistle whose raiser was told "accepted" is in the journal            lost == 0
//   2. a command id takes effect once, whatever is resent                      duplicated == 0
//   4. no level fires early; each due level is recorded once, across crashes   faults, duplicated
//   8. each office was sent every event in its scope once                      lost, duplicated
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <deque>
#include <fstream>

#include "clients/drill/journal_reader.hpp"
#include "tests/e2e/support.hpp"

namespace shao::e2e {

namespace {

using local::Part;

/// Kills a part when so many whistles were raised and so many had come to an end; the dispatcher
/// only once it leads again, so that each of its crashes ends a term.
struct Blow {
  Part part;
  std::size_t raised;
  std::size_t ended;
};

class Breaker {
 public:
  explicit Breaker(std::deque<Blow> blows) : blows_(std::move(blows)) {}
  void operator()(local::Stack& stack, const drill::Progress& progress) {
    if (blows_.empty()) return;
    const Blow& next = blows_.front();
    if (progress.raised < next.raised || progress.ended < next.ended) return;
    if (next.part == Part::dispatcher && progress.terms < ended_terms_) return;
    if (next.part == Part::dispatcher) ++ended_terms_;
    stack.kill(next.part);
    blows_.pop_front();
  }
  std::size_t left() const { return blows_.size(); }

 private:
  std::deque<Blow> blows_;
  std::size_t ended_terms_ = 0;
};

std::string lines_with(const std::string& mark, const std::filesystem::path& log) {
  std::ifstream file(log);
  std::string lines;
  for (std::string line; std::getline(file, line);)
    if (line.find(mark) != line.npos) lines += line + "\n";
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_dispatcher_and_a_broker_killed_in_mid_drill_lose_and_double_nothing) {
  const TempFolder folder;
  Silent observer;
  Breaker breaker({{Part::dispatcher, 8, 0},
                   {Part::dispatcher, 20, 0},
                   {Part::broker, 30, 2},
                   {Part::dispatcher, 40, 5},
                   {Part::dispatcher, 40, 20}});
  drill::DrillSettings settings;
  settings.stack = settings_in(folder.path());
  settings.whistles = 40;
  settings.speed = 30000;
  settings.seed = 11;
  settings.meanwhile = [&](local::Stack& stack, const drill::Progress& progress) {
    breaker(stack, progress);
  };
  const auto result = must(drill::run_drill(settings, observer));
  BOOST_TEST(breaker.left() == 0U);
  BOOST_TEST(wrongs_of(result) == "", wrongs_of(result) + observer.notes());
  BOOST_TEST(result.verdict.raised == 40U);
  // Four crashes of the dispatcher and the first start. One more began with a step-down, for which
  // the dispatcher gave a reason.
  BOOST_TEST(result.verdict.terms == 5U,
             lines_with("event=stepped_down", folder.path() / "log/shao-dispatcher.log"));
  BOOST_TEST(result.verdict.escalations > 0U);
}

BOOST_AUTO_TEST_CASE(a_redis_killed_in_mid_drill_loses_nothing_that_was_answered) {
  const TempFolder folder;
  Silent observer;
  Breaker breaker({{Part::redis, 10, 0}, {Part::redis, 25, 3}});
  drill::DrillSettings settings;
  settings.stack = settings_in(folder.path());
  settings.whistles = 30;
  settings.speed = 80000;
  settings.seed = 5;
  settings.meanwhile = [&](local::Stack& stack, const drill::Progress& progress) {
    breaker(stack, progress);
  };
  const auto result = must(drill::run_drill(settings, observer));
  BOOST_TEST(breaker.left() == 0U);
  BOOST_TEST(wrongs_of(result) == "", wrongs_of(result) + observer.notes());
  BOOST_TEST(result.verdict.raised == 30U);
}

}  // namespace shao::e2e
