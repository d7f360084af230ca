// All offices of a drill with their clients, on one thread: opens them, listens to all at once, and
// knows whether everyone has been answered and has all there is for him.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>
#include <zmq.hpp>

#include "clients/drill/office.hpp"
#include "clients/lib/client.hpp"
#include "deploy/local/stack.hpp"

namespace shao::drill {

/// An office with its client, and what it has sent and is not answered yet.
struct Desk {
  Office office;
  client::Client client;
  bool sees_all = false;
  bool caught_up = false;  // has heard "complete" once
  struct Sent {
    Intention intention;  // its body is null: a question
    std::chrono::steady_clock::time_point at;
  };
  std::unordered_map<std::string, Sent> sent{};
};

class Desks {
 public:
  using Steady = std::chrono::steady_clock;
  using Hear = std::function<void(std::size_t desk, client::News news)>;

  /// One desk for each valid key of the directory; each follows the feed from the beginning.
  core::Result<std::monostate, std::string> open(const local::Stack& stack, const World& world);

  std::size_t size() const { return desks_.size(); }
  Desk& operator[](std::size_t index) { return *desks_[index]; }
  const Desk& operator[](std::size_t index) const { return *desks_[index]; }
  /// The one that sees everything.
  std::size_t centre() const { return *centre_; }
  std::optional<std::size_t> of(core::OfficeId office) const;

  /// Waits at most `timeout` and hands on what the clients have heard.
  core::Result<std::monostate, std::string> listen(std::chrono::milliseconds timeout,
                                                   const Hear& hear);
  /// Sends at once.
  core::Result<std::monostate, std::string> send(std::size_t desk, const Intention& intention,
                                                 Steady::time_point now);
  void ask(std::size_t desk, const std::string& id, const codec::Json& body,
           Steady::time_point now);

  bool everyone_listens() const;
  bool nobody_waits() const;
  /// Whether everyone has what there is for him up to this event.
  bool everyone_has(core::EventNumber head) const;
  std::uint64_t gaps() const;
  /// Who waits for answers, in words; empty: nobody.
  std::string who_waits() const;

 private:
  zmq::context_t context_;
  std::vector<std::unique_ptr<Desk>> desks_;
  std::unordered_map<core::OfficeId, std::size_t> by_office_;
  std::optional<std::size_t> centre_;
  std::vector<zmq::pollitem_t> items_;
  Steady::time_point next_look_{};
};

}  // namespace shao::drill
