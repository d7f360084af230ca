#include "clients/centre/line.hpp"

#include <spdlog/spdlog.h>

#include <map>
#include <unordered_map>
#include <vector>

#include "clients/centre/http/net.hpp"
#include "clients/centre/json_fields.hpp"

namespace shao::centre {

namespace {

using namespace std::chrono_literals;
using codec::Json;
using Error = boost::system::error_code;

/// What waits for time alone (pings, sending again) is looked after so often.
constexpr auto look_every = 20ms;
/// A PONG comes every second, and names the leader while there is one.
constexpr auto silent_after = 3500ms;

}  // namespace

struct Line::State : std::enable_shared_from_this<Line::State> {
  State(asio::io_context& loop, client::Client with, Ears told)
      : io(loop),
        client(std::move(with)),
        ears(std::move(told)),
        timer(loop),
        begun(client::Steady::now()) {}

  void start() {
    tick();
    soon();
  }

  void stop() {
    stopped = true;
    Error ignored;
    timer.cancel(ignored);
    forget_descriptor();
  }

  /// The descriptor is the socket's own: only watched here, never closed.
  void forget_descriptor() {
    if (!descriptor) return;
    Error ignored;
    descriptor->cancel(ignored);
    descriptor->release();
    descriptor.reset();
    watched = -1;
  }

  void tick() {
    timer.expires_after(look_every);
    timer.async_wait([self = shared_from_this()](Error error) {
      if (error || self->stopped) return;
      self->pump();
      self->look_at_ends();
      if (!self->stopped) self->tick();
    });
  }

  /// A round as soon as what runs now is over.
  void soon() {
    if (std::exchange(asked_for_round, true)) return;
    asio::post(io, [self = shared_from_this()] {
      self->asked_for_round = false;
      if (!self->stopped) self->pump();
    });
  }

  void pump() {
    if (!problem.empty()) return;
    if (const auto pumped = client.pump(); !pumped) return give_up(pumped.error());
    while (auto news = client.take()) {
      std::visit([this](auto& one) { hear(one); }, *news);
      if (stopped) return;
    }
    if (ears.turn) ears.turn();
    if (!stopped) watch();
  }

  /// What is not on the disk was promised to nobody: whoever waits is told, and sends it again.
  void give_up(const std::string& why) {
    problem = why;
    spdlog::error("event=line_broken office={} problem=\"{}\"", client.settings().office, problem);
    const Json broken{{"error", "no_line"},
                      {"message", "The server cannot write its outbox: tell the operator."},
                      {"message_zh", "服务器无法写入发件箱：请联系系统管理员。"}};
    for (const auto& [id, all] : std::exchange(replies, {}))
      for (const Reply& one : all) one(broken);
  }

  /// Of whom the patience is over.
  void look_at_ends() {
    const auto now = client::Steady::now();
    while (!ends.empty() && ends.begin()->first <= now) {
      const auto [id, question] = ends.begin()->second;
      ends.erase(ends.begin());
      if (!replies.contains(id)) continue;
      if (question) {
        client.withdraw(id);
        reply(id,
              {{"error", "no_leader"},
               {"message", "The jurisdiction does not answer at the moment. Try again in a while."},
               {"message_zh", "系统暂时没有答复，请稍后再试。"}});
      } else {
        reply(id, {{"waiting", true}, {"id", id}});
      }
    }
  }

  void wait_for(const std::string& id, bool question, client::Steady::duration patience,
                Reply reply) {
    replies[id].push_back(std::move(reply));
    ends.emplace(client::Steady::now() + patience, std::pair(id, question));
    soon();
  }

  /// The client opens a new socket when a broker is silent. An edge that came while the socket was
  /// read shows in ZMQ_EVENTS alone.
  void watch() {
    zmq::socket_ref socket(zmq::from_handle, client.handle());
    try {
      const int now = socket.get(zmq::sockopt::fd);
      if (now != watched) {
        forget_descriptor();
        descriptor.emplace(io, now);
        watched = now;
        waiting = false;
      }
      if (!std::exchange(waiting, true))
        descriptor->async_wait(asio::posix::stream_descriptor::wait_read,
                               [self = shared_from_this(), now](Error error) {
                                 if (error || self->stopped || now != self->watched) return;
                                 self->waiting = false;
                                 self->pump();
                               });
      if ((socket.get(zmq::sockopt::events) & ZMQ_POLLIN) != 0) soon();
    } catch (const zmq::error_t&) {
      // The socket was closed: the timer finds the next one.
    } catch (const boost::system::system_error& error) {
      spdlog::error("event=line_not_watched office={} problem=\"{}\"", client.settings().office,
                    error.what());
    }
  }

