#include "tests/e2e/parts.hpp"

#include <boost/test/unit_test.hpp>

#include "config/config.hpp"

namespace shao::drill {

const core::Policy& shunyi() {
  static const core::Policy policy = [] {
    const auto files = config::read_directory(SHAO_SOURCE_DIR "/config/shunyi");
    BOOST_REQUIRE(files.has_value());
    auto loaded = config::load(*files);
    BOOST_REQUIRE(loaded.configuration.has_value());
    return std::move(loaded.configuration->policy);
  }();
  return policy;
}

core::Instant monday() {
  return *config::parse_instant("2026-03-02T09:00:00+08:00");
}

codec::Json event(const char* name, core::Instant at, codec::Json fields) {
  fields["event"] = name;
  if (!fields.contains("whistle")) fields["whistle"] = "W1";
  fields["at"] = codec::milliseconds(at);
  return fields;
}

codec::Json clock_until(const char* clock, core::Instant due) {
  codec::Json levels = codec::Json::array();
  for (int i = 0; i < 5; ++i) levels.push_back(codec::milliseconds(due + std::chrono::days{i}));
  return {{"clock", clock},
          {"starts", codec::milliseconds(monday())},
          {"due", codec::milliseconds(due)},
          {"levels", levels}};
}

codec::Json dispatched_to_zjw() {
  const codec::Json assigned = {
      {{"office", "ZJW"},
       {"lead", true},
       {"clocks", {clock_until("resolve", monday() + std::chrono::days{4})}}}};
  codec::Json sent = event("whistle_dispatched", monday(), {{"assigned", assigned}});
  sent["view"] = {{"unit", "110113001"},
                  {"street", "110113001"},
                  {"record", "D1-1"},
                  {"kind", "DEMAND"},
                  {"lead", "ZJW"},
                  {"state", "DISPATCHED"},
                  {"assignments", {{{"office", "ZJW"}, {"lead", true}, {"state", "PENDING"}}}}};
  return sent;
}

std::string all_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace shao::drill
