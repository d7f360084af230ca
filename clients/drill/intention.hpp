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
};

}  // namespace shao::drill
