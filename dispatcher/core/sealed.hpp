// What a resident told us, as the core holds it: sealed. Names, telephone numbers and exact
// addresses never enter the core, the journal or a snapshot in clear; each whistle has a key of its
// own, and who destroys the key has erased them (dispatcher/sealing). No rule reads them.
#pragma once

#include <string>

#include "dispatcher/core/ids.hpp"

namespace shao::core {

/// Names the key of one whistle; the key itself lies outside the journal.
using KeyId = Name<struct KeyTag>;

/// A text that only the key of its whistle opens. Empty: nothing was given.
struct Sealed {
  std::string text;
  bool empty() const { return text.empty(); }
  bool operator==(const Sealed&) const = default;
};

}  // namespace shao::core
