#include "dispatcher/engine/link_server.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

namespace shao::engine {

namespace {
/// What may wait for one broker: a storm's worth of answers and events. A broker that lags further
/// misses events, notices by their numbers and asks for history.
constexpr wire::Queue broker_queue{100'000, true};
}  // namespace

LinkServer::LinkServer(Settings settings)
    : broker_keys_(std::move(settings.broker_keys)),
      zap_(context_,
           [this](const std::string& key) {
             const bool known =
                 std::find(broker_keys_.begin(), broker_keys_.end(), key) != broker_keys_.end();
             return known ? wire::Verdict::welcome : wire::Verdict::unknown;
           }),
      router_(wire::server_socket(context_, zmq::socket_type::router, settings.own, broker_queue)),
      feed_(wire::server_socket(context_, zmq::socket_type::pub, settings.own, broker_queue)) {
  router_.bind(settings.commands_endpoint);
  feed_.bind(settings.feed_endpoint);
}

void LinkServer::wait(std::chrono::milliseconds timeout, int other_fd, bool other_writable) {
  std::array<zmq::pollitem_t, 3> items{{
      {router_.handle(), 0, ZMQ_POLLIN, 0},
      {zap_.socket().handle(), 0, ZMQ_POLLIN, 0},
      {nullptr, other_fd, static_cast<short>(ZMQ_POLLIN | (other_writable ? ZMQ_POLLOUT : 0)), 0},
  }};
  const std::size_t count = other_fd >= 0 ? 3 : 2;
  try {
    zmq::poll(items.data(), count, timeout);
  } catch (const zmq::error_t& error) {
    if (error.num() != EINTR) throw;  // a signal: the loop looks at its stop flag
  }
  if ((items[1].revents & ZMQ_POLLIN) != 0) zap_.answer();
}

std::optional<Brokers::Asked> LinkServer::receive() {
  while (auto received = wire::receive_routed(router_)) {
    auto parsed = link::parse_from_broker(std::move(received->frames));
    if (parsed) return Asked{std::move(received->routing_id), std::move(*parsed)};
    spdlog::error("event=malformed_link_message broker={} problem=\"{}\"", received->user,
                  parsed.error());
  }
  return std::nullopt;
}

void LinkServer::answer(const std::string& peer, const link::FromDispatcher& message) {
  if (wire::send_to(router_, peer, link::to_frames(message)) != wire::Sent::yes)
    spdlog::warn("event=answer_not_delivered reason=broker_gone_or_full");
}

void LinkServer::publish(const link::Published& message) {
  wire::send(feed_, link::to_frames(message));
}

}  // namespace shao::engine
