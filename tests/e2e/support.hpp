// What the end-to-end tests share: a fresh folder, a stack in it, an office to speak as.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <zmq.hpp>

#include "clients/drill/drill.hpp"
#include "clients/lib/client.hpp"
#include "deploy/local/stack.hpp"
#include "tests/files.hpp"

namespace shao::e2e {

using codec::Json;

[[noreturn]] void fail_for(const std::string& reason);

using test::TempFolder;

/// Shunyi's configuration, the programs of this build, a free port.
local::StackSettings settings_in(const std::filesystem::path& data);

/// What `result` holds; the test ends with the reason when there is none.
template <class T>
T must(core::Result<T, std::string> result) {
  if (!result) fail_for(result.error());
  return std::move(*result);
}

/// One office with its client; tends the stack while it waits.
class Desk {
 public:
  Desk(local::Stack& stack, const std::string& office);

  /// The answer to a command or a question; nothing within `patience`. A Failed's body is an
  /// answer, too.
  std::optional<Json> command(const std::string& id, const Json& body,
                              std::chrono::milliseconds patience = std::chrono::seconds{20});
  std::optional<Json> ask(const Json& body,
                          std::chrono::milliseconds patience = std::chrono::seconds{20});

 private:
  std::optional<Json> answer_to(const std::string& id, std::chrono::milliseconds patience);

  local::Stack& stack_;
  zmq::context_t context_;
  std::optional<client::Client> client_;
  int questions_ = 0;
};

/// Notes what it is told, for a failing test's message.
class Silent : public drill::Observer {
 public:
  void began(const local::Stack&) override {}
  void heard(const Json&) override {}
  void refused(const std::string& office, const std::string& command, const Json& answer) override;
  void said(const std::string& what) override;
  void round(const drill::Progress&) override {}
  const std::string& notes() const { return notes_; }

 private:
  std::string notes_;
};

/// All that is wrong with a drill, as one text; empty: nothing.
std::string wrongs_of(const drill::DrillResult& result);

}  // namespace shao::e2e
