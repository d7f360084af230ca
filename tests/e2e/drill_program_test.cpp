// shao-drill as a person runs it: its output in a pipe or on a terminal, in English or Chinese,
// brought to its end, ended by a key, by Ctrl-C or by its time limit; and what it says when it
// cannot run at all. On a jurisdiction of seven offices, and so fast that hours are milliseconds:
// who is late does not matter here, but that nothing is lost does.
#include <boost/test/unit_test.hpp>

#include "tests/e2e/small.hpp"
#include "tests/e2e/terminal.hpp"

namespace shao::e2e {

namespace {

constexpr const char* screen_taken = "\x1b[?1049h";
constexpr const char* screen_given_back = "\x1b[?1049l";
constexpr const char* fastest = "1000000";

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

/// What is in the folder that programs are told to put temporary things into.
std::size_t left_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

/// A small jurisdiction, and a folder for what is temporary.
struct Desktop {
  SmallPlace place;
  std::filesystem::path temporary = place.path() / "tmp";

  Desktop() { std::filesystem::create_directory(temporary); }
  Invocation drill(std::vector<std::string> arguments, Invocation more = {}) const {
    more.name = "shao-drill";
    more.arguments = std::move(arguments);
    more.arguments.insert(more.arguments.end(), {"--config", place.config().string(), "--no-web"});
    more.variables.insert({"TMPDIR", temporary.string()});
    return more;
  }
};

std::string last_line_of(const std::string& text) {
  const std::string whole = text.substr(0, text.find_last_not_of("\r\n") + 1);
  return whole.substr(whole.rfind('\n') + 1);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_drill_in_a_pipe_ends_by_itself_and_its_last_line_is_for_machines) {
  const Desktop desktop;
  const auto kept = desktop.place.path() / "kept";
  const Finished drill = run_program(
      desktop.drill({"--once", "--whistles", "8", "--speed", fastest, "--keep", kept.string()}));
  BOOST_TEST(drill.status == 0, drill.output);
  const std::string last = last_line_of(drill.output);
  BOOST_TEST(last.find("drill: raised=8 ") == 0U, last);
  BOOST_TEST(has(last, " open=0 lost=0 duplicated=0 "), last);
  BOOST_TEST(has(drill.output, "  raised "), drill.output);
  BOOST_TEST(has(drill.output, "data kept in " + kept.string()), drill.output);
  BOOST_TEST(std::filesystem::exists(kept / "redis"));
  // At a terminal these would be read; in a file nobody wants them.
  BOOST_TEST(!has(drill.output, "\x1b"), drill.output);
  BOOST_TEST(!has(drill.output, "Press any key"), drill.output);
}

BOOST_AUTO_TEST_CASE(at_a_terminal_the_board_is_shown_until_a_key_is_pressed_after_the_end) {
  const Desktop desktop;
  Program drill(desktop.drill(
      {"--whistles", "3", "--speed", fastest},
      {.name = {}, .variables = {{"LC_ALL", "zh_CN.UTF-8"}}, .window = Window{100, 30}}));
  drill.expect("按任意键结束");
  BOOST_TEST(!drill.echoes());
  drill.type("q");
  BOOST_TEST(drill.ends() == 0, drill.output());
  const std::string& shown = drill.output();
  const auto taken = shown.find(screen_taken);
  const auto board = shown.find("哨到 演练");
  const auto given_back = shown.find(screen_given_back);
  const auto summary = shown.find("各级预警与提级");
  BOOST_TEST(taken < board);
  BOOST_TEST(board < given_back);
  // What is to stay must not be written onto the screen that goes away.
  BOOST_TEST(given_back < summary);
  BOOST_TEST(summary < shown.size());
  BOOST_TEST(has(shown, "\x1b[1m哨到 演练"), shown);
  BOOST_TEST(last_line_of(shown).find("drill: raised=3 ") == 0U, last_line_of(shown));
  BOOST_TEST(drill.echoes());
  BOOST_TEST(left_in(desktop.temporary) == 0U);
}

BOOST_AUTO_TEST_CASE(ctrl_c_ends_a_drill_gives_the_terminal_back_and_leaves_nothing_behind) {
  const Desktop desktop;
  Program drill(desktop.drill({"--whistles", "5000", "--speed", "1000"},
                              {.name = {}, .variables = {{"NO_COLOR", "1"}}, .window = Window{}}));
  drill.expect("next deadlines");
  drill.expect("2026-03-02");
  drill.type("\x03");
  BOOST_TEST(drill.ends() == 1, drill.output());
  const std::string& shown = drill.output();
  BOOST_TEST(shown.find(screen_given_back) < shown.find("shao-drill: the drill was cancelled"));
  BOOST_TEST(shown.find("shao-drill: the drill was cancelled") < shown.size());
  BOOST_TEST(!has(shown, "\x1b[1m"));
  BOOST_TEST(!has(shown, "\x1b[90m"));
  BOOST_TEST(left_in(desktop.temporary) == 0U);
}

BOOST_AUTO_TEST_CASE(a_drill_that_takes_too_long_says_what_was_left_and_fails) {
  const Desktop desktop;
  const Finished drill = run_program(
      desktop.drill({"--once", "--whistles", "15", "--speed", "20000", "--time-limit", "1"},
                    {.name = {}, .window = Window{}}));
  BOOST_TEST(drill.status == 1, drill.output);
  BOOST_TEST(has(drill.output, "not finished: the time limit is over; "), drill.output);
  BOOST_TEST(has(drill.output, " whistles are open:"), drill.output);
  // Not clean, and the books are right nevertheless.
  BOOST_TEST(has(last_line_of(drill.output), " lost=0 duplicated=0 "), drill.output);
}

BOOST_AUTO_TEST_CASE(a_benchmark_that_is_cancelled_says_so_and_leaves_nothing_behind) {
  const Desktop desktop;
  Program bench(desktop.drill({"--bench"}, {.name = {}, .window = Window{}}));
  // From when it has its folder on it listens to Ctrl-C.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (left_in(desktop.temporary) == 0 && std::chrono::steady_clock::now() < until)
    ::usleep(5000);
  bench.type("\x03");
  BOOST_TEST(bench.ends() == 1, bench.output());
  BOOST_TEST(has(bench.output(), "shao-drill: "), bench.output());
  BOOST_TEST(has(bench.output(), "cancelled"), bench.output());
  BOOST_TEST(left_in(desktop.temporary) == 0U);
}

BOOST_AUTO_TEST_CASE(what_shao_drill_cannot_do_with_its_options_it_says) {
  const Desktop desktop;
  const auto refused = [&](std::vector<std::string> arguments, Invocation more = {}) {
    const Finished drill = run_program(desktop.drill(std::move(arguments), std::move(more)));
    BOOST_TEST(drill.status != 0, drill.output);
    return drill.output;
  };
  const std::string no_whistles = refused({"--whistles", "0"});
  BOOST_TEST(has(no_whistles, "--whistles"), no_whistles);
  const std::string backwards = refused({"--time-limit", "-1"});
  BOOST_TEST(has(backwards, "--time-limit"), backwards);
  const std::string no_folder = refused({}, {.name = {}, .variables = {{"TMPDIR", "/nowhere"}}});
  BOOST_TEST(has(no_folder, "cannot make a temporary folder: set TMPDIR"), no_folder);
  const std::string no_room = refused({"--keep", "/proc/nowhere"});
  BOOST_TEST(has(no_room, "shao-drill: cannot make the data folder /proc/nowhere"), no_room);
  BOOST_TEST(left_in(desktop.temporary) == 0U);
}

}  // namespace shao::e2e
