// Who speaks: the directory's valid keys, a list for each jurisdiction, as the dispatchers gave
// them. A key that is not here is unknown or revoked; the broker cannot tell and need not.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "brokers/link.hpp"

namespace shao::broker {

class Identity {
 public:
  /// Takes the place of the list that was known for this jurisdiction.
  void learn(const link::Directory& directory);

  /// The key's standing in `jurisdiction`; nullptr: none. Valid until the next learn.
  const link::Key* standing(const std::string& jurisdiction, const std::string& key) const;
  /// Its standing in any jurisdiction.
  bool known(const std::string& key) const;
  /// Whether any list has arrived: before, nobody is let in and nobody refused for good.
  bool ready() const { return !lists_.empty(); }
  /// The version the list of `jurisdiction` is part of; empty when there is none.
  std::string version(const std::string& jurisdiction) const;
  std::size_t size(const std::string& jurisdiction) const;
  /// Grows with each learn: who keeps a standing looks again when this has moved.
  std::uint64_t generation() const { return generation_; }

 private:
  struct List {
    std::string version;
    std::unordered_map<std::string, link::Key> keys;
  };
  std::map<std::string, List> lists_;
  std::uint64_t generation_ = 1;
};

}  // namespace shao::broker
