// The published table of moves: what `decide` accepts is in it, everything in it can happen, and
// docs/transitions.md says the same.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "dispatcher/core/offered.hpp"
#include "dispatcher/core/transitions.hpp"
#include "tests/core/stage.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

template <class E>
bool has(const std::vector<Event>& events) {
  for (const Event& event : events)
    if (std::holds_alternative<E>(event)) return true;
  return false;
}

/// The row of the table an accepted command falls under.
std::string_view row_of(const Action& action, const Whistle& whistle,
                        const std::vector<Event>& events) {
  for (const Event& event : events) {
    if (const auto* raised = std::get_if<DisputeRaised>(&event))
      return raised->lead ? "dispute" : "ask_return";
    if (const auto* upheld = std::get_if<DisputeUpheld>(&event))
      return upheld->assigned.empty() ? "relieve" : "uphold";
    if (const auto* dismissed = std::get_if<DisputeDismissed>(&event))
      return whistle.assignment(dismissed->office)->lead ? "dismiss" : "refuse_return";
  }
  if (action.name != "withdraw") return action.name;
  if (has<WithdrawalAgreed>(events)) return "agree_withdraw";
  const bool blown = whistle.state != CaseState::draft && whistle.state != CaseState::review;
  return blown ? "withdraw" : "cancel";
}

/// Whose assignment an accepted move is about: the actor's own, unless the event names another.
OfficeId concerned(const std::vector<Event>& events, OfficeId actor) {
  for (const Event& event : events) {
    if (const auto* upheld = std::get_if<DisputeUpheld>(&event)) return upheld->office;
    if (const auto* dismissed = std::get_if<DisputeDismissed>(&event)) return dismissed->office;
    if (const auto* relieved = std::get_if<AssistingRelieved>(&event)) return relieved->office;
  }
  return actor;
}

/// Whether `name` is one of those in "REVIEW, DISPATCHED".
bool among(std::string_view names, std::string_view name) {
  for (std::size_t begin = 0; begin <= names.size();) {
    const std::size_t end = std::min(names.find(", ", begin), names.size());
    if (names.substr(begin, end - begin) == name) return true;
    begin = end + 2;
  }
  return false;
}

std::vector<OfficeId> everyone(const Whistle& whistle) {
  std::set<OfficeId> offices{whistle.unit,
                             whistle.street,
                             OfficeId("ZHZX"),
                             OfficeId(other_street_code),
                             OfficeId("TY"),
                             OfficeId("QZF"),
                             OfficeId("WL"),
                             OfficeId(street_code),
                             OfficeId(community_code)};
  for (const Assignment& one : whistle.assignments) offices.insert(one.office);
  return {offices.begin(), offices.end()};
}

struct Seen {
  std::set<std::string> states;
  std::set<Role> roles;
};
using Accepted = std::map<std::string_view, Seen>;

/// Tries one action by one key; what is accepted must be in the table.
void attempt(const Action& action, const Whistle& whistle, const Actor& actor, Role role,
             Accepted& accepted) {
  const Decision decision = try_on_stage(actor, action.command(whistle));
  if (decision.refused()) return;
  const Move& move = move_named(row_of(action, whistle, decision.events));
  const Answer& answer = std::get<Answer>(decision.outcome);
  Whistle after = whistle;
  for (const Event& event : decision.events)
    if (whistle_of(event) == whistle.id) evolve(after, event, 1, stage().now);
  const OfficeId about = concerned(decision.events, actor.office);
  const Assignment* before_of = whistle.assignment(about);
  const Assignment* after_of = after.assignment(about);
  BOOST_TEST_CONTEXT(whistle.id.str() << " " << name_of(whistle.state) << ", " << action.name
                                      << " by " << actor.office.view() << "/" << name_of(role)) {
    BOOST_TEST(move.who.has(role));
    BOOST_TEST((answer.state == after.state));
    Seen& seen = accepted[move.action];
    seen.roles.insert(role);
    if (move.machine == Machine::whistle) {
      BOOST_TEST(possible(move, whistle.state));
      BOOST_TEST(
          (move.to.empty() ? after.state == whistle.state : among(move.to, name_of(after.state))),
          name_of(after.state));
      seen.states.emplace(name_of(whistle.state));
    } else {
      BOOST_REQUIRE(before_of != nullptr);
      BOOST_TEST(possible(move, before_of->state));
      BOOST_TEST((move.to.empty() ? after_of->state == before_of->state
                                  : among(move.to, name_of(after_of->state))));
      seen.states.emplace(name_of(before_of->state));
    }
  }
}

