// shao explain W12: why a whistle is where it is, what it waits for, and what comes next.
#pragma once

#include <string>

#include "clients/cli/session.hpp"

namespace shao::cli {

Exit run_explain_live(const Globals& globals, const std::string& whistle);

}  // namespace shao::cli
