#include "brokers/link.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "dispatcher/codec/object_text.hpp"

namespace shao::link {
namespace {

using core::Result;
using core::Unexpected;
using wire::Frames;
using Json = nlohmann::json;
template <class T>
using Parsed = Result<T, std::string>;

constexpr std::string_view event_topic = " event";
constexpr std::string_view leader_topic = " leader";

constexpr std::array<std::string_view, 3> found_names = {"ok", "rewound", "trimmed"};

// ---------------------------------------------------------------- JSON of the small bodies

std::string text_of(const Json& json) {
  // Texts come from checked configuration; a byte that is no UTF-8 is replaced, not thrown.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json roles_json(core::Roles roles) {
  Json names = Json::array();
  for (std::string_view name : core::role_names)
    if (roles.has(*core::role_named(name))) names.push_back(std::string(name));
  return names;
}

Json offices_json(const std::vector<core::OfficeId>& offices) {
  Json names = Json::array();
  for (const core::OfficeId& office : offices) names.push_back(office.str());
  return names;
}

std::optional<std::string> text_at(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<core::OfficeId> office_at(const Json& object, const char* name) {
  const auto text = text_at(object, name);
  if (!text || !core::OfficeId::fits(*text)) return std::nullopt;
  return core::OfficeId(*text);
}

/// Roles that this build does not know are left out: they allow nothing here.
std::optional<core::Roles> roles_at(const Json& object) {
  const auto found = object.find("roles");
  if (found == object.end() || !found->is_array()) return std::nullopt;
  core::Roles roles;
  for (const Json& name : *found) {
    if (!name.is_string()) return std::nullopt;
    if (const auto role = core::role_named(name.get<std::string>())) roles.add(*role);
  }
  return roles;
}

std::optional<std::vector<core::OfficeId>> offices_at(const Json& object, const char* name) {
  std::vector<core::OfficeId> offices;
  const auto found = object.find(name);
  if (found == object.end()) return offices;
  if (!found->is_array()) return std::nullopt;
  for (const Json& entry : *found) {
    if (!entry.is_string()) return std::nullopt;
    const std::string text = entry.get<std::string>();
    if (!core::OfficeId::fits(text)) return std::nullopt;
    offices.emplace_back(text);
  }
  std::sort(offices.begin(), offices.end());
  return offices;
}

std::optional<Json> object_of(const std::string& text) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return json;
}

std::string stamp_text(const Stamp& stamp) {
  return text_of(
      {{"office", stamp.office.str()}, {"roles", roles_json(stamp.roles)}, {"key", stamp.key}});
}

Parsed<Stamp> parse_stamp(const std::string& text) {
  const auto json = object_of(text);
  const auto office = json ? office_at(*json, "office") : std::nullopt;
  const auto roles = json ? roles_at(*json) : std::nullopt;
  const auto key = json ? text_at(*json, "key") : std::nullopt;
  if (!office || !roles || !key)
    return Unexpected{std::string("stamp: expected {\"office\",\"roles\":[..],\"key\"}")};
  return Stamp{*office, *roles, *key};
}

std::string audience_text(const Audience& audience) {
  Json json{{"see", offices_json(audience.see)}};
  if (!audience.full.empty()) json["full"] = offices_json(audience.full);
  if (!audience.enter.empty()) json["enter"] = offices_json(audience.enter);
  if (audience.enter_all) json["enter_all"] = true;
  return text_of(json);
}

Parsed<Audience> parse_audience(const std::string& text) {
  const auto json = object_of(text);
  auto see = json ? offices_at(*json, "see") : std::nullopt;
  auto full = json ? offices_at(*json, "full") : std::nullopt;
  auto enter = json ? offices_at(*json, "enter") : std::nullopt;
  if (!see || !full || !enter)
    return Unexpected{
        std::string("audience: expected {\"see\":[..],\"full\":[..],\"enter\":[..]}")};
  const auto all = json->find("enter_all");
  const bool enter_all = all != json->end() && all->is_boolean() && all->get<bool>();
  return Audience{std::move(*see), std::move(*full), std::move(*enter), enter_all};
}

std::string keys_text(const std::vector<Key>& keys) {
  Json list = Json::array();
  for (const Key& key : keys)
    list.push_back({{"public", key.public_key},
                    {"office", key.office.str()},
                    {"roles", roles_json(key.roles)}});
  return text_of({{"keys", std::move(list)}});
}

Parsed<std::vector<Key>> parse_keys(const std::string& text) {
  const std::string wrong =
      "keys: expected {\"keys\":[{\"public\":\"<Z85>\",\"office\",\"roles\":[..]}]}";
  const auto json = object_of(text);
  if (!json || !json->contains("keys") || !json->at("keys").is_array()) return Unexpected{wrong};
  std::vector<Key> keys;
  for (const Json& entry : json->at("keys")) {
    if (!entry.is_object()) return Unexpected{wrong};
    const auto public_key = text_at(entry, "public");
    const auto office = office_at(entry, "office");
    const auto roles = roles_at(entry);
    if (!public_key || !wire::is_key(*public_key) || !office || !roles) return Unexpected{wrong};
    keys.push_back({*public_key, *office, *roles});
  }
  return keys;
}

std::string announcement_text(const Announcement& a) {
  codec::ObjectText text;
  text.add("clock_speed", a.clock_speed);
  text.add("epoch", a.epoch);
  text.add("exercise", a.exercise);
  text.add("nonce", a.nonce);
  text.add("now", a.now.time_since_epoch().count());
  text.add("number", a.number);
  text.add("policy", a.policy);
  text.add("position", a.position);
  return text.take();
}

Parsed<Announcement> parse_announcement(const std::string& text) {
  const std::string wrong =
      "leader: expected {\"epoch\",\"nonce\",\"number\",\"position\",\"now\",\"clock_speed\","
      "\"policy\",\"exercise\"}";
  const auto json = object_of(text);
  if (!json) return Unexpected{wrong};
  const auto has = [&](const char* name, auto is) {
    const auto found = json->find(name);
    return found != json->end() && is(*found);
  };
  const auto natural = [](const Json& j) { return j.is_number_unsigned(); };
  const bool complete = has("epoch", natural) && has("number", natural) &&
                        has("nonce", [](const Json& j) { return j.is_string(); }) &&
                        has("position", [](const Json& j) { return j.is_string(); }) &&
                        has("now", [](const Json& j) { return j.is_number_integer(); }) &&
                        has("clock_speed", [](const Json& j) { return j.is_number(); }) &&
                        has("policy", [](const Json& j) { return j.is_string(); }) &&
                        has("exercise", [](const Json& j) { return j.is_boolean(); });
  if (!complete) return Unexpected{wrong};
  const Json& j = *json;
  return Announcement{j["epoch"].get<std::uint64_t>(),
                      j["nonce"].get<std::string>(),
                      j["number"].get<core::EventNumber>(),
                      j["position"].get<std::string>(),
                      core::Instant{core::Duration{j["now"].get<std::int64_t>()}},
                      j["clock_speed"].get<double>(),
                      j["policy"].get<std::string>(),
                      j["exercise"].get<bool>()};
}

// ---------------------------------------------------------------- frames

void add_event(Frames& frames, const Event& event) {
  frames.push_back(event.position);
  frames.push_back(audience_text(event.audience));
  frames.push_back(event.body);
  frames.push_back(event.view);
}

/// The four frames of an event from `at` on, moved out of `frames`.
Parsed<Event> take_event(Frames& frames, std::size_t at) {
  auto audience = parse_audience(frames[at + 1]);
  if (!audience) return Unexpected{audience.error()};
  return Event{std::move(frames[at]), std::move(*audience), std::move(frames[at + 2]),
               std::move(frames[at + 3])};
}

std::optional<std::size_t> limit_of(const std::string& text) {
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (limit < 1 || limit > history_limit) return std::nullopt;
  return limit;
}

/// What all messages on the command socket begin with: protocol, verb, jurisdiction, ref.
std::optional<std::string> wrong_head(const Frames& frames) {
  if (frames.empty() || frames[0] != protocol) return "frame 1: expected shaod1";
  if (frames.size() < 4) return "expected at least shaod1, a verb, a jurisdiction and a ref";
  if (!is_jurisdiction(frames[2])) return "frame 3: expected the name of a jurisdiction";
  return std::nullopt;
}

std::string unknown_message(const Frames& frames) {
  return "no message " + frames[1] + " has " + std::to_string(frames.size()) + " frames";
}

struct FromBrokerFrames {
  Frames operator()(const Ask& ask) const {
    return {std::string(protocol),
            ask.kind == AskKind::command ? "COMMAND" : "QUERY",
            ask.jurisdiction,
            ask.ref,
            stamp_text(ask.stamp),
            ask.id,
            ask.body};
  }
  Frames operator()(const AskHistory& ask) const {
    return {std::string(protocol),    "HISTORY", ask.jurisdiction, ask.ref, ask.position,
            std::to_string(ask.limit)};
  }
  Frames operator()(const AskDirectory& ask) const {
    return {std::string(protocol), "DIRECTORY", ask.jurisdiction, ask.ref};
  }
};

struct FromDispatcherFrames {
  Frames operator()(const Answer& answer) const {
    return {
        std::string(protocol), "ANSWER", answer.jurisdiction, answer.ref, answer.id, answer.body};
  }
  Frames operator()(const NotLeader& answer) const {
    return {std::string(protocol), "NOTLEADER", answer.jurisdiction, answer.ref, answer.id};
  }
  Frames operator()(const History& page) const {
    Frames frames{std::string(protocol),
                  "HISTORY",
                  page.jurisdiction,
                  page.ref,
                  std::string(found_names[static_cast<std::size_t>(page.found)]),
                  page.position};
    for (const Event& event : page.events) add_event(frames, event);
    return frames;
  }
  Frames operator()(const Directory& directory) const {
    return {std::string(protocol), "DIRECTORY",       directory.jurisdiction,
            directory.ref,         directory.version, keys_text(directory.keys)};
  }
};

struct PublishedFrames {
  Frames operator()(const PublishedEvent& published) const {
    Frames frames{published.jurisdiction + std::string(event_topic)};
    add_event(frames, published.event);
    return frames;
  }
  Frames operator()(const PublishedLeader& published) const {
    return {published.jurisdiction + std::string(leader_topic),
            announcement_text(published.announcement)};
  }
};

}  // namespace

Frames to_frames(const FromBroker& message) {
  return std::visit(FromBrokerFrames{}, message);
}
Frames to_frames(const FromDispatcher& message) {
  return std::visit(FromDispatcherFrames{}, message);
}
Frames to_frames(const Published& message) {
  return std::visit(PublishedFrames{}, message);
}

Parsed<FromBroker> parse_from_broker(Frames frames) {
  if (auto wrong = wrong_head(frames)) return Unexpected{*wrong};
  const std::string& verb = frames[1];
  if ((verb == "COMMAND" || verb == "QUERY") && frames.size() == 7) {
    auto stamp = parse_stamp(frames[4]);
    if (!stamp) return Unexpected{stamp.error()};
    const AskKind kind = verb == "COMMAND" ? AskKind::command : AskKind::query;
    return FromBroker{Ask{kind, std::move(frames[2]), std::move(frames[3]), std::move(*stamp),
                          std::move(frames[5]), std::move(frames[6])}};
  }
  if (verb == "HISTORY" && frames.size() == 6) {
    const auto limit = limit_of(frames[5]);
    if (!limit) return Unexpected{"limit " + frames[5] + ": expected 1 to 500"};
    return FromBroker{
        AskHistory{std::move(frames[2]), std::move(frames[3]), std::move(frames[4]), *limit}};
  }
  if (verb == "DIRECTORY" && frames.size() == 4)
    return FromBroker{AskDirectory{std::move(frames[2]), std::move(frames[3])}};
  return Unexpected{unknown_message(frames)};
}

Parsed<FromDispatcher> parse_from_dispatcher(Frames frames) {
  if (auto wrong = wrong_head(frames)) return Unexpected{*wrong};
  const std::string& verb = frames[1];
  if (verb == "ANSWER" && frames.size() == 6)
    return FromDispatcher{Answer{std::move(frames[2]), std::move(frames[3]), std::move(frames[4]),
                                 std::move(frames[5])}};
  if (verb == "NOTLEADER" && frames.size() == 5)
    return FromDispatcher{
        NotLeader{std::move(frames[2]), std::move(frames[3]), std::move(frames[4])}};
  if (verb == "HISTORY" && frames.size() >= 6 && (frames.size() - 6) % 4 == 0) {
    const auto found = std::find(found_names.begin(), found_names.end(), frames[4]);
    if (found == found_names.end())
      return Unexpected{"frame 5 " + frames[4] + ": expected ok, rewound or trimmed"};
    History page{std::move(frames[2]),
                 std::move(frames[3]),
                 static_cast<Found>(found - found_names.begin()),
                 std::move(frames[5]),
                 {}};
    for (std::size_t at = 6; at < frames.size(); at += 4) {
      auto event = take_event(frames, at);
      if (!event) return Unexpected{event.error()};
      page.events.push_back(std::move(*event));
    }
    return FromDispatcher{std::move(page)};
  }
  if (verb == "DIRECTORY" && frames.size() == 6) {
    auto keys = parse_keys(frames[5]);
    if (!keys) return Unexpected{keys.error()};
    return FromDispatcher{Directory{std::move(frames[2]), std::move(frames[3]),
                                    std::move(frames[4]), std::move(*keys)}};
  }
  return Unexpected{unknown_message(frames)};
}

Parsed<Published> parse_published(Frames frames) {
  if (frames.empty()) return Unexpected{std::string("expected a topic")};
  const std::string_view topic = frames[0];
  const auto of = [&](std::string_view ending) -> std::optional<std::string> {
    if (!topic.ends_with(ending)) return std::nullopt;
    const auto name = topic.substr(0, topic.size() - ending.size());
    return is_jurisdiction(name) ? std::optional(std::string(name)) : std::nullopt;
  };
  if (const auto jurisdiction = of(event_topic); jurisdiction && frames.size() == 5) {
    auto event = take_event(frames, 1);
    if (!event) return Unexpected{event.error()};
    return Published{PublishedEvent{*jurisdiction, std::move(*event)}};
  }
  if (const auto jurisdiction = of(leader_topic); jurisdiction && frames.size() == 2) {
    auto announcement = parse_announcement(frames[1]);
    if (!announcement) return Unexpected{announcement.error()};
    return Published{PublishedLeader{*jurisdiction, std::move(*announcement)}};
  }
  return Unexpected{"topic " + frames[0] + " with " + std::to_string(frames.size()) +
                    " frames: expected an event or a leader"};
}

bool is_jurisdiction(std::string_view text) {
  return !text.empty() && text.size() <= 32 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == text.npos;
}

}  // namespace shao::link
