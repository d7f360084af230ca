// A resident's particulars in clear: they come with a raise, are sealed before the core sees them
// (dispatcher/sealing), and are told again to those who may have them.
//
//   text      = [name, phone, address, lon or null, lat or null]     what is sealed
//   told      = "reporter": {name, phone}, "place": {address, lon, lat}
//
// What was not given is absent from what is told.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/codec/json_text.hpp"

namespace shao::codec {

struct Place {
  std::string address;
  std::optional<double> lon;  // degrees, east
  std::optional<double> lat;  // degrees, north
  bool empty() const { return address.empty() && !lon && !lat; }
  bool operator==(const Place&) const = default;
};

struct Reporter {
  std::string name;
  std::string phone;
  bool empty() const { return name.empty() && phone.empty(); }
  bool operator==(const Reporter&) const = default;
};

struct Particulars {
  Place place;
  Reporter reporter;
  bool empty() const { return place.empty() && reporter.empty(); }
  bool operator==(const Particulars&) const = default;
};

std::string to_text(const Particulars& particulars);
/// Nothing when `text` is none of to_text's.
std::optional<Particulars> particulars_from(std::string_view text);

/// How much of them is told: nothing in clear (the feed); where it is, to those who are sent there
/// (views, which brokers mask for all others); everything (the answer to `reveal`).
enum class Shown : std::uint8_t { masked, address, everything };
/// Puts them into an event, a view or an answer.
void tell(Json& into, const Particulars& particulars, Shown shown);

}  // namespace shao::codec
