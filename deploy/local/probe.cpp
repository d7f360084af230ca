#include "deploy/local/probe.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "brokers/wire/sockets.hpp"
#include "dispatcher/codec/json_text.hpp"

namespace shao::local {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t log_tail = 1500;
/// A socket whose key was refused stays silent for ever: a new one is tried after this.
constexpr auto new_socket_after = 2s;

bool is_good(const wire::Frames& frames) {
  if (frames.size() < 4 || frames[1] != "ANSWER") return false;
  const auto body = codec::parse_object(frames[3]);
  return body && body->value("ok", false);
}

}  // namespace

Outcome<std::string> free_endpoint(const std::string& endpoint) {
  try {
    zmq::context_t context;
    zmq::socket_t socket(context, zmq::socket_type::router);
    socket.set(zmq::sockopt::linger, 0);
    socket.bind(endpoint);
    return socket.get(zmq::sockopt::last_endpoint);
  } catch (const zmq::error_t& error) {
    return core::Unexpected<std::string>{"cannot listen on " + endpoint + ": " + error.what() +
                                         (error.num() == EADDRINUSE
                                              ? " (another stack? choose another port)"
                                              : " (expected for example tcp://127.0.0.1:7700)")};
  }
}

bool listens(const std::string& address) {
  const auto colon = address.rfind(':');
  if (colon == address.npos) return false;
  sockaddr_in there{};
  there.sin_family = AF_INET;
  there.sin_port = htons(static_cast<std::uint16_t>(std::atoi(address.c_str() + colon + 1)));
  if (inet_pton(AF_INET, address.substr(0, colon).c_str(), &there.sin_addr) != 1) return false;
  const journal::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0;
}

Probe::Probe(std::string endpoint, std::string broker_key, wire::KeyPair own,
             std::string jurisdiction)
    : endpoint_(std::move(endpoint)),
      broker_key_(std::move(broker_key)),
      own_(std::move(own)),
      jurisdiction_(std::move(jurisdiction)) {}

void Probe::connect() {
  socket_ = wire::client_socket(context_, zmq::socket_type::dealer, own_, broker_key_);
  socket_->connect(endpoint_);
  connected_ = Steady::now();
}

std::optional<std::string> Probe::ask(std::chrono::milliseconds patience) {
  if (!socket_ || Steady::now() - connected_ > new_socket_after) connect();
  (void)wire::send(*socket_, {"shao1", "QUERY", jurisdiction_, "probe", R"({"ask":"status"})"});
  zmq::pollitem_t readable{socket_->handle(), 0, ZMQ_POLLIN, 0};
  const auto until = Steady::now() + patience;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now());
    if (left <= 0ms || zmq::poll(&readable, 1, left) == 0) return std::nullopt;
    while (const auto frames = wire::receive(*socket_))
      if (is_good(*frames)) return (*frames)[3];
  }
}

std::string end_of_log(const Path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  return all.substr(all.size() > log_tail ? all.size() - log_tail : 0);
}

}  // namespace shao::local
