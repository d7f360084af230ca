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
using codec::Json;

volatile std::sig_atomic_t parent_interrupted = 0;  // set by Ctrl-C, which ends it cleanly

/// What of a whistle above is news below.
constexpr std::array<std::string_view, 10> told_below = {
    "whistle_dispatched", "lead_named",      "reported_in",    "progress_reported",
    "resolved",           "whistle_refused", "whistle_closed", "whistle_withdrawn",
    "whistle_merged",     "whistle_reopened"};
/// And of one below, above.
constexpr std::array<std::string_view, 4> told_above = {"whistle_closed", "whistle_withdrawn",
                                                        "whistle_merged", "whistle_reopened"};

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
  std::map<std::string, Json> views{};    // of whistles that events were about
  std::map<std::string, Json> refused{};  // those that could not be looked at, and why
  std::string asked{};                    // the one that is being looked at
};

/// A whistle of below, above.
struct Above {
  std::string whistle;  // empty: it was refused there
  Json raise{};         // what was sent
  bool news = false;    // below is told that it was taken, or why not
  bool answered = false;
};

class ParentRun {
 public:
  ParentRun(client::Client below, client::Client above, const std::string& folder)
      : below_{std::move(below), folder + "/below.position"},
        above_{std::move(above), folder + "/above.position"},
        us_below_(below_.client.settings().office + "/parent"),
        prefix_(below_.client.settings().jurisdiction + "-") {}

  Exit run() {
    for (Side* side : {&below_, &above_}) {
      if (!can_keep_position(side->position_file))
        return report_local(position_lost(side->position_file));
      side->client.follow(kept_position(side->position_file).value_or("begin"));
    }
    const std::array<client::Client*, 2> both{&below_.client, &above_.client};
    while (parent_interrupted == 0) {
      if (auto done = client::wait_any(both, 200ms); !done) return report_local(done.error());
      for (Side* side : {&below_, &above_})
        while (auto news = side->client.take())
          std::visit([&](const auto& one) { hear(*side, one); }, *news);
      if (revoked_) return Exit::refused;
      carry(below_, [this](const Json& event, const Json& view) { return carry_up(event, view); });
      carry(above_,
            [this](const Json& event, const Json& view) { return carry_down(event, view); });
      if (auto kept = keep(); !kept) return report_local(kept.error());
    }
    return Exit::done;
  }

