// A value or the reason there is none. Grown toward std::expected's names (not in C++20), so that
// it can be replaced by it.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace shao::core {

template <class E>
struct Unexpected {
  E error;
};
template <class E>
Unexpected(E) -> Unexpected<E>;

/// `return fail("what is wrong");` in a function whose errors are sentences.
inline Unexpected<std::string> fail(std::string sentence) {
  return {std::move(sentence)};
}

template <class T, class E>
class Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Result(Unexpected<E> error) : held_(std::in_place_index<1>, std::move(error.error)) {}

  bool has_value() const { return held_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() { return std::get<0>(held_); }
  const T& value() const { return std::get<0>(held_); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  E& error() { return std::get<1>(held_); }
  const E& error() const { return std::get<1>(held_); }

 private:
  std::variant<T, E> held_;
};

}  // namespace shao::core
