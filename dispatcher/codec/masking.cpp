#include "dispatcher/codec/masking.hpp"

#include <algorithm>
#include <cmath>

#include "dispatcher/codec/utf8.hpp"

namespace shao::codec {

namespace {

constexpr std::string_view stars = "****";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// What masked_phone made before: nothing in it may be shown or hidden any more.
bool is_masked_phone(std::string_view phone) {
  if (phone == stars) return true;
  return phone.size() == 11 && phone.substr(3, 4) == stars &&
         std::all_of(phone.begin(), phone.begin() + 3, is_digit) &&
         std::all_of(phone.begin() + 7, phone.end(), is_digit);
}

void mask_text(Json& object, const char* field, std::string (*mask)(std::string_view)) {
  const auto found = object.find(field);
  if (found == object.end()) return;
  if (found->is_string())
    *found = mask(found->get_ref<const std::string&>());
  else
    object.erase(found);  // what is not text is not known to be harmless
}

void mask_number(Json& object, const char* field) {
  const auto found = object.find(field);
  if (found == object.end()) return;
  if (found->is_number())
    *found = masked_degrees(found->get<double>());
  else
    object.erase(found);
}

/// The object `field` of `json`, or nothing; what is there and is none goes away.
Json* object_in(Json& json, const char* field) {
  const auto found = json.find(field);
  if (found == json.end()) return nullptr;
  if (found->is_object()) return &*found;
  json.erase(found);
  return nullptr;
}

}  // namespace

std::string masked_name(std::string_view name) {
  if (name.empty()) return {};
  return std::string(beginning(name, 1)) + "**";
}

std::string masked_phone(std::string_view phone) {
  if (phone.empty()) return {};
  if (is_masked_phone(phone)) return std::string(phone);
  std::string digits;
  std::copy_if(phone.begin(), phone.end(), std::back_inserter(digits), is_digit);
  constexpr std::size_t enough = 11;
  if (digits.size() < enough) return std::string(stars);
  return digits.substr(0, 3) + std::string(stars) + digits.substr(digits.size() - 4);
}

std::string masked_address(std::string_view address) {
  if (address.empty()) return {};
  constexpr std::size_t most = 6;
  const auto tells_the_house = [](char c) { return is_digit(c) || c == '*'; };
  const auto end = std::find_if(address.begin(), address.end(), tells_the_house);
  address = address.substr(0, static_cast<std::size_t>(end - address.begin()));
  return std::string(beginning(address, most)) + std::string(stars);
}

double masked_degrees(double degrees) {
  return std::round(degrees * 100) / 100;
}

void mask_particulars(Json& event_or_view) {
  if (!event_or_view.is_object()) return;
  if (Json* reporter = object_in(event_or_view, "reporter")) {
    mask_text(*reporter, "name", masked_name);
    mask_text(*reporter, "phone", masked_phone);
  }
  if (Json* place = object_in(event_or_view, "place")) {
    mask_text(*place, "address", masked_address);
    mask_number(*place, "lon");
    mask_number(*place, "lat");
  }
  const auto view = event_or_view.find("view");
  if (view != event_or_view.end()) mask_particulars(*view);
}

}  // namespace shao::codec
