#include "clients/lib/connection.hpp"

#include <algorithm>
#include <utility>

namespace shao::client {

namespace {

using namespace std::chrono_literals;

constexpr auto ping_every = 1s;
/// Silence after which a broker is given up; doubled for each that was silent too, up to 32 s.
constexpr auto patience_at_first = 4s;
constexpr int most_doublings = 3;

}  // namespace

Connection::Connection(std::unique_ptr<Socket> socket, Steady::time_point now)
    : socket_(std::move(socket)), heard_(now) {
  socket_->open(current_);
}

std::optional<wire::Frames> Connection::receive(Steady::time_point now) {
  auto frames = socket_->receive();
  if (frames) {
    heard_ = now;
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
  current_ = (current_ + 1) % socket_->brokers();
  heard_ = now;
  socket_->open(current_);
  return true;
}

}  // namespace shao::client
