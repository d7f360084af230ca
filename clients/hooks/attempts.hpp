// Attempts to deliver that are under way: HTTPS by libcurl, programs as child processes. Nothing
// here waits; poll() says what has ended. libcurl is seen by attempts.cpp alone.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "clients/hooks/message.hpp"
#include "config/config.hpp"

namespace shao::hooks {

struct Ended {
  std::string id;
  std::string hook;
  bool delivered = false;
  std::string outcome;  // "HTTP 200", "exit 1", "no answer within 10 s"
};

/// What stands in the Shao-Signature header: HMAC-SHA256 with the secret over the sent instant (the
/// Shao-Sent header), a dot and the body, in hex.
std::string signature(const std::string& secret, const std::string& sent, const std::string& body);

class Attempts {
 public:
  /// Programs run in `folder`.
  explicit Attempts(std::string folder);
  Attempts(Attempts&&) noexcept;
  Attempts& operator=(Attempts&&) noexcept;
  /// Ends what is under way.
  ~Attempts();

  void start(const config::Hook& hook, const Message& message);
  std::vector<Ended> poll();
  /// The ids under way of one hook.
  std::vector<std::string> under_way(const std::string& hook) const;
  std::size_t count() const;

 private:
  struct Web;
  struct Child;
  void start_web(const config::Hook& hook, const Message& message);
  void start_program(const config::Hook& hook, const Message& message);
  void poll_web();
  void poll_programs();

  std::string folder_;
  std::unique_ptr<Web> web_;
  std::vector<std::unique_ptr<Child>> children_;
  std::vector<Ended> ended_;
};

}  // namespace shao::hooks
