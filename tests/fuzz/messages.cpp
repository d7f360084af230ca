// What clients say to a broker: a message is understood, or the error names what is wrong with it
// and is short.
#include "brokers/messages.hpp"

#include "dispatcher/codec/json_text.hpp"
#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

void messages(std::string_view bytes) {
  const auto message = broker::parse_client(frames_of(bytes));
  if (!message) {
    const broker::Wrong& wrong = message.error();
    require(wrong.id.size() <= core::client_id_capacity, "no more of an id is repeated than fits");
    const wire::Frames told = broker::error_frames(wrong.id, wrong.fault);
    require(told.size() == 4 && told.back().size() < 2000, "an error is no megaphone");
    require(codec::parse_object(told.back()).has_value(), "an error is JSON");
    return;
  }
  if (const auto* ask = std::get_if<broker::Ask>(&*message)) {
    require(!ask->id.empty(), "a command has an id");
    require(codec::parse_body(ask->body).has_value(), "a body that is passed on is one");
  } else if (const auto* follow = std::get_if<broker::Follow>(&*message)) {
    require(follow->credit >= 1 && follow->credit <= broker::max_credit, "credit is in its range");
  }
}

}  // namespace shao::fuzz
