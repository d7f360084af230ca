// The web server as a whole: one loop with the browsers' connections, the offices' lines to the
// broker and the door. It keeps nothing that it cannot fetch again but commands on their way, which
// wait in the offices' outboxes.
//
//   centre::Settings settings;
//   settings.scopes = {.profiles = "data/profiles", .outbox = "data/centre", .centre = "ZHZX"};
//   settings.pages = "clients/centre/web/dist";
//   settings.redis = {"unix:/run/redis.sock", "centre", password};
//   return centre::run(settings, show_password, [](std::uint16_t port) { print(port); });
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "clients/centre/api.hpp"

namespace shao::centre {

struct Settings {
  ServerSettings server;
  ScopeSettings scopes;
  ApiSettings api;
  std::filesystem::path pages;
  journal::RedisAddress redis;
  door::SessionLimits sessions;
};

/// Until SIGTERM or SIGINT. `new_account` is told the password of the account "operator" when there
/// was no account at all and that one was made, `started` the port once browsers can connect. The
/// error is a sentence for the operator.
core::Result<std::monostate, std::string> run(
    const Settings& settings, const std::function<void(const std::string&)>& new_account,
    const std::function<void(std::uint16_t)>& started);

/// The description of the interface, as it is served at /api/openapi.json.
std::string_view openapi_text();

}  // namespace shao::centre
