// Many open pages of one board, in one thread: what each of them was sent, and when it had it.
//
//   Herd herd("127.0.0.1:7780", cookies, position, 1000);     // returns when all of them are open
//   ...                                                       // something happens
//   const Told told = herd.end();
//   told.messages[i].events ... told.arrivals[screen][i] ...
//
// Each message is parsed once, however many screens it goes to: that would be the measurement's own
// work.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "dispatcher/journal/file_descriptor.hpp"

namespace shao::bench {

using Steady = std::chrono::steady_clock;

struct Told {
  struct Message {
    std::string id;
    std::vector<std::uint64_t> events;  // their numbers
    std::size_t bytes = 0;
  };
  std::vector<Message> messages;  // in the order in which they were first seen
  struct Arrival {
    std::uint32_t message = 0;
    Steady::time_point at;
  };
  std::vector<std::vector<Arrival>> arrivals;  // of each screen
  std::size_t resets = 0;                      // screens that were told to begin anew
  std::size_t ended = 0;                       // screens whose stream ended
};

class Herd {
 public:
  /// Screens share the cookies evenly: one session may only ask so often. Throws
  /// std::runtime_error when one is not let in.
  Herd(const std::string& address, const std::vector<std::string>& cookies,
       const std::string& position, std::size_t screens);
  Herd(const Herd&) = delete;
  Herd& operator=(const Herd&) = delete;
  ~Herd();

  /// Closes them all.
  Told end();

 private:
  struct Screen {
    journal::FileDescriptor socket;
    std::string unread;
  };
  void run();
  void read(std::size_t screen);
  void take(std::size_t screen, std::string_view message, Steady::time_point at);
  std::uint32_t number_of(std::string_view id, std::string_view message);

  journal::FileDescriptor events_;
  std::vector<Screen> screens_;
  std::unordered_map<std::string, std::uint32_t> known_;
  Told told_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

/// A request and its answer over a connection of its own; throws when there is none.
std::string request(const std::string& address, const std::string& text);
/// The value of a cookie or header line in an answer; empty when there is none.
std::string between(const std::string& text, const std::string& before, const std::string& after);

}  // namespace shao::bench
