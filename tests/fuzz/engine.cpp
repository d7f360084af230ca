// Commands one after another, as offices give them: message = frame *( frame ), the first frame two
// characters (who speaks, and how much time passes before), the second the body; a third makes it a
// question. What is decided is journaled, read back, and told.
#include "dispatcher/engine/engine.hpp"

#include "dispatcher/codec/snapshot.hpp"
#include "tests/fuzz/jurisdiction.hpp"
#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

namespace {

constexpr std::size_t longest_tale = 24;  // an input is a tale, not a load test

std::chrono::minutes pause_of(char c) {
  const auto steps = static_cast<unsigned char>(c) % 16;
  return std::chrono::minutes{steps < 8 ? steps : 1 << (steps - 3)};  // up to three days
}

/// Levels fire in rounds of 256.
void let_time_pass(shao::engine::Engine& engine, core::Instant now) {
  for (int rounds = 0; engine.next_deadline() && *engine.next_deadline() < now; ++rounds) {
    require(rounds < 1000, "time passing comes to an end");
    engine.wake(now);
    settle(engine);
  }
}

shao::engine::Engine told(std::string_view bytes) {
  shao::engine::Engine engine = term_begun();
  core::Instant now = morning;
  std::size_t count = 0;
  for (const std::string_view part : parts_of(bytes, between_messages)) {
    if (++count > longest_tale) break;
    const wire::Frames frames = frames_of(part);
    if (frames.size() < 2 || frames[0].size() < 2) continue;
    now += pause_of(frames[0][1]);
    let_time_pass(engine, now);
    const auto request = from(speaker_of(frames[0][0]), "c" + frames[0], frames[1]);
    if (frames.size() > 2)
      engine.query(request, now);
    else
      engine.command(request, now);
    const auto outputs = settle(engine);
    require(outputs.replies.size() == 1, "everything asked is answered once");
    const codec::Json& answer = outputs.replies.front().body;
    require(answer.is_object() && answer.contains("ok"), "an answer says yes or no");
    for (const auto& event : outputs.publications)
      require(codec::parse_object(event.body).has_value(), "an event is a JSON object");
  }
  return engine;
}

}  // namespace

void engine(std::string_view bytes) {
  told(bytes);
}

std::string snapshot_after(std::string_view tale) {
  const shao::engine::Engine engine = told(tale);
  codec::SnapshotWriter writer(engine.state().image());
  std::string bytes;
  while (!writer.done()) bytes += writer.next();
  return bytes;
}

}  // namespace shao::fuzz
