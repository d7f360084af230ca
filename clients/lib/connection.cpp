#include "clients/lib/connection.hpp"

#include <algorithm>

namespace shao::client {

namespace {

using namespace std::chrono_literals;

constexpr auto ping_every = 1s;
/// Silence after which a broker is given up; doubled for each that was silent too, up to 32 s.
constexpr auto patience_at_first = 4s;
constexpr int most_doublings = 3;
/// Commands and events under way; nothing is lost beyond it, sending waits.
constexpr wire::Queue queue{10'000, true};

}  // namespace

Connection::Connection(zmq::context_t& context, const Settings& settings)
    : context_(context),
      brokers_(settings.brokers),
      broker_key_(settings.broker_key),
      own_(settings.own),
      heard_(Steady::now()) {
  open();
}

void Connection::open() {
  socket_ = wire::client_socket(context_, zmq::socket_type::dealer, own_, broker_key_, queue);
  socket_.connect(brokers_[current_]);
}

bool Connection::send(const wire::Frames& frames) {
  return wire::send(socket_, frames) == wire::Sent::yes;
}

std::optional<wire::Frames> Connection::receive() {
  auto frames = wire::receive(socket_);
  if (frames) {
    heard_ = Steady::now();
    silent_brokers_ = 0;
  }
  return frames;
}

bool Connection::look_after(Steady::time_point now) {
  if (now - pinged_ >= ping_every) {
    pinged_ = now;
    send({"shao1", "PING"});
  }
  const auto patience = patience_at_first * (1 << std::min(silent_brokers_, most_doublings));
  if (now - heard_ < patience) return false;
  ++silent_brokers_;
  current_ = (current_ + 1) % brokers_.size();
  heard_ = now;
  open();
  return true;
}

}  // namespace shao::client
