// shao-stack as an operator runs it: what it says once it is up, how it ends, and what it says
// when it cannot start; and where both programs look for what they need.
#include <signal.h>

#include <boost/test/unit_test.hpp>

#include "tests/e2e/small.hpp"
#include "tests/e2e/terminal.hpp"

namespace shao::e2e {

namespace {

using std::filesystem::copy_file;
using std::filesystem::create_directories;

bool says_that(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

Invocation stack_on(const SmallPlace& place, std::vector<std::string> more = {}) {
  Invocation invocation{
      .name = "shao-stack",
      .arguments = {"--data", place.data().string(), "--config", place.config().string(),
                    "--listen", "tcp://127.0.0.1:*", "--no-web"}};
  invocation.arguments.insert(invocation.arguments.end(), more.begin(), more.end());
  return invocation;
}

/// The programs alone in a folder, as they would lie after somebody has copied them.
Invocation moved_away(const std::filesystem::path& bin, const char* program,
                      std::vector<std::string> arguments, std::filesystem::path folder) {
  create_directories(bin);
  const auto copy = bin / program;
  std::filesystem::copy_file(std::filesystem::path(SHAO_BIN_DIR) / program, copy,
                             std::filesystem::copy_options::skip_existing);
  return {.name = {},
          .program = copy,
          .arguments = std::move(arguments),
          .variables = {{"TMPDIR", bin.string()}},
          .folder = std::move(folder)};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_stack_of_any_jurisdiction_says_where_it_is_and_ends_with_ctrl_c) {
  const SmallPlace place;
  Invocation invocation = stack_on(place, {"--no-standby", "--exercise", "--clock-speed", "10"});
  invocation.window = Window{};
  Program stack(invocation);
  stack.expect("Shaodao is up: small on tcp://127.0.0.1:");
  stack.expect("Ctrl-C ends it");
  BOOST_TEST(says_that(stack.output(), place.data().string() + "/profiles/OFFICE.toml"),
             stack.output());
  // Shunyi's offices are not here.
  BOOST_TEST(!says_that(stack.output(), "110113001"), stack.output());
  BOOST_TEST(!std::filesystem::exists(place.data() / "log/shao-dispatcher-standby.log"));
  stack.type("\x03");
  BOOST_TEST(stack.ends() == 0, stack.output());
  BOOST_TEST(says_that(stack.output(), "  stopping"), stack.output());
  BOOST_TEST(says_that(stack.output(), "  stopped"), stack.output());
}

BOOST_AUTO_TEST_CASE(a_start_that_is_interrupted_is_no_failure) {
  const SmallPlace place;
  Program stack(stack_on(place));
  // From when it has taken the folder on it listens to signals.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (!std::filesystem::exists(place.data() / "log") && std::chrono::steady_clock::now() < until)
    ::usleep(5000);
  ::kill(stack.pid(), SIGTERM);
  BOOST_TEST(stack.ends() == 0, stack.output());
  BOOST_TEST(!says_that(stack.output(), "Shaodao is up"), stack.output());
}

BOOST_AUTO_TEST_CASE(what_shao_stack_cannot_do_with_its_options_it_says) {
  const SmallPlace place;
  for (const auto& [option, value] :
       {std::pair{"--clock-speed", "5"}, {"--exercise-start", "2026-03-02T09:00:00+08:00"}}) {
    const Finished stack = run_program(stack_on(place, {option, value}));
    BOOST_TEST(stack.status == 2, stack.output);
    BOOST_TEST(says_that(stack.output, "are for drills: add --exercise"), stack.output);
  }
  BOOST_TEST(!std::filesystem::exists(place.data()));
  create_directories(place.data());
  test::write_text(place.data() / "letter", "text");
  const Finished stack = run_program(stack_on(place));
  BOOST_TEST(stack.status == 1, stack.output);
  BOOST_TEST(says_that(stack.output,
                       "shao-stack: the folder " + place.data().string() + " holds other things"),
             stack.output);
}

BOOST_AUTO_TEST_CASE(the_shipped_configuration_is_found_beside_the_programs_and_in_this_folder) {
  const SmallPlace place;
  const auto prefix = place.path() / "prefix";
  const auto bin = prefix / "bin";
  const auto elsewhere = place.path() / "elsewhere";
  create_directories(elsewhere);
  const auto said = [&](const char* program, std::vector<std::string> arguments,
                        const std::filesystem::path& folder) {
    const Finished finished = run_program(moved_away(bin, program, std::move(arguments), folder));
    BOOST_TEST(finished.status == 1, finished.output);
    return finished.output;
  };
  for (const char* program : {"shao-stack", "shao-drill"}) {
    const std::string lost = said(program, {}, elsewhere);
    BOOST_TEST(says_that(lost,
                         "the shipped configuration is not where it is looked for: name "
                         "one with --config"),
               lost);
  }
  // Once it is found, the next thing that is missing is a program.
  const auto goes_on = [&](const std::filesystem::path& folder) {
    const std::string text =
        said("shao-stack", {"--data", place.data().string(), "--no-web"}, folder);
    BOOST_TEST(says_that(text, "there is no program " + bin.string()), text);
  };
  write_files(elsewhere / "config/shunyi", small_files());
  goes_on(elsewhere);
  write_files(prefix / "share/shaodao/config/shunyi", small_files());
  goes_on("/");
  write_files(place.path() / "config/shunyi", small_files());
  goes_on("/");
}

}  // namespace shao::e2e