 private:
  // ---- what is heard -------------------------------------------------------------------------

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
    side.views.clear();
    if (&side == &above_) above_of_.clear();
    complain(say("the journal of ", "台账已回退：") + side.client.settings().jurisdiction +
             say(" was rewound to ", "，至 ") + it.position);
  }
  /// What was open meanwhile is heard again; what ended in that time nobody carries any more.
  void hear(Side& side, const client::Trimmed& it) {
    side.position = it.position;
    complain(say("away for too long: of " + side.client.settings().jurisdiction +
                     " the events from " + it.from + " to " + it.position +
                     " are only in its archive (shao history); what is open now is looked at",
                 "离线过久：" + side.client.settings().jurisdiction + " 的 " + it.from + " 至 " +
                     it.position + " 仅在归档中（shao history）；现查看在办的哨"));
    if (&side == &below_) side.client.subscribe();
  }
  void hear(Side& side, const client::Snapshot& it) {
    if (&side != &below_) return;
    for (const Json& view : it.whistles)
      if (was_told_us(view)) raise_above(text_in(view, "whistle"), view, true);
  }
  void hear(Side& side, const client::Answered& it) {
    if (it.id.starts_with("view:")) {
      const std::string whistle = it.id.substr(5);
      side.asked.clear();
      if (flag_in(it.body, "ok"))
        side.views[whistle] = it.body.at("whistle");
      else
        side.refused[whistle] = it.body;
    } else if (it.id.starts_with("up:")) {
      hear_raised(it);
    } else if (!flag_in(it.body, "ok")) {
      complain(it.id + say(" was refused: ", " 未被受理：") + message_of(it.body));
    }
  }
  void hear(Side& side, const client::Failed& it) {
    complain(side.client.settings().jurisdiction + ": " + message_of(it.body));
    revoked_ = revoked_ || (it.id.empty() && text_in(it.body, "error") == "key_revoked");
    if (it.kept) return;
    if (it.id.starts_with("view:")) {
      side.asked.clear();
      side.refused[it.id.substr(5)] = it.body;
    } else if (it.id.starts_with("up:")) {
      hear_raised({it.id, it.body});
    }
  }
  void hear(Side&, const client::TermChanged&) {}

  /// The raise above was answered: `up:W12`, or `up:W12:plain` without what is not known there.
  void hear_raised(const client::Answered& it) {
    const bool plain = it.id.ends_with(":plain");
    const std::string whistle = it.id.substr(3, it.id.size() - 3 - (plain ? 6 : 0));
    const std::string error = text_in(it.body, "error");
    if (!plain && (error == "unknown_kind" || error == "unknown_category" ||
                   error == "unknown_urgency" || error == "kind_not_for_raiser")) {
      Json body = above_of_[whistle].raise;
      for (const char* field : {"kind", "category", "urgency"}) body.erase(field);
      above_.client.send(it.id + ":plain", body);
      return;
    }
    Above& above = above_of_[whistle];
    above.answered = true;
    const std::string city = above_.client.settings().jurisdiction;
    if (!flag_in(it.body, "ok")) {
      const std::string why =
          say("not taken by ", "上级未受理（") + city + say(": ", "）：") + message_of(it.body);
      complain(whistle + ": " + why);
      if (above.news) note(below_, "refused:" + whistle, whistle, why);
      return;
    }
    above.whistle = text_in(it.body, "whistle");
    // It came by the ladder of below: nobody has to approve it once more.
    if (text_in(it.body, "state") == "REVIEW")
      above_.client.send("approve:" + above.whistle,
                         {{"do", "approve"}, {"whistle", above.whistle}});
    if (above.news)
      note(below_, "taken:" + whistle, whistle,
           say("handed up to ", "已提请上级 ") + city + " " + above.whistle);
  }

  // ---- what is carried -----------------------------------------------------------------------

  /// Takes the events one after the other, as far as what each needs is known.
  template <class Carry>
  void carry(Side& side, Carry carry) {
    while (!side.events.empty()) {
      const Json& event = side.events.front().body;
      const std::string whistle = text_in(event, "whistle");
      if (const auto refused = side.refused.find(whistle); refused != side.refused.end()) {
        complain(whistle + ": " + message_of(refused->second));
        side.refused.erase(refused);
        side.events.pop_front();
        continue;
      }
      const auto view = side.views.find(whistle);
      if (view == side.views.end()) {
        if (side.asked == whistle) return;
        side.asked = whistle;
        side.client.ask("view:" + whistle, {{"ask", "whistle"}, {"whistle", whistle}});
        return;
      }
      if (!carry(event, view->second)) return;
      side.events.pop_front();
    }
    side.views.clear();
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
  bool carry_up(const Json& event, const Json& view) {
    const bool fresh = tells_us(event);
    if (!fresh && !was_told_us(view)) return true;  // seen for another reason
    const std::string whistle = text_in(event, "whistle");
    raise_above(whistle, view, fresh);
    const Above& above = above_of_[whistle];
    if (!above.answered) return false;
    if (!above.whistle.empty() && !fresh)
      note(above_, "below:" + below_.events.front().position, above.whistle,
           below_.client.settings().jurisdiction + say(": ", "：") +
               codec::describe(event, chinese()));
    return true;
  }

  bool carry_down(const Json& event, const Json& view) {
    const std::string record = text_in(view, "record");
    if (record.starts_with(prefix_))
      note(below_, "above:" + above_.events.front().position, record.substr(prefix_.size()),
           above_.client.settings().jurisdiction + say(": ", "：") +
               codec::describe(event, chinese()));
    return true;
  }

  /// The same raise however often it is sent: all of it follows from what never changes.
  void raise_above(const std::string& whistle, const Json& view, bool news) {
    Above& above = above_of_[whistle];
    above.news = above.news || news;
    if (!above.raise.is_null()) return;
    Json body = {
        {"do", "raise"}, {"unit", above_.client.settings().office}, {"id", prefix_ + whistle}};
    for (const char* field : {"title", "detail", "kind", "category", "urgency"})
      if (const auto found = view.find(field); found != view.end() && found->is_string())
        body[field] = *found;
    if (flag_in(view, "exercise")) body["exercise"] = true;
    above.raise = body;
    above_.client.send("up:" + whistle, body);
  }

  void note(Side& side, const std::string& id, const std::string& whistle,
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
  std::map<std::string, Above> above_of_;  // by the whistle below
  bool revoked_ = false;
};

}  // namespace

Exit run_parent(const Globals& globals, const ParentFlags& flags) {
  std::error_code error;
  std::filesystem::create_directories(flags.folder, error);
  const std::filesystem::path folder = std::filesystem::absolute(flags.folder);
  Globals at_top = globals;
  at_top.profile = flags.above;
  at_top.brokers.clear();
  at_top.broker_key = at_top.key = at_top.jurisdiction = "";
  zmq::context_t context(1);
  std::vector<client::Client> clients;
  for (const auto& [connection, outbox] :
       {std::pair{globals, "below"}, std::pair{at_top, "above"}}) {
    auto settings = settings_of(connection);
    if (!settings) {
      complain(settings.error());
      return Exit::bad_input;
    }
    settings->outbox = folder / outbox;
    auto client = client::Client::open(context, *settings);
    if (!client) return report_local(client.error());
    clients.push_back(std::move(*client));
  }
  const std::string& below = clients[0].settings().jurisdiction;
  if (below == clients[1].settings().jurisdiction) {
    complain(say("--profile and --above are of the same jurisdiction, " + below +
                     "; right would be: one of each",
                 "--profile 与 --above 同属 " + below + "；应分属下级与上级辖区"));
    return Exit::bad_input;
  }
  std::signal(SIGINT, [](int) { parent_interrupted = 1; });
  std::signal(SIGTERM, [](int) { parent_interrupted = 1; });
  return ParentRun(std::move(clients[0]), std::move(clients[1]), folder.string()).run();
}

}  // namespace shao::cli
