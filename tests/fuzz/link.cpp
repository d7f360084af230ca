// What brokers and dispatchers say to each other: what is understood is written and read as the
// same.
#include "brokers/link.hpp"

#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

namespace {

template <class Message>
void check(core::Result<Message, std::string> (*parse)(wire::Frames), const wire::Frames& frames) {
  const auto message = parse(frames);
  if (!message) return require(!message.error().empty(), "what is no message has a reason");
  const auto again = parse(shao::link::to_frames(*message));
  require(again.has_value() && *again == *message, "a message is read back as it was written");
}

}  // namespace

void link(std::string_view bytes) {
  const wire::Frames frames = frames_of(bytes);
  check<shao::link::FromBroker>(shao::link::parse_from_broker, frames);
  check<shao::link::FromDispatcher>(shao::link::parse_from_dispatcher, frames);
  check<shao::link::Published>(shao::link::parse_published, frames);
}

}  // namespace shao::fuzz
