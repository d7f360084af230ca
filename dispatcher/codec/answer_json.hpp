// What a command is answered (PROTOCOL.md section 2): accepted or refused.
//
//   reply.body = decision.refused() ? codec::refusal_json(std::get<core::Refusal>(outcome))
//                                   : codec::answer_json(std::get<core::Answer>(outcome), state);
#pragma once

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/refusal.hpp"
#include "dispatcher/core/state.hpp"

namespace shao::codec {

/// {"ok":true, whistle, state, number, position, at}, with "first":false when it was answered
/// before. The position names the term that holds `number`.
Json answer_json(const core::Answer& answer, const core::State& state);

/// {"ok":false, refused, field, value, expected, message, message_zh}.
Json refusal_json(const core::Refusal& refusal);

/// The refusal as a sentence, naming the field, the value and what would be right.
std::string sentence(const core::Refusal& refusal, bool chinese);

/// Of it, what would be right.
std::string expectation(const core::Refusal& refusal, bool chinese);

}  // namespace shao::codec
