// A terminal taken over for a live picture and given back as it was.
#pragma once

#include <string>
#include <vector>

namespace shao::drill {

/// Whether standard output is a terminal, and whether it should be coloured (NO_COLOR).
bool is_terminal();
bool wants_colour();

class Screen {
 public:
  Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  ~Screen();

  struct Size {
    std::size_t columns = 80;
    std::size_t rows = 24;
  };
  Size size() const;
  void show(const std::vector<std::string>& lines);
};

/// Asks for a key and waits until one is pressed or `stop_descriptor` is readable.
void wait_for_key(const char* prompt, int stop_descriptor);

}  // namespace shao::drill
