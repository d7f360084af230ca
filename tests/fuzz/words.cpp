// What is shown to people: any object is described, and residents' names and phones are masked.
#include "dispatcher/codec/masking.hpp"
#include "dispatcher/codec/particulars.hpp"
#include "dispatcher/codec/spoken.hpp"
#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

void words(std::string_view bytes) {
  // What is masked came through a decoder, so it is UTF-8.
  const auto text = codec::Json::parse(codec::dump(codec::Json(bytes))).get<std::string>();
  const std::string name = codec::masked_name(text);
  require(codec::masked_name(name) == name, "a masked name stays as it is");
  const std::string phone = codec::masked_phone(text);
  require(codec::masked_phone(phone) == phone, "a masked phone stays as it is");
  const std::string address = codec::masked_address(text);
  require(codec::masked_address(address) == address, "a masked address stays as it is");
  if (const auto particulars = codec::particulars_from(bytes))
    require(codec::particulars_from(codec::to_text(*particulars)) == particulars,
            "particulars are written as they were read");
  for (const bool chinese : {false, true}) codec::spoken_reason(bytes, chinese);

  auto object = codec::parse_object(bytes);
  if (!object) return;
  for (const bool chinese : {false, true}) codec::describe(*object, chinese);
  codec::mask_particulars(*object);
  const codec::Json once = *object;
  codec::mask_particulars(*object);
  require(once == *object, "masking twice is masking once");
}

}  // namespace shao::fuzz
