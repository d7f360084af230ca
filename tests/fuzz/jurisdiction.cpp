#include "tests/fuzz/jurisdiction.hpp"

#include <array>

#include "dispatcher/codec/record_json.hpp"
#include "tests/engine/key_shelf.hpp"
#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

std::shared_ptr<const config::Configuration> shunyi() {
  static const auto loaded = [] {
    const auto files = config::read_directory(SHAO_SOURCE_DIR "/config/shunyi");
    require(files.has_value(), "config/shunyi can be read");
    auto result = config::load(*files);
    require(result.configuration.has_value(), "config/shunyi has no error");
    return std::make_shared<const config::Configuration>(std::move(*result.configuration));
  }();
  return loaded;
}

engine::Engine term_begun() {
  // Copies share its keys of whistles: which key seals what changes nothing that is looked at.
  static const engine::Engine begun = [] {
    static test::KeyShelf shelf;
    core::State state;
    state.apply({1, morning, {}, false, {core::TermClaimed{1, "ab", morning, 1}}});
    engine::Engine engine(std::move(state), {shunyi(), &shunyi()->policy},
                          {"fsync", 1, false, "Asia/Shanghai"}, shelf.ring());
    engine.adopt({shunyi(), &shunyi()->policy}, "Asia/Shanghai", morning);
    settle(engine);
    return engine;
  }();
  return begun;
}

engine::Outputs settle(engine::Engine& engine) {
  if (const auto batch = engine.take_batch()) {
    const auto read = codec::decode_batch(batch->bytes);
    require(read.has_value(), "what is journaled can be read back");
    std::vector<std::string> lines;
    for (const core::Record& record : *read) lines.push_back(codec::encode_record(record));
    require(codec::encode_batch(lines) == batch->bytes, "and says the same");
    require(read->back().last() == batch->last, "a batch says where it ends");
    engine.appended();
  }
  return engine.take_outputs();
}

engine::Request from(std::size_t speaker, std::string id, std::string_view body) {
  using core::Role;
  struct Speaker {
    const char* office;
    core::Roles roles;
  };
  static const std::array<Speaker, 5> speakers{{
      {"110113001001", {Role::community}},
      {"110113001", {Role::street, Role::street_leader}},
      {"ZJW", {Role::dept_liaison, Role::dept_officer}},
      {"RQ", {Role::dept_liaison, Role::dept_officer}},
      {"ZHZX", {Role::command_centre, Role::dispatcher, Role::dept_liaison}},
  }};
  const Speaker& one = speakers[speaker % speakers.size()];
  return {"peer", "ref", std::move(id), core::OfficeId(one.office), one.roles, std::string(body)};
}

}  // namespace shao::fuzz
