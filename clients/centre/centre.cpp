#include "clients/centre/centre.hpp"

#include <spdlog/spdlog.h>

#include <csignal>

#include "clients/centre/http/net.hpp"

namespace shao::centre {

namespace {

using namespace std::chrono_literals;

constexpr auto tend_every = 500ms;
constexpr const char* first_account = "operator";

/// Whoever operates may do all that the command centre may.
door::Account first_operator(const std::string& office) {
  door::Account account;
  account.name = first_account;
  account.person = "系统管理员";
  account.office = core::OfficeId(office);
  account.roles = {core::Role::command_centre, core::Role::dispatcher};
  account.operates = true;
  return account;
}

class Running {
 public:
  Running(const Settings& settings, Pages pages)
      : settings_(settings),
        pages_(std::move(pages)),
        door_({.redis = settings.redis,
               .jurisdiction = settings.api.jurisdiction,
               .sessions = settings.sessions},
              [this](std::function<void()> work) { asio::post(io_, std::move(work)); }),
        scopes_(io_, context_, settings.scopes,
                {.event = [this](const codec::Json& event) { metrics_.hear(event); },
                 .rendered = [this](client::Steady::duration took) { metrics_.rendered(took); }}),
        api_({scopes_, door_, metrics_, pages_}, settings.api),
        server_(io_, with_dress(settings.server), [this](Request request, Answer answer) {
          api_.handle(std::move(request), std::move(answer));
        }) {
    api_.server_counts = &server_.counts();
  }

  core::Result<std::monostate, std::string> run(
      const std::function<void(const std::string&)>& new_account,
      const std::function<void(std::uint16_t)>& started) {
    auto first = door_.open(first_operator(settings_.scopes.centre));
    if (!first) return core::fail(first.error().message);
    // Before anybody can come in with it.
    if (*first) new_account(**first);
    if (const auto centre = scopes_.of(settings_.scopes.centre); !centre)
      return core::fail(centre.error().message);
    scopes_.take_up();
    const auto port = server_.open();
    if (!port) return core::fail(port.error());
    asio::signal_set signals(io_, SIGTERM, SIGINT);
    signals.async_wait([this](boost::system::error_code error, int) {
      if (!error) io_.stop();
    });
    tend();
    started(*port);
    io_.run();
    return std::monostate{};
  }

 private:
  static ServerSettings with_dress(ServerSettings settings) {
    // What the server itself refuses, before anything of the request is known.
    settings.dress = [](Response& response) {
      if (response.headers.empty()) Api::dress(response, false);
    };
    return settings;
  }

  void tend() {
    scopes_.tend();
    api_.tend();
    timer_.expires_after(tend_every);
    timer_.async_wait([this](boost::system::error_code error) {
      if (!error) tend();
    });
  }

  const Settings& settings_;
  Pages pages_;
  zmq::context_t context_;  // before the loop: what still waits there when it ends holds sockets
  asio::io_context io_{1};
  Metrics metrics_;
  door::Doorkeeper door_;
  Scopes scopes_;
  Api api_;
  Server server_;
  asio::steady_timer timer_{io_};
};

}  // namespace

core::Result<std::monostate, std::string> run(
    const Settings& settings, const std::function<void(const std::string&)>& new_account,
    const std::function<void(std::uint16_t)>& started) {
  auto pages = Pages::read(settings.pages);
  if (!pages) return core::fail(pages.error());
  return Running(settings, std::move(*pages)).run(new_account, started);
}

}  // namespace shao::centre
