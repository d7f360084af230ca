// Snapshots: the one binary format. A hash in the manifest guards them; the reader must hold
// without.
#include "dispatcher/codec/snapshot.hpp"

#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

namespace {

std::string written(const core::State& state) {
  codec::SnapshotWriter writer(state.image());
  std::string bytes;
  while (!writer.done()) bytes += writer.next();
  return bytes;
}

std::optional<core::State> read(std::string_view bytes) {
  codec::SnapshotReader reader;
  if (!reader.take(bytes)) return std::nullopt;
  auto image = reader.finish();
  if (!image) return std::nullopt;
  return core::State(std::move(*image));
}

}  // namespace

bool is_snapshot(std::string_view bytes) {
  return read(bytes).has_value();
}

void snapshot(std::string_view bytes) {
  const auto state = read(bytes);
  if (!state) return;
  const std::string once = written(*state);
  const auto again = read(once);
  require(again.has_value(), "what was read from a snapshot is written as one");
  require(written(*again) == once, "a snapshot is written the same again");
}

}  // namespace shao::fuzz
