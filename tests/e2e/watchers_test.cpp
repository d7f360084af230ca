// The lines of a drill whose output is no terminal: few enough for a log, and honest about what
// was left out.
#include "clients/drill/watchers.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <functional>

#include "tests/e2e/parts.hpp"
#include "tests/files.hpp"

namespace shao::drill {

namespace {

/// What is written to standard output meanwhile.
std::string printed_by(const std::function<void()>& writes) {
  const test::TempFolder folder;
  const std::string file = folder / "printed";
  std::fflush(stdout);
  const int before = ::dup(STDOUT_FILENO);
  const int to = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  BOOST_REQUIRE(::dup2(to, STDOUT_FILENO) == STDOUT_FILENO);
  writes();
  std::fflush(stdout);
  ::dup2(before, STDOUT_FILENO);
  ::close(before);
  ::close(to);
  return test::read_text(file);
}

std::size_t times_in(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

void levels_fire(Watcher& watcher, int level, int times) {
  for (int i = 0; i < times; ++i)
    watcher.heard(event("level_fired", monday(),
                        {{"office", "ZJW"}, {"clock", "resolve"}, {"level", level}}));
}

}  // namespace

BOOST_AUTO_TEST_CASE(of_many_escalations_some_are_told_and_the_others_are_counted) {
  for (const bool chinese : {false, true}) {
    const std::string text = printed_by([&] {
      PlainLines lines({chinese, false, 1000});
      lines.said("a reserve is kept");
      lines.heard(event("whistle_raised", monday(), {{"kind", "DEMAND"}}));
      lines.heard(dispatched_to_zjw());
      // A warning and a reminder are not worth a line.
      levels_fire(lines, 0, 3);
      levels_fire(lines, 1, 1);
      levels_fire(lines, 2, 11);
      lines.round({500, 1, 0, monday()});
      // The next line of progress is due in two seconds.
      lines.round({500, 1, 0, monday()});
    });
    BOOST_TEST(text.find("a reserve is kept\n") == 0U, text);
    BOOST_TEST(times_in(text, "  03-02 01:00  W1 ") == 4U, text);
    BOOST_TEST(text.find(chinese ? "另有 7 条提级\n" : "and 7 more escalations\n") != text.npos,
               text);
    const std::string progress =
        chinese ? "03-02 01:00  已吹哨 1/500  在办 1  已办结 0  预警 3  提级 12"
                : "03-02 01:00  raised 1/500  open 1  ended 0  warnings 3  "
                  "escalations 12";
    BOOST_TEST(times_in(text, progress) == 1U, text);
  }
}

BOOST_AUTO_TEST_CASE(before_the_time_is_known_none_is_told_and_what_was_not_left_out_neither) {
  const std::string text = printed_by([] {
    PlainLines lines({false, false, 1000});
    lines.round({});
  });
  BOOST_TEST(text.find("--  raised 0/0") == 0U, text);
  BOOST_TEST(text.find("more escalations") == text.npos, text);
}

}  // namespace shao::drill
