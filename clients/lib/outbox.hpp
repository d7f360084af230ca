// The outbox: commands on their way. A command is on the disk before it is sent for the first time,
// and stays until it is answered, so it survives the crash of its client and is sent again with
// the same id. Accepted ones are kept some minutes longer: when a new leader's term begins they are
// offered again, since no failover can be proven lossless.
//
//   Outbox outbox = *Outbox::open("outbox");       // a folder; nobody else may have it open
//   outbox.put("raise:2026-001", body);            // in memory
//   outbox.sync();                                 // all that was put is on the disk: now send
//   outbox.settle("raise:2026-001", true, now);    // it was answered: accepted, or refused
//
// The file outbox.jsonl, one line each; a torn last line is a command that was never sent:
//   line = {"id":..,"body":{..}}                   ; put
//        / {"id":..,"accepted":true,"at":ms}       ; answered
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/result.hpp"

namespace shao::client {

using WallClock = std::chrono::system_clock;

class Outbox {
 public:
  /// How long an accepted command is kept.
  static constexpr std::chrono::minutes kept_for{5};

  struct Item {
    std::string body;  // as it is sent
    std::optional<WallClock::time_point> accepted_at;
  };

  /// An empty path keeps everything in memory only. Compacts the file. The error is a sentence.
  static core::Result<Outbox, std::string> open(const std::filesystem::path& folder);

  Outbox(Outbox&& other) noexcept;
  Outbox& operator=(Outbox&& other) noexcept;
  ~Outbox();

  /// The same id with the same body may be put again. With another body: false, nothing changes.
  bool put(const std::string& id, const std::string& body);
  /// The error is a sentence; nothing may be sent then.
  core::Result<bool, std::string> sync();
  void settle(const std::string& id, bool accepted, WallClock::time_point now);

  bool holds(const std::string& id) const { return items_.count(id) > 0; }
  const std::map<std::string, Item>& items() const { return items_; }
  std::size_t waiting() const;
  /// Forgets accepted commands older than kept_for.
  void tidy(WallClock::time_point now);

 private:
  Outbox() = default;
  void add_line(std::string line);

  int lock_ = -1;
  int descriptor_ = -1;  // -1: in memory only
  std::string unwritten_;
  bool must_sync_ = false;  // a put is among it: an answer that is lost only means sending again
  std::map<std::string, Item> items_;
};

}  // namespace shao::client
