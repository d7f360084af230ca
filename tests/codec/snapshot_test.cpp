// Snapshots: what is missing or was altered is never taken for a whole one. That a whole one gives
// an equal state stands in tests/core/replay_test.cpp.
#include "dispatcher/codec/snapshot.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "tests/codec/sample.hpp"

namespace {

using namespace shao;
using codec::SnapshotReader;
using codec::SnapshotWriter;
using codec_test::Jurisdiction;

std::vector<std::string> chunks_of(core::Image image, std::size_t chunk_bytes) {
  SnapshotWriter writer(std::move(image), chunk_bytes);
  std::vector<std::string> chunks;
  while (!writer.done()) chunks.push_back(writer.next());
  return chunks;
}

std::vector<std::string> chunks_of(const core::State& state, std::size_t chunk_bytes) {
  return chunks_of(state.image(), chunk_bytes);
}

std::optional<core::Image> whole(const std::vector<std::string>& chunks) {
  SnapshotReader reader;
  for (const std::string& chunk : chunks)
    if (!reader.take(chunk)) return std::nullopt;
  return reader.finish();
}

struct Some {
  Some() {
    for (int i = 0; i < 12; ++i) jurisdiction.raise("PROPERTY");
  }
  Jurisdiction jurisdiction;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_snapshot, Some)

BOOST_AUTO_TEST_CASE(of_nothing_is_one_chunk_and_gives_nothing) {
  const auto chunks = chunks_of(core::State(), 1000);
  BOOST_TEST(chunks.size() == 1u);
  const auto image = whole(chunks);
  BOOST_REQUIRE(image.has_value());
  BOOST_TEST(image->last_event == 0u);
  BOOST_TEST(image->whistles.empty());
}

BOOST_AUTO_TEST_CASE(is_written_the_same_again_after_it_was_read) {
  const auto chunks = chunks_of(jurisdiction.state, 2000);
  BOOST_TEST(chunks.size() > 2u);
  auto image = whole(chunks);
  BOOST_REQUIRE(image.has_value());
  BOOST_TEST(chunks_of(core::State(std::move(*image)), 2000) == chunks);
}

BOOST_AUTO_TEST_CASE(without_any_of_its_chunks_is_none) {
  const auto chunks = chunks_of(jurisdiction.state, 2000);
  for (std::size_t missing = 0; missing < chunks.size(); ++missing) {
    auto some = chunks;
    some.erase(some.begin() + static_cast<std::ptrdiff_t>(missing));
    BOOST_TEST(!whole(some).has_value(), "without chunk " << missing);
  }
}

BOOST_AUTO_TEST_CASE(cut_off_anywhere_is_none) {
  const auto chunks = chunks_of(jurisdiction.state, 1'000'000);
  BOOST_REQUIRE(chunks.size() == 1u);
  for (std::size_t size = 0; size < chunks[0].size(); ++size)
    BOOST_TEST(!whole({chunks[0].substr(0, size)}).has_value(), "cut to " << size);
}

/// The hash in its manifest tells; here it must only not be read out of bounds.
BOOST_AUTO_TEST_CASE(with_any_byte_altered_is_read_or_refused) {
  const auto chunks = chunks_of(jurisdiction.state, 1'000'000);
  std::size_t refused = 0;
  for (std::size_t at = 0; at < chunks[0].size(); ++at)
    for (const int flip : {1, 0x80}) {
      std::string altered = chunks[0];
      altered[at] = static_cast<char>(altered[at] ^ flip);
      refused += whole({altered}).has_value() ? 0 : 1;
    }
  BOOST_TEST(refused > chunks[0].size() / 4);
}

BOOST_AUTO_TEST_CASE(with_whistles_out_of_their_order_is_none) {
  core::Image image = jurisdiction.state.image();
  std::swap(image.whistles[3], image.whistles[7]);
  BOOST_TEST(!whole(chunks_of(std::move(image), 2000)).has_value());
}

BOOST_AUTO_TEST_CASE(with_room_left_in_any_but_the_last_page_of_commands_is_none) {
  core::Image image = jurisdiction.state.image();
  BOOST_REQUIRE(image.commands.size() == 1u);
  BOOST_REQUIRE(image.commands[0]->size() < core::command_page);
  image.commands.push_back(image.commands[0]);
  BOOST_TEST(!whole(chunks_of(std::move(image), 2000)).has_value());
}

BOOST_AUTO_TEST_CASE(of_another_format_is_none) {
  auto chunks = chunks_of(jurisdiction.state, 1'000'000);
  // Size of the header item, its kind, then the format.
  chunks[0][2] = static_cast<char>(codec::snapshot_format + 1);
  BOOST_TEST(!whole(chunks).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
