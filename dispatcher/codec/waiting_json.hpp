// "Why not yet?" as clients are told of it (PROTOCOL.md section 3):
//
//   {waits [{move, office, who [role], first {move, office, who}, clock, due, missed, next {level,
//    due, recipients ["OFFICE/role"]}, counts, stands_still_until}], held}
//
// Instants are integers of milliseconds. `first` is there when another move has to come before,
// `next` while the clock has levels left; a draft has no `clock`. `counts` is "working" or
// "round_clock", and absent where the rules in force no longer tell. `held` is null or the state,
// DISPUTED or SUSPENDED, in which the case as a whole stands still.
#pragma once

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/waiting.hpp"

namespace shao::codec {

Json waiting_json(const core::Waiting& waiting);

}  // namespace shao::codec
