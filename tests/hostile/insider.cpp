#include "tests/hostile/insider.hpp"

#include <random>
#include <thread>

#include "brokers/wire/sockets.hpp"
#include "dispatcher/codec/json_text.hpp"

namespace shao::hostile {

namespace {

using namespace std::chrono_literals;

class Muddler {
 public:
  explicit Muddler(std::string jurisdiction) : jurisdiction_(std::move(jurisdiction)) {}

  wire::Frames next() {
    const std::string id = "m" + std::to_string(++count_);
    switch (count_ % 12) {
      case 0:
        return {noise(), noise(), noise()};
      case 1:
        return {"shao1", "COMMAND", jurisdiction_, id, noise()};
      case 2:
        return {"shao1", "COMMAND", jurisdiction_, id, R"({"do":"raise","id":[],"unit":7})"};
      case 3:
        return {"shao1", "COMMAND", jurisdiction_, noise(), "{}"};
      case 4:
        return {"shao1", "COMMAND", jurisdiction_, id, "{\"a\":" + std::string(3000, '[')};
      case 5:
        return {"shao1", "QUERY", jurisdiction_, id, R"({"ask":"list","limit":-1})"};
      case 6:
        return {"shao1", "FOLLOW", jurisdiction_, noise(), "10"};
      case 7:
        return {"shao1", "FOLLOW", jurisdiction_, "begin", "99999999999999999999"};
      case 8:
        return {"shao1", "CREDIT", noise()};
      case 9:
        return wire::Frames(40, "shao1");
      case 10:
        return {"shao1", "COMMAND", noise(), id, "{}"};
      default:
        return {"shao1", noise()};
    }
  }

 private:
  std::string noise() {
    std::string text(1 + random_() % 60, '\0');
    for (char& c : text) c = static_cast<char>(random_());
    return text;
  }

  std::string jurisdiction_;
  std::uint64_t count_ = 0;
  std::mt19937_64 random_{1};
};

void take(const std::optional<wire::Frames>& frames, Malformed& so_far) {
  if (frames->size() != 4) return;
  if ((*frames)[1] == "ERROR") ++so_far.errors;
  if ((*frames)[1] != "ANSWER") return;
  const auto body = codec::parse_object(frames->back());
  const bool refused = body && body->contains("ok") && (*body)["ok"] == false;
  ++(refused ? so_far.refusals : so_far.accepted);
}

}  // namespace

Malformed malformed_messages(const client::Settings& settings, std::uint64_t count,
                             const std::atomic<bool>& stop) {
  zmq::context_t context;
  auto socket =
      wire::client_socket(context, zmq::socket_type::dealer, settings.own, settings.broker_key);
  socket.connect(settings.brokers.front());
  Muddler muddler(settings.jurisdiction);
  Malformed outcome;
  wire::Frames frames = muddler.next();
  while (outcome.sent < count && !stop) {
    if (wire::send(socket, frames) == wire::Sent::yes) {
      ++outcome.sent;
      frames = muddler.next();
    } else {
      std::this_thread::sleep_for(1ms);  // the broker takes no more now
    }
    while (const auto heard = wire::receive(socket)) take(heard, outcome);
  }
  // What was sent is still on its way: an office that ends here would take some of it along.
  const auto until = std::chrono::steady_clock::now() + 1s;
  while (std::chrono::steady_clock::now() < until && !stop) {
    while (const auto heard = wire::receive(socket)) take(heard, outcome);
    std::this_thread::sleep_for(5ms);
  }
  return outcome;
}

}  // namespace shao::hostile
