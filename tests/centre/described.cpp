#include "tests/centre/described.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "clients/centre/centre.hpp"

namespace shao::test {

namespace {

const Json nothing;

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return text;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

std::vector<std::string> segments(const std::string& path) {
  std::vector<std::string> all;
  std::size_t at = 0;
  while (at < path.size()) {
    const std::size_t slash = path.find('/', at + 1);
    all.push_back(path.substr(at, slash - at));
    at = std::min(slash, path.size());
  }
  return all;
}

bool is_of(const std::string& pattern, const std::string& path) {
  const auto wanted = segments(pattern), given = segments(path);
  return wanted.size() == given.size() &&
         std::equal(wanted.begin(), wanted.end(), given.begin(), [](const auto& a, const auto& b) {
           return a == b || (a.starts_with("/{") && b.size() > 1);
         });
}

std::string without_query(const std::string& target) {
  return target.substr(0, target.find('?'));
}

}  // namespace

std::set<std::pair<std::string, std::string>> Described::operations() const {
  std::set<std::pair<std::string, std::string>> all;
  for (const auto& [path, item] : document().at("paths").items())
    for (const auto& [method, operation] : item.items()) all.emplace(upper(method), path);
  return all;
}

const Json& Described::operation(const std::string& method, const std::string& target) const {
  const std::string path = without_query(target);
  // A head is for pages and for whether it is well.
  const bool head = method == "HEAD" && !path.starts_with("/api/");
  const std::string name = head ? "get" : lower(method);
  for (const auto& [pattern, item] : document().at("paths").items())
    if (is_of(pattern, path) && item.contains(name)) return item.at(name);
  return nothing;
}

std::vector<std::string> Described::faults(const std::string& method, const std::string& path,
                                           const Answered& answer) const {
  const std::string of = method + " " + path + " (" + std::to_string(answer.status) + "): ";
  const Json& described = operation(method, path);
  const Json* response = nullptr;
  if (described.is_null()) {
    static const Json problem{
        {"content",
         {{"application/json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
    response = &problem;
  } else {
    const Json& all = described.at("responses");
    const std::string status = std::to_string(answer.status);
    if (!all.contains(status)) return {of + "no such status is described"};
    response = &schema_.resolved(all.at(status));
  }
  const auto content = response->find("content");
  if (content == response->end()) {
    if (answer.body.empty()) return {};
    return {of + "a body where none is described"};
  }
  const std::string type = answer.content_type.substr(0, answer.content_type.find(';'));
  if (!content->contains(type)) return {of + "no " + type + " is described"};
  if (method == "HEAD" || type != "application/json") return {};
  const Json body = Json::parse(answer.body, nullptr, false);
  if (body.is_discarded()) return {of + "the body is no JSON: " + answer.body.substr(0, 200)};
  auto found = schema_.faults(content->at(type).at("schema"), body);
  for (std::string& fault : found) fault = of + fault;
  return found;
}

std::vector<std::string> Described::faults_of_request(const std::string& method,
                                                      const std::string& path,
                                                      const Json& body) const {
  const Json& described = operation(method, path);
  if (described.is_null() || !described.contains("requestBody")) return {};
  const Json* schema =
      &described.at("requestBody").at("content").at("application/json").at("schema");
  if (const auto moves = described.find("x-moves"); moves != described.end())
    schema = &moves->at(path.substr(path.rfind('/') + 1));
  auto found = schema_.faults(*schema, body);
  for (std::string& fault : found) fault = "the body of " + method + " " + path + ": " + fault;
  return found;
}

std::vector<std::string> Described::faults_of_message(const std::string& event,
                                                      const Json& data) const {
  const Json& messages =
      document().at(Json::json_pointer("/paths/~1api~1stream/get/responses/200/content/"
                                       "text~1event-stream/x-messages"));
  if (!messages.contains(event)) return {"no message " + event + " is described"};
  auto found = schema_.faults(messages.at(event).at("data"), data);
  for (std::string& fault : found) fault = "message " + event + ": " + fault;
  return found;
}

const Described& described() {
  static const Described one{std::string(centre::openapi_text())};
  return one;
}

}  // namespace shao::test
