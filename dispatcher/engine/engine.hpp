// The engine of one term: takes requests and the passing of time, decides them at once in memory,
// gathers what happened into batches for the journal, and holds every output back until what it
// rests on is durable. No I/O and no clock of its own: the leader (leader.hpp) drives it with real
// ones, a simulator with others.
//
// What must be durable before what is sent:
//   1. a command is decided and applied in memory; its records join the gathering batch;
//   2. take_batch() hands the gathering batch out when none is in flight: append it;
//   3. appended() says it is on the disk. Only now take_outputs() yields the answers and the feed
//      messages of that batch, and every answer (refusals and queries too) that was decided after
//      it began to gather;
//   4. when an append fails or its outcome is unknown, throw the engine away and recover: nothing
//      that was not durable was ever told to anyone.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "brokers/link.hpp"
#include "dispatcher/codec/command_json.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/decide.hpp"
#include "dispatcher/engine/key_ring.hpp"
#include "dispatcher/engine/storage_gauge.hpp"
#include "dispatcher/journal/resident_keys.hpp"

namespace shao::engine {

/// A command or query as the broker stamped it. `peer` and `ref` lead the answer back.
struct Request {
  std::string peer;
  std::string ref;
  std::string id;
  core::OfficeId office;
  core::Roles roles;
  std::string body;
};

/// An answer on its way to `peer`. Events in `timeline` are durable when it is released; the leader
/// reads them from the journal into the body's "timeline".
struct Reply {
  std::string peer;
  std::string ref;
  std::string id;
  codec::Json body;
  std::vector<core::EventNumber> timeline;
};

/// A page of events for a broker that missed some: read and rendered when released.
struct HistoryRequest {
  std::string peer;
  link::AskHistory ask;
};

struct Outputs {
  std::vector<Reply> replies;
  std::vector<HistoryRequest> histories;
  std::vector<link::Event> publications;
};

struct Batch {
  std::string bytes;
  core::EventNumber last = 0;
  journal::KeyChanges keys;  // of the whistles that are raised or erased in it
};

/// How long Redis took to write batches down, since the term began.
struct AppendTimes {
  std::uint64_t count = 0;
  std::chrono::nanoseconds together{0};
  std::chrono::nanoseconds slowest{0};
};

/// What queries tell of the leader's surroundings.
struct Surroundings {
  std::string durability;
  double clock_speed = 1;
  bool exercise = false;
  std::string timezone;
  StorageGauge storage = {};
  AppendTimes appends = {};
};

class Engine {
 public:
  /// `state` is recovered up to and including this term's claim.
  Engine(core::State state, std::shared_ptr<const core::Policy> policy, Surroundings surroundings,
         std::shared_ptr<KeyRing> keys);

  void command(const Request& request, core::Instant now);
  void query(const Request& request, core::Instant now);
  void history(HistoryRequest request);
  /// Fires at most 256 due levels, none while full(); call again while next_deadline() is past.
  void wake(core::Instant now);
  void adopt(std::shared_ptr<const core::Policy> policy, std::string timezone, core::Instant now);

  /// While it is low new whistles are refused and everything else goes on.
  void storage(const StorageGauge& gauge) { surroundings_.storage = gauge; }

  /// The gathered batch, when there is one and none is in flight. At most 1,024 records or 1 MiB.
  std::optional<Batch> take_batch();
  /// The batch in flight is durable.
  /// `took`: from handing the batch out until now.
  void appended(std::chrono::nanoseconds took = {});
  Outputs take_outputs();

  /// No more commands should be taken until the batch in flight is durable.
  bool full() const;
  std::optional<core::Instant> next_deadline() const { return state_.next_deadline(); }
  const core::State& state() const { return state_; }
  const core::Policy& policy() const { return *policy_; }
  /// The last event that is durable and may be told.
  core::EventNumber durable() const { return durable_; }

 private:
  struct Gathering {
    std::vector<std::string> lines;
    std::size_t bytes = 0;
    core::EventNumber last = 0;
    journal::KeyChanges keys;
    Outputs outputs;
  };

  /// Puts what was said in clear into the command, sealed.
  void seal(codec::Said& said);
  /// The keys that come and go with what happened.
  void note_keys(const core::Record& record);
  void happen(const std::vector<core::Record>& records);
  /// Where an output that rests on everything decided so far belongs.
  Outputs& after_everything();

  core::State state_;
  std::shared_ptr<const core::Policy> policy_;
  Surroundings surroundings_;
  std::shared_ptr<KeyRing> keys_;
  core::EventNumber durable_ = 0;
  Gathering gathering_;
  std::optional<Gathering> in_flight_;
  Outputs released_;
};

}  // namespace shao::engine
