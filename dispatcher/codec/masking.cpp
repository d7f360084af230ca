#include "dispatcher/codec/masking.hpp"

#include <algorithm>

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

void mask_field(Json& reporter, const char* field, std::string (*mask)(std::string_view)) {
  const auto found = reporter.find(field);
  if (found == reporter.end()) return;
  if (found->is_string())
    *found = mask(found->get_ref<const std::string&>());
  else
    reporter.erase(found);  // what is not text is not known to be harmless
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

void mask_reporter(Json& event_or_view) {
  if (!event_or_view.is_object()) return;
  const auto reporter = event_or_view.find("reporter");
  if (reporter != event_or_view.end()) {
    if (reporter->is_object()) {
      mask_field(*reporter, "name", masked_name);
      mask_field(*reporter, "phone", masked_phone);
    } else {
      event_or_view.erase(reporter);
    }
  }
  const auto view = event_or_view.find("view");
  if (view != event_or_view.end()) mask_reporter(*view);
}

}  // namespace shao::codec
