// The moves on a whistle: one command each, from approve to evaluate.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/session.hpp"

namespace shao::cli {

struct EvaluateFlags {
  std::string whistle;
  std::vector<std::string> offices;  // empty with `all`: every office that worked on it
  std::vector<std::string> solved;
  std::vector<std::string> satisfaction;
  std::string text;
  std::string unit;  // for which raiser, where the key speaks for several
  bool all = false;
  bool late = false;
};

/// Asks which offices worked on the whistle when `all` is given.
Exit run_evaluate(const Globals& globals, const EvaluateFlags& flags);

/// Goes on sending what waits in the outbox.
Exit run_outbox_send(const Globals& globals);
Exit run_outbox_list(const Globals& globals);

}  // namespace shao::cli
