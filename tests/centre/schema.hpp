// The part of JSON Schema that openapi.json is written in, and whether a value keeps to it.
//
//   const Schema schemas(document);                 // where "#/components/..." leads
//   for (const std::string& fault : schemas.faults(schemas.at("Row"), row)) complain(fault);
//
// A fault says where it is ("rows[3].level: ...") and what was wanted there.
#pragma once

#include <string>
#include <vector>

#include "dispatcher/codec/json_text.hpp"

namespace shao::test {

using codec::Json;

class Schema {
 public:
  explicit Schema(Json document) : document_(std::move(document)) {}

  const Json& document() const { return document_; }
  /// A reference followed, as often as need be; anything else as it is.
  const Json& resolved(const Json& schema) const;
  /// components/schemas/NAME; the test ends when there is none.
  const Json& at(const std::string& name) const;

  std::vector<std::string> faults(const Json& schema, const Json& value) const;
  /// Words in `schema` and in what is below it that are not understood here and are no mere
  /// description: a condition that would never be checked.
  std::vector<std::string> not_understood(const Json& schema) const;

 private:
  using Faults = std::vector<std::string>;
  void check(const Json& schema, const Json& value, const std::string& where, Faults& faults) const;
  void check_object(const Json& schema, const Json& value, const std::string& where,
                    Faults& faults) const;
  void check_array(const Json& schema, const Json& value, const std::string& where,
                   Faults& faults) const;
  void check_choice(const Json& schema, const Json& value, const std::string& where,
                    Faults& faults) const;

  Json document_;
};

}  // namespace shao::test
