#include "clients/lib/socket.hpp"

namespace shao::client {

namespace {
/// Commands and events under way; nothing is lost beyond it, sending waits.
constexpr wire::Queue queue{10'000, true};
}  // namespace

DealerSocket::DealerSocket(zmq::context_t& context, const Settings& settings)
    : context_(context),
      brokers_(settings.brokers),
      broker_key_(settings.broker_key),
      own_(settings.own) {}

void DealerSocket::open(std::size_t broker) {
  socket_ = wire::client_socket(context_, zmq::socket_type::dealer, own_, broker_key_, queue);
  socket_.connect(brokers_[broker]);
}

bool DealerSocket::send(const wire::Frames& frames) {
  return wire::send(socket_, frames) == wire::Sent::yes;
}

std::optional<wire::Frames> DealerSocket::receive() {
  return wire::receive(socket_);
}

}  // namespace shao::client
