#include "dispatcher/codec/json_text.hpp"

#include <sodium.h>

#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace shao::codec {

namespace {

/// Builds the value while nlohmann's lexer reads, and stops at the first thing that is not strict.
/// Its member names are those that nlohmann::json::sax_parse calls.
class StrictReader {
 public:
  bool null() { return add(nullptr); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(std::int64_t value) { return add(value); }
  bool number_unsigned(std::uint64_t value) { return add(value); }
  bool number_float(double value, const std::string&) { return add(value); }
  bool string(std::string& value) { return add(std::move(value)); }
  bool binary(Json::binary_t&) { return fail("not JSON: it holds binary values"); }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    const auto [slot, fresh] =
        open_.back()->get_ref<Json::object_t&>().try_emplace(std::move(name), nullptr);
    slot_ = &slot->second;
    return fresh || fail("an object has the same field twice");
  }
  bool parse_error(std::size_t position, const std::string&, const Json::exception&) {
    return fail("not JSON: it goes wrong at byte " + std::to_string(position));
  }

  Json take() { return std::move(root_); }
  std::string& error() { return error_; }

 private:
  bool fail(std::string why) {
    error_ = std::move(why);
    return false;
  }
  Json& place(Json value) {
    if (open_.empty()) return root_ = std::move(value);
    if (open_.back()->is_array()) {
      open_.back()->push_back(std::move(value));
      return open_.back()->back();
    }
    return *slot_ = std::move(value);
  }
  bool add(Json value) {
    if (open_.empty()) return fail("a JSON object is expected, in braces");
    place(std::move(value));
    return true;
  }
  bool open(Json value) {
    if (open_.empty() && !value.is_object()) return fail("a JSON object is expected, in braces");
    if (open_.size() == max_depth)
      return fail("nested too deep: at most " + std::to_string(max_depth) + " levels are taken");
    open_.push_back(&place(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  Json root_;
  std::vector<Json*> open_;  // the containers around the next value, outermost first
  Json* slot_ = nullptr;     // where the value of the key just read goes
  std::string error_;
};

/// The digits of `text` from `begin` on, `count` of them; nothing when one is none.
std::optional<int> digits(std::string_view text, std::size_t begin, std::size_t count) {
  if (begin + count > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(begin, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// "Z" or "+08:00" as an offset from UTC.
std::optional<std::chrono::minutes> offset_of(std::string_view text) {
  if (text == "Z" || text == "z") return std::chrono::minutes{0};
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = digits(text, 1, 2);
  const auto minutes = digits(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::chrono::minutes offset{*hours * 60 + *minutes};
  return text[0] == '-' ? -offset : offset;
}

std::optional<core::Instant> rfc3339(std::string_view text) {
  constexpr std::size_t seconds_end = 19;  // after "2026-02-13T17:30:00"
  if (text.size() <= seconds_end) return std::nullopt;
  const bool punctuated = text[4] == '-' && text[7] == '-' &&
                          (text[10] == 'T' || text[10] == 't' || text[10] == ' ') &&
                          text[13] == ':' && text[16] == ':';
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (!punctuated || !year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;

  std::size_t at = seconds_end;
  int milliseconds = 0;
  if (text[at] == '.') {
    const std::size_t first = ++at;
    for (int unit = 100; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
      milliseconds += (text[at] - '0') * unit;
    if (at == first) return std::nullopt;
  }
  const auto offset = offset_of(text.substr(at));
  if (!offset) return std::nullopt;
  return std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
         std::chrono::seconds{*second} + std::chrono::milliseconds{milliseconds} - *offset;
}

}  // namespace

core::Result<Json, std::string> parse_object(std::string_view bytes) {
  StrictReader reader;
  if (!Json::sax_parse(bytes.begin(), bytes.end(), &reader)) {
    return core::Unexpected{std::move(reader.error())};
  }
  return reader.take();
}

core::Result<Json, std::string> parse_body(std::string_view bytes) {
  if (bytes.size() > max_body_bytes)
    return core::Unexpected{"too long: " + std::to_string(bytes.size()) + " bytes; at most " +
                            std::to_string(max_body_bytes) + " are taken"};
  return parse_object(bytes);
}

std::string body_hash(const Json& body, std::string_view key) {
  if (body.contains("made_at")) {
    Json unstamped = body;
    unstamped.erase("made_at");
    return body_hash(unstamped, key);
  }
  const std::string text = dump(body);
  std::array<unsigned char, 16> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), reinterpret_cast<const unsigned char*>(key.data()), key.size());
  std::string hex(hash.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  hex.pop_back();
  return hex;
}

core::Result<core::Instant, std::string> instant_from(const Json& json) {
  constexpr core::Instant last = std::chrono::sys_days{std::chrono::year{10000} / 1 / 1};
  std::optional<core::Instant> instant;
  if (json.is_string()) {
    instant = rfc3339(json.get_ref<const std::string&>());
  } else if (json.is_number_unsigned()) {
    const auto value = json.get<std::uint64_t>();
    if (std::in_range<std::int64_t>(value))
      instant = core::Instant{core::Duration{static_cast<std::int64_t>(value)}};
  } else if (json.is_number_integer()) {
    instant = core::Instant{core::Duration{json.get<std::int64_t>()}};
  }
  if (!instant || *instant < core::Instant{} || *instant >= last)
    return core::Unexpected{
        std::string("an instant such as 2026-02-13T17:30:00+08:00, or milliseconds since 1970")};
  return *instant;
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace shao::codec
