#include "config/nearest.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace shao::config {

namespace {

/// Beyond this a list helps nobody.
constexpr std::size_t few = 16;

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

/// Characters to insert, remove or change to make one word of the other; case is no difference.
std::size_t keystrokes(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  std::string best;
  // A third of the word may be wrong, and two swapped letters in a short one.
  std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const std::size_t distance = keystrokes(word, candidate);
    if (distance < least && distance < candidate.size()) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

Text known_words(std::string_view word, const std::vector<std::string>& known) {
  if (const std::string near = nearest(word, known); !near.empty())
    return {"; did you mean \"" + near + "\"?", ";是否应为“" + near + "”?"};
  if (known.empty() || known.size() > few) return {};
  std::string all;
  for (const std::string& one : known) all += (all.empty() ? "" : ", ") + one;
  return {"; known are " + all, ";可用的有 " + all};
}

}  // namespace shao::config
