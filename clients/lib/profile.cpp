#include "clients/lib/profile.hpp"

#include <toml++/toml.h>

#include <optional>

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

}  // namespace

core::Result<Settings, std::string> read_profile(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return wrong(path, "there is no such profile");
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
  if (settings.brokers.empty())
    return wrong(path, "broker is missing: for example broker = [\"tcp://127.0.0.1:7700\"]");
  settings.broker_key = (*table)["broker_key"].value_or(std::string());
  if (!wire::is_key(settings.broker_key))
    return wrong(path, "broker_key \"" + settings.broker_key +
                           "\" is no key: 40 characters, the broker's public key");
  settings.jurisdiction = (*table)["jurisdiction"].value_or(std::string());
  if (settings.jurisdiction.empty())
    return wrong(path, "jurisdiction is missing: for example jurisdiction = \"shunyi\"");
  settings.timezone = (*table)["timezone"].value_or(settings.timezone);
  const std::string outbox = (*table)["outbox"].value_or(std::string());
  if (!outbox.empty()) settings.outbox = beside(path, outbox);
  const std::string key = (*table)["key"].value_or(std::string());
  if (key.empty()) return wrong(path, "key is missing: the path of your key file");
  const auto file = wire::read_key_file(beside(path, key).string());
  if (!file) return wrong(path, "key: " + file.error());
  settings.own = file->keys;
  settings.office = file->office;
  return settings;
}

}  // namespace shao::client
