// Entries of the journal: what is read is written back to text that says the same, and stays so.
#include "dispatcher/codec/event_json.hpp"
#include "dispatcher/codec/record_json.hpp"
#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

namespace {

std::string written(const std::vector<core::Record>& records) {
  std::vector<std::string> lines;
  for (const core::Record& record : records) lines.push_back(codec::encode_record(record));
  return codec::encode_batch(lines);
}

}  // namespace

void records(std::string_view bytes) {
  const auto batch = codec::decode_batch(bytes);
  if (!batch) return require(!batch.error().empty(), "what is no record has a reason");
  const std::string text = written(*batch);
  const auto again = codec::decode_batch(text);
  require(again.has_value(), "what was written can be read");
  require(written(*again) == text, "reading and writing changes nothing");
  core::EventNumber next = batch->front().first;
  for (const core::Record& record : *batch) {
    require(record.first == next, "numbers follow without a gap");
    next = record.last() + 1;
    for (std::size_t i = 0; i < record.events.size(); ++i) {
      const auto told = codec::parse_object(codec::dump(codec::event_json(record, i)));
      require(told.has_value(), "every event that was read can be told");
    }
  }
}

}  // namespace shao::fuzz
