// What brokers and dispatchers say to each other: shaod1. This file is the grammar, and both sides
// build and read their messages with it.
//
// It stays inside the trust boundary: a dispatcher binds a ROUTER (commands) and a PUB (feed), both
// CURVE, and lets in brokers' keys only; a broker connects a DEALER and a SUB to every dispatcher
// it is configured with. What a broker stamps is believed.
//
//   from-broker = "shaod1" ( "COMMAND"   jurisdiction ref stamp id body
//                          / "QUERY"     jurisdiction ref stamp id body
//                          / "HISTORY"   jurisdiction ref position limit
//                          / "DIRECTORY" jurisdiction ref )
//   to-broker   = "shaod1" ( "ANSWER"    jurisdiction ref id body
//                          / "NOTLEADER" jurisdiction ref id          ; nothing was done
//                          / "HISTORY"   jurisdiction ref "ok" position *event
//                          / "HISTORY"   jurisdiction ref "rewound" position
//                          / "HISTORY"   jurisdiction ref "trimmed" position
//                          / "DIRECTORY" jurisdiction ref version keys )
//   published   = topic ( event / leader )
//   topic       = jurisdiction " event" / jurisdiction " leader"
//   event       = position audience body view
//
//   ref      = opaque to the dispatcher, given back as it came (for a command: which client asked)
//   id       = the client's id; empty in the NOTLEADER to HISTORY and DIRECTORY
//   stamp    = {"office":"ZJW","roles":["dept_liaison"],"key":"<Z85>"}
//   position = epoch "-" nonce "-" number; in HISTORY from a broker also "begin"
//   limit    = 1*4DIGIT, 1..history_limit
//   version  = of the configuration that the keys are part of
//   keys     = {"keys":[{"public":"<Z85>","office":"ZJW","roles":["dept_liaison"]}]}, valid keys
//   only leader   = {"epoch":3,"nonce":"9f","number":57,"position":"3-9f-57","now":1770975000123,
//               "clock_speed":1.0,"policy":"<version>","exercise":false}
//   audience = {"see":["ZJW"],"full":["ZJW"],"enter":["ZJW"],"enter_all":true}
//   body     = the event as offices get it, a JSON object, its reporter masked
//   view     = the whistle after this event, a JSON object, its reporter in clear; empty unless
//              somebody enters
//
// see: offices that may see the event. full: offices that get residents' names and phones. enter:
// offices for which the event brings the whistle into scope, so that they need the view. Keys with
// a role of core::sees_all see every event; enter_all says that the whistle is new to them (its
// first event).
//
// HISTORY "ok": the events after the position asked for, one by one, and how far was scanned (the
// position to ask from next; with no events it is the end of the journal). "rewound": the position
// asked for is not on this journal; the position given is the last that both have. "trimmed":
// events after the position asked for are no longer in the journal; the position given is that of
// the last of those, the first to ask from.
//
// A dispatcher that leads announces itself every 500 ms, after its claim and after each change of
// policy; an announcement is believed for leader_memory. It sends nothing when it does not lead.
// Each event is published once, in order, without gaps, after the journal has it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "brokers/wire/sockets.hpp"
#include "dispatcher/core/ids.hpp"
#include "dispatcher/core/result.hpp"
#include "dispatcher/core/roles.hpp"
#include "dispatcher/core/time.hpp"

namespace shao::link {

inline constexpr std::string_view protocol = "shaod1";
inline constexpr std::chrono::milliseconds announce_every{500};
inline constexpr std::chrono::milliseconds leader_memory{3000};
inline constexpr std::size_t history_limit = 500;
/// Frames of the longest message: pass it to wire::receive on both sides.
inline constexpr std::size_t max_frames = 6 + 4 * history_limit;

/// Who speaks, as the broker knows it from the key.
struct Stamp {
  core::OfficeId office;
  core::Roles roles;
  std::string key;
  bool operator==(const Stamp&) const = default;
};

/// Office lists are sorted by the reader, so that lookups are quick.
struct Audience {
  std::vector<core::OfficeId> see;
  std::vector<core::OfficeId> full;
  std::vector<core::OfficeId> enter;
  bool enter_all = false;
  bool operator==(const Audience&) const = default;
};

struct Event {
  std::string position;
  Audience audience;
  std::string body;
  std::string view;
  bool operator==(const Event&) const = default;
};

struct Announcement {
  std::uint64_t epoch = 0;
  std::string nonce;
  core::EventNumber number = 0;
  std::string position;
  core::Instant now;
  double clock_speed = 1;
  std::string policy;
  bool exercise = false;
  bool operator==(const Announcement&) const = default;
};

struct Key {
  std::string public_key;
  core::OfficeId office;
  core::Roles roles;
  bool operator==(const Key&) const = default;
};

// Broker to dispatcher.
enum class AskKind { command, query };
struct Ask {
  AskKind kind = AskKind::command;
  std::string jurisdiction;
  std::string ref;
  Stamp stamp;
  std::string id;
  std::string body;
  bool operator==(const Ask&) const = default;
};
struct AskHistory {
  std::string jurisdiction;
  std::string ref;
  std::string position;
  std::size_t limit = history_limit;
  bool operator==(const AskHistory&) const = default;
};
struct AskDirectory {
  std::string jurisdiction;
  std::string ref;
  bool operator==(const AskDirectory&) const = default;
};
using FromBroker = std::variant<Ask, AskHistory, AskDirectory>;

// Dispatcher to broker.
struct Answer {
  std::string jurisdiction;
  std::string ref;
  std::string id;
  std::string body;
  bool operator==(const Answer&) const = default;
};
struct NotLeader {
  std::string jurisdiction;
  std::string ref;
  std::string id;
  bool operator==(const NotLeader&) const = default;
};
enum class Found { here, rewound, trimmed };
struct History {
  std::string jurisdiction;
  std::string ref;
  Found found = Found::here;
  std::string position;
  std::vector<Event> events;
  bool operator==(const History&) const = default;
};
struct Directory {
  std::string jurisdiction;
  std::string ref;
  std::string version;
  std::vector<Key> keys;
  bool operator==(const Directory&) const = default;
};
using FromDispatcher = std::variant<Answer, NotLeader, History, Directory>;

// Published.
struct PublishedEvent {
  std::string jurisdiction;
  Event event;
  bool operator==(const PublishedEvent&) const = default;
};
struct PublishedLeader {
  std::string jurisdiction;
  Announcement announcement;
  bool operator==(const PublishedLeader&) const = default;
};
using Published = std::variant<PublishedEvent, PublishedLeader>;

wire::Frames to_frames(const FromBroker& message);
wire::Frames to_frames(const FromDispatcher& message);
wire::Frames to_frames(const Published& message);

/// The error says which frame is wrong and what it should be; nothing is thrown.
core::Result<FromBroker, std::string> parse_from_broker(wire::Frames frames);
core::Result<FromDispatcher, std::string> parse_from_dispatcher(wire::Frames frames);
core::Result<Published, std::string> parse_published(wire::Frames frames);

/// 1 to 32 lower-case letters, digits and hyphens.
bool is_jurisdiction(std::string_view text);

}  // namespace shao::link
