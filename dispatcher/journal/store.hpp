// The place a jurisdiction's journal lives in, as a term of a dispatcher sees it: the journal, the
// lease, the clock and the configurations. A port: RedisStore (redis_store.hpp) is the real one,
// and the simulator has one that fails in every way a Redis can.
//
// Everything but the append answers at once. What each means stands in journal.hpp, lease.hpp and
// config_store.hpp.
//
//   store.append(head, 58, bytes, hash);              // one at a time
//   ... while (!(outcome = store.appended())) wait ...
//   if (!*outcome) step_down(outcome->error());       // also when nobody can know what came of it
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/journal/journal.hpp"

namespace shao::journal {

class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  virtual Result<Head> head() = 0;
  virtual Result<Entry> last() = 0;
  virtual Result<std::vector<Entry>> read(std::uint64_t epoch, core::EventNumber number,
                                          std::size_t count) = 0;
  virtual Result<Head> claim(const Head& expected, std::uint64_t epoch, core::EventNumber number,
                             const std::string& nonce, const std::string& bytes) = 0;

  virtual void append(const Head& expected, core::EventNumber last, std::string_view bytes,
                      std::string_view hash) = 0;
  /// What came of the append; nothing while it is under way. `fenced`: somebody else leads.
  virtual std::optional<Result<Done>> appended() = 0;
  /// Why the store can be used no longer, if so.
  virtual std::optional<Error> problem() const = 0;

  virtual Result<bool> take_lease(const std::string& nonce, std::chrono::milliseconds lasts) = 0;
  virtual Result<bool> renew_lease(const std::string& nonce, std::chrono::milliseconds lasts) = 0;
  virtual Result<bool> release_lease(const std::string& nonce) = 0;

  virtual Result<core::Instant> time() = 0;
  virtual Result<Durability> durability() = 0;

  virtual Result<std::optional<std::string>> current_config() = 0;
  virtual Result<std::optional<std::string>> config(const std::string& version) = 0;
};

}  // namespace shao::journal
