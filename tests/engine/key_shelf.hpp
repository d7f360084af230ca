// Keys of whistles in memory, as a store would keep them, the same in every run.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dispatcher/engine/key_ring.hpp"
#include "dispatcher/journal/resident_keys.hpp"

namespace shao::test {

class KeyShelf {
 public:
  /// A ring as a term has it; several may use one shelf, one after the other.
  std::shared_ptr<engine::KeyRing> ring() {
    return std::make_shared<engine::KeyRing>(
        sealing::Key{},
        [this](const std::vector<core::KeyId>& ids) -> journal::Result<std::vector<std::string>> {
          if (silent)
            return core::Unexpected{journal::Error{journal::ErrorKind::timeout, "no answer"}};
          std::vector<std::string> found;
          for (const core::KeyId& id : ids) found.push_back(kept_.contains(id) ? kept_.at(id) : "");
          return found;
        },
        [this] {
          engine::KeyRing::Made made{core::KeyId("key" + std::to_string(++made_)), {}};
          made.key.bytes[0] = static_cast<unsigned char>(made_);
          made.key.bytes[1] = static_cast<unsigned char>(made_ >> 8);
          return made;
        });
  }
  void take(const journal::KeyChanges& changes) {
    for (const auto& [id, wrapped] : changes.made) kept_[id] = wrapped;
    for (const core::KeyId& id : changes.destroyed) kept_.erase(id);
  }
  std::size_t size() const { return kept_.size(); }

  bool silent = false;  // does not answer

 private:
  std::map<core::KeyId, std::string> kept_;
  std::uint64_t made_ = 0;
};

}  // namespace shao::test
