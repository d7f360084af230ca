#include "clients/drill/desks.hpp"

#include <algorithm>

#include "dispatcher/codec/position.hpp"

namespace shao::drill {

namespace {

using namespace std::chrono_literals;

constexpr auto look_after_every = 50ms;

using core::fail;

}  // namespace

core::Result<std::monostate, std::string> Desks::open(const local::Stack& stack,
                                                      const World& world) {
  for (const config::Key& key : stack.configuration().keys) {
    if (key.revoked) continue;
    auto profile = client::read_profile(stack.folder().profile_of(key.office));
    if (!profile) return fail(profile.error());
    // A hundred offices have a hundred disks. Here all their outboxes would wait for one, and
    // none of these clients is going to crash alone.
    profile->outbox.clear();
    auto client = client::Client::open(context_, *profile);
    if (!client) return fail(client.error());
    const bool sees_all = key.roles.any_of(core::sees_all);
    if (sees_all) centre_ = desks_.size();
    by_office_[key.office] = desks_.size();
    desks_.push_back(
        std::make_unique<Desk>(Desk{Office(world, key.office), std::move(*client), sees_all}));
    desks_.back()->client.follow("begin");
  }
  if (!centre_) return fail("the directory has no key that sees everything: nobody can watch");
  return std::monostate{};
}

std::optional<std::size_t> Desks::of(core::OfficeId office) const {
  const auto found = by_office_.find(office);
  if (found == by_office_.end()) return std::nullopt;
  return found->second;
}

/// Only those that have something to hear, and now and then all, since a client has its own pings
/// and repetitions to look after.
core::Result<std::monostate, std::string> Desks::listen(std::chrono::milliseconds timeout,
                                                        const Hear& hear) {
  // Anew each time: a client that finds its broker silent opens another socket.
  items_.clear();
  for (const auto& desk : desks_) items_.push_back({desk->client.handle(), 0, ZMQ_POLLIN, 0});
  zmq::poll(items_, timeout);
  const auto now = Steady::now();
  const bool everyone = now >= next_look_;
  if (everyone) next_look_ = now + look_after_every;
  for (std::size_t i = 0; i < desks_.size(); ++i) {
    if (!everyone && (items_[i].revents & ZMQ_POLLIN) == 0) continue;
    if (const auto pumped = desks_[i]->client.pump(); !pumped) return fail(pumped.error());
    while (auto news = desks_[i]->client.take()) hear(i, std::move(*news));
  }
  return std::monostate{};
}

core::Result<std::monostate, std::string> Desks::send(std::size_t index, const Intention& intention,
                                                      Steady::time_point now) {
  Desk& desk = *desks_[index];
  desk.sent[intention.id] = {intention, now};
  desk.client.send(intention.id, intention.body);
  if (const auto pumped = desk.client.pump(); !pumped) return fail(pumped.error());
  return std::monostate{};
}

void Desks::ask(std::size_t index, const std::string& id, const codec::Json& body,
                Steady::time_point now) {
  desks_[index]->sent[id] = {{}, now};
  desks_[index]->client.ask(id, body);
  next_look_ = now;  // it goes out with the next round
}

bool Desks::everyone_listens() const {
  return std::all_of(desks_.begin(), desks_.end(),
                     [](const auto& desk) { return desk->caught_up; });
}

bool Desks::nobody_waits() const {
  return std::all_of(desks_.begin(), desks_.end(),
                     [](const auto& desk) { return desk->client.waiting() == 0; });
}

bool Desks::everyone_has(core::EventNumber head) const {
  return std::all_of(desks_.begin(), desks_.end(), [&](const auto& desk) {
    const auto position = codec::parse_position(desk->client.feed()->position());
    return position && position->number >= head;
  });
}

std::uint64_t Desks::gaps() const {
  std::uint64_t all = 0;
  for (const auto& desk : desks_) all += desk->client.feed()->gaps();
  return all;
}

std::string Desks::who_waits() const {
  std::string text;
  for (const auto& desk : desks_)
    if (const std::size_t waiting = desk->client.waiting(); waiting > 0)
      text += "; " + desk->office.id().str() + " waits for " + std::to_string(waiting) + " answers";
  return text;
}

}  // namespace shao::drill
