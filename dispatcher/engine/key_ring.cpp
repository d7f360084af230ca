#include "dispatcher/engine/key_ring.hpp"

#include <utility>

namespace shao::engine {

namespace {
/// More than a batch can make; both halves full are some 10 MiB.
constexpr std::size_t half = 50'000;
}  // namespace

KeyRing::Made KeyRing::random_key() {
  return {sealing::new_key_id(), sealing::new_key()};
}

KeyRing::KeyRing(const sealing::Key& master, Find find, Make make)
    : master_(master),
      hash_key_(sealing::hash_key(master)),
      find_(std::move(find)),
      make_(std::move(make)) {}

core::KeyId KeyRing::make() {
  const Made made = make_();
  keep(made.id, made.key);
  return made.id;
}

void KeyRing::keep(const core::KeyId& id, const sealing::Key& key) {
  if (newer_.size() >= half) older_ = std::exchange(newer_, {});
  newer_[id] = key;
}

std::string KeyRing::wrapped(const core::KeyId& id) const {
  const sealing::Key* key = in_hand(id);
  return key == nullptr ? std::string() : sealing::wrap(master_, id, *key);
}

void KeyRing::drop(const core::KeyId& id) {
  newer_.erase(id);
  older_.erase(id);
}

const sealing::Key* KeyRing::in_hand(const core::KeyId& id) const {
  for (const Keys* keys : {&newer_, &older_})
    if (const auto found = keys->find(id); found != keys->end()) return &found->second;
  return nullptr;
}

void KeyRing::fetch(const std::vector<core::KeyId>& ids) {
  std::vector<core::KeyId> missing;
  for (const core::KeyId& id : ids)
    if (!id.empty() && in_hand(id) == nullptr) missing.push_back(id);
  if (missing.empty()) return;
  const auto found = find_(missing);
  if (!found) {
    problem_ = "the keys of whistles could not be read: " + found.error().message;
    return;
  }
  for (std::size_t i = 0; i < missing.size(); ++i)
    if (const auto key = sealing::unwrap(master_, missing[i], (*found)[i])) keep(missing[i], *key);
}

const sealing::Key* KeyRing::find(const core::KeyId& id) {
  fetch({id});
  return in_hand(id);
}

core::Sealed KeyRing::seal(const core::KeyId& id, sealing::Purpose purpose,
                           const std::string& text) {
  const sealing::Key* key = text.empty() ? nullptr : find(id);
  return key == nullptr ? core::Sealed{} : sealing::seal(*key, id, purpose, text);
}

std::optional<std::string> KeyRing::open(const core::KeyId& id, sealing::Purpose purpose,
                                         const core::Sealed& sealed) {
  const sealing::Key* key = find(id);
  return key == nullptr ? std::nullopt : sealing::open(*key, id, purpose, sealed);
}

}  // namespace shao::engine
