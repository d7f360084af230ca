// The outbox: commands on their way. A command is on the disk before it is sent for the first time,
// and stays until it is answered, so it survives the crash of its client and is sent again with
// the same id. Accepted ones are kept with the term that accepted them, and in another term they
// are offered again, since no failover can be proven lossless. They are forgotten when a term has
// been heard to last for some minutes after it accepted them. The clock for that is the leader's,
// as the leader says it: ours goes on while we are away, or read slowly, and hear nothing of a
// failover.
//
//   Outbox outbox = *Outbox::open("outbox");  // a folder; nobody else may have it open
//   outbox.put("raise:2026-001", body);       // in memory
//   outbox.sync();                            // all that was put is on the disk: now send
//   outbox.heard("3-9f2c", now);              // this term's clock says so
//   outbox.accept("raise:2026-001", "3-9f2c", at);     // or:
//   outbox.refuse("raise:2026-001");
//
// The file outbox.jsonl, one line each; a torn line is a command that was never sent:
//   line = {"id":..,"body":"the body as text"}                                    ; put
//        / {"id":..,"accepted":true,"at":ms,"term":"epoch-nonce","since":ms}      ; answered
//        / {"id":..,"accepted":false}                                             ; refused
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/result.hpp"
#include "dispatcher/core/time.hpp"

namespace shao::client {

class Outbox {
 public:
  /// How long a term must be heard to last before what it accepted is forgotten, in true time.
  static constexpr std::chrono::minutes kept_for{5};
  /// A dispatcher remembers a command for 30 days; offered later it would take effect again.
  static constexpr std::chrono::days offered_for{28};

  /// All by the jurisdiction's clock, which runs evenly within a term and in no other way is known.
  struct Accepted {
    core::Instant at;
    std::string term;            // that accepted it, or was the last to confirm it
    core::Instant since;         // so long ago in that term as it has outlived in all terms
    core::Duration outlived{0};  // in terms that are over
  };
  struct Item {
    std::string body;         // as it is sent, with its stamp (`made_at`)
    std::uint64_t order = 0;  // commands go out in the order they were put
    std::optional<Accepted> accepted;
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
  /// `at`: when it took effect, by the leader's clock.
  void accept(const std::string& id, const std::string& term, core::Instant at);
  /// A command that is known since `at` was confirmed, by the term heard last as far as one was.
  void confirm(const std::string& id, core::Instant at);
  void refuse(const std::string& id);

  const Item* find(const std::string& id) const;
  const std::map<std::string, Item>& items() const { return items_; }
  /// Ids in the order they were put.
  std::vector<std::string> in_order() const;
  /// How many are not answered yet.
  std::size_t waiting() const;
  /// A leader's word: its term, and what its clock said.
  void heard(const std::string& term, core::Instant now);
  /// The term heard last; empty when there was none.
  const std::string& term() const { return term_; }
  /// Forgets the accepted commands that this term, whose clock runs so fast, has outlived.
  void forget_outlived(double clock_speed);
  /// Writes the file anew when most of it is about forgotten commands. The error is a sentence; the
  /// old file stays then.
  core::Result<bool, std::string> tidy();

 private:
  Outbox() = default;
  void take_line(const std::string& line);
  void add_line(const std::string& line);
  core::Result<bool, std::string> compact();

  std::filesystem::path folder_;
  int lock_ = -1;
  int descriptor_ = -1;  // -1: in memory only
  std::string unwritten_;
  bool must_sync_ = false;  // a put is among it: an answer that is lost only means sending again
  bool torn_ = false;       // the last write failed: what it left must not join the next line
  std::uint64_t next_order_ = 0;
  std::size_t lines_ = 0;  // in the file
  std::string term_;
  core::Instant now_{};  // in that term, as heard
  std::map<std::string, Item> items_;
};

}  // namespace shao::client
