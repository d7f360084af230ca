// What the tests of the codec work on: events with every field filled, and a small jurisdiction.
#pragma once

#include <cstdint>

#include "dispatcher/core/decide.hpp"

namespace shao::codec_test {

/// A record of `count` events with random values in every field, one alternative after another from
/// `seed` on. Some values are empty, all numbers and texts are valid.
core::Record random_record(std::uint64_t seed, std::size_t count);

/// Whether two records agree in every field of every event. Written without the codec's own list
/// of fields: what that list forgets, this finds.
bool same(const core::Record& a, const core::Record& b);

/// One street, one community, two departments, a command centre; ninety working days from
/// 2026-03-02 on, 09:00 to 18:00 without a break, the last thirty of them not published yet.
core::Policy small_policy();
inline const core::Instant monday_ten = core::at_second(1'772'416'800);  // 2026-03-02T10:00+08:00

/// The names of an object's fields, in their order.
std::vector<std::string> keys(const codec::Json& json);

/// A jurisdiction to give commands to.
class Jurisdiction {
 public:
  Jurisdiction();
  core::Decision give(core::OfficeId office, core::Roles roles, const core::Command& command,
                      core::Instant now = monday_ten);
  /// Raises by the street, with a reporter; the answer is accepted.
  core::WhistleId raise(const char* category);

  core::Policy policy = small_policy();
  core::State state;
  std::vector<core::Record> records;

 private:
  int commands_ = 0;
};

}  // namespace shao::codec_test
