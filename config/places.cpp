#include "config/places.hpp"

namespace shao::config {

const Node* member(const Node& node, std::string_view name) {
  const auto* table = std::get_if<Table>(&node.value);
  if (table == nullptr) return nullptr;
  for (const Field& field : *table)
    if (field.name == name) return &field.value;
  return nullptr;
}

Places::Places(const Files& files, const std::string& file, std::string_view list,
               std::string_view key)
    : file_(file), last_{file, 0, 0} {
  const auto text = files.find(file);
  if (text == files.end()) return;
  const auto document = parse(file, text->second);
  if (!document) return;
  const Node* entries = member(*document, list);
  const auto* items = entries == nullptr ? nullptr : std::get_if<Items>(&entries->value);
  if (items == nullptr) return;
  for (const Node& item : *items) {
    const Node* id = member(item, key);
    if (id == nullptr) continue;
    std::string name;
    if (const auto* word = std::get_if<std::string>(&id->value)) name = *word;
    if (const auto* number = std::get_if<std::int64_t>(&id->value)) name = std::to_string(*number);
    at_[name] = last_ = id->at;
    for (const Field& field : std::get<Table>(item.value)) fields_[name][field.name] = field.at;
  }
}

Position Places::of(const std::string& id) const {
  const auto found = at_.find(id);
  return found == at_.end() ? Position{file_, 0, 0} : found->second;
}

Position Places::of(const std::string& id, const std::string& field) const {
  const auto entry = fields_.find(id);
  if (entry == fields_.end()) return of(id);
  const auto found = entry->second.find(field);
  return found == entry->second.end() ? of(id) : found->second;
}

}  // namespace shao::config
