// Scenarios: what somebody does, and what comes of it, as a text that a clerk can read. They lie in
// tests/scenarios/*.txt and are played on Shunyi's configuration.
//
//   scenario = { line }
//   line     = "#" remark | "" | "language en" | step | "  " outcome
//   step     = instant "  " ( who "  " command | "time passes" )
//   instant  = YYYY-MM-DD HH:MM[:SS[.mmm]]               Shunyi's local time, never backwards
//   who      = office "/" role [ "(" person ")" ]        110113001/street_leader(王主任)
//   command  = do { " " field "=" value }                as PROTOCOL.md section 2 names them
//   value    = text without spaces | '"' text '"'
//
// Lists are written with commas (assist=CGW,GA proof=budget-1,plan-2), the place of a raise as
// its address, a reporter as name/phone, evaluations as office:solved:satisfaction[:late] with
// commas between.
// `raise` has the actor's office as its unit unless it names one.
//
// Whatever falls due before a step's instant happens first, each at its own instant: the timer has
// looked meanwhile. The outcome lines are the events in the words people see, the clocks that
// started with their due instants, and the answer; behind the last step stand the offices by name.
// They are written by the player: SHAO_REWRITE=1 writes them anew. Without "language en" they are
// in Chinese.
#pragma once

#include <string>

namespace shao::core::test {

/// The scenario with its outcomes as the core gives them now. What is not a scenario fails the test
/// and names the line.
std::string played(const std::string& text);

}  // namespace shao::core::test
