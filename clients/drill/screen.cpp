#include "clients/drill/screen.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace shao::drill {

namespace {

constexpr const char* take_over = "\x1b[?1049h\x1b[?25l";
constexpr const char* give_back = "\x1b[?25h\x1b[?1049l";

void write_out(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

/// Keys one by one and unseen, until it is destroyed.
class RawKeys {
 public:
  RawKeys() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
  }
  RawKeys(const RawKeys&) = delete;
  RawKeys& operator=(const RawKeys&) = delete;
  ~RawKeys() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  }
  bool works() const { return changed_; }

 private:
  termios before_{};
  bool changed_ = false;
};

}  // namespace

bool is_terminal() {
  return ::isatty(STDOUT_FILENO) == 1;
}

bool wants_colour() {
  const char* no = std::getenv("NO_COLOR");
  return is_terminal() && (no == nullptr || *no == '\0');
}

Screen::Screen() {
  write_out(take_over);
}
Screen::~Screen() {
  write_out(give_back);
}

Screen::Size Screen::size() const {
  winsize found{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &found) != 0 || found.ws_col == 0) return {};
  return {found.ws_col, found.ws_row};
}

void Screen::show(const std::vector<std::string>& lines) {
  std::string out = "\x1b[H";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) out += "\r\n";
    out += lines[i];
  }
  // One write a picture, and no line feed after the last line: nothing scrolls, nothing flickers.
  write_out(out + "\x1b[J");
}

void wait_for_key(const char* prompt, int stop_descriptor) {
  // Before anybody is asked: a key that is pressed at once is not to be seen either.
  const RawKeys keys;
  std::printf("%s\n", prompt);
  std::fflush(stdout);
  if (!keys.works()) return;
  std::array<pollfd, 2> any{pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{stop_descriptor, POLLIN, 0}};
  while (::poll(any.data(), any.size(), -1) < 0) {
  }
}

}  // namespace shao::drill
