#include "clients/centre/line.hpp"

#include <spdlog/spdlog.h>

#include <unordered_map>
#include <vector>

#include "clients/centre/http/net.hpp"

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
      self->tick();
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
    if (const auto pumped = client.pump(); !pumped) {
      problem = pumped.error();
      spdlog::error("event=line_broken office={} problem=\"{}\"", client.settings().office,
                    problem);
      return;
    }
    while (auto news = client.take()) {
      std::visit([this](auto& one) { hear(one); }, *news);
      if (stopped) return;
    }
    if (ears.turn) ears.turn();
    if (!stopped) watch();
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

  void hear(client::Answered& it) { reply(it.id, it.body); }
  void hear(client::Failed& it) {
    // One that is kept goes on: its answer may still come.
    if (!it.kept) reply(it.id, it.body);
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

  void reply(const std::string& id, const Json& body) {
    const auto found = replies.find(id);
    if (found == replies.end()) return;
    const std::vector<Reply> all = std::move(found->second);
    replies.erase(found);
    for (const Reply& one : all) one(body);
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

bool Line::send(const std::string& id, const Json& body, Reply reply) {
  if (!state_->client.send(id, body)) return false;
  state_->replies[id].push_back(std::move(reply));
  state_->soon();
  return true;
}

void Line::ask(const Json& body, Reply reply) {
  const std::string id = "q" + std::to_string(++state_->questions);
  state_->client.ask(id, body);
  state_->replies[id].push_back(std::move(reply));
  state_->soon();
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
