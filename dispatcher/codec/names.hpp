// Enumerations by their names, for the readers of this folder.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/core/state.hpp"

namespace shao::codec {

template <class Enum>
inline constexpr std::size_t enum_size = 0;
template <>
inline constexpr std::size_t enum_size<core::ClockKind> = core::clock_kind_count;
template <>
inline constexpr std::size_t enum_size<core::ClassifiedBy> = 3;
template <>
inline constexpr std::size_t enum_size<core::Solved> = 3;
template <>
inline constexpr std::size_t enum_size<core::Satisfaction> = 5;
template <>
inline constexpr std::size_t enum_size<core::Role> = core::role_count;

template <>
inline constexpr std::size_t enum_size<core::CaseState> = core::case_state_names.size();
template <>
inline constexpr std::size_t enum_size<core::AssignmentState> = core::assignment_state_names.size();
template <>
inline constexpr std::size_t enum_size<core::ClockState> = 4;
template <>
inline constexpr std::size_t enum_size<core::Unit> = 4;
template <>
inline constexpr std::size_t enum_size<core::Ground> = 4;
template <>
inline constexpr std::size_t enum_size<core::Pressure> = 6;

/// `T&` for what reads, `const T&` for what writes: a function that names a type's fields serves
/// both.
template <class Io, class T>
using Ref = typename Io::template Ref<T>;

/// The value called `name`, by the core's name_of.
template <class Enum>
std::optional<Enum> named(std::string_view name) {
  static_assert(enum_size<Enum> > 0);
  for (std::size_t i = 0; i < enum_size<Enum>; ++i)
    if (core::name_of(static_cast<Enum>(i)) == name) return static_cast<Enum>(i);
  return std::nullopt;
}

/// The names of all values, separated by commas.
template <class Enum>
std::string all_names() {
  std::string all;
  for (std::size_t i = 0; i < enum_size<Enum>; ++i) {
    if (i > 0) all += ", ";
    all += core::name_of(static_cast<Enum>(i));
  }
  return all;
}

}  // namespace shao::codec
