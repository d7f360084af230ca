// What an office is told through a hook: that a whistle became its own, or that a level was reached
// at which it is told. Made of named fields alone, so that neither a resident's particulars nor
// any text that somebody wrote can leave with it; who wants more asks with a key of their own.
//
//   {"id":"3-9f2c-57:zjw-duty","hook":"zjw-duty","office":"ZJW","occasion":"level_3",
//    "jurisdiction":"shunyi","against":"ZJW","n":57,"at":1770975000123,"event":"level_fired","whistle":"W12",
//    "clock":"report_in","level":3,"due":1770975000000,"late":true,"exercise":true,
//    "text":"...","text_zh":"..."}
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "dispatcher/codec/json_text.hpp"

namespace shao::hooks {

struct Message {
  std::string id;  // the same however often it is delivered
  std::string hook;
  std::string office;
  std::string whistle;
  std::uint64_t event = 0;  // its number
  std::string body;         // one line, with its LF
};

/// What is to be told of an event of the feed, at `position`, and through which hooks.
std::vector<Message> messages_of(const codec::Json& event, const std::string& position,
                                 const std::string& jurisdiction,
                                 const std::vector<config::Hook>& hooks);

}  // namespace shao::hooks
