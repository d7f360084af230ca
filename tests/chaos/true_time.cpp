#include "tests/chaos/true_time.hpp"

#include <algorithm>
#include <variant>

namespace shao::chaos {

namespace {
/// Between a step of the clock and our note of it.
constexpr TrueTime::Millis blur{100};
}  // namespace

std::optional<std::string> TrueTime::take(const core::Record& record) {
  const auto* claimed = std::get_if<core::TermClaimed>(&record.events.front());
  if (claimed == nullptr) return std::nullopt;
  const Millis last = terms_.empty() ? Millis{0} : terms_.back().at;
  const auto redis = static_cast<double>(claimed->redis_time.time_since_epoch().count());
  std::optional<Millis> found;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const Millis when{redis - static_cast<double>(steps_[i].ahead.count())};
    const bool begun = when >= steps_[i].at - blur;
    const bool over = i + 1 < steps_.size() && when > steps_[i + 1].at + blur;
    if (begun && !over && when >= last - blur && (!found || when < *found)) found = when;
  }
  terms_.push_back({record.at, found.value_or(last)});
  if (found) return std::nullopt;
  return "event " + std::to_string(record.first) + " claims a term at a Redis TIME of " +
         std::to_string(static_cast<std::int64_t>(redis)) + " ms, which no clock has shown";
}

TrueTime::Millis TrueTime::due(core::Instant instant) const {
  std::size_t term = terms_.size() - 1;
  while (term > 0 && terms_[term].claimed > instant) --term;
  const Millis there = of(term, instant);
  return term + 1 < terms_.size() ? std::min(there, terms_[term + 1].at) : there;
}

}  // namespace shao::chaos
