// How a term measures its patience, and how it says why it ends. Seen by term.cpp and leading.cpp.
#pragma once

#include <chrono>

#include "dispatcher/core/planted.hpp"
#include "dispatcher/engine/term.hpp"

namespace shao::engine {

inline constexpr std::chrono::milliseconds lease_time{2000};
inline constexpr std::chrono::milliseconds compare_clocks_every{1000};
/// A leader asks that often which configuration is in force: a key that was revoked works no longer
/// than this and the way to the broker.
inline constexpr std::chrono::milliseconds look_for_policy_every{100};
/// An append that takes longer has an unknown outcome: step down. A full disk or a stuck fsync
/// must not look like a slow one for ever.
inline constexpr std::chrono::seconds append_limit{10};
/// Redis TIME and the term's clock may differ by this much before it is said aloud.
inline constexpr std::chrono::seconds clock_tolerance{2};
/// How long a clean stop waits for what was decided to become durable.
inline constexpr std::chrono::seconds finish_limit{2};
/// So long the one that handed over leaves the lease to who stood by.
inline constexpr std::chrono::milliseconds after_hand_over{2000};
/// Who was deposed leaves the lease to the other one, longer each time in a row: on a starved
/// machine two would else take it from each other for ever, and neither would come to lead.
inline constexpr std::chrono::milliseconds after_deposed{1000};
inline constexpr unsigned longest_after_deposed = 3;  // doublings
/// Who has led that long is not in such a fight.
inline constexpr std::chrono::seconds led_for_a_while{10};
/// A standby looks that often whether the lease is free; no takeover waits longer for it.
inline constexpr std::chrono::milliseconds standby_rest{100};
inline constexpr std::chrono::milliseconds say_standby_every{500};
/// Messages taken from the brokers before the batch is looked at again.
inline constexpr std::size_t messages_at_a_time = 512;

inline TermResult step_down(std::string reason) {
  return {TermEnd::stepped_down, std::move(reason)};
}
inline TermResult cannot_serve(std::string reason) {
  return {TermEnd::cannot_serve, std::move(reason)};
}

inline TermResult ended_by(const Obstacle& obstacle) {
  return obstacle.for_operator || planted(Bug::silence_is_for_good) ? cannot_serve(obstacle.what)
                                                                    : step_down(obstacle.what);
}

}  // namespace shao::engine
