// Names and numbers of things. Each is its own type, so that an office can never be passed for a
// category, and each is small: the state of a million whistles is made of these.
//
// A Name is a short text held in place (no allocation), because the journal, the configuration and
// the people all speak of "ZJW" and "PROPERTY": an interned number would need a table to be read.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

namespace shao::core {

/// A short text id of at most `capacity` bytes, compared by its text. Empty means "none".
template <class Tag>
class Name {
 public:
  static constexpr std::size_t capacity = 23;

  constexpr Name() = default;
  /// `text` must fit (see fits); what does not is cut, so check before with fits().
  constexpr explicit Name(std::string_view text) {
    size_ = static_cast<unsigned char>(text.size() < capacity ? text.size() : capacity);
    for (std::size_t i = 0; i < size_; ++i) text_[i] = text[i];
  }

  static constexpr bool fits(std::string_view text) {
    return !text.empty() && text.size() <= capacity;
  }
  constexpr std::string_view view() const { return {text_.data(), size_}; }
  std::string str() const { return std::string(view()); }
  constexpr bool empty() const { return size_ == 0; }

  friend constexpr bool operator==(const Name& a, const Name& b) { return a.view() == b.view(); }
  friend constexpr auto operator<=>(const Name& a, const Name& b) { return a.view() <=> b.view(); }

 private:
  std::array<char, capacity> text_{};
  unsigned char size_ = 0;
};

using OfficeId = Name<struct OfficeTag>;
using KindId = Name<struct KindTag>;
using UrgencyId = Name<struct UrgencyTag>;
using CategoryId = Name<struct CategoryTag>;
using RuleId = Name<struct RuleTag>;

/// The number the jurisdiction gives a whistle, from 1 on. People write it "W12".
struct WhistleId {
  std::uint64_t value = 0;
  auto operator<=>(const WhistleId&) const = default;
  std::string str() const { return "W" + std::to_string(value); }
};

/// The number of an event in its jurisdiction's journal and feed, from 1 on, without gaps.
using EventNumber = std::uint64_t;

/// Chosen by clients: at most 64 bytes of printable text.
inline constexpr std::size_t client_id_capacity = 64;
using CommandId = std::string;
using RecordId = std::string;

}  // namespace shao::core

template <class Tag>
struct std::hash<shao::core::Name<Tag>> {
  std::size_t operator()(const shao::core::Name<Tag>& name) const noexcept {
    return std::hash<std::string_view>{}(name.view());
  }
};
template <>
struct std::hash<shao::core::WhistleId> {
  std::size_t operator()(const shao::core::WhistleId& id) const noexcept {
    return std::hash<std::uint64_t>{}(id.value);
  }
};
