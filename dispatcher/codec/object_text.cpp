#include "dispatcher/codec/object_text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "dispatcher/codec/json_text.hpp"

namespace shao::codec {

namespace {

/// Most of what is said: ids, positions, names of versions.
bool stands_as_it_is(std::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

}  // namespace

std::string quoted(std::string_view value) {
  if (!stands_as_it_is(value)) return dump(Json(value));
  std::string text;
  text.reserve(value.size() + 2);
  text += '"';
  text += value;
  text += '"';
  return text;
}

void ObjectText::add(std::string_view name, std::string_view value) {
  add_json(name, quoted(value));
}

void ObjectText::add(std::string_view name, double value) {
  // Up to there every whole number is written out with its zeros, and the library need not be
  // asked.
  constexpr double written_out = 1e15;
  const bool whole = value >= 1 && value < written_out && std::trunc(value) == value;
  add_json(name,
           whole ? std::to_string(static_cast<std::int64_t>(value)) + ".0" : dump(Json(value)));
}

void ObjectText::add_json(std::string_view name, std::string_view value) {
  if (text_.size() > 1) text_ += ',';
  text_ += '"';
  text_ += name;
  text_ += "\":";
  text_ += value;
}

std::string ObjectText::take() {
  text_ += '}';
  return std::move(text_);
}

}  // namespace shao::codec
