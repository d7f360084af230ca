#include "brokers/wire/sockets.hpp"

#include <zmq_addon.hpp>

namespace shao::wire {
namespace {

/// The ZAP domain; libzmq lets nobody in on a socket without one when the handler is missing.
constexpr const char* zap_domain_name = "shao";
/// All clients come back at once when a server was restarted.
constexpr int backlog = 1024;

zmq::socket_t bounded_socket(zmq::context_t& context, zmq::socket_type type, const KeyPair& own,
                             Queue queue) {
  namespace opt = zmq::sockopt;
  zmq::socket_t socket(context, type);
  socket.set(opt::linger, 0);
  socket.set(opt::maxmsgsize, max_frame_bytes);
  socket.set(opt::handshake_ivl, static_cast<int>(handshake_limit.count()));
  socket.set(opt::heartbeat_ivl, static_cast<int>(heartbeat_interval.count()));
  socket.set(opt::heartbeat_timeout, static_cast<int>(heartbeat_timeout.count()));
  socket.set(opt::sndhwm, queue.messages);
  socket.set(opt::rcvhwm, queue.messages);
  socket.set(opt::immediate, !queue.without_peer);
  socket.set(opt::curve_publickey, own.public_key);
  socket.set(opt::curve_secretkey, own.secret_key);
  if (type == zmq::socket_type::router) socket.set(opt::router_mandatory, true);
  return socket;
}

/// One frame, without waiting.
Sent send_frame(zmq::socket_t& socket, const std::string& frame, bool more) {
  const auto flags =
      more ? zmq::send_flags::sndmore | zmq::send_flags::dontwait : zmq::send_flags::dontwait;
  while (true) {
    try {
      return socket.send(zmq::buffer(frame), flags) ? Sent::yes : Sent::full;
    } catch (const zmq::error_t& error) {
      if (error.num() == EINTR) continue;
      if (error.num() == EHOSTUNREACH) return Sent::gone;
      throw;
    }
  }
}

/// `frames`, of which some first frame may be sent already. When a peer goes in the middle of a
/// message libzmq wants to be handed the rest, or it drops the beginning of the next one.
Sent send_rest(zmq::socket_t& socket, const Frames& frames, std::size_t from) {
  Sent outcome = Sent::yes;
  for (std::size_t i = from; i < frames.size(); ++i) {
    const Sent sent = send_frame(socket, frames[i], i + 1 < frames.size());
    if (sent != Sent::yes && i == 0) return sent;
    if (sent != Sent::yes) outcome = sent;
  }
  return outcome;
}

bool receive_frame(zmq::socket_t& socket, zmq::message_t& frame) {
  while (true) {
    try {
      return socket.recv(frame, zmq::recv_flags::dontwait).has_value();
    } catch (const zmq::error_t& error) {
      if (error.num() != EINTR) throw;
    }
  }
}

std::string user_of(const zmq::message_t& frame) {
  // The C function answers nullptr where the C++ one throws: a socket without ZAP has no users.
  const char* user = zmq_msg_gets(frame.handle(), "User-Id");
  return user == nullptr ? std::string() : std::string(user);
}

}  // namespace

zmq::socket_t server_socket(zmq::context_t& context, zmq::socket_type type, const KeyPair& own,
                            Queue queue) {
  zmq::socket_t socket = bounded_socket(context, type, own, queue);
  socket.set(zmq::sockopt::curve_server, true);
  socket.set(zmq::sockopt::backlog, backlog);
  socket.set(zmq::sockopt::zap_domain, zap_domain_name);
  return socket;
}

zmq::socket_t client_socket(zmq::context_t& context, zmq::socket_type type, const KeyPair& own,
                            const std::string& server_public_key, Queue queue) {
  zmq::socket_t socket = bounded_socket(context, type, own, queue);
  socket.set(zmq::sockopt::curve_serverkey, server_public_key);
  return socket;
}

std::string endpoint_of(const zmq::socket_t& socket) {
  return socket.get(zmq::sockopt::last_endpoint);
}

Sent send(zmq::socket_t& socket, const Frames& frames) {
  return send_rest(socket, frames, 0);
}

Sent send_to(zmq::socket_t& router, const std::string& routing_id, const Frames& frames) {
  const Sent sent = send_frame(router, routing_id, true);
  return sent == Sent::yes ? send_rest(router, frames, 0) : sent;
}

std::optional<Received> receive_routed(zmq::socket_t& router) {
  zmq::message_t frame;
  if (!receive_frame(router, frame)) return std::nullopt;
  Received received{frame.to_string(), {}, {}, false};
  while (frame.more() && receive_frame(router, frame)) {
    // The routing id's frame carries no User-Id after a poll (libzmq 4.3.4), the others do.
    if (received.user.empty()) received.user = user_of(frame);
    if (received.frames.size() < max_frames)
      received.frames.push_back(frame.to_string());
    else
      received.cut = true;
  }
  return received;
}

std::optional<Frames> receive(zmq::socket_t& socket, std::size_t most) {
  zmq::message_t frame;
  if (!receive_frame(socket, frame)) return std::nullopt;
  Frames frames;
  frames.push_back(frame.to_string());
  while (frame.more() && receive_frame(socket, frame))
    if (frames.size() < most) frames.push_back(frame.to_string());
  return frames;
}

bool is_chosen_by_router(const std::string& routing_id) {
  return routing_id.size() == 5 && routing_id.front() == '\0';
}

}  // namespace shao::wire
