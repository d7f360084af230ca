// Values to compact bytes and back: what a snapshot is made of. A writer and a reader with the same
// overloads, so that one function per type names its fields for both:
//
//   template <class Io>
//   void fields(Io& io, Ref<Io, core::Viewer> viewer) {
//     auto& [office, since] = viewer;
//     io(office, since);
//   }
//
//   number  = 7 bits a byte, low ones first, the top bit set on all but the last byte
//   signed  = number; 0, -1, 1, -2... are 0, 1, 2, 3...
//   instant = signed: milliseconds after the instant before it in the same item
//   real    = 8 bytes, low ones first
//   text    = number of bytes, bytes
//   list    = number of values, values
//   levels  = number of those that the ladder has, their instants
//   maybe   = 0 / 1 value
//   flag    = 0 / 1
//   one of an enumeration = number
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "dispatcher/codec/names.hpp"

namespace shao::codec {

using Levels = std::array<core::Instant, core::level_count>;

class BinaryWriter {
 public:
  template <class T>
  using Ref = const T&;

  explicit BinaryWriter(std::string& out) : out_(out) {}

  template <class... T>
  void operator()(const T&... values) {
    (put(values), ...);
  }

 private:
  void put(std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) out_ += static_cast<char>(number | 0x80);
    out_ += static_cast<char>(number);
  }
  void put(std::uint8_t number) { put(std::uint64_t{number}); }
  /// Not negative: the count of a limit.
  void put(std::int32_t count) { put(static_cast<std::uint64_t>(count)); }
  void put(bool flag) { out_ += flag ? '\1' : '\0'; }
  void put(double real) {
    auto bits = std::bit_cast<std::uint64_t>(real);
    for (int i = 0; i < 8; ++i, bits >>= 8) out_ += static_cast<char>(bits & 0xff);
  }
  void put(core::Instant instant) {
    // Without a sign: two instants may be further apart than a signed number can say.
    const auto at = static_cast<std::uint64_t>(instant.time_since_epoch().count());
    const std::uint64_t step = at - before_;
    before_ = at;
    put(step << 1 ^ (~(step >> 63) + 1));
  }
  void put(const std::string& text) { put(std::string_view(text)); }
  void put(std::string_view text) {
    put(std::uint64_t{text.size()});
    out_ += text;
  }
  template <class Tag>
  void put(const core::Name<Tag>& name) {
    put(name.view());
  }
  void put(core::WhistleId id) { put(id.value); }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void put(Enum value) { put(static_cast<std::uint64_t>(value)); }
  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <class T>
  void put(const std::vector<T>& list) {
    put(std::uint64_t{list.size()});
    for (const T& value : list) put(value);
  }
  template <class T, std::size_t N>
  void put(const std::array<T, N>& values) {
    for (const T& value : values) put(value);
  }
  void put(const Levels& levels) {
    const auto end = std::find(levels.begin(), levels.end(), core::never);
    put(static_cast<std::uint64_t>(end - levels.begin()));
    std::for_each(levels.begin(), end, [this](core::Instant level) { put(level); });
  }
  template <class T>
  requires std::is_class_v<T>
  void put(const T& value) { fields(*this, value); }

  std::string& out_;
  std::uint64_t before_ = 0;
};

/// Reads what a BinaryWriter wrote. Bytes that it cannot have written end the reading: `good()` is
/// false from then on, and what was read since is of no use.
class BinaryReader {
 public:
  template <class T>
  using Ref = T&;

  explicit BinaryReader(std::string_view bytes) : left_(bytes) {}

  template <class... T>
  void operator()(T&... values) {
    (get(values), ...);
  }
  bool good() const { return good_; }
  bool at_end() const { return left_.empty(); }

 private:
  bool fail() {
    good_ = false;
    left_ = {};
    return false;
  }
  void get(std::uint64_t& number) {
    number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (left_.empty()) break;
      const auto byte = static_cast<unsigned char>(left_.front());
      left_.remove_prefix(1);
      number |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80) return;
    }
    fail();
  }
  template <class Small>
  void get_small(Small& value, std::uint64_t below) {
    std::uint64_t number = 0;
    get(number);
    if (number >= below) {
      fail();
      return;
    }
    value = static_cast<Small>(number);
  }
  void get(std::uint8_t& number) { get_small(number, 0x100); }
  void get(std::int32_t& count) { get_small(count, std::uint64_t{1} << 31); }
  void get(bool& flag) { get_small(flag, 2); }
  void get(double& real) {
    if (left_.size() < 8) {
      fail();
      return;
    }
    std::uint64_t bits = 0;
    for (std::size_t i = 8; i-- > 0;) bits = bits << 8 | static_cast<unsigned char>(left_[i]);
    left_.remove_prefix(8);
    real = std::bit_cast<double>(bits);
  }
  void get(core::Instant& instant) {
    std::uint64_t number = 0;
    get(number);
    const std::uint64_t step = number >> 1 ^ (~(number & 1) + 1);
    before_ += step;
    instant = core::Instant{core::Duration{static_cast<std::int64_t>(before_)}};
  }
  std::string_view bytes() {
    std::uint64_t size = 0;
    get(size);
    if (size > left_.size()) {
      fail();
      return {};
    }
    const std::string_view found = left_.substr(0, size);
    left_.remove_prefix(size);
    return found;
  }
  void get(std::string& text) { text = bytes(); }
  template <class Tag>
  void get(core::Name<Tag>& name) {
    const std::string_view text = bytes();
    if (!text.empty() && !core::Name<Tag>::fits(text)) fail();
    name = core::Name<Tag>(text);
  }
  void get(core::WhistleId& id) { get(id.value); }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void get(Enum& value) { get_small(value, enum_size<Enum>); }
  template <class T>
  void get(std::optional<T>& value) {
    bool there = false;
    get(there);
    value.reset();
    if (there) get(value.emplace());
  }
  template <class T>
  void get(std::vector<T>& list) {
    std::uint64_t size = 0;
    get(size);
    // Every value takes a byte at least: a size beyond that is no reason to allocate.
    if (size > left_.size()) {
      fail();
      return;
    }
    list.clear();
    list.reserve(std::min<std::size_t>(size, 64));
    while (good_ && list.size() < size) get(list.emplace_back());
  }
  template <class T, std::size_t N>
  void get(std::array<T, N>& values) {
    for (T& value : values) get(value);
  }
  void get(Levels& levels) {
    std::uint64_t count = 0;
    get_small(count, levels.size() + 1);
    levels.fill(core::never);
    for (std::size_t i = 0; i < count; ++i) {
      get(levels[i]);
      if (levels[i] == core::never) fail();
    }
  }
  template <class T>
  requires std::is_class_v<T>
  void get(T& value) { fields(*this, value); }

  std::string_view left_;
  std::uint64_t before_ = 0;
  bool good_ = true;
};

}  // namespace shao::codec
