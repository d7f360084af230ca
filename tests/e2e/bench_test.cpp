// The benchmark and what it measures with, on a small jurisdiction for a second or two: its
// figures are of nothing here, but they must be of what they say.
#include "clients/drill/bench.hpp"

#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "clients/drill/crowd.hpp"
#include "clients/drill/measure.hpp"
#include "tests/e2e/small.hpp"

namespace shao::e2e {

namespace {

using namespace std::chrono_literals;

/// The small jurisdiction with a desk's whistle that goes out at once.
config::Files without_review() {
  return config::with(small_files(), "kinds.toml", "needs_review = true", "needs_review = false");
}

drill::BenchSettings short_bench(const SmallPlace& place) {
  drill::BenchSettings settings;
  settings.stack = place.settings();
  settings.under_way = 4;
  settings.rate = 40;
  settings.warm_up = 0s;
  settings.lasts = 1s;
  return settings;
}

bool shows(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_benchmark_measures_whole_lifecycles_and_every_dispatch_it_sent) {
  const SmallPlace place(without_review());
  const auto settings = short_bench(place);
  const auto result = must(drill::run_bench(settings));
  BOOST_TEST(result.errors == 0U, result.first_error);
  BOOST_TEST(result.lifecycles_per_second > 0);
  // Forty a second for one second, and each came.
  BOOST_TEST(result.sent >= 38U);
  BOOST_TEST(result.sent <= 41U);
  BOOST_TEST(result.dispatch.size() == result.sent);
  BOOST_TEST((result.dispatch.front() > 0us));
  BOOST_TEST(std::is_sorted(result.dispatch.begin(), result.dispatch.end()));
  BOOST_TEST(result.appendfsync == "always");
  BOOST_TEST(result.fdatasync.size() == 300U);
  BOOST_TEST(result.closed_cpu.dispatcher > 0);
  BOOST_TEST(result.closed_cpu.client > 0);
  const std::string text = drill::report(result, settings);
  BOOST_TEST(shows(text, "appendfsync always"), text);
  BOOST_TEST(shows(text, "closed loop, 4 whistles under way, 1 s after 0 s of warm-up"), text);
  BOOST_TEST(shows(text, "open loop, 40 whistles a second"), text);
  const std::string sent = std::to_string(result.sent);
  BOOST_TEST(shows(text, "samples " + sent + " of " + sent + " sent"), text);
  BOOST_TEST(!shows(text, "errors"), text);
  drill::BenchResult troubled = result;
  troubled.errors = 3;
  troubled.first_error = "a socket took no more";
  BOOST_TEST(
      shows(drill::report(troubled, settings), "errors: 3, the first: a socket took no more"));
}

BOOST_AUTO_TEST_CASE(a_jurisdiction_that_cannot_be_measured_is_refused_with_the_reason) {
  const auto refused = [](const config::Files& files) {
    const SmallPlace place(files);
    const auto result = drill::run_bench(short_bench(place));
    return result.has_value() ? std::string("it was measured") : result.error();
  };
  const std::string reviewed = refused(small_files());
  BOOST_TEST(shows(reviewed, "no category of this jurisdiction is dispatched without review"),
             reviewed);
}

BOOST_AUTO_TEST_CASE(a_drill_that_nobody_could_watch_is_not_begun) {
  config::Files files =
      config::with(small_files(), "offices.toml",
                   "roles = [\"dept_liaison\", \"command_centre\", \"dispatcher\"]",
                   "roles = [\"dept_liaison\"]");
  const SmallPlace place(files);
  Silent observer;
  drill::DrillSettings settings;
  settings.stack = place.settings();
  settings.whistles = 1;
  const auto result = drill::run_drill(settings, observer);
  BOOST_REQUIRE(!result.has_value());
  BOOST_TEST(shows(result.error(), "no key that sees everything"), result.error());
}

BOOST_AUTO_TEST_CASE(the_disk_and_the_processes_are_measured_and_what_is_not_there_is_nothing) {
  const TempFolder folder;
  const auto took = drill::measure_fdatasync(folder.path(), 5);
  BOOST_TEST(took.size() == 5U);
  BOOST_TEST(std::is_sorted(took.begin(), took.end()));
  BOOST_TEST(std::filesystem::is_empty(folder.path()));
  BOOST_TEST(drill::measure_fdatasync(folder.path() / "missing", 5).empty());
  const double before = drill::cpu_seconds(::getpid());
  const auto until = std::chrono::steady_clock::now() + 100ms;
  while (std::chrono::steady_clock::now() < until) {
  }
  const double after = drill::cpu_seconds(::getpid());
  BOOST_TEST(after >= before);
  BOOST_TEST(after > 0);
  BOOST_TEST(drill::cpu_seconds(4194305) == 0);
  // A window of samples without any has no quantile but nothing.
  BOOST_TEST((drill::quantile(std::vector<std::chrono::microseconds>{}, 0.5) == 0us));
}

}  // namespace shao::e2e
