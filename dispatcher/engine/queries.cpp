#include "dispatcher/engine/queries.hpp"

#include <charconv>

#include "dispatcher/codec/answer_json.hpp"
#include "dispatcher/codec/directory_json.hpp"
#include "dispatcher/codec/masking.hpp"
#include "dispatcher/codec/position.hpp"
#include "dispatcher/codec/view_json.hpp"
#include "dispatcher/codec/waiting_json.hpp"
#include "dispatcher/core/likeness.hpp"
#include "dispatcher/core/offered.hpp"
#include "dispatcher/engine/preview.hpp"
#include "dispatcher/engine/render.hpp"

namespace shao::engine {

namespace {

using codec::Json;
using core::Reject;

constexpr std::size_t most_rows = 500;
constexpr std::size_t default_rows = 50;

QueryAnswer refused(Reject reject, std::string field, std::string value, std::string expected) {
  return {codec::refusal_json({reject, std::move(field), std::move(value), std::move(expected)}),
          {}};
}

std::string text_of(const Json& body, const char* field) {
  const auto found = body.find(field);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// "W12" to 12; nothing when it is not such a text.
std::optional<core::WhistleId> whistle_id(const std::string& text) {
  core::WhistleId id;
  if (text.size() < 2 || text[0] != 'W') return std::nullopt;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + 1, end, id.value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return id;
}

/// Answers one question; holds what every one of them needs.
class Question {
 public:
  Question(const Json& body, const core::Actor& actor, const core::State& state,
           const core::Policy& policy, const Surroundings& surroundings, KeyRing& keys,
           core::Instant now)
      : body_(body),
        actor_(actor),
        state_(state),
        policy_(policy),
        surroundings_(surroundings),
        keys_(keys),
        now_(now) {}

  QueryAnswer answer() const {
    const std::string ask = text_of(body_, "ask");
    if (ask == "whistle") return whistle();
    if (ask == "explain") return explain();
    if (ask == "list") return list();
    if (ask == "snapshot") return snapshot();
    if (ask == "rows") return rows();
    if (ask == "preview") return {preview(body_, actor_, state_, policy_, surroundings_, now_), {}};
    if (ask == "directory") return directory();
    if (ask == "duty") return duty();
    if (ask == "status") return status();
    return refused(Reject::malformed, "ask", ask,
                   "whistle, explain, list, snapshot, rows, preview, directory, duty or status");
  }

 private:
  bool sees_everything() const { return actor_.roles.any_of(core::sees_all); }
  bool sees(const core::Whistle& whistle) const {
    return sees_everything() || whistle.visible_to(actor_.office, state_.last_event());
  }
  Json view(const core::Whistle& whistle) const {
    Json json = view_of(whistle, state_.last_event(), keys_);
    if (whistle.assignment(actor_.office) == nullptr) codec::mask_particulars(json);
    return json;
  }
  Json row(const core::Whistle& whistle) const {
    Json json = codec::row_json(whistle, policy_, state_.last_event(), now_);
    tell_particulars(json, whistle, keys_, codec::Shown::address);
    if (whistle.assignment(actor_.office) == nullptr) codec::mask_particulars(json);
    return json;
  }
  std::optional<std::size_t> limit() const {
    const auto found = body_.find("limit");
    if (found == body_.end()) return default_rows;
    if (!found->is_number_unsigned()) return std::nullopt;
    const auto value = found->get<std::uint64_t>();
    if (value < 1 || value > most_rows) return std::nullopt;
    return static_cast<std::size_t>(value);
  }
  QueryAnswer bad_limit() const {
    return refused(Reject::malformed, "limit", body_.at("limit").dump(), "a number from 1 to 500");
  }
  std::string position() const {
    return codec::format(codec::position_at(state_, state_.last_event()));
  }

  /// The whistle the body names; nullptr when there is none, or it is not for this office.
  const core::Whistle* named() const {
    const auto id = whistle_id(text_of(body_, "whistle"));
    const core::Whistle* found = id ? state_.whistle(*id) : nullptr;
    return found != nullptr && sees(*found) ? found : nullptr;
  }
  QueryAnswer unknown_whistle() const {
    return refused(Reject::unknown_whistle, "whistle", text_of(body_, "whistle"),
                   "the number of a whistle your office may see, for example W12");
  }

  /// How it came where it is is in the timeline; what it waits for is what is asked here.
  QueryAnswer explain() const {
    const core::Whistle* found = named();
    if (found == nullptr) return unknown_whistle();
    QueryAnswer answer{codec::waiting_json(core::waiting_of(*found, policy_, now_)), {}};
    answer.body["ok"] = true;
    answer.body["whistle"] = view(*found);
    answer.body["policy"] = policy_.version;
    answer.body["names"] = codec::names_json(answer.body, policy_);
    answer.timeline = found->history;
    return answer;
  }

  QueryAnswer whistle() const {
    const core::Whistle* found = named();
    if (found == nullptr) return unknown_whistle();
    QueryAnswer answer{{{"ok", true},
                        {"whistle", view(*found)},
                        {"levels", codec::levels_ahead_json(*found, policy_)}},
                       {}};
    const core::Offered offered = core::offered(state_, policy_, found->id, actor_, now_);
    answer.body["moves"] = offered.open;
    Json not_now = Json::array();
    for (const core::NotNow& one : offered.not_now)
      not_now.push_back({{"move", one.action},
                         {"refused", core::name_of(one.refusal.reject)},
                         {"expected", codec::expectation(one.refusal, false)},
                         {"expected_zh", codec::expectation(one.refusal, true)}});
    answer.body["not_now"] = std::move(not_now);
    Json alike = Json::array();
    for (const core::WhistleId id : core::likely_same(state_, *found))
      if (sees(*state_.whistle(id))) alike.push_back(codec::short_view_json(*state_.whistle(id)));
    if (!alike.empty()) answer.body["likely_same"] = std::move(alike);
    answer.body["names"] = codec::names_json(answer.body, policy_);
    // Whole: who has a whistle on the desk is shown how it came there, too.
    answer.timeline = found->history;
    return answer;
  }

  /// Open ones come from the office's own set; ended ones are looked for from the newest back, at
  /// most so many that one question cannot hold up a jurisdiction.
  QueryAnswer list() const {
    const std::string state = body_.contains("state") ? text_of(body_, "state") : "open";
    const bool known = state == "open" || state == "closed" || state == "all" ||
                       std::find(core::case_state_names.begin(), core::case_state_names.end(),
                                 state) != core::case_state_names.end();
    if (!known)
      return refused(Reject::malformed, "state", state,
                     "open, closed, all or the name of a case state, for example ACTIVE");
    const auto rows = limit();
    if (!rows) return bad_limit();
    std::uint64_t below = state_.whistle_count() + 1;
    if (body_.contains("before")) {
      const auto before = whistle_id(text_of(body_, "before"));
      if (!before)
        return refused(Reject::malformed, "before", body_.at("before").dump(),
                       "the number of a whistle, for example W12");
      below = std::min(below, before->value);
    }
    Json found = Json::array();
    std::optional<core::WhistleId> more_from;  // the first that was not looked at or has no room
    const auto wanted = [&](const core::Whistle& whistle) {
      const bool ended = core::is_final(whistle.state);
      return state == "all" || (state == "open" && !ended) || (state == "closed" && ended) ||
             state == core::name_of(whistle.state);
    };
    const auto take = [&](const core::Whistle& whistle) {
      if (!wanted(whistle) || !sees(whistle)) return true;
      if (found.size() == *rows) {
        more_from = whistle.id;
        return false;
      }
      found.push_back(codec::short_view_json(whistle));
      return true;
    };
    if (state == "open") {
      const auto& open = own_open();
      for (auto it = std::make_reverse_iterator(open.lower_bound(core::WhistleId{below}));
           it != open.rend(); ++it)
        if (!take(*state_.whistle(*it))) break;
    } else {
      std::uint64_t looked_at = 0;
      for (std::uint64_t id = below - 1; id >= 1; --id) {
        if (++looked_at > most_looked_at) {
          more_from = core::WhistleId{id};
          break;
        }
        const core::Whistle* whistle = state_.whistle(core::WhistleId{id});
        if (whistle != nullptr && !take(*whistle)) break;
      }
    }
    Json names = codec::names_json(found, policy_);
    Json answer = {{"ok", true},
                   {"whistles", std::move(found)},
                   {"more", more_from.has_value()},
                   {"names", std::move(names)}};
    if (more_from) answer["next"] = core::WhistleId{more_from->value + 1}.str();
    return {std::move(answer), {}};
  }

  QueryAnswer snapshot() const {
    const auto rows = limit();
    if (!rows) return bad_limit();
    core::WhistleId after{0};
    if (body_.contains("after")) {
      const std::string text = text_of(body_, "after");
      const auto id = whistle_id(text);
      if (!id)
        return refused(Reject::malformed, "after", text,
                       "the number of the last whistle you have, W0 at first");
      after = *id;
    }
    std::vector<const core::Whistle*> page;
    std::vector<core::KeyId> keys;
    const auto& open = own_open();
    auto it = open.upper_bound(after);
    for (; it != open.end() && page.size() < *rows; ++it) {
      page.push_back(state_.whistle(*it));
      keys.push_back(page.back()->key);
    }
    const bool more = it != open.end();
    keys_.fetch(keys);
    Json found = Json::array();
    const bool as_rows = text_of(body_, "shape") == "rows";
    for (const core::Whistle* whistle : page)
      found.push_back(as_rows ? row(*whistle) : view(*whistle));
    return {
        {{"ok", true}, {"whistles", std::move(found)}, {"more", more}, {"position", position()}},
        {}};
  }

  /// Those of the named whistles that the office may see, as they are now, open or not.
  QueryAnswer rows() const {
    const auto named = body_.find("whistles");
    std::vector<const core::Whistle*> wanted;
    std::vector<core::KeyId> keys;
    if (named == body_.end() || !named->is_array() || named->empty() || named->size() > most_rows)
      return refused(Reject::malformed, "whistles", "", "1 to 500 numbers, for example [\"W12\"]");
    for (const Json& one : *named) {
      const auto id = one.is_string() ? whistle_id(one.get_ref<const std::string&>())
                                      : std::optional<core::WhistleId>();
      if (!id)
        return refused(Reject::malformed, "whistles", one.dump(),
                       "numbers of whistles, for example [\"W12\"]");
      const core::Whistle* whistle = state_.whistle(*id);
      if (whistle == nullptr || !sees(*whistle)) continue;
      wanted.push_back(whistle);
      keys.push_back(whistle->key);
    }
    keys_.fetch(keys);
    Json found = Json::array();
    for (const core::Whistle* whistle : wanted) found.push_back(row(*whistle));
    return {{{"ok", true}, {"whistles", std::move(found)}, {"position", position()}}, {}};
  }

  QueryAnswer directory() const {
    Json answer = codec::directory_json(policy_);
    answer["ok"] = true;
    answer["timezone"] = surroundings_.timezone;
    return {std::move(answer), {}};
  }

  QueryAnswer duty() const {
    const std::string office = text_of(body_, "office");
    if (!core::OfficeId::fits(office) || policy_.office(core::OfficeId(office)) == nullptr)
      return refused(Reject::unknown_office, "office", office, "an office of the directory");
    Json answer = codec::duty_json(policy_, core::OfficeId(office), now_);
    answer["ok"] = true;
    return {std::move(answer), {}};
  }

  const std::set<core::WhistleId>& own_open() const {
    return sees_everything() ? state_.open() : state_.open_of(actor_.office);
  }

  /// In a jurisdiction that is in an exercise as a whole, the exercise is what it is about.
  QueryAnswer status() const {
    const core::Counters& own = state_.counters(surroundings_.exercise);
    const core::Term& term = state_.terms().back();
    QueryAnswer answer{{{"ok", true},
                        {"leader", {{"epoch", term.epoch}, {"nonce", term.nonce}}},
                        {"number", state_.last_event()},
                        {"position", position()},
                        {"now", now_.time_since_epoch().count()},
                        {"clock_speed", surroundings_.clock_speed},
                        {"exercise", surroundings_.exercise},
                        {"timezone", surroundings_.timezone},
                        {"policy", policy_.version},
                        {"open", own.open()},
                        {"raised", own.raised},
                        {"levels_fired", own.levels_fired},
                        {"durability", surroundings_.durability}},
                       {}};
    const auto seconds = [](std::chrono::nanoseconds took) {
      return std::chrono::duration<double>(took).count();
    };
    const AppendTimes& appends = surroundings_.appends;
    answer.body["appends"] = {{"count", appends.count},
                              {"seconds", seconds(appends.together)},
                              {"slowest", seconds(appends.slowest)}};
    if (const auto until = core::no_work_until(policy_.calendar, now_))
      answer.body["no_work_until"] = until->time_since_epoch().count();
    if (const core::Counters& exercises = state_.counters(true);
        !surroundings_.exercise && exercises.raised > 0)
      answer.body["exercises"] = {{"open", exercises.open()},
                                  {"raised", exercises.raised},
                                  {"levels_fired", exercises.levels_fired}};
    if (const auto& free = surroundings_.storage.free())
      answer.body["storage"] = {{"low", surroundings_.storage.low()},
                                {"free_percent", static_cast<int>(*free * 100)}};
    return answer;
  }

  const Json& body_;
  const core::Actor& actor_;
  const core::State& state_;
  const core::Policy& policy_;
  const Surroundings& surroundings_;
  KeyRing& keys_;
  const core::Instant now_;
};

}  // namespace

QueryAnswer answer_query(const Json& body, const core::Actor& actor, const core::State& state,
                         const core::Policy& policy, const Surroundings& surroundings,
                         KeyRing& keys, core::Instant now) {
  return Question(body, actor, state, policy, surroundings, keys, now).answer();
}

}  // namespace shao::engine
