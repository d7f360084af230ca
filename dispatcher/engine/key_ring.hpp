// The keys of whistles as a leader has them in hand: makes one for each whistle that is raised,
// looks up those of earlier terms, seals and opens with them. What it keeps in memory is a copy
// that may be dropped: the keys lie in Redis, wrapped with the master key.
//
//   KeyRing ring(master, [&](const auto& ids) { return store.keys(ids); });
//   raise.key = ring.make();
//   raise.particulars = ring.seal(raise.key, Purpose::particulars, text);
//   batch.keys.made.push_back({raise.key, ring.wrapped(raise.key)});    // with the raise, or
//   drop(key)
//   ...
//   auto text = ring.open(whistle.key, Purpose::particulars, whistle.particulars);
//
// Looking up asks the store at once. When it does not answer, nothing is opened and problem() says
// so: what was to be told then must not be told as if there were nothing.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "dispatcher/core/sealed.hpp"
#include "dispatcher/journal/error.hpp"
#include "dispatcher/sealing/sealing.hpp"

namespace shao::engine {

class KeyRing {
 public:
  using Find =
      std::function<journal::Result<std::vector<std::string>>(const std::vector<core::KeyId>&)>;
  struct Made {
    core::KeyId id;
    sealing::Key key;
  };
  using Make = std::function<Made()>;

  /// `make`: random keys, unless somebody has to be able to repeat them.
  KeyRing(const sealing::Key& master, Find find, Make make = random_key);
  static Made random_key();

  core::KeyId make();
  std::string wrapped(const core::KeyId& id) const;
  /// Of a whistle that was not raised after all, or whose particulars were erased.
  void drop(const core::KeyId& id);

  /// Empty for an empty text, and when there is no such key.
  core::Sealed seal(const core::KeyId& id, sealing::Purpose purpose, const std::string& text);
  /// Nothing when there is no such key, or it does not open this.
  std::optional<std::string> open(const core::KeyId& id, sealing::Purpose purpose,
                                  const core::Sealed& sealed);
  /// Looks these up in one question, for whoever is about to open many.
  void fetch(const std::vector<core::KeyId>& ids);

  /// The key of codec::body_hash.
  const std::string& hash_key() const { return hash_key_; }
  const std::optional<std::string>& problem() const { return problem_; }

 private:
  using Keys = std::unordered_map<core::KeyId, sealing::Key>;
  void keep(const core::KeyId& id, const sealing::Key& key);
  const sealing::Key* in_hand(const core::KeyId& id) const;
  const sealing::Key* find(const core::KeyId& id);

  const sealing::Key master_;
  const std::string hash_key_;
  Find find_;
  Make make_;
  // Two halves of what was used last: when the newer one is full, the older one is let go. A key
  // that is not in Redis yet is always in the newer.
  Keys newer_;
  Keys older_;
  std::optional<std::string> problem_;
};

}  // namespace shao::engine
