#include "clients/hooks/deliveries.hpp"

#include <algorithm>

namespace shao::hooks {

using namespace std::chrono_literals;

core::Duration pause_after(std::uint64_t attempts, std::mt19937_64& random) {
  constexpr core::Duration first = 1s, longest = 10min;
  core::Duration pause = first;
  for (std::uint64_t i = 1; i < attempts && pause < longest; ++i) pause *= 2;
  pause = std::min(pause, longest);
  return core::Duration{
      std::uniform_int_distribution<core::Duration::rep>(pause.count() / 2, pause.count())(random)};
}

std::vector<Receipt> Deliveries::step(core::Instant now) {
  std::vector<Receipt> receipts;
  if (!std::exchange(looked_for_orphans_, true))
    for (Due& due : queue_.orphans(hooks_))
      receipts.push_back({std::move(due.message), false, due.attempts, "no such hook any more"});
  for (const config::Hook& hook : hooks_) start_due(hook, now);
  for (const Ended& ended : attempts_.poll())
    if (auto receipt = judge(ended, now)) receipts.push_back(std::move(*receipt));
  return receipts;
}

void Deliveries::start_due(const config::Hook& hook, core::Instant now) {
  const std::vector<std::string> busy = attempts_.under_way(hook.id);
  if (busy.size() >= at_once) return;
  for (Due& due : queue_.due(hook.id, now, at_once - busy.size(), busy)) {
    queue_.attempt(due.message.id);
    ++due.attempts;
    attempts_.start(hook, due.message);
    under_way_.push_back(std::move(due));
  }
}

std::optional<Receipt> Deliveries::judge(const Ended& ended, core::Instant now) {
  const auto due = std::find_if(under_way_.begin(), under_way_.end(),
                                [&](const Due& one) { return one.message.id == ended.id; });
  const auto hook = std::find_if(hooks_.begin(), hooks_.end(),
                                 [&](const config::Hook& one) { return one.id == ended.hook; });
  if (due == under_way_.end() || hook == hooks_.end()) return std::nullopt;
  const Due it = std::move(*due);
  under_way_.erase(due);
  const core::Instant last = it.first + hook->give_up_after;
  if (ended.delivered || now >= last)
    return Receipt{it.message, ended.delivered, it.attempts, ended.outcome};
  queue_.again_at(it.message.id, std::min(now + pause_after(it.attempts, random_), last));
  return std::nullopt;
}

void Deliveries::settle(const std::vector<Receipt>& receipts) {
  if (receipts.empty()) return;
  std::vector<std::string> ids;
  ids.reserve(receipts.size());
  for (const Receipt& one : receipts) ids.push_back(one.message.id);
  queue_.done(ids);
}

}  // namespace shao::hooks
