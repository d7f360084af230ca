// Reads the fields of a command's JSON object and remembers the first thing wrong with it.
//
//   FieldsOf fields(body, "", "withdraw");
//   std::string reason = fields.text("reason", limits::text);
//   if (auto refusal = fields.finish()) return *refusal;   // unknown fields are found here
//
// Every field the command knows is asked for, also after one was wrong: what was not asked for is
// unknown, and a misspelt field is a better answer than the missing one it should have been.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/codec/names.hpp"
#include "dispatcher/core/command.hpp"
#include "dispatcher/core/refusal.hpp"

namespace shao::codec {

class FieldsOf {
 public:
  /// `path` stands before field names in refusals ("place."); `what` is what the fields are of.
  FieldsOf(const Json& object, std::string path, std::string what, bool personal = false)
      : object_(object), path_(std::move(path)), what_(std::move(what)), personal_(personal) {}

  /// Text of at most `most` characters; empty when it is not given. `required` says what should be
  /// there, and makes its absence wrong.
  std::string text(std::string_view name, std::size_t most, std::string_view required = {});
  /// Text of at most core::client_id_capacity bytes.
  std::string client_id(std::string_view name, std::string_view required);
  core::WhistleId whistle(std::string_view name = "whistle");
  /// A core::Name.
  template <class Id>
  Id id(std::string_view name, std::string_view required = {}) {
    return Id(id_text(name, required));
  }
  bool flag(std::string_view name, bool otherwise);
  bool required_flag(std::string_view name);
  std::optional<double> number(std::string_view name, double least, double most);
  std::optional<core::Instant> instant(std::string_view name);
  std::optional<int> integer(std::string_view name, int least, int most);
  /// "20 wd", at most two years; nothing when it is not given.
  std::optional<core::Limit> limit(std::string_view name);
  template <class Enum>
  Enum one_of(std::string_view name) {
    const std::string text = this->text(name, 64, "one of " + all_names<Enum>());
    const auto found = named<Enum>(text);
    if (!found && !text.empty()) refuse(name, text, "one of " + all_names<Enum>());
    return found.value_or(Enum{});
  }
  /// The texts of a list; blank ones are left out.
  std::vector<std::string> texts(std::string_view name, std::size_t most_entries,
                                 std::size_t most_characters);
  std::vector<core::OfficeId> offices(std::string_view name, std::size_t most_entries);

  /// The field's value when it is an object, else nothing.
  const Json* object(std::string_view name, std::string_view expected);
  /// The field's value when it is a list of at most `most` entries, else nothing.
  const Json* list(std::string_view name, std::size_t most, std::string_view of,
                   bool required = false);

  void refuse(std::string_view name, std::string value, std::string expected);
  /// Takes over what is wrong with a part of this object.
  void refuse(core::Refusal refusal);
  /// What was found wrong, of those fields that were asked for.
  const std::optional<core::Refusal>& refused() const { return refused_; }
  /// As refused(), and that there are no other fields.
  std::optional<core::Refusal> finish();

 private:
  const Json* find(std::string_view name);
  std::string id_text(std::string_view name, std::string_view required);
  std::string checked_text(const Json& json, std::string_view name, std::size_t most);
  std::string shown(const Json& json) const;
  /// What an expectation goes on with where a text stands for a number or a flag.
  static std::string unquoted(const Json& json);

  const Json& object_;
  const std::string path_;
  const std::string what_;
  const bool personal_;  // its values are a resident's and are not quoted
  std::vector<std::string_view> known_;
  std::optional<core::Refusal> refused_;
};

/// "; did you mean reason?" when one of `known` is near to `name`, else nothing.
std::string nearest(std::string_view name, const std::vector<std::string_view>& known);

std::string joined(const std::vector<std::string_view>& names);

}  // namespace shao::codec
