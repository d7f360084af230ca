// One invocation's connection to the jurisdiction: settings from the profile and the flags, one
// command or question, and what its outcome means for the exit code.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "clients/cli/speech.hpp"
#include "clients/lib/client.hpp"

namespace shao::cli {

/// The flags every subcommand that speaks to a broker knows.
struct Globals {
  std::string profile;  // empty: SHAO_PROFILE, else ~/.config/shaodao/profile.toml
  std::vector<std::string> brokers;
  std::string broker_key;
  std::string key;
  std::string jurisdiction;
  std::string person;
  std::string command_id;
  bool json = false;
  int timeout = 10;  // seconds
};

/// The error is a sentence that names the flag or field.
core::Result<client::Settings, std::string> settings_of(const Globals& globals);

/// A new command id: unique, and sortable by time.
std::string new_command_id(const std::string& action);

class Session {
 public:
  enum class Outbox { durable, none };
  /// Waits a while when another `shao` is using the outbox.
  static core::Result<Session, std::string> open(const Globals& globals, Outbox outbox);

  /// The answer to a command or question; nothing when it did not come in time.
  std::optional<codec::Json> command(const std::string& id, const codec::Json& body);
  std::optional<codec::Json> question(const codec::Json& body);

  client::Client& client() { return *client_; }

 private:
  Session(const Globals& globals, std::unique_ptr<zmq::context_t> context,
          std::unique_ptr<client::Client> client)
      : timeout_(globals.timeout), context_(std::move(context)), client_(std::move(client)) {}
  std::optional<codec::Json> wait_for(const std::string& id);

  std::chrono::seconds timeout_;
  std::unique_ptr<zmq::context_t> context_;  // outlives the client
  std::unique_ptr<client::Client> client_;
};

/// Sends one command and prints its outcome.
Exit run_command(const Globals& globals, codec::Json body);
/// Says that no answer came, and what becomes of a command.
Exit report_silence(const Session& session, bool kept);
/// Prints a refusal or an error.
Exit report_refusal(const Globals& globals, const codec::Json& body);
Exit report_local(const std::string& problem);

}  // namespace shao::cli
