// What an office means to do, and when.
#pragma once

#include <string>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/ids.hpp"
#include "dispatcher/core/time.hpp"

namespace shao::drill {

struct Intention {
  core::Instant at;
  std::string id;           // command id, unique within the office
  codec::Json body;         // of the command (PROTOCOL.md section 2)
  core::WhistleId whistle;  // 0: a raise
  /// Which time the office is assigned to the whistle; 0: it is no assigned office's move.
  int assignment = 0;
  /// Which word of how it goes; 0: it is none. An earlier one than the last meant is not said.
  int word = 0;
};

}  // namespace shao::drill
