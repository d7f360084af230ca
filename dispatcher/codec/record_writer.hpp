// Writes a record as its line, straight into text: a dispatch to four offices holds some hundred
// instants, and a tree of values built only to be printed would cost ten times as much.
#pragma once

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "dispatcher/codec/event_fields.hpp"
#include "dispatcher/codec/json_text.hpp"

namespace shao::codec {

// What is left out of a line; the reader asks the same of a fresh value (record_json.hpp).
template <class T>
bool left_out(const T&) {
  return false;
}
inline bool left_out(bool flag) {
  return !flag;
}
inline bool left_out(const std::string& text) {
  return text.empty();
}
inline bool left_out(core::Roles roles) {
  return roles.empty();
}
inline bool left_out(const core::Sealed& sealed) {
  return sealed.empty();
}
template <class Tag>
bool left_out(const core::Name<Tag>& name) {
  return name.empty();
}
template <class T>
bool left_out(const std::optional<T>& value) {
  return !value;
}
template <class T>
bool left_out(const std::vector<T>& list) {
  return list.empty();
}

class RecordWriter {
 public:
  template <class T>
  using Ref = const T&;

  explicit RecordWriter(std::string& out) : out_(out) {}

  /// One field, its comma and key included.
  template <class T>
  void operator()(std::string_view name, const T& value) {
    if (left_out(value)) return;
    if (out_.back() != '{') out_ += ',';
    out_ += '"';
    out_ += name;
    out_ += "\":";
    put(value);
  }

 private:
  template <class Number>
  requires std::is_arithmetic_v<Number>
  void put(Number number) {
    char text[32];
    const auto [end, error] = std::to_chars(text, text + sizeof text, number);
    out_.append(text, end);
  }
  void put(bool flag) { out_ += flag ? "true" : "false"; }
  void put(std::string_view text) {
    const auto plain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
    if (std::all_of(text.begin(), text.end(), plain)) {
      out_ += '"';
      out_ += text;
      out_ += '"';
    } else {
      out_ += dump(Json(text));
    }
  }
  void put(const std::string& text) { put(std::string_view(text)); }
  void put(core::Instant instant) { put(milliseconds(instant)); }
  void put(core::WhistleId id) { put(id.value); }
  template <class Tag>
  void put(const core::Name<Tag>& name) {
    put(name.view());
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void put(Enum value) { put(core::name_of(value)); }
  template <class T>
  void put(const std::optional<T>& value) {
    if (value)
      put(*value);
    else
      out_ += "null";
  }
  template <class T>
  void put(const std::vector<T>& list) {
    out_ += '[';
    for (const T& one : list) {
      if (&one != &list.front()) out_ += ',';
      put(one);
    }
    out_ += ']';
  }
  void put(core::Roles roles) {
    std::vector<core::Role> list;
    for (std::size_t i = 0; i < core::role_count; ++i)
      if (roles.has(static_cast<core::Role>(i))) list.push_back(static_cast<core::Role>(i));
    put(list);
  }
  /// Values side by side in one array.
  template <class First, class... Rest>
  void row(const First& first, const Rest&... rest) {
    out_ += '[';
    put(first);
    ((out_ += ',', put(rest)), ...);
    out_ += ']';
  }
  void put(const core::ClockPlan& plan) {
    const auto& [clock, starts, due, levels, working] = plan;
    const auto& [warning, miss, second, third, fourth, fifth] = levels;
    if (fifth == core::never)
      row(clock, starts, due, warning, miss, second, third, fourth, working);
    else
      row(clock, starts, due, warning, miss, second, third, fourth, fifth, working);
  }
  void put(const core::Limit& limit) {
    const auto& [count, unit] = limit;
    row(count, unit);
  }
  void put(const core::ClockMoved& moved) {
    const auto& [office, plan] = moved;
    row(office, plan);
  }
  void put(const core::Recipient& recipient) {
    const auto& [office, role] = recipient;
    row(office, role);
  }
  void put(const core::OnDuty& on_duty) {
    const auto& [office, who] = on_duty;
    row(office, who);
  }
  void put(const core::Held& held) {
    const auto& [recipient, until] = held;
    row(recipient, until);
  }
  void put(const core::Assigned& assigned) {
    const auto& [office, lead, clocks] = assigned;
    row(office, lead, clocks);
  }
  void put(const core::Rework& rework) {
    const auto& [office, resolve, progress] = rework;
    // As records were before there was a progress clock.
    if (progress)
      row(office, resolve, *progress);
    else
      row(office, resolve);
  }
  void put(const core::NearMiss& near) {
    const auto& [rule, condition, wanted] = near;
    row(rule, condition, wanted);
  }
  void put(const core::Evaluation& evaluation) {
    const auto& [office, solved, satisfaction, on_time, text] = evaluation;
    row(office, solved, satisfaction, on_time, text);
  }
  void put(const core::Sealed& sealed) { put(sealed.text); }
  void put(const core::Event& event) {
    out_ += '{';
    (*this)("event", core::name_of(event));
    std::visit([this](const auto& e) { fields(*this, e); }, event);
    out_ += '}';
  }

  std::string& out_;
};

}  // namespace shao::codec