  void hear(client::Answered& it) { settle(it.id, it.command, it.body, it.taken_back); }
  void hear(client::Failed& it) {
    // One that is kept goes on: its answer may still come.
    if (it.kept) return;
    if (!it.id.empty()) return settle(it.id, it.command, it.body, false);
    spdlog::error("event=snapshot_refused office={} answer=\"{}\"", client.settings().office,
                  codec::dump(it.body));
    if (ears.snapshot_refused) ears.snapshot_refused();
  }
  void hear(client::FeedEvent& it) {
    if (ears.event) ears.event(it);
  }
  void hear(client::Snapshot& it) {
    if (ears.snapshot) ears.snapshot(it);
  }
  void hear(client::CaughtUp&) {
    if (ears.caught_up) ears.caught_up();
  }
  void hear(client::Rewound&) {}
  void hear(client::Trimmed&) {}
  void hear(client::TermChanged&) {}

  /// False: nobody waits.
  bool reply(const std::string& id, const Json& body) {
    const auto found = replies.find(id);
    if (found == replies.end()) return false;
    const std::vector<Reply> all = std::move(found->second);
    replies.erase(found);
    for (const Reply& one : all) one(body);
    return true;
  }

  void settle(const std::string& id, const std::string& command, const Json& body,
              bool taken_back) {
    if (reply(id, body) || command.empty()) return;
    if (flag_in(body, "ok") && !taken_back) return;  // as was promised
    spdlog::warn("event={} office={} id={} answer=\"{}\"",
                 taken_back ? "command_taken_back" : "command_refused_later",
                 client.settings().office, id, codec::dump(body));
    auto parsed = codec::parse_object(command);
    if (ears.outcome && parsed) ears.outcome({std::move(*parsed), body, taken_back});
  }

  asio::io_context& io;
  client::Client client;
  Ears ears;
  asio::steady_timer timer;
  client::Steady::time_point begun;
  std::optional<asio::posix::stream_descriptor> descriptor;
  int watched = -1;
  bool waiting = false;  // for the descriptor
  bool asked_for_round = false;
  bool stopped = false;
  std::string problem;
  std::uint64_t questions = 0;
  std::unordered_map<std::string, std::vector<Reply>> replies;  // by id
  /// When the patience of a reply is over: its id, and whether that is a question's.
  std::multimap<client::Steady::time_point, std::pair<std::string, bool>> ends;
};

core::Result<std::unique_ptr<Line>, std::string> Line::open(asio::io_context& io,
                                                            zmq::context_t& context,
                                                            client::Settings settings, Ears ears) {
  auto client = client::Client::open(context, std::move(settings));
  if (!client) return core::fail(client.error());
  auto state = std::make_shared<State>(io, std::move(*client), std::move(ears));
  state->start();
  return std::unique_ptr<Line>(new Line(std::move(state)));
}

Line::~Line() {
  state_->stop();
  state_->ears = {};
  state_->replies.clear();
}

bool Line::send(const std::string& id, const Json& body, client::Steady::duration patience,
                Reply reply) {
  if (!state_->client.send(id, body)) return false;
  state_->wait_for(id, false, patience, std::move(reply));
  return true;
}

void Line::ask(const Json& body, client::Steady::duration patience, Reply reply) {
  const std::string id = "q" + std::to_string(++state_->questions);
  state_->client.ask(id, body);
  state_->wait_for(id, true, patience, std::move(reply));
}

void Line::subscribe() {
  state_->client.subscribe(client::Shape::rows);
  state_->soon();
}

void Line::follow(const std::string& position) {
  state_->client.follow(position);
  state_->soon();
}

const client::Client& Line::client() const {
  return state_->client;
}

std::optional<core::Instant> Line::now() const {
  const auto& clock = state_->client.leader_clock();
  if (!clock) return std::nullopt;
  return clock->now(client::Steady::now());
}

client::Steady::time_point Line::last_heard() const {
  const auto& clock = state_->client.leader_clock();
  return clock ? clock->heard : state_->begun;
}

std::optional<client::Steady::time_point> Line::silent_since() const {
  const auto heard = last_heard();
  if (client::Steady::now() - heard < silent_after) return std::nullopt;
  return heard;
}

const std::string& Line::problem() const {
  return state_->problem;
}

}  // namespace shao::centre
