#include "dispatcher/engine/history.hpp"

#include <algorithm>

#include "dispatcher/codec/position.hpp"
#include "dispatcher/codec/record_json.hpp"
#include "dispatcher/codec/view_json.hpp"
#include "dispatcher/core/planted.hpp"
#include "dispatcher/engine/render.hpp"

namespace shao::engine {

namespace {

constexpr std::size_t page_bytes = std::size_t{512} * 1024;
constexpr std::size_t entries_a_look = 8;

/// The term in which event `number` was written.
const core::Term& term_of(const core::State& state, core::EventNumber number) {
  const auto& terms = state.terms();
  const auto after = std::upper_bound(
      terms.begin(), terms.end(), number,
      [](core::EventNumber value, const core::Term& term) { return value < term.first; });
  return after == terms.begin() ? terms.front() : *std::prev(after);
}

/// The last event of the term at `index`.
core::EventNumber end_of(const core::State& state, std::size_t index) {
  const auto& terms = state.terms();
  return index + 1 < terms.size() ? terms[index + 1].first - 1 : state.last_event();
}

/// Where a follower who holds `position` stands on this journal: the same place when it is on it,
/// else the last one both surely have. No dispatcher claims an epoch a second time that it has seen
/// or heard of; but when all were new after the journal was rewound, it may have happened, and is
/// seen by a nonce that is another one, or by an epoch above all of ours. Then nobody can say since
/// when the two went apart, and only the beginning is sure.
struct Standing {
  bool rewound = false;
  core::EventNumber number = 0;
};

Standing standing_of(const core::State& state, const codec::Position& position) {
  const auto& terms = state.terms();
  const bool above_all = terms.empty() || position.epoch > terms.back().epoch;
  if (above_all && !planted(Bug::fork_guessed)) return {true, 0};
  for (std::size_t i = terms.size(); i-- > 0;) {
    if (terms[i].epoch > position.epoch) continue;
    const core::EventNumber end = end_of(state, i);
    if (terms[i].epoch < position.epoch) return {true, std::min(end, position.number)};
    if (terms[i].nonce != position.nonce) {
      if (planted(Bug::fork_guessed)) continue;
      return {true, 0};
    }
    if (position.number >= terms[i].first && position.number <= end)
      return {false, position.number};
    return {true, std::min(end, position.number)};
  }
  return {true, 0};
}

}  // namespace

core::Result<link::History, std::string> HistoryReader::page(const core::State& state,
                                                             const link::AskHistory& ask,
                                                             core::EventNumber durable) {
  link::History page{ask.jurisdiction, ask.ref, link::Found::here, ask.position, {}};
  core::EventNumber after = 0;
  if (ask.position != "begin") {
    const auto position = codec::parse_position(ask.position);
    if (!position) return core::Unexpected{"position " + ask.position + " is not one"};
    const Standing standing = standing_of(state, *position);
    if (standing.rewound) {
      page.found = link::Found::rewound;
      page.position = standing.number == 0
                          ? "begin"
                          : codec::format(codec::position_at(state, standing.number));
      return page;
    }
    after = standing.number;
  }
  if (after < trimmed_) {
    page.found = link::Found::trimmed;
    page.position = codec::format(codec::position_at(state, trimmed_));
    return page;
  }
  std::size_t bytes = 0;
  while (after < durable && page.events.size() < ask.limit && bytes < page_bytes) {
    // The entry that holds the next event: ids end with the number of their last event.
    const core::Term& term = term_of(state, after + 1);
    const auto entries = store_.read(term.epoch, after, entries_a_look);
    if (!entries) return core::Unexpected{entries.error().message};
    if (entries->empty()) break;
    for (const journal::Entry& entry : *entries) {
      const auto records = codec::decode_batch(entry.bytes);
      if (!records) return core::Unexpected{records.error()};
      for (const core::Record& record : *records)
        for (std::size_t i = 0; i < record.events.size(); ++i) {
          const core::EventNumber number = record.first + i;
          if (number <= after || number > durable) continue;
          if (page.events.size() >= ask.limit || bytes >= page_bytes) break;
          page.events.push_back(render(state, record, i, keys_));
          bytes += page.events.back().body.size() + page.events.back().view.size();
          after = number;
        }
    }
  }
  if (keys_.problem()) return core::Unexpected{*keys_.problem()};
  if (after > 0) page.position = codec::format(codec::position_at(state, after));
  return page;
}

core::Result<codec::Json, std::string> HistoryReader::events(
    const core::State& state, std::span<const core::EventNumber> numbers) {
  codec::Json found = codec::Json::array();
  std::size_t next = 0;
  while (next < numbers.size() && numbers[next] <= trimmed_) ++next;
  while (next < numbers.size()) {
    const core::EventNumber wanted = numbers[next];
    const core::Term& term = term_of(state, wanted);
    const auto entries = store_.read(term.epoch, wanted - 1, 1);
    if (!entries) return core::Unexpected{entries.error().message};
    if (entries->empty()) break;
    const auto records = codec::decode_batch(entries->front().bytes);
    if (!records) return core::Unexpected{records.error()};
    for (const core::Record& record : *records)
      for (std::size_t i = 0; i < record.events.size() && next < numbers.size(); ++i)
        if (record.first + i == numbers[next]) {
          found.push_back(event_body(state, record, i, keys_));
          ++next;
        }
    // An entry that does not hold what it should: never spin on it.
    if (next < numbers.size() && numbers[next] == wanted) ++next;
  }
  if (keys_.problem()) return core::Unexpected{*keys_.problem()};
  return found;
}

}  // namespace shao::engine
