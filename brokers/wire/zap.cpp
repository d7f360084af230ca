#include "brokers/wire/zap.hpp"

#include <array>
#include <utility>
#include <vector>

#include "brokers/wire/keys.hpp"
#include "brokers/wire/sockets.hpp"

namespace shao::wire {
namespace {

// Frames of a request behind the routing id and the empty frame.
enum Field : std::size_t { version, request, domain, address, identity, mechanism, key, fields };

struct Reply {
  const char* status;
  const char* text;
};

Reply reply_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::welcome:
      return {"200", "welcome"};
    case Verdict::ask_later:
      return {"300", "not yet known whom to let in"};
    case Verdict::unknown:
      break;
  }
  return {"400", "this key is not in the directory"};
}

std::string in_z85(const std::string& bytes) {
  std::array<char, key_length + 1> text{};
  if (bytes.size() != 32) return {};
  zmq_z85_encode(text.data(), reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return text.data();
}

}  // namespace

// libzmq's sessions are DEALERs or REQs to us; a ROUTER takes several requests before it answers.
Zap::Zap(zmq::context_t& context, Judge judge)
    : socket_(context, zmq::socket_type::router), judge_(std::move(judge)) {
  socket_.set(zmq::sockopt::linger, 0);
  socket_.bind("inproc://zeromq.zap.01");
}

void Zap::answer() {
  while (auto asked = receive_routed(socket_)) {
    Frames& frames = asked->frames;
    if (frames.size() < 1 + key || !frames.front().empty()) continue;
    const auto field = [&](Field f) -> const std::string& { return frames[1 + f]; };
    Verdict verdict = Verdict::unknown;
    std::string user;
    if (field(version) == "1.0" && field(mechanism) == "CURVE" && frames.size() == 1 + fields) {
      user = in_z85(field(key));
      if (!user.empty()) verdict = judge_(user);
    }
    if (verdict != Verdict::welcome) user.clear();
    const Reply reply = reply_of(verdict);
    send_to(socket_, asked->routing_id,
            {"", "1.0", field(request), reply.status, reply.text, user, ""});
  }
}

}  // namespace shao::wire
