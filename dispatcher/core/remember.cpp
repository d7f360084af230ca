// What a state remembers so that nothing happens twice, and the image of all it remembers.
#include <utility>

#include "dispatcher/core/state.hpp"

namespace shao::core {

namespace {

/// What `held` points to, to be changed: a copy of it when an image still shares it.
template <class T>
T& owned_of(std::shared_ptr<T>& held) {
  if (held.use_count() > 1) held = std::make_shared<T>(*held);
  return *held;
}

}  // namespace

State::State(Image image)
    : last_event_(image.last_event),
      last_instant_(image.last_instant),
      terms_(std::move(image.terms)),
      policy_version_(std::move(image.policy_version)) {
  whistles_.reserve(image.whistles.size());
  for (const auto& shared : image.whistles) {
    // Nobody changes it through this pointer while the image, or who reads it, holds it too.
    whistles_.push_back(std::const_pointer_cast<Whistle>(shared));
    const Whistle& whistle = *shared;
    records_.emplace(ClientKey{whistle.unit, whistle.record}, whistle.id);
    Counters& counters = counters_of(whistle);
    ++counters.raised;
    ++counters.by_state[static_cast<std::size_t>(whistle.state)];
    if (is_final(whistle.state)) continue;
    open_.insert(open_.end(), whistle.id);
    for (const Viewer& viewer : whistle.viewers) {
      auto& seen = open_of_[viewer.office];
      seen.insert(seen.end(), whistle.id);
    }
    timers_[whistle.emergency ? 0 : 1].set(whistle.id, whistle.next_deadline());
  }
  for (const std::size_t which : {0U, 1U}) counters_[which].levels_fired = image.levels_fired[which];
  std::uint64_t at = 0;
  for (const auto& page : image.commands) {
    commands_.push_back(std::const_pointer_cast<CommandPage>(page));
    for (const Remembered& one : *page) command_at_[ClientKey{one.unit, one.id}] = at++;
  }
  forget_commands_before(last_instant_ - command_memory);
}

Image State::image() const {
  Image image{last_event_,
              last_instant_,
              terms_,
              policy_version_,
              {counters_[0].levels_fired, counters_[1].levels_fired},
              {},
              {}};
  image.whistles.assign(whistles_.begin(), whistles_.end());
  image.commands.assign(commands_.begin(), commands_.end());
  return image;
}

Whistle& State::owned(WhistleId id) {
  return owned_of(whistles_[id.value - 1]);
}

std::size_t State::ClientKeyHash::operator()(const ClientKey& key) const noexcept {
  return std::hash<OfficeId>{}(key.unit) * 31 + std::hash<std::string>{}(key.id);
}

const Remembered* State::command(OfficeId unit, const CommandId& id) const {
  const auto found = command_at_.find({unit, id});
  if (found == command_at_.end()) return nullptr;
  const std::uint64_t at = found->second - first_command_;
  return &(*commands_[at / command_page])[at % command_page];
}

const Whistle* State::record(OfficeId unit, const RecordId& id) const {
  const auto found = records_.find({unit, id});
  return found == records_.end() ? nullptr : whistle(found->second);
}

void State::remember(Remembered command) {
  if (commands_.empty() || commands_.back()->size() == command_page) {
    commands_.push_back(std::make_shared<CommandPage>());
    commands_.back()->reserve(command_page);
  }
  CommandPage& page = owned_of(commands_.back());
  command_at_[ClientKey{command.unit, command.id}] =
      first_command_ + (commands_.size() - 1) * command_page + page.size();
  page.push_back(std::move(command));
}

void State::forget_commands_before(Instant instant) {
  while (!commands_.empty() && forgotten_of_first_ < commands_.front()->size()) {
    const Remembered& oldest = (*commands_.front())[forgotten_of_first_];
    if (oldest.answer.at >= instant) return;
    // Its id may have been used anew since.
    const ClientKey client{oldest.unit, oldest.id};
    if (command_at_.at(client) == first_command_ + forgotten_of_first_) command_at_.erase(client);
    if (++forgotten_of_first_ < command_page) continue;
    commands_.pop_front();
    first_command_ += command_page;
    forgotten_of_first_ = 0;
  }
}

void State::remember(const Record& record) {
  for (const Event& event : record.events)
    if (const auto* raised = std::get_if<WhistleRaised>(&event)) {
      records_[ClientKey{raised->unit, raised->record}] = raised->whistle;
      owned(raised->whistle).raise_hash = record.cause.body_hash;
    }
  if (!record.cause.command.empty()) {
    Answer answer{{}, CaseState::draft, record.last(), record.at, false};
    for (const Event& event : record.events)
      if (const WhistleId id = whistle_of(event); id.value != 0) answer.whistle = id;
    if (const Whistle* about = whistle(answer.whistle)) answer.state = about->state;
    remember({record.cause.actor.office, record.cause.command, record.cause.body_hash, answer});
  }
  forget_commands_before(record.at - command_memory);
}

}  // namespace shao::core
