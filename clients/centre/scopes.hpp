// The scopes of the offices whose people are signed in, opened when the first of them looks and
// closed a while after the last one went: an office is present at the broker for as long as a
// screen of it is open. The command centre's is open always; the figures come from it.
//
//   Scopes scopes(io, context, {.profiles = "data/profiles", .outbox = "data/centre/outbox"}, ...);
//   auto scope = scopes.of("ZJW");
//   if (!scope) return answer.send(problem_response(scope.error()));
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "clients/centre/history.hpp"
#include "clients/centre/scope.hpp"

namespace shao::centre {

struct ScopeSettings {
  std::filesystem::path profiles;  // OFFICE.toml each
  std::filesystem::path outbox;    // a folder; one in it for each office
  std::string centre;              // the office whose scope is always open
};

class Scopes {
 public:
  Scopes(boost::asio::io_context& io, zmq::context_t& context, ScopeSettings settings,
         ScopeEars centre_ears);

  core::Result<Scope*, Problem> of(const std::string& office);
  /// At the start: of the offices that a server before this one left commands of, until these are
  /// answered.
  void take_up();
  /// The last day of that scope; opened when it is first asked for.
  core::Result<History*, Problem> history_of(const std::string& office);
  Scope* centre();
  /// Until when clocks that count working time stand still, as every screen is told.
  void stand_still(std::optional<std::int64_t> until) { no_work_until_ = until; }
  bool is_centre(const std::string& office) const { return office == settings_.centre; }
  /// About twice a second.
  void tend();

 private:
  core::Result<client::Settings, Problem> settings_of(const std::string& office) const;

  boost::asio::io_context& io_;
  zmq::context_t& context_;
  ScopeSettings settings_;
  ScopeEars centre_ears_;
  std::optional<std::int64_t> no_work_until_;  // milliseconds since 1970
  std::map<std::string, std::unique_ptr<Scope>> scopes_;
  std::map<std::string, std::unique_ptr<History>> histories_;
};

}  // namespace shao::centre
