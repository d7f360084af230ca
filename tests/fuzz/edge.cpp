// A broker among hostile clients: message = op [connection] *( between_frames frame ). The op is
//
//   'e'  an event is journaled and published; 'l' journaled, but lost on its way to the broker
//   't'  time passes
//   'n'  a new leader's term begins
//   other: the client of connection (op modulo 4) says the frames behind it
//
// Clients may say anything; none gets an event that its office may not see, twice, out of order, or
// beyond its credit, and all that is said to it is a message of the protocol.
#include "brokers/edge.hpp"

#include <spdlog/spdlog.h>

#include "dispatcher/codec/position.hpp"
#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t connections = 4;
constexpr std::size_t longest_story = 200;

std::string key_of(std::size_t office) {
  return std::string(wire::key_length - 1, 'k') + static_cast<char>('0' + office);
}
/// As a ROUTER chooses them.
std::string routing_id_of(std::size_t connection) {
  return {'\0', '\0', '\0', '\0', static_cast<char>('1' + connection)};
}

/// An edge with a dispatcher that answers at once, three offices (the last sees all) and four
/// connections: two of the first office, one of each other.
class Hall {
 public:
  explicit Hall(broker::Edge::Time now)
      : edge_(
            {50, 100, 16},
            {[this](const std::string& to, const wire::Frames& frames) { return told(to, frames); },
             [this](std::size_t, const shao::link::FromBroker& message) {
               asked_.push_back(message);
               return true;
             }},
            now),
        now_(now) {
    announce();
    turn();
  }

  void client_says(std::size_t connection, wire::Frames frames) {
    note_credit(connection, frames);
    const bool cut = frames.size() > wire::max_frames;
    if (cut) frames.resize(wire::max_frames);
    edge_.from_client(
        {routing_id_of(connection), std::move(frames), key_of(office_of(connection)), cut});
    turn();
  }
  void add_event(bool lost) {
    const core::EventNumber number = journal_.size() + 1;
    shao::link::Event event;
    event.position = codec::format({epoch_, "n", number});
    for (std::size_t office = 0; office < 2; ++office)
      if (may_see(office, number)) event.audience.see.emplace_back(name_of(office));
    event.body = R"({"n":)" + std::to_string(number) + "}";
    journal_.push_back(event);
    if (!lost) edge_.published(0, shao::link::PublishedEvent{"shunyi", std::move(event)});
    announce();
    turn();
  }
  void new_term() {
    ++epoch_;
    announce();
    turn();
  }
  void pass(std::chrono::milliseconds time) {
    now_ += time;
    edge_.now(now_);
    announce();
    edge_.tend();
    turn();
  }

 private:
  struct Listener {
    std::size_t credit = 0;  // at most; a client may also waste some
    core::EventNumber last = 0;
  };

  static std::size_t office_of(std::size_t connection) {
    return connection < 2 ? 0 : connection - 1;
  }
  static std::string name_of(std::size_t office) { return "D" + std::to_string(office); }
  static bool may_see(std::size_t office, core::EventNumber number) {
    return office == 2 || (number >> office) % 2 == 0;
  }

