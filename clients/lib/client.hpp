// A client of Shaodao: commands with a durable outbox, questions, and the feed without gaps, over
// one connection that looks after itself. No threads: it runs in the caller's loop, and a hundred
// of them can share one.
//
//   zmq::context_t context;
//   auto client = client::Client::open(context, *client::read_profile("data/profiles/ZJW.toml"));
//   if (!client) return complain(client.error());
//
//   client->send("ack:W12", {{"do", "ack"}, {"whistle", "W12"}});   // into the outbox
//   client->ask("q1", {{"ask", "status"}});                         // a question: not kept
//   client->follow("now");                   // or "begin", or a position; or, for a read model:
//   client->subscribe();                     // everything open now, then what happens to it
//
//   for (;;) {
//     client->wait(100ms);                        // or poll client->handle() with others, pump()
//     while (auto news = client->take())
//       std::visit(overloaded{
//           [](const client::Answered& it) { ... it.id, it.body["ok"] ... },
//           [](const client::FeedEvent& it) { ... it.position, it.body ... }, ...}, *news);
//   }
//
// A command is on the disk before it is first sent and is sent again, with the same id, until it
// is answered: across broken connections, silent brokers, changes of leader and our own crash. It
// says when it was given (`made_at`, by our own clock), which stays the same however often it is
// sent. Commands go out in the order they were given; one about a whistle waits until those before
// it about the same whistle are answered, so that a lost message cannot turn them round.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>
#include <zmq.hpp>

#include "clients/lib/connection.hpp"
#include "clients/lib/feed.hpp"
#include "clients/lib/outbox.hpp"
#include "clients/lib/profile.hpp"

namespace shao::client {

/// The jurisdiction answered: accepted, refused, or a question's answer. `body` as PROTOCOL.md
/// sections 2 and 3 have it.
struct Answered {
  std::string id;
  codec::Json body;
  /// It was accepted in an earlier term, that term was lost, and now it is refused.
  bool taken_back = false;
  std::string command = {};  // as it was sent; empty for a question
};
/// The broker could not pass it on and nothing was done. `body` as PROTOCOL.md section 5 has it; an
/// empty id is about the connection. `kept`: somebody else can mend it (key_revoked,
/// unknown_jurisdiction), so the command stays in the outbox and is sent again now and then; told
/// once. Otherwise it is gone (bad_body, bad_frames, any question).
struct Failed {
  std::string id;
  codec::Json body;
  bool kept = false;
  std::string command = {};  // as it was sent; empty for anything else
};
/// What a snapshot is made of: whole views, or what a screen shows of a whistle (PROTOCOL.md
/// section 3).
enum class Shape : std::uint8_t { views, rows };
/// A page of what is open in our scope, after subscribe(): `first` says to forget what is held
/// (also when the journal went back), `last` that the feed follows. A whistle's view includes the
/// events up to its as_of: skip those when they come again, and those about whistles not held.
struct Snapshot {
  std::vector<codec::Json> whistles;
  bool first = false;
  bool last = false;
};
/// A new leader's term began. Accepted commands that the term before was not heard to outlive by
/// some minutes are offered again by themselves.
struct TermChanged {
  std::string term;  // epoch-nonce
};
using News =
    std::variant<Answered, Failed, FeedEvent, CaughtUp, Rewound, Trimmed, TermChanged, Snapshot>;

/// The leader's clock as last heard: since then `speed` times our own time has passed.
struct LeaderClock {
  core::Instant at;
  double speed = 1;
  Steady::time_point heard;
  bool exercise = false;
  core::Instant now(Steady::time_point at) const {
    const std::chrono::duration<double, std::milli> passed = at - heard;
    return this->at + core::Duration{static_cast<std::int64_t>(passed.count() * speed)};
  }
};

/// Whether `text` may be the id of a command or question: 1 to 64 printable ASCII characters
/// without a space.
bool is_id(std::string_view text);

class Client {
 public:
  /// `context` must outlive the client.
  static core::Result<Client, std::string> open(zmq::context_t& context, Settings settings);
  /// The same over another socket, in other time.
  static core::Result<Client, std::string> open(std::unique_ptr<Socket> socket,
                                                std::shared_ptr<const Clocks> clocks,
                                                Settings settings);

