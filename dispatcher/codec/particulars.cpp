#include "dispatcher/codec/particulars.hpp"

#include "dispatcher/codec/masking.hpp"

namespace shao::codec {

namespace {

Json number_or_null(const std::optional<double>& number) {
  return number ? Json(*number) : Json(nullptr);
}

bool is_number_or_null(const Json& json) {
  return json.is_number() || json.is_null();
}

std::optional<double> number_from(const Json& json) {
  return json.is_number() ? std::optional(json.get<double>()) : std::nullopt;
}

void put_given(Json& object, const char* name, std::string text) {
  if (!text.empty()) object[name] = std::move(text);
}

}  // namespace

std::string to_text(const Particulars& particulars) {
  const auto& [place, reporter] = particulars;
  return dump(Json::array({reporter.name, reporter.phone, place.address, number_or_null(place.lon),
                           number_or_null(place.lat)}));
}

std::optional<Particulars> particulars_from(std::string_view text) {
  const Json json = Json::parse(text.begin(), text.end(), nullptr, false);
  if (!json.is_array() || json.size() != 5) return std::nullopt;
  for (std::size_t i = 0; i < 3; ++i)
    if (!json[i].is_string()) return std::nullopt;
  if (!is_number_or_null(json[3]) || !is_number_or_null(json[4])) return std::nullopt;
  Particulars particulars;
  particulars.reporter = {json[0].get<std::string>(), json[1].get<std::string>()};
  particulars.place = {json[2].get<std::string>(), number_from(json[3]), number_from(json[4])};
  return particulars;
}

void tell(Json& into, const Particulars& particulars, Shown shown) {
  const auto& [place, reporter] = particulars;
  if (!reporter.empty()) {
    const bool clear = shown == Shown::everything;
    Json told = Json::object();
    put_given(told, "name", clear ? reporter.name : masked_name(reporter.name));
    put_given(told, "phone", clear ? reporter.phone : masked_phone(reporter.phone));
    into["reporter"] = std::move(told);
  }
  if (!place.empty()) {
    const bool clear = shown != Shown::masked;
    Json told = Json::object();
    put_given(told, "address", clear ? place.address : masked_address(place.address));
    if (place.lon) told["lon"] = clear ? *place.lon : masked_degrees(*place.lon);
    if (place.lat) told["lat"] = clear ? *place.lat : masked_degrees(*place.lat);
    into["place"] = std::move(told);
  }
}

}  // namespace shao::codec
