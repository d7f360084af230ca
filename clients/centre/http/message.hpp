// What a browser asks and what it is answered, as values: the handlers know no socket and no
// library of HTTP.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dispatcher/codec/json_text.hpp"

namespace shao::centre {

enum class Method : std::uint8_t { get, head, post, put, patch, del, other };

/// "GET"; empty for other.
std::string_view name_of(Method method);

struct Request {
  Method method = Method::get;
  std::string path;                            // decoded, without the query
  std::map<std::string, std::string> query;    // decoded
  std::map<std::string, std::string> headers;  // names in lower case; of two the last
  std::string body;
  std::string address;  // whose request it is, as the connection (or the trusted proxy) says
  bool by_tls = false;  // the proxy in front spoke TLS to the browser

  /// Empty when it is not there.
  std::string_view header(const std::string& lower_case_name) const;
  std::string_view parameter(const std::string& name) const;
  /// The value of a cookie; empty when there is none.
  std::string_view cookie(std::string_view name) const;
  bool accepts_gzip() const;
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // beside those that all have
};

Response json_response(unsigned status, const codec::Json& body);
/// What went wrong, for a program (`error`) and for people, as the contract has it.
struct Problem {
  unsigned status = 400;
  std::string error;
  std::string message;
  std::string message_zh;
  std::string field = {};
  std::string value = {};
  std::string expected = {};
};
Response problem_response(const Problem& problem);

/// "%E5%93%A8" to bytes; nothing when it is no such text.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);
/// Path and query of a request line. False: it is none.
bool read_target(std::string_view target, Request& into);

}  // namespace shao::centre
