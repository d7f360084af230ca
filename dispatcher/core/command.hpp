// What can be asked of a jurisdiction. A command comes with an Actor (stamped by the broker from
// the key that spoke, never claimed by the client) and an id of the client's choice.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dispatcher/core/calendar.hpp"
#include "dispatcher/core/ids.hpp"
#include "dispatcher/core/roles.hpp"
#include "dispatcher/core/sealed.hpp"
#include "dispatcher/core/time.hpp"

namespace shao::core {

/// Who speaks. An empty office is the system itself (the timer, the engine).
struct Actor {
  OfficeId office;
  Roles roles;
  std::string person;  // who sat at the key, as the client says; may be empty
  bool operator==(const Actor&) const = default;
};

/// Raise a whistle; with `draft` it waits for Submit.
struct Raise {
  RecordId record;  // the raiser's own number: unique for ever within the unit
  OfficeId unit;
  KindId kind;          // these three may be empty:
  CategoryId category;  // then they are found by key words
  UrgencyId urgency;    // and the category's defaults
  std::string title;
  std::string detail;
  KeyId key;           // the whistle's own, new
  Sealed particulars;  // of the resident: name, telephone, exact address
  std::optional<Instant> occurred_at;
  OfficeId to{};  // whom a department whistles to; empty: the rules place it
  bool draft = false;
  bool exercise = false;  // nothing has happened: it is practised
};
struct Submit {
  WhistleId whistle;
};
struct Approve {
  WhistleId whistle;
};
struct Refuse {
  WhistleId whistle;
  std::string reason;
};
/// Names the lead (and assisting offices) of a whistle the backstop holds.
struct Assign {
  WhistleId whistle;
  OfficeId lead;
  std::vector<OfficeId> assist;
  std::string reason;
};
/// The raiser confirms that an emergency's scene is safe.
struct Release {
  WhistleId whistle;
  std::string note;
};
/// By the raiser: takes the whistle back. By the lead's office, after it reported in: agrees to it.
struct Withdraw {
  WhistleId whistle;
  std::string reason;
};
struct Acknowledge {
  WhistleId whistle;
};
struct Contact {
  WhistleId whistle;
  Sealed reached;   // who was reached: the resident, as a rule
  std::string how;  // by telephone, on the spot...
};
struct ReportIn {
  WhistleId whistle;
  std::string person;  // who reports in
  std::string place;   // where, for kinds on site
  std::string text;    // message, for desk kinds
};
struct Progress {
  WhistleId whistle;
  std::string text;
};
struct Resolve {
  WhistleId whistle;
  std::string text;
  std::vector<std::string> evidence;  // references to pictures, documents
};
struct Verify {
  WhistleId whistle;
  bool pass = false;
  std::string reason;  // required when it fails
};
enum class Solved : std::uint8_t { yes, partly, no };
enum class Satisfaction : std::uint8_t { very, satisfied, basic, average, dissatisfied };
struct Evaluation {
  OfficeId office;
  Solved solved = Solved::yes;
  Satisfaction satisfaction = Satisfaction::satisfied;
  bool on_time = true;
  std::string text;
  bool operator==(const Evaluation&) const = default;
};
/// Each office that worked on the whistle is evaluated, all in one command, by each unit that
/// raised it: several did when others were merged into it.
struct Evaluate {
  WhistleId whistle;
  std::vector<Evaluation> evaluations;
  OfficeId unit{};  // for which raiser; empty: for the one that the actor speaks for
};

/// The lead says that the whistle is not its to lead; an assisting office, that it has no part in
/// it. The clocks go on.
struct Dispute {
  WhistleId whistle;
  std::string clause;  // the law or rule that says so
  std::string reason;
};
/// Rules on a dispute: upheld, the office is relieved; of a lead's, `lead` leads from now on.
struct RuleDispute {
  WhistleId whistle;
  OfficeId office;  // whose dispute; empty: the lead's
  bool uphold = false;
  OfficeId lead;  // of a lead's dispute that is upheld
  std::string reason;
};
struct AddAssisting {
  WhistleId whistle;
  std::vector<OfficeId> offices;
  std::string reason;
};
/// Relieves an assisting office.
struct Relieve {
  WhistleId whistle;
  OfficeId office;
  std::string reason;
};
/// Calls a joint meeting (联席会议) of all that have to do with the whistle.
struct Convene {
  WhistleId whistle;
  std::string reason;
};
/// The minutes of the joint meeting: they bind everybody.
struct Minutes {
  WhistleId whistle;
  OfficeId lead;                  // empty: whoever leads
  std::vector<OfficeId> assist;   // who joins
  std::vector<OfficeId> relieve;  // who is not needed
  std::string text;
};
/// The command centre takes the lead away from who does not act.
struct ReplaceLead {
  WhistleId whistle;
  OfficeId lead;
  std::string reason;
};

/// Why a whistle cannot be solved yet.
enum class Ground : std::uint8_t { complex, policy, funds, court };
/// The lead asks that the whistle is suspended (挂账) until `review_at`.
struct AskSuspension {
  WhistleId whistle;
  Ground ground = Ground::complex;
  std::string plan;
  std::vector<std::string> proof;  // references to documents
  Instant review_at;
};
struct DecideSuspension {
  WhistleId whistle;
  bool approve = false;
  std::string opinion;  // what the raiser says to it; needed to approve
  std::string reason;   // needed to refuse
};
/// Ends a suspension before its review date.
struct Resume {
  WhistleId whistle;
  std::string reason;
};
/// The lead asks for more time to resolve.
struct AskExtension {
  WhistleId whistle;
  Limit by;
  std::string reason;
};
struct DecideExtension {
  WhistleId whistle;
  bool approve = false;
  Limit by;  // of an approval
  std::string reason;
};
/// A closed whistle's matter came back (反弹).
struct Reopen {
  WhistleId whistle;
  std::string reason;
};
/// Takes a whistle to a level by hand.
struct Escalate {
  WhistleId whistle;
  std::uint8_t level = 1;  // 1 to the highest of the ladder, above the one it has
  std::string reason;
};
/// Two whistles are about the same matter (并单): this one ends, `into` goes on for both.
struct Merge {
  WhistleId whistle;
  WhistleId into;
  std::string reason;
};
/// They were not the same after all: the whistle goes on from where it was.
struct Unmerge {
  WhistleId whistle;
  std::string reason;
};
/// The configuration has changed since it was planned: its running clocks are planned anew
/// (改按新规).
struct Replan {
  WhistleId whistle;
  std::string reason;
};
struct Note {
  WhistleId whistle;
  std::string text;
  std::vector<std::string> attachments;  // references
};

/// Asks for the resident's particulars in clear; told only once the journal has who asked.
struct Reveal {
  WhistleId whistle;
  std::string reason;  // required of all but the assigned offices
};
/// Destroys the key of an ended whistle: nobody can ever read its particulars again.
struct Erase {
  WhistleId whistle;
  std::string reason;
};

/// The receipt of a hook: an office was told of an event from outside the feed, or could not be. Of
/// one event, hook and office there is one receipt.
struct Receipt {
  WhistleId whistle;
  OfficeId office;
  EventNumber event = 0;  // of which it was told
  std::string hook;       // its id in hooks.toml
  bool delivered = false;
  std::uint64_t attempts = 0;
  std::string outcome;  // of the last attempt: "HTTP 200", "exit 1", "no answer within 10 s"
};

/// Time has passed: fires at most `most` due levels, emergencies first.
struct Wake {
  std::size_t most = 256;
};

using Command =
    std::variant<Raise, Submit, Approve, Refuse, Assign, Release, Withdraw, Acknowledge, Contact,
                 ReportIn, Progress, Resolve, Verify, Evaluate, Dispute, RuleDispute, AddAssisting,
                 Relieve, Convene, Minutes, ReplaceLead, AskSuspension, DecideSuspension, Resume,
                 AskExtension, DecideExtension, Reopen, Escalate, Merge, Unmerge, Replan, Note,
                 Reveal, Erase, Receipt, Wake>;

constexpr std::string_view name_of(Solved solved) {
  constexpr std::string_view names[] = {"yes", "partly", "no"};
  return names[static_cast<std::size_t>(solved)];
}
constexpr std::string_view name_of(Ground ground) {
  constexpr std::string_view names[] = {"complex", "policy", "funds", "court"};
  return names[static_cast<std::size_t>(ground)];
}
constexpr std::string_view name_of(Satisfaction satisfaction) {
  constexpr std::string_view names[] = {"very", "satisfied", "basic", "average", "dissatisfied"};
  return names[static_cast<std::size_t>(satisfaction)];
}

}  // namespace shao::core
