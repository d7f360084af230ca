#include "clients/centre/scopes.hpp"

#include <spdlog/spdlog.h>

namespace shao::centre {

namespace {

/// After the last screen went, and the last command was answered.
constexpr std::chrono::seconds kept_for{90};

Problem no_line(const std::string& office, const std::string& reason) {
  return {503, "no_line",
          "The server cannot speak for " + office + ": " + reason + ". Tell the operator.",
          "服务器无法以 " + office + " 的名义连接：" + reason + "。请联系系统管理员。"};
}

}  // namespace

Scopes::Scopes(boost::asio::io_context& io, zmq::context_t& context, ScopeSettings settings,
               ScopeEars centre_ears)
    : io_(io),
      context_(context),
      settings_(std::move(settings)),
      centre_ears_(std::move(centre_ears)) {}

core::Result<client::Settings, Problem> Scopes::settings_of(const std::string& office) const {
  if (!core::OfficeId::fits(office)) return core::Unexpected{no_line(office, "no such office")};
  auto settings = client::read_profile(settings_.profiles / (office + ".toml"));
  if (!settings) return core::Unexpected{no_line(office, settings.error())};
  // Whoever signs in for one office must not act for another because of a file's wrong name.
  if (settings->office != office)
    return core::Unexpected{
        no_line(office, "the key in its profile is that of " + settings->office)};
  settings->outbox = settings_.outbox / office;
  return std::move(*settings);
}

core::Result<Scope*, Problem> Scopes::of(const std::string& office) {
  const auto found = scopes_.find(office);
  if (found != scopes_.end() && found->second->line().problem().empty()) return found->second.get();
  auto settings = settings_of(office);
  if (!settings) return core::Unexpected{settings.error()};
  if (found != scopes_.end()) scopes_.erase(found);
  auto scope = Scope::open(io_, context_, std::move(*settings),
                           office == settings_.centre ? centre_ears_ : ScopeEars{});
  if (!scope) {
    spdlog::error("event=no_line office={} problem=\"{}\"", office, scope.error());
    return core::Unexpected{no_line(office, scope.error())};
  }
  return scopes_.emplace(office, std::move(*scope)).first->second.get();
}

void Scopes::take_up() {
  std::error_code error;
  for (const auto& folder : std::filesystem::directory_iterator(settings_.outbox, error)) {
    const std::string office = folder.path().filename();
    const auto scope = of(office);
    if (!scope) continue;  // logged
    const std::size_t waiting = (*scope)->line().client().waiting();
    if (waiting > 0)
      spdlog::info("event=commands_taken_up office={} waiting={}", office, waiting);
    else if (office != settings_.centre)
      scopes_.erase(office);
  }
}

core::Result<History*, Problem> Scopes::history_of(const std::string& office) {
  if (const auto found = histories_.find(office); found != histories_.end())
    return found->second.get();
  // It ends with the scope.
  if (const auto scope = of(office); !scope) return core::Unexpected{scope.error()};
  auto settings = settings_of(office);
  if (!settings) return core::Unexpected{settings.error()};
  auto history = History::open(io_, context_, std::move(*settings), is_centre(office));
  if (!history) return core::Unexpected{no_line(office, history.error())};
  return histories_.emplace(office, std::move(*history)).first->second.get();
}

Scope* Scopes::centre() {
  const auto scope = of(settings_.centre);
  return scope ? *scope : nullptr;
}

void Scopes::tend() {
  centre();
  for (const auto& [office, history] : histories_) history->tend();
  const auto now = client::Steady::now();
  for (auto it = scopes_.begin(); it != scopes_.end();) {
    Scope& scope = *it->second;
    scope.tend(now, no_work_until_);
    const bool idle = it->first != settings_.centre && scope.screens() == 0 &&
                      now - scope.last_used() > kept_for && scope.line().client().waiting() == 0;
    if (!idle) {
      ++it;
      continue;
    }
    histories_.erase(it->first);
    it = scopes_.erase(it);
  }
}

}  // namespace shao::centre
