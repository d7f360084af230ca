// One invocation's connection to the jurisdiction: settings from the profile and the flags, one
// command or question, and what its outcome means for the exit code.
#pragma once

#include <chrono>
#include <memory>
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

/// The error is a sentence that names the flag or field. A profile's outbox belongs to its office
/// and jurisdiction: with another key or jurisdiction, or without a profile, the outbox is under
/// $XDG_STATE_HOME (~/.local/state).
core::Result<client::Settings, std::string> settings_of(const Globals& globals);

/// A new command id: unique, and sortable by time.
std::string new_command_id(const std::string& action);

/// What became of a command or question.
struct Outcome {
  enum class Kind {
    accepted,  // body: the answer
    refused,   // body: the refusal, or why it could not be passed on
    kept,      // body: why it could not be passed on now; it stays in the outbox
    silent,    // no answer in time; a command stays in the outbox
    local,     // body: {"message":..}: our own machine failed
  };
  Kind kind = Kind::silent;
  codec::Json body;
};

class Session {
 public:
  enum class Outbox { durable, none };
  /// Waits a while when another `shao` is using the outbox. The error was told already.
  static core::Result<Session, Exit> open(const Globals& globals, Outbox outbox);

  Outcome command(const std::string& id, const codec::Json& body);
  Outcome question(const codec::Json& body);

  client::Client& client() { return *client_; }

 private:
  Session(const Globals& globals, std::unique_ptr<zmq::context_t> context,
          std::unique_ptr<client::Client> client)
      : timeout_(globals.timeout), context_(std::move(context)), client_(std::move(client)) {}
  Outcome wait_for(const std::string& id);

  std::chrono::seconds timeout_;
  std::unique_ptr<zmq::context_t> context_;  // outlives the client
  std::unique_ptr<client::Client> client_;
};

/// Sends one command and prints its outcome.
Exit run_command(const Globals& globals, codec::Json body);
/// Prints an outcome that is not `accepted`; `command`: it was one.
Exit report(const Globals& globals, const Outcome& outcome, bool command);
/// No answer came in time; `command`: it is kept in the outbox.
Exit report_silence(const Globals& globals, bool command);
Exit report_local(const std::string& problem);
/// Says what became of a command of an earlier invocation, to standard error; anything else is
/// nothing to tell.
void tell_of_earlier(const client::News& news);

}  // namespace shao::cli
