// Positions in the feed and instants: the two small texts that clients write by hand.
#include "dispatcher/codec/position.hpp"

#include "config/config.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

void position(std::string_view bytes) {
  if (const auto position = codec::parse_position(bytes)) {
    const auto again = codec::parse_position(codec::format(*position));
    require(again == position, "a position is read back as it was written");
  }
  const std::string text(bytes);
  const auto on_the_wire = codec::instant_from(codec::Json(text));
  const auto in_config = config::parse_instant(text);
  for (const auto& instant : {on_the_wire, in_config}) {
    if (!instant) continue;
    for (const char* zone : {"Asia/Shanghai", "America/St_Johns"}) {
      const auto shown = config::format_instant(*instant, zone);
      const auto again = config::parse_instant(shown);
      require(!again || *again == std::chrono::floor<std::chrono::seconds>(*instant),
              "an instant is read back to the second");
    }
  }
}

}  // namespace shao::fuzz
