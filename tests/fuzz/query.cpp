// Questions about whistles in many states: the first character says who asks. An answer is JSON
// that names what it is about; nobody but those assigned reads a resident's name in it.
#include "tests/fuzz/jurisdiction.hpp"
#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

namespace {

constexpr std::string_view resident = "SECRET-RESIDENT";

shao::engine::Engine& with_whistles() {
  static shao::engine::Engine engine = [] {
    shao::engine::Engine made = term_begun();
    core::Instant now = morning;
    int id = 0;
    const auto give = [&](std::size_t speaker, const std::string& body) {
      now += std::chrono::minutes{1};
      made.command(from(speaker, "c" + std::to_string(++id), body), now);
      const auto outputs = settle(made);
      require(outputs.replies.front().body["ok"] == true, "the tale of the questions goes well");
    };
    const std::string who = R"("reporter":{"name":")" + std::string(resident) + R"("})";
    give(1, R"({"do":"raise","id":"r1","unit":"110113001","category":"GAS_LEAK","title":"a",)" +
                who + "}");
    give(0, R"({"do":"raise","id":"r2","unit":"110113001001","kind":"DEMAND",)"
            R"("category":"PROPERTY","title":"b",)" +
                who + "}");
    give(1,
         R"({"do":"raise","id":"r3","unit":"110113001","kind":"DEMAND","title":"c","draft":true})");
    give(1, R"({"do":"approve","whistle":"W2"})");
    give(3, R"({"do":"ack","whistle":"W1"})");
    give(1,
         R"({"do":"raise","id":"r4","unit":"110113001","kind":"DEMAND","title":"d",)" + who + "}");
    give(1, R"({"do":"withdraw","whistle":"W4","reason":"no"})");
    return made;
  }();
  return engine;
}

}  // namespace

void query(std::string_view bytes) {
  if (bytes.empty()) return;
  shao::engine::Engine& engine = with_whistles();
  const auto asker = speaker_of(bytes.front());
  engine.query(from(asker, "q", bytes.substr(1)), morning + std::chrono::hours{2});
  const auto outputs = engine.take_outputs();
  require(outputs.replies.size() == 1, "every question is answered once");
  const codec::Json& body = outputs.replies.front().body;
  require(body.is_object() && body.contains("ok"), "an answer says yes or no");
  const std::string text = codec::dump(body);
  // A community and its street raised them; only RQ is assigned to the gas leak.
  const bool assigned = asker % 5 >= 2;
  const bool asked_for_it = bytes.find(resident) != std::string_view::npos;
  require(assigned || asked_for_it || text.find(resident) == std::string::npos,
          "a resident's name is for those assigned");
}

}  // namespace shao::fuzz
