// The outbox: commands on their way. A command is on the disk before it is sent for the first time,
// and stays until it is answered, so it survives the crash of its client and is sent again with
// the same id. Accepted ones are kept some minutes longer, with the term that accepted them: in
// another term they are offered again, since no failover can be proven lossless.
//
//   Outbox outbox = *Outbox::open("outbox", now);  // a folder; nobody else may have it open
//   outbox.put("raise:2026-001", body);            // in memory
//   outbox.sync();                                 // all that was put is on the disk: now send
//   outbox.accept("raise:2026-001", "3-9f2c", WallClock::now());     // or:
//   outbox.refuse("raise:2026-001");
//
// The file outbox.jsonl, one line each; a torn line is a command that was never sent:
//   line = {"id":..,"body":"the body as text"}                       ; put
//        / {"id":..,"accepted":true,"at":ms,"term":"epoch-nonce"}    ; answered
//        / {"id":..,"accepted":false}                                ; answered: refused
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "clients/lib/clocks.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/result.hpp"

namespace shao::client {

class Outbox {
 public:
  /// How long an accepted command is kept.
  static constexpr std::chrono::minutes kept_for{5};

  struct Accepted {
    WallClock::time_point at;
    std::string term;
  };
  struct Item {
    std::string body;         // as it is sent, with its stamp (`made_at`)
    std::uint64_t order = 0;  // commands go out in the order they were put
    std::optional<Accepted> accepted;
  };

  /// An empty path keeps everything in memory only. Compacts the file. The error is a sentence.
  static core::Result<Outbox, std::string> open(const std::filesystem::path& folder,
                                                WallClock::time_point now);

  Outbox(Outbox&& other) noexcept;
  Outbox& operator=(Outbox&& other) noexcept;
  ~Outbox();

  /// The same id with the same body may be put again. With another body: false, nothing changes.
  bool put(const std::string& id, const std::string& body);
  /// The error is a sentence; nothing may be sent then.
  core::Result<bool, std::string> sync();
  void accept(const std::string& id, const std::string& term, WallClock::time_point now);
  void refuse(const std::string& id);

  const Item* find(const std::string& id) const;
  const std::map<std::string, Item>& items() const { return items_; }
  /// Ids in the order they were put.
  std::vector<std::string> in_order() const;
  /// How many are not answered yet.
  std::size_t waiting() const;
  /// Forgets accepted commands older than kept_for, and writes the file anew when most of it is
  /// about forgotten ones. The error is a sentence; the old file stays then.
  core::Result<bool, std::string> tidy(WallClock::time_point now);

 private:
  Outbox() = default;
  void take_line(const std::string& line);
  void add_line(const std::string& line);
  void forget_old(WallClock::time_point now);
  core::Result<bool, std::string> compact();

  std::filesystem::path folder_;
  int lock_ = -1;
  int descriptor_ = -1;  // -1: in memory only
  std::string unwritten_;
  bool must_sync_ = false;  // a put is among it: an answer that is lost only means sending again
  bool torn_ = false;       // the last write failed: what it left must not join the next line
  std::uint64_t next_order_ = 0;
  std::size_t lines_ = 0;  // in the file
  std::map<std::string, Item> items_;
};

}  // namespace shao::client
