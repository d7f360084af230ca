// shao explain: what would happen to this whistle, without raising anything and without a server.
#pragma once

#include <string>

#include "clients/cli/speech.hpp"

namespace shao::cli {

struct ExplainFlags {
  std::string config;
  std::string unit, kind, category, urgency, title, detail, to;
  std::string at;  // RFC 3339; empty: now
  bool json = false;
};

Exit run_explain(const ExplainFlags& flags);

/// A rule that would have matched but for one condition, in a line.
std::string near_miss(const codec::Json& near);

}  // namespace shao::cli
