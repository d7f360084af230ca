// shao-centre: options, then the web server; or, with `account`, an account more.
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdio>

#include "clients/centre/centre.hpp"
#include "clients/centre/door/passwords.hpp"

namespace {

namespace centre = shao::centre;
namespace door = shao::door;
namespace journal = shao::journal;

struct Arguments {
  std::string listen = "127.0.0.1:7780";
  std::string redis;
  std::string redis_user;
  std::string redis_password_file;
  std::string first_password_file;
  std::string log_level = "info";
  int session_hours = 24;
  int idle_hours = 12;
  centre::Settings settings;

  // Of an account.
  std::string name;
  std::string person;
  std::string office;
  std::vector<std::string> roles;
  bool operates = false;
  std::string password_file;
};

int fail(const std::string& what, int status = 2) {
  std::fprintf(stderr, "shao-centre: %s\n", what.c_str());
  return status;
}

/// Each screen is a descriptor: as many as the system lets us have.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
    spdlog::warn("event=descriptor_limit_not_raised current={}", limit.rlim_cur);
}

bool read_listen(const std::string& text, centre::ServerSettings& settings) {
  const auto colon = text.rfind(':');
  if (colon == text.npos) return false;
  settings.address = text.substr(0, colon);
  if (settings.address.starts_with('[') && settings.address.ends_with(']'))
    settings.address = settings.address.substr(1, settings.address.size() - 2);
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, settings.port);
  return error == std::errc{} && stop == end;
}

void show_password(const Arguments& arguments, const std::string& password) {
  if (arguments.first_password_file.empty()) {
    std::printf(
        "shao-centre: the account \"operator\" was made. Its password, shown this once: %s\n",
        password.c_str());
    return;
  }
  const auto written = journal::write_password_file(arguments.first_password_file, password);
  if (!written) spdlog::error("event=password_not_written problem=\"{}\"", written.error().message);
}

