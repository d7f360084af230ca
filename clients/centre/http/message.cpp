#include "clients/centre/http/message.hpp"

namespace shao::centre {

namespace {

std::string_view found_in(const std::map<std::string, std::string>& map, const std::string& name) {
  const auto found = map.find(name);
  return found == map.end() ? std::string_view() : std::string_view(found->second);
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
    case Method::other:
      break;
  }
  return {};
}

std::string_view Request::header(const std::string& lower_case_name) const {
  return found_in(headers, lower_case_name);
}

std::string_view Request::parameter(const std::string& name) const {
  return found_in(query, name);
}

std::string_view Request::cookie(std::string_view name) const {
  std::string_view rest = header("cookie");
  while (!rest.empty()) {
    const auto end = rest.find(';');
    const std::string_view one = trimmed(rest.substr(0, end));
    rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
    const auto equals = one.find('=');
    if (equals != one.npos && one.substr(0, equals) == name) return one.substr(equals + 1);
  }
  return {};
}

bool Request::accepts_gzip() const {
  return header("accept-encoding").find("gzip") != std::string_view::npos;
}

Response json_response(unsigned status, const codec::Json& body) {
  Response response;
  response.status = status;
  response.body = codec::dump(body);
  return response;
}

Response problem_response(const Problem& problem) {
  codec::Json body{
      {"error", problem.error}, {"message", problem.message}, {"message_zh", problem.message_zh}};
  if (!problem.field.empty()) body["field"] = problem.field;
  if (!problem.value.empty()) body["value"] = problem.value;
  if (!problem.expected.empty()) body["expected"] = problem.expected;
  return json_response(problem.status, body);
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      bytes += ' ';
    } else if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = digit(text[i + 1]), low = digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      bytes += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      bytes += text[i];
    }
  }
  return bytes;
}

bool read_target(std::string_view target, Request& into) {
  if (target.empty() || target.front() != '/') return false;
  const auto mark = target.find('?');
  const auto path = percent_decoded(target.substr(0, mark), false);
  if (!path || path->find('\0') != std::string::npos) return false;
  into.path = *path;
  if (mark == target.npos) return true;
  std::string_view rest = target.substr(mark + 1);
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const std::string_view one = rest.substr(0, end);
    rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
    const auto equals = one.find('=');
    const auto name = percent_decoded(one.substr(0, equals), true);
    const auto value =
        equals == one.npos ? std::string() : percent_decoded(one.substr(equals + 1), true);
    if (!name || !value) return false;
    into.query[*name] = *value;
  }
  return true;
}

}  // namespace shao::centre
