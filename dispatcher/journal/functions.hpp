// The text of functions.lua, built into the program.
#pragma once

#include <string_view>

namespace shao::journal {

std::string_view functions_text();

}  // namespace shao::journal
