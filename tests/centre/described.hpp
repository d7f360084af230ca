// The interface as openapi.json describes it, and what of an exchange does not keep to that.
//
//   for (const std::string& fault : described().faults("GET", "/api/board", answer))
//   complain(fault);
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/centre/schema.hpp"

namespace shao::test {

/// An answer, as far as it is described.
struct Answered {
  int status = 0;
  std::string content_type;
  std::string body;
};

class Described {
 public:
  explicit Described(const std::string& document) : schema_(Json::parse(document)) {}

  const Schema& schema() const { return schema_; }
  const Json& document() const { return schema_.document(); }
  /// {"GET", "/api/whistles/{whistle}"}...
  std::set<std::pair<std::string, std::string>> operations() const;
  /// The operation that a request is of; null when none is.
  const Json& operation(const std::string& method, const std::string& path) const;

  /// An answer to a request that no operation has must be a Problem: 404 or 405.
  std::vector<std::string> faults(const std::string& method, const std::string& path,
                                  const Answered& answer) const;
  /// Of a body that was accepted.
  std::vector<std::string> faults_of_request(const std::string& method, const std::string& path,
                                             const Json& body) const;
  /// Of a message of the stream.
  std::vector<std::string> faults_of_message(const std::string& event, const Json& data) const;

 private:
  Schema schema_;
};

/// The server's own description.
const Described& described();

}  // namespace shao::test
