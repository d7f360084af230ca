#include "clients/cli/parent.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <deque>
#include <filesystem>
#include <map>

#include "clients/cli/kept_position.hpp"

namespace shao::cli {

namespace {

using namespace std::chrono_literals;
using client::Steady;
using codec::Json;

volatile std::sig_atomic_t parent_interrupted = 0;  // set by Ctrl-C, which ends it cleanly

/// What of a whistle above is news below.
constexpr std::array<std::string_view, 20> told_below = {
    "whistle_dispatched", "lead_named",        "dispute_raised",   "dispute_upheld",
    "dispute_dismissed",  "lead_replaced",     "meeting_held",     "assisting_added",
    "reported_in",        "progress_reported", "resolved",         "verification_failed",
    "whistle_suspended",  "whistle_resumed",   "whistle_refused",  "whistle_closed",
    "whistle_withdrawn",  "whistle_merged",    "whistle_unmerged", "whistle_reopened"};
/// And of one below, above.
constexpr std::array<std::string_view, 4> told_above = {"whistle_closed", "whistle_withdrawn",
                                                        "whistle_merged", "whistle_reopened"};
/// What the one above may not know; it classifies by itself then.
constexpr std::array<std::string_view, 3> classification = {"kind", "category", "urgency"};
/// Refusals of a raise after which it is tried without these. `record_reused`: it was taken so.
constexpr std::array<std::string_view, 5> unlike_ours = {
    "unknown_kind", "unknown_category", "unknown_urgency", "kind_not_for_raiser", "record_reused"};
/// What has ended below is not raised above any more.
constexpr std::array<std::string_view, 4> ended = {"CLOSED", "CANCELLED", "REJECTED", "MERGED"};

/// So often all that is open below is looked at: what was refused above is tried again.
constexpr auto look_every = 10min;
/// In the place of an event: the whistle was found so.
constexpr const char* found_open = "found_open";
/// Before a question that the broker could not pass on is asked again.
constexpr auto ask_again_after = 2s;

template <class Names>
bool is_one_of(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// One of the two jurisdictions: its connection, and the events that are still to be carried.
struct Side {
  client::Client client;
  std::string position_file;
  std::deque<client::FeedEvent> events{};
  std::string position{};                 // up to which all was heard
  std::map<std::string, Json> looked{};   // answers about whistles that events are about
  std::map<std::string, Json> refused{};  // those that could not be looked at, and why
  std::string asking{};                   // the one that is being looked at
  bool told_silence = false;
  Steady::time_point ask_from{};

  const std::string& jurisdiction() const { return client.settings().jurisdiction; }
  const std::string& office() const { return client.settings().office; }
  void forget_looks() {
    looked.clear();
    refused.clear();
  }
};

/// A whistle of below, above.
struct Above {
  std::string whistle;  // empty: it was refused there, or is not answered yet
  Json raise{};         // what was sent
  bool answered = false;
  bool in_review = false;  // there, and our approval was not taken yet
  bool noted = false;      // below has it on paper that it was taken
};

class ParentRun {
 public:
  ParentRun(client::Client below, client::Client above, const std::string& folder)
      : below_{std::move(below), folder + "/below.position"},
        above_{std::move(above), folder + "/above.position"},
        us_below_(below_.office() + "/parent"),
        prefix_(below_.jurisdiction() + "-") {}

  Exit run() {
    complain(say("what level 5 tells ", "5 级通知 ") + below_.jurisdiction() + "/" + us_below_ +
             say(" goes up to ", " 的哨转报 ") + above_.jurisdiction() +
             say(", as ", "，吹哨单位 ") + above_.office());
    for (Side* side : {&below_, &above_}) {
      if (!can_keep_position(side->position_file))
        return report_local(position_lost(side->position_file));
      side->client.follow(kept_position(side->position_file).value_or("begin"));
    }
    const std::array<client::Client*, 2> both{&below_.client, &above_.client};
    while (parent_interrupted == 0) {
      if (Steady::now() >= next_look_) look_around();
      if (auto done = client::wait_any(both, 200ms); !done) return report_local(done.error());
      for (Side* side : {&below_, &above_})
        while (auto news = side->client.take())
          std::visit([&](const auto& one) { hear(*side, one); }, *news);
      if (revoked_) return Exit::refused;
      for (Side* side : {&below_, &above_}) tell_silence(*side);
      carry(below_, [this](const Json& event, const Json& look) { return carry_up(event, look); });
      carry(above_,
            [this](const Json& event, const Json& look) { return carry_down(event, look); });
      if (auto kept = keep(); !kept) return report_local(kept.error());
    }
    return Exit::done;
  }

 private:
  // ---- what is heard -------------------------------------------------------------------------

  static void tell_silence(Side& side) {
    const bool silent = side.client.silent_brokers() > 0;
    if (silent && !side.told_silence)
      complain(say("the broker of ", "接入程序没有回应：") + side.jurisdiction() +
               say(" is silent; trying on. Is the key of ", "，继续尝试。") + side.office() +
               say(" in its directory?", " 的密钥是否在名录里？"));
    if (!silent && side.told_silence)
      complain(side.jurisdiction() + say(" answers again", " 已恢复应答"));
    side.told_silence = silent;
  }

  void hear(Side& side, const client::FeedEvent& event) {
    side.position = event.position;
    const std::string name = text_in(event.body, "event");
    const bool ours = &side == &below_ ? tells_us(event.body) || is_one_of(told_above, name)
                                       : is_one_of(told_below, name);
    if (ours) side.events.push_back(event);
  }
  void hear(Side& side, const client::CaughtUp& it) { side.position = it.position; }
  void hear(Side& side, const client::Rewound& it) {
    side.position = it.position;
    side.events.clear();
    side.forget_looks();
    // What was raised there may be lost, and have another number when it is raised again.
    if (&side == &above_) above_of_.clear();
    raise_anew_ = raise_anew_ || &side == &above_;
    next_look_ = {};
    complain(say("the journal of ", "台账已回退：") + side.jurisdiction() +
             say(" was rewound to ", "，至 ") + it.position);
  }
  void hear(Side& side, const client::Trimmed& it) {
    side.position = it.position;
    next_look_ = {};
    complain(say("away for too long: what happened in " + side.jurisdiction() + " from " + it.from +
                     " to " + it.position +
                     " is only in its archive (shao history) and is not carried; what is open "
                     "below is looked at",
                 "离线过久：" + side.jurisdiction() + " 的 " + it.from + " 至 " + it.position +
                     " 仅在归档中（shao history），不再转告；现查看下级在办的哨"));
  }
  void hear(Side&, const client::Snapshot&) {}
  void hear(Side&, const client::TermChanged&) {}
  void hear(Side& side, const client::Answered& it) {
    const std::string about = it.id.substr(it.id.find(':') + 1);
    if (it.id.starts_with("look:")) {
      if (about == side.asking) side.asking.clear();
      (flag_in(it.body, "ok") ? side.looked : side.refused)[about] = it.body;
    } else if (it.id.starts_with("list:")) {
      hear_list(it.body);
    } else if (it.id.starts_with("up:") || it.id.starts_with("plain:")) {
      hear_raised(about, it.body, it.id.starts_with("plain:"));
    } else if (it.id.starts_with("approve:")) {
      hear_approved(about, it.body);
    } else if (!flag_in(it.body, "ok")) {
      const std::string whistle = it.id.substr(it.id.rfind(':') + 1);
      complain(side.jurisdiction() + " " + whistle +
               say(": a note was not taken: ", "：备注未被受理：") + message_of(it.body));
    }
  }
  /// Whoever may has to approve it there when our key may not.
  void hear_approved(const std::string& name, const Json& answer) {
    Above& above = above_of_[name];
    const bool done = flag_in(answer, "ok") || text_in(answer, "refused") == "wrong_state";
    if (done || !above.in_review) {
      above.in_review = false;
      return;
    }
    const std::string why = above_.jurisdiction() + " " + above.whistle +
                            say(" waits for review there: ", " 待上级审哨：") + message_of(answer);
    const std::string whistle = name.substr(0, name.find('-'));
    complain(whistle + ": " + why);
    note(below_, "review:" + name, whistle, why);
  }
  /// Nothing was done: a question is asked again, a command is in the outbox.
  void hear(Side& side, const client::Failed& it) {
    complain(side.jurisdiction() + ": " + message_of(it.body));
    revoked_ = revoked_ || (it.id.empty() && text_in(it.body, "error") == "key_revoked");
    if (!it.id.starts_with("look:") || it.kept) return;
    side.asking.clear();
    side.ask_from = Steady::now() + ask_again_after;
  }

  void hear_list(const Json& answer) {
    for (const Json& row : answer.value("whistles", Json::array()))
      below_.events.push_back({"", {{"event", found_open}, {"whistle", text_in(row, "whistle")}}});
    if (flag_in(answer, "more")) ask_list(text_in(answer, "next"));
  }

  /// `plain`: without our classification.
  void hear_raised(const std::string& name, const Json& answer, bool plain) {
    Above& above = above_of_[name];
    // Of a run before this one: its event comes again.
    if (above.raise.is_null() || above.answered) return;
    if (!plain && is_one_of(unlike_ours, text_in(answer, "refused"))) {
      for (const std::string_view field : classification) above.raise.erase(std::string(field));
      send_raise(name, above, "plain:");
      return;
    }
    above.answered = true;
    const std::string whistle = name.substr(0, name.find('-'));
    if (!flag_in(answer, "ok")) {
      const std::string why = say("not taken by ", "上级未受理（") + above_.jurisdiction() +
                              say(": ", "）：") + message_of(answer);
      complain(whistle + ": " + why);
      note(below_, "refused:" + name + ":" + text_in(answer, "refused"), whistle, why);
      return;
    }
    above.whistle = text_in(answer, "whistle");
    // It came by the ladder of below: nobody has to approve it once more.
    above.in_review = text_in(answer, "state") == "REVIEW";
    if (above.in_review) approve(name, above);
    if (!above.noted) note(below_, "taken:" + name, whistle, taken_as() + above.whistle);
    above.noted = true;
  }

  void approve(const std::string& name, const Above& above) {
    above_.client.send("approve:" + name, {{"do", "approve"}, {"whistle", above.whistle}});
  }

  // ---- what is carried -----------------------------------------------------------------------

  /// What is open below and was told to us goes up, whether or not its event was heard: after a
  /// refusal, or when we were away for longer than the journal goes back.
  void look_around() {
    next_look_ = Steady::now() + look_every;
    std::erase_if(above_of_, [](const auto& one) {
      return one.second.answered && one.second.whistle.empty();
    });
    for (const auto& [name, above] : above_of_)
      if (above.in_review) approve(name, above);
    ask_list({});
  }
  void ask_list(const std::string& before) {
    Json question = {{"ask", "list"}, {"state", "open"}, {"limit", 500}};
    if (!before.empty()) question["before"] = before;
    below_.client.ask("list:" + before, question);
  }

  /// Takes the events one after the other, as far as what each needs is known.
  template <class Carry>
  void carry(Side& side, Carry carry) {
    while (!side.events.empty()) {
      const Json& event = side.events.front().body;
      const std::string whistle = text_in(event, "whistle");
      if (const auto refused = side.refused.find(whistle); refused != side.refused.end()) {
        complain(side.jurisdiction() + " " + whistle + ": " + message_of(refused->second));
        side.refused.erase(refused);
      } else {
        const Json* look = looked_at(side, whistle);
        if (look == nullptr || !carry(event, *look)) return;
      }
      side.events.pop_front();
    }
    side.forget_looks();
  }

  /// The answer about a whistle; nothing yet: it is asked for.
  static const Json* looked_at(Side& side, const std::string& whistle) {
    if (const auto found = side.looked.find(whistle); found != side.looked.end())
      return &found->second;
    if (side.asking != whistle && Steady::now() >= side.ask_from) {
      side.asking = whistle;
      side.client.ask("look:" + whistle, {{"ask", "whistle"}, {"whistle", whistle}});
    }
    return nullptr;
  }

  bool tells_us(const Json& event) const {
    for (const Json& one : event.value("notify", Json::array()))
      if (one == us_below_) return true;
    return false;
  }
  bool was_told_us(const Json& view) const {
    for (const Json& told : view.value("told", Json::array()))
      if (text_in(told, "recipient") == us_below_) return true;
    return false;
  }

  /// False: an answer is waited for.
  bool carry_up(const Json& event, const Json& look) {
    const Json& view = look.at("whistle");
    if (!was_told_us(view)) return true;  // seen for another reason
    const bool goes_up = tells_us(event) || text_in(event, "event") == found_open;
    Above& above = above_of_[name_of(view)];
    if (above.whistle.empty()) above.whistle = noted_in(look);
    above.noted = above.noted || !above.whistle.empty();
    if (goes_up) {
      // What was taken and is on paper is raised again only when the one above lost it.
      const bool known = above.answered || (above.noted && !raise_anew_);
      if (!known && !is_one_of(ended, text_in(view, "state"))) {
        if (above.raise.is_null()) raise_above(look, above);
        return above.answered;
      }
    } else if (!above.whistle.empty()) {
      note(above_, "below:" + below_.events.front().position + ":" + above.whistle, above.whistle,
           below_.jurisdiction() + say(": ", "：") + codec::describe(event, chinese()));
    }
    return true;
  }

  /// Of a whistle that was merged into this one, too: what becomes of it is what becomes of that.
  bool carry_down(const Json& event, const Json& look) {
    const Json& view = look.at("whistle");
    std::vector<std::string> records{text_in(view, "record")};
    for (const Json& one : view.value("merged", Json::array())) {
      const std::string merged = text_in(one, "whistle");
      if (text_in(one, "unit") != above_.office() || above_.refused.contains(merged)) continue;
      const Json* its = looked_at(above_, merged);
      if (its == nullptr) return false;
      records.push_back(text_in(its->at("whistle"), "record"));
    }
    for (const std::string& record : records) {
      if (!record.starts_with(prefix_)) continue;
      const std::string name = record.substr(prefix_.size());
      const std::string whistle = name.substr(0, name.find('-'));
      note(below_, "above:" + above_.events.front().position + ":" + whistle, whistle,
           above_.jurisdiction() + say(": ", "：") + codec::describe(event, chinese()));
    }
    return true;
  }

  /// A whistle of below for good: its number is another's when the journal was rewound.
  static std::string name_of(const Json& view) {
    return text_in(view, "whistle") + "-" +
           std::to_string(view.value("raised_at", std::int64_t{0}) / 1000);
  }

  /// The same raise however often it is sent: all of it follows from what never changes.
  void raise_above(const Json& look, Above& above) {
    const Json& view = look.at("whistle");
    const std::string name = name_of(view);
    above.raise = {{"do", "raise"}, {"unit", above_.office()}, {"id", prefix_ + name}};
    const auto copy = [&](std::string_view field) {
      if (const auto found = view.find(field); found != view.end() && found->is_string())
        above.raise[std::string(field)] = *found;
    };
    copy("title");
    // Above, all of ours are one office's: who raised it, and as what it is known here.
    above.raise["detail"] = below_.jurisdiction() + " " + text_in(view, "whistle") + " (" +
                            with_name(look, text_in(view, "unit")) + ")" +
                            (view.contains("detail") ? ": " + text_in(view, "detail") : "");
    for (const std::string_view field : classification) copy(field);
    if (flag_in(view, "exercise")) above.raise["exercise"] = true;
    send_raise(name, above, "up:");
  }
  void send_raise(const std::string& name, Above& above, const std::string& as) {
    if (above_.client.send(as + name, above.raise)) return;
    above.answered = true;
    complain(say("the outbox holds another command of the same name: ", "待发箱中已有同名命令：") +
             as + name +
             say("; is its folder another parent's? Right would be: a new --folder",
                 "；该目录是否曾用于其他上级？应另设 --folder"));
  }

  /// What is noted below when it was taken, before its number above...
  std::string taken_as() const {
    return say("handed up to ", "已提请上级 ") + above_.jurisdiction() + " ";
  }
  /// ... and that number, when it was noted before; in whichever language.
  std::string noted_in(const Json& look) const {
    for (const Json& event : look.value("timeline", Json::array())) {
      if (text_in(event, "event") != "noted" || text_in(event, "office") != below_.office())
        continue;
      const std::string text = text_in(event, "text");
      for (const std::string_view taken : {"handed up to ", "已提请上级 "}) {
        const std::string before = std::string(taken) + above_.jurisdiction() + " ";
        if (text.starts_with(before)) return text.substr(before.size());
      }
    }
    return {};
  }

  static void note(Side& side, const std::string& id, const std::string& whistle,
                   const std::string& text) {
    side.client.send(id, {{"do", "note"}, {"whistle", whistle}, {"text", text}});
  }

  /// A position is kept once all that was heard up to it is in the outboxes, on the disk.
  core::Result<bool, std::string> keep() {
    for (Side* side : {&below_, &above_})
      if (auto pumped = side->client.pump(); !pumped) return pumped;
    for (Side* side : {&below_, &above_}) {
      if (!side->events.empty() || side->position.empty()) continue;
      if (!keep_position(side->position_file, side->position))
        return core::Unexpected{position_lost(side->position_file)};
      side->position.clear();
    }
    return true;
  }

  Side below_;
  Side above_;
  const std::string us_below_;             // as whom level 5 tells us
  const std::string prefix_;               // of a record above that was carried from below
  std::map<std::string, Above> above_of_;  // by name_of the whistle below
  Steady::time_point next_look_{};
  bool raise_anew_ = false;  // the one above lost what it had taken
  bool revoked_ = false;
};

}  // namespace

Exit run_parent(const Globals& globals, const ParentFlags& flags) {
  Globals at_top = globals;
  at_top.profile = flags.above;
  at_top.brokers.clear();
  at_top.broker_key = at_top.key = at_top.jurisdiction = "";
  auto below = settings_of(globals);
  auto above = settings_of(at_top);
  for (const auto* settings : {&below, &above})
    if (!*settings) {
      complain(settings->error());
      return Exit::bad_input;
    }
  if (below->jurisdiction == above->jurisdiction) {
    complain(say("--profile and --above are of the same jurisdiction, " + below->jurisdiction +
                     "; right would be: one of each",
                 "--profile 与 --above 同属 " + below->jurisdiction + "；应分属下级与上级辖区"));
    return Exit::bad_input;
  }
  std::error_code error;
  std::filesystem::create_directories(flags.folder, error);
  if (error || !std::filesystem::is_directory(flags.folder))
    return report_local(say("--folder " + flags.folder +
                                " is no folder that could be used; right "
                                "would be: a folder of its own that you may write to",
                            "--folder " + flags.folder + " 无法用作目录；应为可写的自用目录"));
  const std::filesystem::path folder = std::filesystem::absolute(flags.folder);
  below->outbox = folder / "below";
  above->outbox = folder / "above";
  zmq::context_t context(1);
  auto lower = client::Client::open(context, *below);
  if (!lower) return report_local(lower.error());
  auto upper = client::Client::open(context, *above);
  if (!upper) return report_local(upper.error());
  std::signal(SIGINT, [](int) { parent_interrupted = 1; });
  std::signal(SIGTERM, [](int) { parent_interrupted = 1; });
  return ParentRun(std::move(*lower), std::move(*upper), folder.string()).run();
}

}  // namespace shao::cli
