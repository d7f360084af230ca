#include "brokers/identity.hpp"

#include <algorithm>

namespace shao::broker {

void Identity::learn(const link::Directory& directory) {
  List list{directory.version, {}};
  for (const link::Key& key : directory.keys) list.keys.insert_or_assign(key.public_key, key);
  lists_.insert_or_assign(directory.jurisdiction, std::move(list));
  ++generation_;
}

const link::Key* Identity::standing(const std::string& jurisdiction, const std::string& key) const {
  const auto list = lists_.find(jurisdiction);
  if (list == lists_.end()) return nullptr;
  const auto found = list->second.keys.find(key);
  return found == list->second.keys.end() ? nullptr : &found->second;
}

bool Identity::known(const std::string& key) const {
  return std::any_of(lists_.begin(), lists_.end(),
                     [&](const auto& list) { return list.second.keys.contains(key); });
}

std::string Identity::version(const std::string& jurisdiction) const {
  const auto list = lists_.find(jurisdiction);
  return list == lists_.end() ? std::string() : list->second.version;
}

std::size_t Identity::size(const std::string& jurisdiction) const {
  const auto list = lists_.find(jurisdiction);
  return list == lists_.end() ? 0 : list->second.keys.size();
}

}  // namespace shao::broker