const Accepted& tried_out() {
  static const Accepted all = [] {
    Accepted accepted;
    for (const WhistleId id : stage().all) {
      const Whistle& whistle = stage().desk[id];
      for (const OfficeId office : everyone(whistle))
        for (std::size_t i = 0; i < role_count; ++i) {
          const auto role = static_cast<Role>(i);
          for (const Action& action : actions())
            attempt(action, whistle, {office, Roles{role}, ""}, role, accepted);
        }
    }
    return accepted;
  }();
  return all;
}

std::string list_of_states(const Move& move) {
  std::string text;
  const auto add = [&](std::string_view name) {
    text += (text.empty() ? "" : ", ") + std::string(name);
  };
  for (const CaseState state : move.from_case) add(name_of(state));
  for (const AssignmentState state : move.from_assignment) add(name_of(state));
  return text;
}

std::string list_of_roles(Roles roles) {
  std::string text;
  for (std::size_t i = 0; i < role_count; ++i)
    if (roles.has(static_cast<Role>(i)))
      text += (text.empty() ? "" : ", ") + std::string(role_names[i]);
  return text.empty() ? "the system" : text;
}

std::string rows(Machine machine) {
  std::string text = "| action | from | to | who | guard | clocks |\n|---|---|---|---|---|---|\n";
  for (const Move& move : moves()) {
    if (move.machine != machine) continue;
    text += "| " + std::string(move.action) + " | " + list_of_states(move) + " | " +
            (move.to.empty() ? "as before" : std::string(move.to)) + " | " +
            list_of_roles(move.who) + " | " + std::string(move.guard) + " | " +
            std::string(move.clocks) + " |\n";
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_table_of_moves)

BOOST_AUTO_TEST_CASE(nothing_outside_of_it_is_accepted) {
  BOOST_TEST(!tried_out().empty());
}

BOOST_AUTO_TEST_CASE(everything_in_it_happens_from_each_of_its_states_and_by_each_of_its_roles) {
  for (const Move& move : moves()) {
    if (move.who.empty()) continue;  // the system's own, in their own tests
    BOOST_TEST_CONTEXT(move.action) {
      const auto found = tried_out().find(move.action);
      BOOST_REQUIRE(found != tried_out().end());
      for (const CaseState state : move.from_case)
        // Blown is passed within the command that blows the whistle: none rests in it.
        if (state != CaseState::blown)
          BOOST_TEST(found->second.states.count(std::string(name_of(state))) == 1u,
                     "never from " << name_of(state));
      for (const AssignmentState state : move.from_assignment)
        BOOST_TEST(found->second.states.count(std::string(name_of(state))) == 1u,
                   "never from " << name_of(state));
      for (std::size_t i = 0; i < role_count; ++i)
        if (const auto role = static_cast<Role>(i); move.who.has(role))
          BOOST_TEST(found->second.roles.count(role) == 1u, "never by " << name_of(role));
    }
  }
}

BOOST_AUTO_TEST_CASE(no_whistle_rests_blown) {
  for (const WhistleId id : stage().all) {
    const CaseState state = stage().desk[id].state;
    BOOST_TEST((state != CaseState::blown));
  }
}

BOOST_AUTO_TEST_CASE(nothing_moves_a_whistle_that_has_ended) {
  for (const WhistleId id : stage().all) {
    const Whistle& whistle = stage().desk[id];
    if (!is_final(whistle.state)) continue;
    for (const Action& action : actions())
      for (const OfficeId office : everyone(whistle))
        for (std::size_t i = 0; i < role_count; ++i)
          // Erasing comes after the end, and leaves it as it is, as a receipt does; reopening and
          // unmerging undo it; who works on the other one may need the particulars of what was
          // merged into it.
          BOOST_TEST_REQUIRE(
              (action.name == "erase" || action.name == "told" || action.name == "reopen" ||
               (whistle.state == CaseState::merged &&
                (action.name == "unmerge" || action.name == "reveal")) ||
               try_on_stage({office, Roles{static_cast<Role>(i)}, ""}, action.command(whistle))
                   .refused()));
  }
}

BOOST_AUTO_TEST_CASE(is_published_in_docs_transitions) {
  check_or_rewrite(
      "docs/transitions.md",
      "# Moves\n\nWho may do what, from which state to which. Made from the core's table and "
      "checked "
      "against it by tests/core\n(SHAO_REWRITE=1 makes it anew); the core accepts nothing that "
      "does "
      "not stand here. What it does to clocks is told in words; tests/core and the simulator check "
      "it.\n\nA department that whistles stands where a street does: its dept_liaison and "
      "dept_officer have the rights of `street`,\nits dept_deputy_head and dept_head those of "
      "`street_leader`, its dept_head those of `street_top_leader`. A subdistrict or\ntown that is "
      "assigned stands where a department does, the other way round.\n\n## The whistle\n\n" +
          rows(Machine::whistle) +
          "\nBLOWN is passed within the command that blows the whistle: none rests in it.\n\n## An "
          "assignment (one office's part in a whistle)\n\n" +
          rows(Machine::assignment));
}

/// What is accepted of this key, filled in so that it lacks nothing.
std::set<std::string_view> accepted_of(const Whistle& whistle, const Actor& actor) {
  std::set<std::string_view> accepted;
  for (const Action& action : actions()) {
    const Decision decision = try_on_stage(actor, action.command(whistle));
    if (!decision.refused()) accepted.insert(row_of(action, whistle, decision.events));
  }
  accepted.erase("told");  // for programs
  if (!whistle.particulars.empty()) return accepted;
  accepted.erase("reveal");
  accepted.erase("erase");
  return accepted;
}

std::string text_of(const std::set<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : " ") + std::string(name);
  return text;
}

