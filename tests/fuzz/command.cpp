// Bodies of commands: whatever is taken is written and read again as the same; whatever is refused
// has a sentence in both languages.
#include "dispatcher/codec/answer_json.hpp"
#include "dispatcher/codec/command_json.hpp"
#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

void command(std::string_view bytes) {
  const auto body = codec::parse_body(bytes);
  if (!body) return require(!body.error().empty(), "what is no body has a reason");
  const std::string text = codec::dump(*body);
  const auto again = codec::parse_object(text);
  require(again.has_value() && *again == *body, "a body is read back as it was written");
  require(codec::body_hash(*again) == codec::body_hash(*body), "the same body has the same hash");
  require(codec::person_of(*body).size() <= 4 * codec::limits::person, "a person's name is short");

  const auto command = codec::decode_command(*body);
  if (command) {
    const auto same = codec::decode_command(*again);
    require(same.has_value() && same->command.index() == command->command.index(),
            "the same body, the same move");
    require(same->particulars == command->particulars, "and the same resident");
    require(!std::holds_alternative<core::Wake>(command->command),
            "nobody but time says that it passed");
    return;
  }
  const core::Refusal& refusal = command.error();
  require(refusal.reject == core::Reject::malformed, "a wrong form is malformed");
  require(!refusal.field.empty() && !refusal.expected.empty(),
          "a refusal names the field and what would be right");
  require(!codec::sentence(refusal, true).empty() && !codec::sentence(refusal, false).empty(),
          "a refusal is a sentence in both languages");
  const std::string told = codec::dump(codec::refusal_json(refusal));
  require(told.size() < 8192, "a refusal is no megaphone");
  require(codec::parse_object(told).has_value(), "a refusal is JSON");
}

}  // namespace shao::fuzz
