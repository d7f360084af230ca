#include "tests/sim/dispatcher_node.hpp"

#include <utility>

namespace shao::sim {

using namespace std::chrono_literals;

namespace {
/// As shao-dispatcher does after a term that ended.
constexpr Nanoseconds between_terms = 500ms;
constexpr Nanoseconds shortest_rest = 50us;
/// A process that cannot serve ends, and whoever keeps it running starts it again.
constexpr Nanoseconds after_giving_up = 5s;
}  // namespace

std::optional<engine::Brokers::Asked> DispatcherNode::Inbox::receive() {
  if (waiting.empty()) return std::nullopt;
  Asked asked = std::move(waiting.front());
  waiting.pop_front();
  return asked;
}

void DispatcherNode::Inbox::answer(const std::string& peer, const link::FromDispatcher& message) {
  node.ports_.answer(node.number_, peer, message);
}

void DispatcherNode::Inbox::publish(const link::Published& message) {
  node.ports_.publish(node.number_, message);
}

DispatcherNode::DispatcherNode(World& world, Redis& redis, engine::Configurations& configurations,
                               std::size_t number, Ports ports)
    : world_(world),
      redis_(redis),
      configurations_(configurations),
      number_(number),
      name_("dispatcher " + std::to_string(number)),
      ports_(std::move(ports)),
      boot_(world, world.chance.between(0s, 1000000s)),
      inbox_(*this) {}

void DispatcherNode::start() {
  life_ = std::make_shared<int>();
  memory_ = {};
  wakes_at_.reset();
  inbox_.waiting.clear();
  begin_term();
}

void DispatcherNode::begin_term() {
  constexpr std::size_t chunk_bytes = 3000;
  engine::TermSettings settings{jurisdiction,
                                true,
                                world_.options.clock_speed,
                                {},
                                {world_.options.snapshot_every, chunk_bytes},
                                0,
                                {}};
  recovery_seen_ = false;
  store_ = std::make_unique<RedisOf>(redis_, name_, [this, life = std::weak_ptr<int>(life_)] {
    if (!life.expired()) wake(world_.now());
  });
  term_ =
      std::make_unique<engine::Term>(settings,
                                     engine::Term::Ports{*store_, inbox_, boot_, configurations_,
                                                         memory_, [this] { return make_key(); }},
                                     world_.chance.hex());
  wake(world_.now());
}

engine::KeyRing::Made DispatcherNode::make_key() {
  engine::KeyRing::Made made{core::KeyId(world_.chance.hex()), {}};
  for (unsigned char& byte : made.key.bytes)
    byte = static_cast<unsigned char>(world_.chance.below(256));
  return made;
}

void DispatcherNode::crash() {
  world_.note(name_ + " crashes");
  life_.reset();
  term_.reset();
  store_.reset();
  inbox_.waiting.clear();
}

void DispatcherNode::pause(Nanoseconds until) {
  world_.note(name_ + " stands still");
  paused_until_ = until;
}

void DispatcherNode::receive(std::string peer, wire::Frames frames) {
  if (!running()) return;
  auto message = link::parse_from_broker(std::move(frames));
  if (!message) return world_.violation("what a broker asks: " + message.error());
  inbox_.waiting.push_back({std::move(peer), std::move(*message)});
  wake(world_.now() + world_.chance.between(10us, 100us));
}

void DispatcherNode::wake(Nanoseconds when) {
  if (wakes_at_ && *wakes_at_ <= when) return;
  wakes_at_ = when;
  world_.schedule.at(when, [this, number = ++wakes_, life = std::weak_ptr<int>(life_)] {
    if (life.expired() || number != wakes_) return;
    wakes_at_.reset();
    step();
  });
}

void DispatcherNode::act() {
  if (running() && world_.now() >= paused_until_) step();
}

void DispatcherNode::step() {
  if (stepping_ || !term_) return;
  if (world_.now() < paused_until_) return wake(paused_until_);
  stepping_ = true;
  const auto end = term_->step();
  stepping_ = false;
  if (!end && term_->leads() && !std::exchange(recovery_seen_, true))
    ports_.recovered(*term_->state());
  if (!end) return wake(world_.now() + std::max<Nanoseconds>(term_->rest(), shortest_rest));
  world_.note(name_ + " ends its term: " + end->reason);
  term_.reset();
  const bool gives_up = end->end == engine::TermEnd::cannot_serve;
  if (gives_up) world_.violation(name_ + " cannot serve: " + end->reason);
  const bool at_once = end->end == engine::TermEnd::handed_over;
  const Nanoseconds pause = gives_up ? after_giving_up : at_once ? 0ms : between_terms;
  world_.schedule.after(pause, [this, life = std::weak_ptr<int>(life_)] {
    if (!life.expired()) begin_term();
  });
}

}  // namespace shao::sim
