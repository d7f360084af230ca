// A TCP proxy on loopback that makes trouble: what runs through it is cut, held up, slowed down or
// turned away, on command. Every connection of a chaos run goes through one of its links.
//
//   FaultProxy proxy;
//   auto clients = proxy.link("tcp:127.0.0.1:7700");       // or "unix:/path/redis.sock"
//   connect_to(proxy.port(*clients));
//   proxy.strike(*clients, {Fault::cut, 0ms});             // all its connections end, with RST
//   proxy.strike(*clients, {Fault::stall, 3s});            // nothing passes for three seconds
//   proxy.calm();                                          // from now on it only passes on
//
// It never alters, drops or turns round bytes within a connection: TCP does not either.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "dispatcher/core/result.hpp"
#include "dispatcher/journal/file_descriptor.hpp"

namespace shao::chaos {

struct Fault {
  enum Kind : std::uint8_t {
    cut,    // connections end at once
    stall,  // nothing passes, then everything at once
    mute,   // what comes back is held, then the connections end: done, and nobody was told
    slow,   // each piece takes some time longer
    refuse  // connections end, and new ones too
  };
  Kind kind = cut;
  std::chrono::milliseconds lasts{0};
};

class FaultProxy {
 public:
  FaultProxy();
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;
  ~FaultProxy();

  /// A link to `target`; its number.
  core::Result<std::size_t, std::string> link(const std::string& target);
  int port(std::size_t link) const;
  std::string endpoint(std::size_t link) const {
    return "tcp://127.0.0.1:" + std::to_string(port(link));
  }
  void strike(std::size_t link, Fault fault);
  void calm();

 private:
  using Steady = std::chrono::steady_clock;
  struct Piece {
    Steady::time_point due;
    std::string bytes;
  };
  /// One direction of a connection.
  struct Flow {
    std::deque<Piece> pieces;
    std::size_t held = 0;  // bytes in it
    bool ended = false;    // the source sends no more
    bool closed = false;   // and the target was told so
  };
  struct Pipe {
    journal::FileDescriptor client;
    journal::FileDescriptor server;
    Flow there;
    Flow back;
    bool dead = false;
  };
  struct Link {
    std::string target;
    journal::FileDescriptor listener;
    int port = 0;
    std::list<Pipe> pipes;
    Fault fault;
    Steady::time_point until{};
    bool active(Steady::time_point now) const { return now < until; }
  };

  void run();
  void accept_on(Link& link, Steady::time_point now);
  void move(const Link& link, Flow& flow, int from, int to, bool back, Pipe& pipe,
            Steady::time_point now);
  static void end_all(Link& link);

  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Link>> links_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace shao::chaos
