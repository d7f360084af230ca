// What can be asked of a jurisdiction. A command comes with an Actor (stamped by the broker from
// the key that spoke, never claimed by the client) and an id of the client's choice.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

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
  bool draft = false;
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
/// Each office that worked on the whistle is evaluated, all in one command.
struct Evaluate {
  WhistleId whistle;
  std::vector<Evaluation> evaluations;
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

/// Time has passed: fires at most `most` due levels, emergencies first.
struct Wake {
  std::size_t most = 256;
};

using Command =
    std::variant<Raise, Submit, Approve, Refuse, Assign, Release, Withdraw, Acknowledge, Contact,
                 ReportIn, Progress, Resolve, Verify, Evaluate, Reveal, Erase, Wake>;

constexpr std::string_view name_of(Solved solved) {
  constexpr std::string_view names[] = {"yes", "partly", "no"};
  return names[static_cast<std::size_t>(solved)];
}
constexpr std::string_view name_of(Satisfaction satisfaction) {
  constexpr std::string_view names[] = {"very", "satisfied", "basic", "average", "dissatisfied"};
  return names[static_cast<std::size_t>(satisfaction)];
}

}  // namespace shao::core
