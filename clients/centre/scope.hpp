// What the screens of one office have in common: the board of all that is open in the office's
// scope, folded from its own feed, and each change to it rendered once for all of them.
//
// The board is not computed here. An event says which whistle moved; the row of that whistle is
// asked of the dispatcher, for all whistles of the last 40 ms in one question, and takes the place
// of the one before. So a screen shows what `shao show` tells, and no rule is written twice.
//
//   changes = "event: changes" LF "id: " position LF "data: " {position, now, events, rows, gone}
//   clock   = "event: clock" LF "data: " {now, clock_speed, stale_since, presence, no_work_until}
//   reset   = "event: reset" LF "data: {}"           ; the screen takes the board anew
//   outcome = "event: outcome" LF "data: " {do, whistle, account, taken_back, refused | error,
//   message, message_zh}
//             ; of a command for which nobody waits any more: it was not carried out after all
//
// A position is the feed's; more stands behind it where the board was read anew since the last
// event, or where rows have left it. A screen that comes back says the position it holds. What came
// since is still here, as it was sent, for a while; a screen that was away longer is told to take
// the board anew.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "clients/centre/http/server.hpp"
#include "clients/centre/line.hpp"

namespace shao::centre {

/// Who is told of what passes here; for the figures of an operator.
struct ScopeEars {
  std::function<void(const codec::Json& event)> event = {};
  std::function<void(client::Steady::duration)> rendered = {};  // since the first event came
};

class Scope {
 public:
  static core::Result<std::unique_ptr<Scope>, std::string> open(boost::asio::io_context& io,
                                                                zmq::context_t& context,
                                                                client::Settings settings,
                                                                ScopeEars ears);
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  /// Its screens end: they come back by themselves.
  ~Scope();

  const std::string& office() const { return line_->client().settings().office; }
  Line& line() { return *line_; }
  const Line& line() const { return *line_; }

  /// The board's JSON (GET /api/board), once there is one; nothing when there is none in time.
  using BoardReady = std::function<void(std::shared_ptr<const std::string>)>;
  void board(BoardReady ready);
  /// From `position` on; a reset when what came since is not known any more.
  void join(std::shared_ptr<Stream> screen, const std::string& position);

  /// So often: forgets what ended long ago, tells the time, looks after who waits for the board.
  /// Clocks that count working time stand still until `no_work_until`, if that is anything.
  void tend(client::Steady::time_point now, std::optional<std::int64_t> no_work_until);
  std::size_t screens() const { return screens_.size(); }
  /// Of each case state, as many as are on the board.
  const std::map<std::string, std::size_t>& by_state() const { return by_state_; }
  bool ready() const { return ready_; }
  client::Steady::time_point last_used() const { return last_used_; }

 private:
  Scope(ScopeEars ears) : ears_(std::move(ears)) {}
  struct Row {
    std::string text;
    std::string state;
    core::EventNumber as_of = 0;
  };
  struct Alarm {
    core::EventNumber number = 0;
    std::string text;  // JSON
  };
  struct Sent {
    std::string position;
    std::shared_ptr<const std::string> text;
  };

  void hear(const client::FeedEvent& event);
  void take(const client::Snapshot& page);
  void refused();
  void after_turn();
  void ask_rows();
  void take_rows(const codec::Json& answer, std::uint64_t generation);
  void put(const codec::Json& row);
  void drop(std::uint64_t whistle);
  void publish();
  void tell_outcome(const Line::Outcome& outcome);
  std::optional<client::Steady::time_point> stale_since() const;
  void tell_all(const std::shared_ptr<const std::string>& text);
  std::string clock_fields() const;
  std::string clock_text() const;
  std::shared_ptr<const std::string> render_board() const;

  std::unique_ptr<Line> line_;
  ScopeEars ears_;
  bool ready_ = false;
  std::optional<client::Steady::time_point> refused_since_;  // the board was, to be taken anew
  client::Steady::time_point refused_last_{};
  std::uint64_t generation_ = 0;  // of the snapshot the board began with
  std::string position_;          // of what was published last
  std::string begun_;             // of positions between two events: when this board began
  std::string since_;             // of what was published before the first that is in sent_
  std::size_t departures_ = 0;    // published since the last event: they have none of their own
  std::map<std::uint64_t, Row> rows_;
  std::map<std::uint64_t, core::Instant> ended_;
  std::map<std::string, std::size_t> by_state_;
  std::deque<Alarm> alarms_;  // the newest first

  // What came and is not published yet.
  std::vector<std::string> events_;
  std::string events_position_;
  std::set<std::string> touched_;
  std::vector<std::uint64_t> gone_;
  std::optional<client::Steady::time_point> first_event_;
  // What is being asked for.
  bool asking_ = false;
  std::size_t pages_ = 0;
  std::vector<std::string> asked_events_;
  std::string asked_position_;
  std::set<std::string> asked_rows_;
  client::Steady::time_point asked_since_{};
  client::Steady::time_point last_published_{};

  std::deque<Sent> sent_;
  std::size_t sent_bytes_ = 0;
  std::vector<std::shared_ptr<Stream>> screens_;
  std::vector<std::pair<client::Steady::time_point, BoardReady>> waiting_;
  std::shared_ptr<const std::string> board_;
  std::string board_position_;
  client::Steady::time_point board_made_{};
  client::Steady::time_point last_used_ = client::Steady::now();
  std::optional<std::int64_t> no_work_until_;
  std::string last_clock_;
  client::Steady::time_point clock_told_{};
};

/// A text/event-stream message.
std::shared_ptr<const std::string> stream_message(std::string_view event, std::string_view id,
                                                  std::string_view data);

}  // namespace shao::centre
