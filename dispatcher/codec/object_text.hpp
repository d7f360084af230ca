// A JSON object as text, written straight down: for what is said many times a second to everybody
// (announcements, PONG), where building a Json first would cost most of the work.
//
//   ObjectText text;
//   text.add("epoch", leader.epoch);
//   text.add("nonce", leader.nonce);
//   send(text.take());                    // {"epoch":7,"nonce":"5c1e"}
//
// The bytes are those of codec::dump as long as the fields are added in the order of their names.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace shao::codec {

class ObjectText {
 public:
  void add(std::string_view name, std::string_view value);
  void add(std::string_view name, const char* value) { add(name, std::string_view(value)); }
  void add(std::string_view name, const std::string& value) { add(name, std::string_view(value)); }
  void add(std::string_view name, double value);
  template <std::integral Number>
  void add(std::string_view name, Number value) {
    add_json(name, std::to_string(value));
  }
  void add(std::string_view name, bool value) { add_json(name, value ? "true" : "false"); }
  /// `value` is JSON already.
  void add_json(std::string_view name, std::string_view value);
  /// The whole object; nothing is added afterwards.
  std::string take();

 private:
  std::string text_ = "{";
};

/// `value` in quotes, with what needs it escaped; bytes that are not UTF-8 become U+FFFD.
std::string quoted(std::string_view value);

}  // namespace shao::codec