  /// Stamped with our clock's time, unless the outbox holds it already: then it keeps its stamp.
  /// False: the outbox holds the id with another body. Ids of commands and questions are of our own
  /// choice, and different.
  bool send(const std::string& id, const codec::Json& body);
  void ask(const std::string& id, const codec::Json& body);
  /// Gives a question up: it is not sent again, an answer to it is dropped.
  void withdraw(const std::string& question);
  /// FeedEvents from the one after `position` on.
  void follow(const std::string& position);
  /// Snapshots, then FeedEvents from there on without a gap.
  void subscribe(Shape shape = Shape::views);

  void* handle() { return connection_->handle(); }
  /// Sends and receives what can be, without waiting. The error: the outbox cannot be written.
  core::Result<bool, std::string> pump();
  /// pump, after waiting for something to happen at most `timeout`.
  core::Result<bool, std::string> wait(std::chrono::milliseconds timeout);
  std::optional<News> take();

  const Settings& settings() const { return settings_; }
  /// Commands that are not answered yet.
  std::size_t waiting() const { return outbox_.waiting(); }
  const Outbox& outbox() const { return outbox_; }
  const std::optional<LeaderClock>& leader_clock() const { return leader_clock_; }
  /// The offices that were heard of lately, as an office that sees all is told every second;
  /// nothing to others.
  const std::optional<std::vector<std::string>>& present() const { return present_; }
  /// How often brokers have been silent since one was last heard.
  int silent_brokers() const { return connection_->silent_brokers(); }
  const Feed* feed() const { return feed_ ? &*feed_ : nullptr; }

 private:
  struct UnderWay {
    std::string id;
    std::string body;
    std::string whistle;         // that the command is about
    bool offered_again = false;  // accepted in an earlier term
    bool told = false;           // that it failed, and is kept
    Steady::time_point next{};
    int times = 0;
  };
  /// Commands in the order of the outbox, then questions in theirs.
  struct Place {
    bool question = false;
    std::uint64_t order = 0;
    auto operator<=>(const Place&) const = default;
  };

  Client(std::unique_ptr<Socket> socket, std::shared_ptr<const Clocks> clocks, Settings settings,
         Outbox outbox);
  void put_under_way(const std::string& id, const Outbox::Item& item, bool offered_again);
  UnderWay* under_way(const std::string& id);
  void forget(const std::string& id);
  void hold(Steady::time_point now);
  void ask_page(const std::string& after);
  void send_due(Steady::time_point now);
  void take_frames(wire::Frames frames, Steady::time_point now);
  void take_answer(const std::string& id, codec::Json body);
  void take_page(const codec::Json& body);
  void take_error(const std::string& id, codec::Json body, Steady::time_point now);
  void take_pong(const std::string& text, Steady::time_point now);
  void hear_term(const std::string& term, core::Instant now);

  std::shared_ptr<const Clocks> clocks_;
  Settings settings_;
  Outbox outbox_;
  std::unique_ptr<Connection> connection_;
  std::map<Place, UnderWay> under_way_;
  std::map<std::string, Place> places_;  // by id
  std::uint64_t questions_ = 0;
  Steady::time_point held_until_{};  // the broker said: later
  int holds_ = 0;                    // in a row
  std::optional<Feed> feed_;
  bool subscribed_ = false;
  Shape shape_ = Shape::views;
  std::uint64_t snapshots_ = 0;
  std::string page_;           // id of the question for the next page, while there is one
  std::string snapshot_from_;  // position of the first page
  std::deque<News> news_;
  std::optional<LeaderClock> leader_clock_;
  std::optional<std::vector<std::string>> present_;
  Steady::time_point tidied_{};
  Steady::time_point unknown_since_{};  // the broker has heard of no such jurisdiction
};

/// Waits until something happens on one of `clients`, at most `timeout`, and pumps them all.
core::Result<bool, std::string> wait_any(std::span<Client* const> clients,
                                         std::chrono::milliseconds timeout);

}  // namespace shao::client
