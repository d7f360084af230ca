#include "clients/centre/scope.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>

#include "clients/centre/door/tokens.hpp"
#include "clients/centre/json_fields.hpp"
#include "dispatcher/codec/object_text.hpp"
#include "dispatcher/codec/position.hpp"

namespace shao::centre {

namespace {

using namespace std::chrono_literals;
using client::Steady;
using codec::Json;

/// Events are gathered for so long before their rows are asked for, unless nothing came lately.
constexpr auto gather_for = 40ms;
constexpr std::size_t rows_at_once = 100;  // of one question: an answer stays far below 1 MiB
constexpr std::size_t alarms_kept = 200;
/// What was sent is kept for who comes back: less than a stream may be behind
/// (ServerSettings::stream_backlog), or who has missed all of it would be cut each time.
constexpr std::size_t sent_messages_kept = 5000;
constexpr std::size_t sent_bytes_kept = 4UL * 1024 * 1024;
/// Ended whistles stay on the board for so long, by the leader's clock.
constexpr std::chrono::hours ended_shown_for{1};
constexpr auto board_patience = 10s;
/// Rows that are not there by then are taken with the whole board, once somebody leads.
constexpr auto rows_patience = 60s;
/// A board that was refused is asked for again so often: whoever mends it need not tell us.
constexpr auto ask_again_after = 1s;
/// One board is good for every screen that comes within so long, where nothing changed since, or
/// where rendering it takes its time: the stream from its position on tells the rest.
constexpr auto board_good_for = 1s;
constexpr std::size_t soon_rendered = 2000;  // rows
constexpr auto tell_clock_every = 5s;

std::uint64_t number_of(std::string_view whistle) {
  std::uint64_t number = 0;
  if (!whistle.empty())
    std::from_chars(whistle.data() + 1, whistle.data() + whistle.size(), number);
  return number;
}

std::string joined(const std::vector<std::string>& list) {
  std::string text = "[";
  for (const std::string& one : list) {
    if (text.size() > 1) text += ',';
    text += one;
  }
  return text + "]";
}

}  // namespace

std::shared_ptr<const std::string> stream_message(std::string_view event, std::string_view id,
                                                  std::string_view data) {
  std::string text;
  text.reserve(event.size() + id.size() + data.size() + 32);
  text.append("event: ").append(event).append("\n");
  if (!id.empty()) text.append("id: ").append(id).append("\n");
  text.append("data: ").append(data).append("\n\n");
  return std::make_shared<const std::string>(std::move(text));
}

core::Result<std::unique_ptr<Scope>, std::string> Scope::open(boost::asio::io_context& io,
                                                              zmq::context_t& context,
                                                              client::Settings settings,
                                                              ScopeEars ears) {
  std::unique_ptr<Scope> scope(new Scope(std::move(ears)));
  Scope* self = scope.get();
  auto line = Line::open(io, context, std::move(settings),
                         {.event = [self](const client::FeedEvent& event) { self->hear(event); },
                          .snapshot = [self](const client::Snapshot& page) { self->take(page); },
                          .snapshot_refused = [self] { self->refused(); },
                          .outcome = [self](const Line::Outcome& one) { self->tell_outcome(one); },
                          .turn = [self] { self->after_turn(); }});
  if (!line) return core::fail(line.error());
  scope->line_ = std::move(*line);
  scope->line_->subscribe();
  return scope;
}

Scope::~Scope() {
  for (const auto& screen : screens_) screen->close();
}

void Scope::refused() {
  ready_ = false;
  refused_last_ = Steady::now();
  if (!refused_since_) refused_since_ = refused_last_;
}

void Scope::take(const client::Snapshot& page) {
  if (page.first) {
    ++generation_;
    ready_ = false;
    rows_.clear();
    ended_.clear();
    by_state_.clear();
    events_.clear();
    touched_.clear();
    gone_.clear();
    sent_.clear();
    sent_bytes_ = 0;
    asking_ = false;
    first_event_.reset();
    board_.reset();
  }
  for (const Json& row : page.whistles) put(row);
  if (!page.last) return;
  ready_ = true;
  refused_since_.reset();
  // Another board than the one before, also where nothing happened since: what ended is not on it.
  asked_position_ = line_->client().feed()->position();
  begun_ = "-" + door::new_id();
  // Levels that the journal went back behind did not fire.
  const auto read = codec::parse_position(asked_position_);
  const core::EventNumber head = read ? read->number : 0;
  std::erase_if(alarms_, [head](const Alarm& one) { return one.number > head; });
  position_ = since_ = asked_position_ + begun_;
  departures_ = 0;
  tell_all(stream_message("reset", {}, "{}"));
  for (const auto& screen : screens_) screen->close();
  for (auto& [since, ready] : std::exchange(waiting_, {})) board(std::move(ready));
}

void Scope::put(const Json& row) {
  const std::string whistle = text_in(row, "whistle");
  const std::uint64_t number = number_of(whistle);
  const core::EventNumber as_of = row.value("as_of", core::EventNumber{0});
  Row& held = rows_[number];
  if (held.as_of > as_of) return;
  const std::string state = text_in(row, "state");
  if (held.state != state) {
    if (!held.state.empty() && --by_state_[held.state] == 0) by_state_.erase(held.state);
    ++by_state_[state];
  }
  held = {codec::dump(row), state, as_of};
  const auto ended = row.find("ended_at");
  const auto instant = ended == row.end() ? core::Result<core::Instant, std::string>(core::fail(""))
                                          : codec::instant_from(*ended);
  if (instant)
    ended_[number] = *instant;
  else
    ended_.erase(number);
}

void Scope::drop(std::uint64_t whistle) {
  const auto found = rows_.find(whistle);
  if (found == rows_.end()) return;
  if (--by_state_[found->second.state] == 0) by_state_.erase(found->second.state);
  rows_.erase(found);
  ended_.erase(whistle);
  gone_.push_back(whistle);
}

void Scope::hear(const client::FeedEvent& event) {
  if (ears_.event) ears_.event(event.body);
  if (!first_event_) first_event_ = Steady::now();
  Json told = event.body;
  told.erase("view");
  events_.push_back(codec::dump(told));
  events_position_ = event.position;
  if (const std::string whistle = text_in(told, "whistle"); !whistle.empty())
    touched_.insert(whistle);
  const std::string name = text_in(told, "event");
  if (name == "level_fired" || name == "level_raised") {
    alarms_.push_front({told.value("n", core::EventNumber{0}), events_.back()});
    if (alarms_.size() > alarms_kept) alarms_.pop_back();
  }
}

void Scope::after_turn() {
  if (!ready_ || asking_ || events_.empty()) return;
  if (Steady::now() - last_published_ < gather_for) return;
  ask_rows();
}

void Scope::ask_rows() {
  asking_ = true;
  asked_events_ = std::exchange(events_, {});
  asked_position_ = events_position_;
  asked_since_ = *std::exchange(first_event_, std::nullopt);
  asked_rows_ = std::exchange(touched_, {});
  pages_ = 0;
  std::vector<std::string> page;
  const auto ask = [&] {
    ++pages_;
    line_->ask(
        {{"ask", "rows"}, {"whistles", page}}, rows_patience,
        [this, generation = generation_](const Json& answer) { take_rows(answer, generation); });
    page.clear();
  };
  for (const std::string& whistle : asked_rows_) {
    page.push_back(whistle);
    if (page.size() == rows_at_once) ask();
  }
  if (!page.empty()) ask();
  if (pages_ == 0) publish();
}

void Scope::take_rows(const Json& answer, std::uint64_t generation) {
  if (generation != generation_ || !asking_) return;
  const auto rows = answer.find("whistles");
  if (rows == answer.end() || !rows->is_array()) {
    // Refused as a whole: what the screens hold may be wrong, so all of it is taken anew.
    spdlog::error("event=rows_refused office={} answer=\"{}\"", office(), codec::dump(answer));
    line_->subscribe();
    return;
  }
  for (const Json& row : *rows) put(row);
  if (--pages_ == 0) publish();
}

void Scope::publish() {
  asking_ = false;
  // Rows that leave without an event make a position, too: who holds the one before has not heard
  // of it.
  departures_ = asked_events_.empty() ? departures_ + 1 : 0;
  position_ = asked_position_;
  if (departures_ > 0) position_ += begun_ + "-" + std::to_string(departures_);
  last_published_ = Steady::now();
  std::string rows;
  for (const std::string& whistle : asked_rows_) {
    const auto found = rows_.find(number_of(whistle));
    if (found == rows_.end()) continue;
    if (!rows.empty()) rows += ',';
    rows += found->second.text;
  }
  std::string gone;
  for (const std::uint64_t number : std::exchange(gone_, {}))
    if (!rows_.contains(number))  // reopened meanwhile
      gone += (gone.empty() ? "\"W" : ",\"W") + std::to_string(number) + "\"";
  const auto now = line_->now();
  const std::string data = "{\"position\":" + codec::quoted(position_) +
                           ",\"now\":" + std::to_string(now ? now->time_since_epoch().count() : 0) +
                           ",\"events\":" + joined(asked_events_) + ",\"rows\":[" + rows +
                           "],\"gone\":[" + gone + "]}";
  auto text = stream_message("changes", position_, data);
  sent_bytes_ += text->size();
  sent_.push_back({position_, text});
  while (sent_.size() > sent_messages_kept || sent_bytes_ > sent_bytes_kept) {
    sent_bytes_ -= sent_.front().text->size();
    since_ = std::move(sent_.front().position);
    sent_.pop_front();
  }
  tell_all(text);
  if (ears_.rendered) ears_.rendered(Steady::now() - asked_since_);
  asked_events_.clear();
  asked_rows_.clear();
}

void Scope::tell_all(const std::shared_ptr<const std::string>& text) {
  std::erase_if(screens_, [](const auto& screen) { return !screen->open(); });
  // One that is cut meanwhile may change nothing here: it is forgotten in the next round.
  for (const auto& screen : screens_) screen->send(text);
}

std::string Scope::clock_fields() const {
  const auto now = line_->now();
  const auto& clock = line_->client().leader_clock();
  std::string text = "\"now\":" + std::to_string(now ? now->time_since_epoch().count() : 0) +
                     ",\"clock_speed\":" + codec::dump(Json(clock ? clock->speed : 1.0)) +
                     ",\"exercise\":" + (clock && clock->exercise ? "true" : "false");
  return text;
}

std::optional<Steady::time_point> Scope::stale_since() const {
  const auto silent = line_->silent_since();
  return silent && refused_since_ ? std::min(silent, refused_since_)
                                  : (silent ? silent : refused_since_);
}

std::string Scope::clock_text() const {
  std::string text = ",\"stale_since\":";
  const auto& clock = line_->client().leader_clock();
  if (const auto stale = stale_since()) {
    // By the leader's clock as it was last heard; who was never heard is silent since ever.
    const auto since = clock ? clock->now(*stale).time_since_epoch() : core::Duration{0};
    // To the second: a screen is told again only when it changes.
    text += std::to_string(since.count() / 1000 * 1000);
  } else {
    text += "null";
  }
  text += ",\"no_work_until\":" + (no_work_until_ ? std::to_string(*no_work_until_) : "null");
  text += ",\"presence\":";
  if (const auto& present = line_->client().present())
    text += codec::dump(Json(*present));
  else
    text += "null";
  return text;
}

void Scope::board(BoardReady ready) {
  last_used_ = Steady::now();
  if (!ready_) {
    waiting_.emplace_back(last_used_, std::move(ready));
    return;
  }
  const bool fresh = board_ && last_used_ - board_made_ <= board_good_for;
  if (!fresh || (board_position_ != position_ && rows_.size() <= soon_rendered)) {
    board_ = render_board();
    board_position_ = position_;
    board_made_ = last_used_;
  }
  ready(board_);
}

std::shared_ptr<const std::string> Scope::render_board() const {
  std::size_t size = 1024;
  for (const auto& [number, row] : rows_) size += row.text.size() + 1;
  std::string text;
  text.reserve(size);
  text += "{\"position\":" + codec::quoted(position_) + "," + clock_fields() + clock_text() +
          ",\"alarms\":[";
  for (std::size_t i = 0; i < alarms_.size(); ++i) {
    if (i > 0) text += ',';
    text += alarms_[i].text;
  }
  text += "],\"rows\":[";
  bool first = true;
  for (const auto& [number, row] : rows_) {
    if (!std::exchange(first, false)) text += ',';
    text += row.text;
  }
  text += "]}";
  return std::make_shared<const std::string>(std::move(text));
}

void Scope::join(std::shared_ptr<Stream> screen, const std::string& position) {
  last_used_ = Steady::now();
  auto missed = sent_.begin();
  const bool from_first = position == since_;
  if (!from_first)
    missed = std::find_if(sent_.begin(), sent_.end(),
                          [&](const Sent& one) { return one.position == position; });
  if (!ready_ || (!from_first && missed == sent_.end())) {
    screen->send(stream_message("reset", {}, "{}"));
    screen->close();
    return;
  }
  if (!from_first) ++missed;
  for (; missed != sent_.end(); ++missed) screen->send(missed->text);
  screen->send(stream_message("clock", {}, "{" + clock_fields() + clock_text() + "}"));
  if (screen->open()) screens_.push_back(std::move(screen));
}

void Scope::tell_outcome(const Line::Outcome& outcome) {
  Json told{{"taken_back", outcome.taken_back}};
  for (const char* field : {"do", "whistle", "account"})
    if (const auto found = outcome.command.find(field); found != outcome.command.end())
      told[field] = *found;
  for (const char* field : {"refused", "error", "message", "message_zh"})
    if (const auto found = outcome.answer.find(field); found != outcome.answer.end())
      told[field] = *found;
  tell_all(stream_message("outcome", {}, codec::dump(told)));
}

void Scope::tend(Steady::time_point now, std::optional<std::int64_t> no_work_until) {
  no_work_until_ = no_work_until;
  if (refused_since_ && !ready_ && now - refused_last_ > ask_again_after) {
    refused_last_ = now;
    line_->subscribe();
  }
  if (const auto leader = line_->now()) {
    std::vector<std::uint64_t> old;
    for (const auto& [number, ended] : ended_)
      if (*leader - ended > ended_shown_for) old.push_back(number);
    for (const std::uint64_t number : old) drop(number);
    if (ready_ && !asking_ && events_.empty() && !gone_.empty()) {
      asked_since_ = now;
      publish();
    }
  }
  std::erase_if(screens_, [](const auto& screen) { return !screen->open(); });
  if (!screens_.empty()) last_used_ = now;
  std::string clock = clock_text();
  if (clock != last_clock_ || now - clock_told_ > tell_clock_every) {
    tell_all(stream_message("clock", {}, "{" + clock_fields() + clock + "}"));
    last_clock_ = std::move(clock);
    clock_told_ = now;
  }
  auto waiting = std::exchange(waiting_, {});
  for (auto& [since, ready] : waiting) {
    if (now - since > board_patience)
      ready(nullptr);
    else
      waiting_.emplace_back(since, std::move(ready));
  }
}

}  // namespace shao::centre