int serve(Arguments& arguments) {
  if (!read_listen(arguments.listen, arguments.settings.server))
    return fail("--listen \"" + arguments.listen + "\": ADDRESS:PORT is expected, for example " +
                "127.0.0.1:7780");
  std::string& header = arguments.settings.api.identity_header;
  if (!header.empty() && !arguments.settings.server.behind_proxy)
    return fail("--identity-header \"" + header +
                "\": only with --behind-proxy, or any program of this machine could name anybody");
  std::transform(header.begin(), header.end(), header.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  arguments.settings.sessions.absolute = std::chrono::hours{arguments.session_hours};
  arguments.settings.sessions.idle = std::chrono::hours{arguments.idle_hours};
  arguments.settings.api.openapi = std::string(centre::openapi_text());
  raise_descriptor_limit();
  const auto ran = centre::run(
      arguments.settings, [&](const std::string& password) { show_password(arguments, password); },
      [&](std::uint16_t port) {
        std::printf("centre: ready on http://%s:%u\n", arguments.settings.server.address.c_str(),
                    static_cast<unsigned>(port));
        std::fflush(stdout);
      });
  if (!ran) return fail(ran.error(), 1);
  spdlog::info("event=stopped");
  return 0;
}

/// For scripts, and for who has lost the operator's password: straight into Redis. A running server
/// notices within a second.
int add_account(const Arguments& arguments) {
  door::Account account;
  account.name = arguments.name;
  account.person = arguments.person;
  if (!shao::core::OfficeId::fits(arguments.office) || arguments.office.empty())
    return fail("--office \"" + arguments.office +
                "\": the id of an office is expected, for example ZJW");
  account.office = shao::core::OfficeId(arguments.office);
  const auto roles = door::roles_from(arguments.roles);
  if (!roles) return fail("--roles: " + roles.error().message);
  account.roles = *roles;
  account.operates = arguments.operates;
  if (const auto wrong = door::check(account)) return fail(wrong->message);
  std::string password = door::new_password();
  account.must_change = true;
  if (!arguments.password_file.empty()) {
    auto given = journal::read_password_file(arguments.password_file);
    if (!given) return fail("--password-file: " + given.error().message);
    if (const auto wrong = door::check_password(*given, "", account.name))
      return fail(wrong->message);
    password = *given;
    account.must_change = false;
  }
  const auto hash = door::hash_of(password);
  if (!hash) return fail("there is not enough memory to hash a password", 1);
  account.hash = *hash;
  door::AccountStore store(arguments.settings.redis, arguments.settings.api.jurisdiction);
  if (const auto ready = store.ready(std::chrono::seconds{10}); !ready)
    return fail(ready.error().message, 1);
  const auto there = store.account(account.name);
  if (!there) return fail(there.error().message, 1);
  // Its sessions are over: whoever had it may not be who has it now.
  if (*there) account.generation = (*there)->generation + 1;
  if (const auto put = store.put(account); !put) return fail(put.error().message, 1);
  if (arguments.password_file.empty()) std::printf("%s\n", password.c_str());
  return 0;
}

void add_options(CLI::App& app, Arguments& arguments) {
  app.add_option("--listen", arguments.listen, "Where browsers, or the proxy before them, connect")
      ->capture_default_str();
  app.add_option("--jurisdiction", arguments.settings.api.jurisdiction,
                 "Its name, for example shunyi")
      ->required();
  app.add_option("--redis", arguments.redis,
                 "Where accounts are kept: unix:/path or redis://host:port")
      ->required();
  app.add_option("--redis-user", arguments.redis_user, "The user of Redis (centre)");
  app.add_option("--redis-password-file", arguments.redis_password_file,
                 "A file with its password");
  app.add_option("--profiles", arguments.settings.scopes.profiles,
                 "Folder with OFFICE.toml for each office whose people sign in");
  app.add_option("--outbox", arguments.settings.scopes.outbox,
                 "Folder for commands that are not answered yet");
  app.add_option("--centre", arguments.settings.scopes.centre, "The command centre's office")
      ->capture_default_str();
  app.add_option("--pages", arguments.settings.pages,
                 "Folder of the browser application (web/dist)");
  app.add_option("--first-password-file", arguments.first_password_file,
                 "Where the password of the first account goes, instead of standard output");
  app.add_option("--session-hours", arguments.session_hours, "How long a login lasts at most")
      ->capture_default_str()
      ->check(CLI::Range(1, 24 * 31));
  app.add_option("--idle-hours", arguments.idle_hours,
                 "How long without a request or an open screen")
      ->capture_default_str()
      ->check(CLI::Range(1, 24 * 31));
  app.add_flag("--behind-proxy", arguments.settings.server.behind_proxy,
               "Believe X-Forwarded-For and X-Forwarded-Proto of a proxy on this machine");
  app.add_option("--identity-header", arguments.settings.api.identity_header,
                 "With --behind-proxy: a header in which that proxy says which account it has "
                 "checked; the proxy must remove it from what comes from outside");
  app.add_option("--requests-per-second", arguments.settings.api.requests_per_second,
                 "Of one session in the long run")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--connections", arguments.settings.server.connections, "Connections at once")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--log-level", arguments.log_level, "What is written to stderr")
      ->capture_default_str()
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error"}));
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  arguments.settings.scopes.centre = "ZHZX";
  CLI::App app{
      "shao-centre: the command centre and the desks, in a browser.\n\n  shao-centre "
      "--jurisdiction "
      "shunyi --redis unix:data/redis/redis.sock --redis-user centre \\\n    --redis-password-file "
      "data/keys/redis-centre.password --profiles data/profiles --outbox data/centre/outbox \\\n   "
      " "
      "--pages clients/centre/web/dist\n\nIt listens on this machine only; nginx or Caddy in front "
      "bring TLS."};
  add_options(app, arguments);
  CLI::App* account =
      app.add_subcommand("account", "Make an account, or give one another password; prints it");
  account->add_option("name", arguments.name, "What is typed at the login: a-z 0-9 . _ -")
      ->required();
  account->add_option("--person", arguments.person, "Whose it is, as others read it")->required();
  account->add_option("--office", arguments.office, "The office it speaks for")->required();
  account->add_option("--roles", arguments.roles, "What it may do: dept_officer, street_leader...")
      ->required()
      ->delimiter(',');
  account->add_flag("--operator", arguments.operates, "May manage accounts");
  account->add_option("--password-file", arguments.password_file,
                      "The password, instead of a random one that must be changed");
  CLI11_PARSE(app, argc, argv);

  spdlog::set_default_logger(spdlog::stderr_color_mt("centre"));
  spdlog::set_level(spdlog::level::from_str(arguments.log_level));
  const auto redis =
      journal::address_of(arguments.redis, arguments.redis_user, arguments.redis_password_file);
  if (!redis) return fail(redis.error().message);
  arguments.settings.redis = *redis;
  if (account->parsed()) return add_account(arguments);
  for (const auto& [flag, given] : {std::pair{"--profiles", &arguments.settings.scopes.profiles},
                                    std::pair{"--outbox", &arguments.settings.scopes.outbox},
                                    std::pair{"--pages", &arguments.settings.pages}})
    if (given->empty()) return fail(std::string(flag) + " is missing: see --help");
  try {
    return serve(arguments);
  } catch (const std::exception& error) {
    // Out of descriptors or memory. Whoever started us starts us again.
    spdlog::critical("event=failed why=\"{}\"", error.what());
    return 1;
  }
}
