// Reads the fields of one JSON object of ours, out of Redis, and remembers the first that is
// missing or of another type. No message quotes a value: some of them are secrets.
//
//   Fields fields(*object);
//   account.person = fields.text("person");
//   if (!fields.problem().empty()) return fail(fields.problem());    // "its person is no text"
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dispatcher/codec/json_text.hpp"

namespace shao::door {

class Fields {
 public:
  /// `object` must outlive it.
  explicit Fields(const codec::Json& object) : object_(object) {}

  std::string text(const char* name) {
    return get<std::string>(name, &codec::Json::is_string, "text");
  }
  bool flag(const char* name) { return get<bool>(name, &codec::Json::is_boolean, "flag"); }
  std::uint64_t number(const char* name) {
    return get<std::uint64_t>(name, &codec::Json::is_number_unsigned, "number");
  }
  std::vector<codec::Json> list(const char* name) {
    return get<std::vector<codec::Json>>(name, &codec::Json::is_array, "list");
  }
  /// Milliseconds since 1970.
  core::Instant instant(const char* name) {
    const auto found = object_.find(name);
    if (found == object_.end()) return wrong(name, "instant"), core::Instant{};
    const auto instant = codec::instant_from(*found);
    if (!instant) return wrong(name, "instant"), core::Instant{};
    return *instant;
  }
  void wrong(const char* name, const char* kind) {
    if (problem_.empty()) problem_ = std::string("its ") + name + " is missing or no " + kind;
  }
  const std::string& problem() const { return problem_; }

 private:
  template <class T>
  T get(const char* name, bool (codec::Json::*is)() const noexcept, const char* kind) {
    const auto found = object_.find(name);
    if (found != object_.end() && ((*found).*is)()) return found->template get<T>();
    wrong(name, kind);
    return T{};
  }

  const codec::Json& object_;
  std::string problem_;
};

}  // namespace shao::door
