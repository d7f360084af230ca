// Reads a record from its JSON, strictly: every field once, of its type, in its range, none beside.
#pragma once

#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dispatcher/codec/names.hpp"
#include "dispatcher/codec/record_writer.hpp"

namespace shao::codec {

class RecordReader {
 public:
  template <class T>
  using Ref = T&;

  explicit RecordReader(const Json& object) : object_(object) {}

  template <class T>
  void operator()(std::string_view name, T& value) {
    if (!error_.empty()) return;
    const auto found = object_.find(name);
    if (found == object_.end()) {
      value = T{};
      if (!left_out(value)) error_ = std::string(name) + " is missing";
      return;
    }
    ++read_;
    if (!get(*found, value)) {
      if (error_.empty()) error_ = std::string(name) + " is not one";
    } else if (left_out(value)) {
      error_ = std::string(name) + " is empty and should not be there";
    }
  }

  /// What is wrong; empty when all of the object was read.
  std::string finish() {
    if (error_.empty() && read_ != object_.size()) error_ = "it has a field too many";
    return std::move(error_);
  }

 private:
  bool get(const Json& json, bool& value) {
    if (!json.is_boolean()) return false;
    value = json.get<bool>();
    return true;
  }
  bool get(const Json& json, std::uint64_t& value) {
    if (!json.is_number_unsigned()) return false;
    value = json.get<std::uint64_t>();
    return true;
  }
  /// A level.
  bool get(const Json& json, std::uint8_t& value) {
    std::uint64_t number = 0;
    if (!get(json, number) || number >= core::level_count) return false;
    value = static_cast<std::uint8_t>(number);
    return true;
  }
  bool get(const Json& json, std::int32_t& value) {
    if (!json.is_number_integer()) return false;
    const auto number = json.get<std::int64_t>();
    if (!std::in_range<std::int32_t>(number)) return false;
    value = static_cast<std::int32_t>(number);
    return true;
  }
  bool get(const Json& json, double& value) {
    if (!json.is_number()) return false;
    value = json.get<double>();
    return std::isfinite(value);
  }
  bool get(const Json& json, core::Instant& value) {
    if (!json.is_number_integer()) return false;
    const bool fits =
        !json.is_number_unsigned() || std::in_range<std::int64_t>(json.get<std::uint64_t>());
    if (fits) value = core::Instant{core::Duration{json.get<std::int64_t>()}};
    return fits;
  }
  bool get(const Json& json, std::string& value) {
    if (!json.is_string()) return false;
    value = json.get_ref<const std::string&>();
    return true;
  }
  template <class Tag>
  bool get(const Json& json, core::Name<Tag>& value) {
    if (!json.is_string()) return false;
    const auto& text = json.get_ref<const std::string&>();
    if (!text.empty() && !core::Name<Tag>::fits(text)) return false;
    value = core::Name<Tag>(text);
    return true;
  }
  bool get(const Json& json, core::WhistleId& value) {
    return get(json, value.value) && value.value > 0;
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  bool get(const Json& json, Enum& value) {
    if (!json.is_string()) return false;
    const auto found = named<Enum>(json.get_ref<const std::string&>());
    if (found) value = *found;
    return found.has_value();
  }
  template <class T>
  bool get(const Json& json, std::optional<T>& value) {
    if (json.is_null()) {
      value.reset();
      return true;
    }
    return get(json, value.emplace());
  }
  template <class T>
  bool get(const Json& json, std::vector<T>& list) {
    if (!json.is_array()) return false;
    list.clear();
    list.reserve(json.size());
    for (const Json& one : json)
      if (!get(one, list.emplace_back())) return false;
    return true;
  }
  bool get(const Json& json, core::Roles& roles) {
    std::vector<core::Role> list;
    if (!get(json, list)) return false;
    for (const core::Role role : list) roles.add(role);
    return true;
  }
  /// Values side by side in one array, no more and no fewer.
  template <class... T>
  bool row(const Json& json, T&... values) {
    if (!json.is_array() || json.size() != sizeof...(T)) return false;
    std::size_t at = 0;
    return (get(json[at++], values) && ...);
  }
  bool get(const Json& json, core::ClockPlan& plan) {
    auto& [clock, starts, due, levels, working] = plan;
    auto& [warning, miss, second, third, fourth, fifth] = levels;
    fifth = core::never;
    if (json.is_array() && json.size() == 9)
      return row(json, clock, starts, due, warning, miss, second, third, fourth, working);
    return row(json, clock, starts, due, warning, miss, second, third, fourth, fifth, working) &&
           fifth != core::never;
  }
  bool get(const Json& json, core::Limit& limit) {
    auto& [count, unit] = limit;
    return row(json, count, unit);
  }
  bool get(const Json& json, core::ClockMoved& moved) {
    auto& [office, plan] = moved;
    return row(json, office, plan);
  }
  bool get(const Json& json, core::Recipient& recipient) {
    return row(json, recipient.office, recipient.role);
  }
  bool get(const Json& json, core::OnDuty& on_duty) {
    return row(json, on_duty.office, on_duty.who);
  }
  bool get(const Json& json, core::Held& held) { return row(json, held.recipient, held.until); }
  bool get(const Json& json, core::Assigned& assigned) {
    return row(json, assigned.office, assigned.lead, assigned.clocks);
  }
  bool get(const Json& json, core::Rework& rework) {
    if (json.is_array() && json.size() == 2) return row(json, rework.office, rework.resolve);
    return row(json, rework.office, rework.resolve, rework.progress.emplace());
  }
  bool get(const Json& json, core::NearMiss& near) {
    return row(json, near.rule, near.condition, near.wanted);
  }
  bool get(const Json& json, core::Evaluation& evaluation) {
    auto& [office, solved, satisfaction, on_time, text] = evaluation;
    return row(json, office, solved, satisfaction, on_time, text);
  }
  bool get(const Json& json, core::Sealed& sealed) { return get(json, sealed.text); }
  bool get(const Json& json, core::Event& event) {
    return json.is_object() &&
           get_named(json, event, std::make_index_sequence<std::variant_size_v<core::Event>>{});
  }
  template <std::size_t... Index>
  bool get_named(const Json& json, core::Event& event, std::index_sequence<Index...>) {
    const auto found = json.find("event");
    if (found == json.end() || !found->is_string()) {
      error_ = "an event without its name";
      return false;
    }
    const auto& name = found->get_ref<const std::string&>();
    const auto read = [&]<std::size_t I>() {
      RecordReader reader(json);
      reader.read_ = 1;  // its name
      fields(reader, event.emplace<I>());
      const std::string error = reader.finish();
      if (!error.empty()) error_ = std::string(core::event_names[I]) + ": " + error;
      return error.empty();
    };
    bool known = false, good = false;
    ((core::event_names[Index] == name && (known = true, good = read.template operator()<Index>())),
     ...);
    if (!known) error_ = "an event of a name that there is not";
    return good;
  }

  const Json& object_;
  std::size_t read_ = 0;
  std::string error_;
};

}  // namespace shao::codec