  void announce() {
    shao::link::Announcement leader;
    leader.epoch = epoch_;
    leader.nonce = "n";
    leader.number = journal_.size();
    leader.position = journal_.empty() ? codec::format({epoch_, "n", 0}) : journal_.back().position;
    leader.now = core::at_second(1'772'416'800);
    leader.policy = "p";
    edge_.published(0, shao::link::PublishedLeader{"shunyi", std::move(leader)});
  }

  /// Until nobody has anything to say.
  void turn() {
    for (int rounds = 0;; ++rounds) {
      require(rounds < 1000, "a turn comes to an end");
      const bool more = edge_.pump();
      if (!more && asked_.empty()) return;
      for (const auto& question : std::exchange(asked_, {})) answer(question);
    }
  }

  void answer(const shao::link::FromBroker& question) {
    if (const auto* ask = std::get_if<shao::link::Ask>(&question)) {
      require(!ask->id.empty() && ask->stamp.key.starts_with("kkk"),
              "a command has an id and a key");
      edge_.from_dispatcher(0, shao::link::Answer{ask->jurisdiction, ask->ref, ask->id, "{}"});
    } else if (const auto* directory = std::get_if<shao::link::AskDirectory>(&question)) {
      std::vector<shao::link::Key> keys;
      for (std::size_t office = 0; office < 3; ++office)
        keys.push_back({key_of(office), core::OfficeId(name_of(office)),
                        office == 2 ? core::Roles{core::Role::command_centre}
                                    : core::Roles{core::Role::dept_liaison}});
      edge_.from_dispatcher(
          0, shao::link::Directory{directory->jurisdiction, directory->ref, "p", keys});
    } else {
      edge_.from_dispatcher(0, page(std::get<shao::link::AskHistory>(question)));
    }
  }

  shao::link::History page(const shao::link::AskHistory& ask) const {
    shao::link::History page{ask.jurisdiction, ask.ref, shao::link::Found::here, ask.position, {}};
    const auto position = codec::parse_position(ask.position);
    const std::size_t after = position ? static_cast<std::size_t>(position->number) : 0;
    const bool held = !position || after == 0 ||
                      (after <= journal_.size() && journal_[after - 1].position == ask.position);
    if (!held) {
      page.found = shao::link::Found::rewound;
      page.position = "begin";
      return page;
    }
    for (std::size_t i = after; i < journal_.size() && page.events.size() < ask.limit; ++i)
      page.events.push_back(journal_[i]);
    if (!page.events.empty()) page.position = page.events.back().position;
    return page;
  }

  /// What the client's words, taken at their best, allow the broker to send it.
  void note_credit(std::size_t connection, const wire::Frames& frames) {
    const auto message = broker::parse_client(frames);
    if (!message) return;
    Listener& listener = listeners_[connection];
    if (const auto* follow = std::get_if<broker::Follow>(&*message)) {
      listener.credit += follow->credit;
      listener.last = 0;
    } else if (const auto* credit = std::get_if<broker::Credit>(&*message)) {
      listener.credit += credit->credit;
    }
  }

  wire::Sent told(const std::string& to, const wire::Frames& frames) {
    require(frames.size() >= 3 && frames[0] == "shao1",
            "what is said to a client is the protocol's");
    const auto connection = static_cast<std::size_t>(to.back() - '1');
    require(connection < connections, "it goes to somebody who is there");
    Listener& listener = listeners_[connection];
    if (frames[1] == "REWOUND") listener.last = 0;
    if (frames[1] != "EVENT") return wire::Sent::yes;
    const auto position = codec::parse_position(frames[2]);
    require(position.has_value(), "an event has a position");
    require(may_see(office_of(connection), position->number), "nobody sees another's events");
    require(position->number > listener.last, "events come once and in order");
    require(listener.credit > 0, "no more events come than there is credit for");
    listener.last = position->number;
    --listener.credit;
    return wire::Sent::yes;
  }

  std::vector<shao::link::FromBroker> asked_;
  std::vector<shao::link::Event> journal_;
  std::array<Listener, connections> listeners_;
  std::uint64_t epoch_ = 1;
  broker::Edge edge_;
  broker::Edge::Time now_;
};

}  // namespace

void edge(std::string_view bytes) {
  spdlog::set_level(spdlog::level::off);
  Hall hall{broker::Edge::Time{std::chrono::hours{1}}};
  std::size_t count = 0;
  for (const std::string_view message : parts_of(bytes, between_messages)) {
    if (message.empty() || ++count > longest_story) continue;
    const char op = message.front();
    if (op == 'e' || op == 'l')
      hall.add_event(op == 'l');
    else if (op == 't')
      hall.pass(std::chrono::milliseconds{100 * message.size() * message.size()});
    else if (op == 'n')
      hall.new_term();
    else
      hall.client_says(static_cast<unsigned char>(op) % connections, frames_of(message.substr(1)));
  }
}

}  // namespace shao::fuzz
