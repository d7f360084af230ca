// Instants as people and other programs write them: RFC 3339.
#include <array>
#include <charconv>
#include <cstdio>
#include <utility>

#include "config/config.hpp"
#include "config/zone.hpp"

namespace shao::config {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// Takes a text apart from the left; once something did not fit, nothing fits.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  /// A number of exactly `digits` digits, at most `most`.
  int number(std::size_t digits, int most) {
    int value = 0;
    const bool there = rest_.size() >= digits && rest_.substr(0, digits).find_first_not_of(
                                                     "0123456789") == std::string_view::npos;
    if (there) std::from_chars(rest_.data(), rest_.data() + digits, value);
    if (!there || value > most) return fail();
    rest_.remove_prefix(digits);
    return value;
  }
  /// Whether `c` comes next; it is taken.
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void want(char c) {
    if (!take(c)) fail();
  }
  std::size_t digits_ahead() const {
    const auto end = rest_.find_first_not_of("0123456789");
    return end == std::string_view::npos ? rest_.size() : end;
  }
  bool done() const { return good_ && rest_.empty(); }
  int fail() {
    good_ = false;
    rest_ = {};
    return 0;
  }

 private:
  std::string_view rest_;
  bool good_ = true;
};

int milliseconds_after_point(Scanner& scanner) {
  const std::size_t digits = scanner.digits_ahead();
  if (digits < 1 || digits > 3) return scanner.fail();
  constexpr std::array<int, 4> worth = {0, 100, 10, 1};
  return scanner.number(digits, 999) * worth[digits];
}

minutes offset_of(Scanner& scanner) {
  if (scanner.take('Z')) return minutes{0};
  const bool behind = scanner.take('-');
  if (!behind) scanner.want('+');
  const hours hour{scanner.number(2, 23)};
  scanner.want(':');
  const minutes offset = hour + minutes{scanner.number(2, 59)};
  return behind ? -offset : offset;
}

core::Unexpected<std::string> unreadable(std::string_view text) {
  return {"\"" + std::string(text) +
          "\" is not an instant; it should be like 2026-02-13T17:30:00+08:00: date, time to the "
          "second (or with up to three decimals) and the offset from UTC (or Z)"};
}

}  // namespace

core::Result<core::Instant, std::string> parse_instant(std::string_view text) {
  Scanner scanner(text);
  const std::chrono::year year{scanner.number(4, 9999)};
  scanner.want('-');
  const std::chrono::month month{static_cast<unsigned>(scanner.number(2, 12))};
  scanner.want('-');
  const std::chrono::day day{static_cast<unsigned>(scanner.number(2, 31))};
  scanner.want('T');
  core::Duration time = hours{scanner.number(2, 23)};
  scanner.want(':');
  time += minutes{scanner.number(2, 59)};
  scanner.want(':');
  time += std::chrono::seconds{scanner.number(2, 59)};
  if (scanner.take('.')) time += core::Duration{milliseconds_after_point(scanner)};
  const minutes offset = offset_of(scanner);
  const std::chrono::year_month_day date{year, month, day};
  if (!scanner.done() || !date.ok()) return unreadable(text);
  return core::Instant{std::chrono::sys_days{date} + time - offset};
}

std::string format_instant(core::Instant instant, const std::string& timezone) {
  const auto zone = Zone::named(timezone);
  // Offsets of a century ago have seconds, which the format has no place for: the written offset
  // and the written time are cut alike, so that they still name the instant.
  const minutes offset = zone ? std::chrono::floor<minutes>(zone->offset(instant)) : minutes{0};
  const auto local = std::chrono::floor<std::chrono::seconds>(instant) + offset;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{local - day};
  const minutes ahead = offset < minutes{0} ? -offset : offset;
  std::array<char, 64> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d%c%02d:%02d",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                offset < minutes{0} ? '-' : '+', static_cast<int>(ahead.count() / 60),
                static_cast<int>(ahead.count() % 60));
  return out.data();
}

}  // namespace shao::config
