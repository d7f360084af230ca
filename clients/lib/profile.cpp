#include "clients/lib/profile.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace shao::client {

namespace {

core::Unexpected<std::string> wrong(const std::filesystem::path& path, const std::string& what) {
  return core::Unexpected{path.string() + ": " + what};
}

std::filesystem::path beside(const std::filesystem::path& profile, const std::string& path) {
  const std::filesystem::path given(path);
  return given.is_absolute() ? given : profile.parent_path() / given;
}

std::optional<toml::table> parse(const std::filesystem::path& path, std::string& problem) {
  try {
    return toml::parse_file(path.string());
  } catch (const toml::parse_error& error) {
    problem = std::string(error.description());
    if (error.source().begin.line > 0)
      problem = "line " + std::to_string(error.source().begin.line) + ": " + problem;
    return std::nullopt;
  }
}

/// tcp://HOST:PORT or ipc://PATH.
bool is_endpoint(std::string_view text) {
  constexpr std::string_view tcp = "tcp://", ipc = "ipc://";
  if (text.starts_with(ipc)) return text.size() > ipc.size();
  const auto colon = text.rfind(':');
  if (!text.starts_with(tcp) || colon <= tcp.size()) return false;
  const std::string_view port = text.substr(colon + 1);
  unsigned number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  return error == std::errc{} && end == port.data() + port.size() && number > 0 && number < 65536;
}

bool is_jurisdiction(std::string_view text) {
  constexpr std::size_t most = 32;
  return !text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

core::Result<bool, std::string> check(const Settings& settings, bool chinese) {
  const auto bad = [&](const char* field, const std::string& value, const char* expected,
                       const char* expected_zh) {
    return core::Unexpected{std::string(field) +
                            (value.empty() ? (chinese ? "：未填；" : " is missing: ")
                                           : " \"" + value + (chinese ? "\" 不对：" : "\": ")) +
                            (chinese ? expected_zh : expected)};
  };
  constexpr const char* endpoint = "for example tcp://127.0.0.1:7700";
  constexpr const char* endpoint_zh = "例如 tcp://127.0.0.1:7700";
  if (settings.brokers.empty()) return bad("broker", "", endpoint, endpoint_zh);
  for (const std::string& broker : settings.brokers)
    if (!is_endpoint(broker)) return bad("broker", broker, endpoint, endpoint_zh);
  if (!wire::is_key(settings.broker_key))
    return bad("broker_key", settings.broker_key,
               "the broker's public key is expected, 40 characters, Z85",
               "应为接入程序的公钥，40 个 Z85 字符");
  if (!is_jurisdiction(settings.jurisdiction))
    return bad("jurisdiction", settings.jurisdiction,
               "lower-case letters, digits and -, for example shunyi",
               "应为小写字母、数字和 -，例如 shunyi");
  return true;
}

core::Result<Settings, std::string> read_profile(const std::filesystem::path& path, bool chinese) {
  if (!std::filesystem::exists(path))
    return wrong(path, chinese ? "没有这个连接文件" : "there is no such profile");
  std::string problem;
  const auto table = parse(path, problem);
  if (!table) return wrong(path, problem);

  Settings settings;
  if (const auto* list = (*table)["broker"].as_array()) {
    for (const auto& item : *list)
      if (const auto text = item.value<std::string>()) settings.brokers.push_back(*text);
  } else if (const auto one = (*table)["broker"].value<std::string>()) {
    settings.brokers.push_back(*one);
  }
  settings.broker_key = (*table)["broker_key"].value_or(std::string());
  settings.jurisdiction = (*table)["jurisdiction"].value_or(std::string());
  if (const auto fit = check(settings, chinese); !fit) return wrong(path, fit.error());
  settings.timezone = (*table)["timezone"].value_or(settings.timezone);
  const std::string outbox = (*table)["outbox"].value_or(std::string());
  if (!outbox.empty()) settings.outbox = beside(path, outbox);
  const std::string key = (*table)["key"].value_or(std::string());
  if (key.empty())
    return wrong(path, chinese ? "key：未填；应为本单位密钥文件的路径"
                               : "key is missing: the path of your key file");
  const auto file = wire::read_key_file(beside(path, key).string());
  if (!file) return wrong(path, "key: " + file.error());
  settings.own = file->keys;
  settings.office = file->office;
  return settings;
}

}  // namespace shao::client
