#include "clients/drill/crowd.hpp"

#include <algorithm>

namespace shao::drill {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr std::size_t credit = 100'000;
constexpr wire::Queue queue{100'000, true};

}  // namespace

Crowd::Crowd(const local::Stack& stack, Handlers handlers)
    : stack_(stack), handlers_(std::move(handlers)) {}

local::Outcome<std::size_t> Crowd::join(core::OfficeId office, bool follows) {
  const auto key = wire::read_key_file(stack_.folder().key_of(office).string());
  if (!key) return core::Unexpected<std::string>{key.error()};
  Member member{wire::client_socket(context_, zmq::socket_type::dealer, key->keys,
                                    stack_.broker_key(), queue),
                follows};
  member.socket.connect(stack_.endpoint());
  if (follows)
    wire::send(member.socket,
               {"shao1", "FOLLOW", stack_.jurisdiction(), "now", std::to_string(credit)});
  wire::send(member.socket, {"shao1", "PING"});
  items_.push_back({member.socket.handle(), 0, ZMQ_POLLIN, 0});
  members_.push_back(std::move(member));
  return members_.size() - 1;
}

bool Crowd::send(std::size_t office, const std::string& id, const std::string& body) {
  return wire::send(members_[office].socket,
                    {"shao1", "COMMAND", stack_.jurisdiction(), id, body}) == wire::Sent::yes;
}

void Crowd::wait(std::chrono::milliseconds timeout) {
  zmq::poll(items_, timeout);
  for (std::size_t i = 0; i < members_.size(); ++i)
    while (const auto frames = wire::receive(members_[i].socket)) hear(i, *frames);
}

bool Crowd::ready(std::chrono::milliseconds patience) {
  const auto until = Steady::now() + patience;
  const auto all = [&] {
    return std::all_of(members_.begin(), members_.end(),
                       [](const Member& member) { return member.heard; });
  };
  while (!all() && Steady::now() < until) wait(20ms);
  return all();
}

void Crowd::hear(std::size_t office, const wire::Frames& frames) {
  if (frames.size() < 3) return;
  Member& member = members_[office];
  const std::string& verb = frames[1];
  if (verb == "EVENT" && frames.size() == 5) {
    if (++member.taken >= credit / 2) {
      wire::send(member.socket, {"shao1", "CREDIT", std::to_string(member.taken)});
      member.taken = 0;
    }
    handlers_.event(office, frames[4]);
  } else if (verb == "ANSWER" && frames.size() == 4) {
    handlers_.answer(office, frames[2], frames[3]);
  } else if (verb == "ERROR" && frames.size() == 4) {
    handlers_.error(office, frames[3]);
  } else if (verb == "COMPLETE" || (verb == "PONG" && !member.follows)) {
    member.heard = true;
  }
}

}  // namespace shao::drill
