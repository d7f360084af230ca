// Residents' particulars as those see them who may not have them in clear: 张**, 138****1234,
// 胜利街道建新**** and a place known to a kilometre.
#pragma once

#include <string>
#include <string_view>

#include "dispatcher/codec/json_text.hpp"

namespace shao::codec {

/// The first character, and two stars however long the rest is.
std::string masked_name(std::string_view name);
/// The first three and last four digits when there are at least eleven, else stars alone.
std::string masked_phone(std::string_view phone);

/// The first six characters at most, and none from the first digit on: the street or the estate.
std::string masked_address(std::string_view address);
/// Degrees to two decimals, about a kilometre.
double masked_degrees(double degrees);

/// Masks `reporter` and `place` of an event or a view, and of an event's `view`. Changes nothing
/// else; masking twice is masking once.
void mask_particulars(Json& event_or_view);

}  // namespace shao::codec
