// Residents' names and phones as offices see them that are not assigned: 张** and 138****1234.
#pragma once

#include <string>
#include <string_view>

#include "dispatcher/codec/json_text.hpp"

namespace shao::codec {

/// The first character, and two stars however long the rest is.
std::string masked_name(std::string_view name);
/// The first three and last four digits when there are at least eleven, else stars alone.
std::string masked_phone(std::string_view phone);

/// Masks `reporter` of an event or a view, and of an event's `view`. Changes nothing else;
/// masking twice is masking once.
void mask_reporter(Json& event_or_view);

}  // namespace shao::codec
