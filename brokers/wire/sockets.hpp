// ZeroMQ sockets as Shaodao uses them: always CURVE, always bounded, never blocking. The defaults
// of libzmq are unsafe on an open network (a silent connection stays for 30 s, a frame may claim
// any size before the peer is known), so every socket comes from here.
//
// A server (see zap.hpp for whom it lets in):
//   zmq::socket_t router = wire::server_socket(context, zmq::socket_type::router, own_keys);
//   router.bind("tcp://127.0.0.1:7700");
//   while (auto message = wire::receive_routed(router))       // all there is, then nothing
//     wire::send_to(router, message->routing_id, {"shao1", "PONG", "{}"});
//
// A client:
//   zmq::socket_t dealer =
//       wire::client_socket(context, zmq::socket_type::dealer, own_keys, server_public_key);
//   dealer.connect("tcp://127.0.0.1:7700");
//   wire::send(dealer, {"shao1", "PING"});
//   while (auto frames = wire::receive(dealer)) ...
//
// Know when writing a client: libzmq never tries again after a server has refused its key (ZAP
// status 400). Who hears nothing for some seconds closes the socket and opens a new one.
//
// zmq::error_t leaves these functions only for mistakes of the program (a wrong endpoint, a closed
// socket), never for what a peer does.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>
#include <zmq.hpp>

#include "brokers/wire/keys.hpp"

namespace shao::wire {

/// One multipart message.
using Frames = std::vector<std::string>;

inline constexpr std::int64_t max_frame_bytes = 1 << 20;
inline constexpr std::chrono::milliseconds handshake_limit{2000};
inline constexpr std::chrono::milliseconds heartbeat_interval{1000};
inline constexpr std::chrono::milliseconds heartbeat_timeout{4000};
/// A message with more frames than this is cut (Received::cut): no message to a broker has more.
inline constexpr std::size_t max_frames = 16;

/// How many messages may wait in each direction for each peer.
struct Queue {
  int messages = 1000;
  /// Whether messages may wait for a peer that is not connected. No: send says `full` instead.
  bool without_peer = true;
};

/// Not yet bound. A ROUTER is mandatory: it says so when a peer is gone.
zmq::socket_t server_socket(zmq::context_t& context, zmq::socket_type type, const KeyPair& own,
                            Queue queue = {});
/// Not yet connected. A SUB is subscribed to nothing yet.
zmq::socket_t client_socket(zmq::context_t& context, zmq::socket_type type, const KeyPair& own,
                            const std::string& server_public_key, Queue queue = {});
/// Where a socket bound to port "*" listens.
std::string endpoint_of(const zmq::socket_t& socket);

enum class Sent {
  yes,
  full,  // nothing was sent: the peer takes nothing more now, or there is none
  gone,  // ROUTER only: no peer has this routing id (any more)
};
Sent send(zmq::socket_t& socket, const Frames& frames);
Sent send_to(zmq::socket_t& router, const std::string& routing_id, const Frames& frames);

/// What a ROUTER received.
struct Received {
  std::string routing_id;
  Frames frames;     // without the routing id
  std::string user;  // the peer's public key as ZAP accepted it
  bool cut = false;  // it had more than max_frames frames; the rest was thrown away
};
/// The next message, or nothing when there is none now.
std::optional<Received> receive_routed(zmq::socket_t& router);
/// The same for all other sockets. `most` is the number of frames kept.
std::optional<Frames> receive(zmq::socket_t& socket, std::size_t most = max_frames);

/// Whether ROUTER chose this routing id itself. One chosen by the peer can be taken over by another
/// peer: nothing may be sent to it that is not for everyone.
bool is_chosen_by_router(const std::string& routing_id);

}  // namespace shao::wire