BOOST_AUTO_TEST_CASE(are_offered_to_whom_they_are_accepted_of_and_to_nobody_else) {
  for (const WhistleId id : stage().all) {
    const Whistle& whistle = stage().desk[id];
    for (const OfficeId office : everyone(whistle))
      for (std::size_t role = 0; role < role_count; ++role) {
        const Actor actor{office, {static_cast<Role>(role)}, {}};
        std::set<std::string_view> open;
        const Offered offered =
            shao::core::offered(stage().desk.state, stage().desk.policy, id, actor, stage().now);
        open.insert(offered.open.begin(), offered.open.end());
        const std::set<std::string_view> accepted = accepted_of(whistle, actor);
        // What these are tried with does not fit every whistle, and another office or whistle
        // might.
        const Whistle& joined = stage().desk[stage().joined];
        const bool other_matter =
            whistle.kind != joined.kind || whistle.category != joined.category || id == joined.id;
        if (other_matter && !accepted.contains("merge")) open.erase("merge");
        if (whistle.assignment(OfficeId("JT")) != nullptr && !accepted.contains("add_assisting"))
          open.erase("add_assisting");
        BOOST_TEST_CONTEXT(id.str() << " " << name_of(whistle.state) << " to " << office.view()
                                    << "/" << role_names[role])
        BOOST_TEST(text_of(open) == text_of(accepted));
      }
  }
}

BOOST_AUTO_TEST_CASE(that_are_somebodys_and_not_open_come_with_what_stands_against_them) {
  std::set<std::string> seen;
  for (const WhistleId id : stage().all) {
    const Whistle& whistle = stage().desk[id];
    for (const OfficeId office : everyone(whistle))
      for (std::size_t role = 0; role < role_count; ++role) {
        const Actor actor{office, {static_cast<Role>(role)}, {}};
        const Offered offered =
            shao::core::offered(stage().desk.state, stage().desk.policy, id, actor, stage().now);
        for (const NotNow& one : offered.not_now) {
          BOOST_TEST_CONTEXT(id.str() << " " << one.action << " to " << office.view() << "/"
                                      << role_names[role]) {
            BOOST_TEST(std::ranges::count(offered.open, one.action) == 0);
            BOOST_TEST(name_of(one.refusal.reject) != "role_may_not");
            BOOST_TEST(name_of(one.refusal.reject) != "not_your_assignment");
          }
          seen.insert(std::string(one.action) + " " + std::string(name_of(one.refusal.reject)));
        }
      }
  }
  // Who has reported in can dispute no more, who has acknowledged does so once.
  BOOST_TEST(seen.contains("dispute wrong_state"));
  BOOST_TEST(seen.contains("acknowledge wrong_state"));
}

BOOST_AUTO_TEST_SUITE_END()
