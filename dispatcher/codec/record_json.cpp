#include "dispatcher/codec/record_json.hpp"

#include "dispatcher/codec/record_reader.hpp"
#include "dispatcher/codec/record_writer.hpp"

namespace shao::codec {

namespace {

/// Numbers below this can be counted on without wrapping around.
constexpr std::uint64_t number_limit = std::uint64_t{1} << 62;

core::Unexpected<std::string> wrong(std::string_view what) {
  return core::Unexpected{"journal record: " + std::string(what)};
}

}  // namespace

std::string encode_record(const core::Record& record) {
  std::string line;
  line.reserve(512 * record.events.size());
  line += "{\"v\":";
  line += std::to_string(record_version);
  RecordWriter writer(line);
  fields(writer, record);
  line += '}';
  return line;
}

core::Result<core::Record, std::string> decode_record(std::string_view line) {
  const auto json = parse_object(line);
  if (!json) return wrong(json.error());
  RecordReader reader(*json);
  std::uint64_t version = 0;
  reader("v", version);
  if (version != record_version)
    return wrong("version " + std::to_string(version) + " cannot be read; this program reads " +
                 std::to_string(record_version));
  core::Record record;
  fields(reader, record);
  if (const std::string error = reader.finish(); !error.empty()) return wrong(error);
  if (record.events.empty()) return wrong("it holds no event");
  if (record.first == 0 || record.first >= number_limit)
    return wrong("n is not a number of an event");
  return record;
}

std::string encode_batch(const std::vector<std::string>& lines) {
  std::size_t size = 0;
  for (const std::string& line : lines) size += line.size() + 1;
  std::string batch;
  batch.reserve(size);
  for (const std::string& line : lines) {
    if (!batch.empty()) batch += '\n';
    batch += line;
  }
  return batch;
}

core::Result<std::vector<core::Record>, std::string> decode_batch(std::string_view bytes) {
  std::vector<core::Record> records;
  for (bool more = true; more;) {
    const std::size_t end = bytes.find('\n');
    more = end != std::string_view::npos;
    auto record = decode_record(bytes.substr(0, end));
    if (!record) return core::Unexpected{std::move(record.error())};
    if (!records.empty() && record->first != records.back().last() + 1)
      return wrong("number " + std::to_string(record->first) + " follows " +
                   std::to_string(records.back().last()));
    records.push_back(std::move(*record));
    if (more) bytes.remove_prefix(end + 1);
  }
  return records;
}

}  // namespace shao::codec
