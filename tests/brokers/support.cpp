#include "tests/brokers/support.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "dispatcher/codec/position.hpp"

namespace shao::test {
namespace {

using Clock = std::chrono::steady_clock;

milliseconds left(Clock::time_point until) {
  return std::max(milliseconds{0}, std::chrono::duration_cast<milliseconds>(until - Clock::now()));
}

}  // namespace

bool eventually(const std::function<bool()>& holds, milliseconds limit) {
  const auto until = Clock::now() + limit;
  while (!holds()) {
    if (Clock::now() > until) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

link::Event plain_event(const std::string& position, core::EventNumber number,
                        const std::vector<std::string>& see) {
  link::Event event;
  event.position = position;
  for (const std::string& office : see) event.audience.see.emplace_back(office);
  std::sort(event.audience.see.begin(), event.audience.see.end());
  event.body = R"({"n":)" + std::to_string(number) + "}";
  return event;
}

Stop::Stop() : descriptor_(::eventfd(0, EFD_CLOEXEC)) {}
Stop::~Stop() {
  ::close(descriptor_);
}
void Stop::tell() {
  if (::eventfd_write(descriptor_, 1) != 0) throw std::runtime_error("eventfd_write");
}

// ---------------------------------------------------------------- FakeDispatcher

FakeDispatcher::FakeDispatcher(std::vector<std::string> broker_keys)
    : broker_keys_(std::move(broker_keys)),
      zap_(context_,
           [this](const std::string& key) {
             const std::lock_guard lock(mutex_);
             return std::count(broker_keys_.begin(), broker_keys_.end(), key) > 0
                        ? wire::Verdict::welcome
                        : wire::Verdict::unknown;
           }),
      commands_(wire::server_socket(context_, zmq::socket_type::router, keys_, {100'000})),
      feed_(wire::server_socket(context_, zmq::socket_type::pub, keys_, {100'000})) {
  commands_.bind("tcp://127.0.0.1:*");
  feed_.bind("tcp://127.0.0.1:*");
  address_ = {wire::endpoint_of(commands_), wire::endpoint_of(feed_), keys_.public_key};
  thread_ = std::thread([this] { run(); });
}

FakeDispatcher::~FakeDispatcher() {
  stop_.tell();
  thread_.join();
}

broker::DispatcherAddress FakeDispatcher::address() const {
  return address_;
}

void FakeDispatcher::let_in(const std::string& broker_key) {
  const std::lock_guard lock(mutex_);
  broker_keys_.push_back(broker_key);
}

void FakeDispatcher::set_keys(std::vector<link::Key> keys, const std::string& policy) {
  const std::lock_guard lock(mutex_);
  shared_.keys = std::move(keys);
  shared_.policy = policy;
  shared_.announce_now = true;
}

void FakeDispatcher::lead(std::uint64_t epoch, const std::string& nonce, bool announces) {
  const std::lock_guard lock(mutex_);
  shared_.epoch = epoch;
  shared_.nonce = nonce;
  shared_.announces = announces;
  shared_.announce_now = announces;
}

std::string FakeDispatcher::next_position() {
  const std::lock_guard lock(mutex_);
  return codec::format({shared_.epoch, shared_.nonce, shared_.journal.size() + 1});
}

std::string FakeDispatcher::add(std::vector<std::string> see, bool lost) {
  const std::string position = next_position();
  add_event(plain_event(position, codec::parse_position(position)->number, see), lost);
  return position;
}

void FakeDispatcher::add_event(link::Event event, bool lost) {
  const std::lock_guard lock(mutex_);
  shared_.journal.push_back(event);
  if (!lost) shared_.to_publish.push_back(std::move(event));
}

void FakeDispatcher::rewind(core::EventNumber number) {
  const std::lock_guard lock(mutex_);
  shared_.journal.resize(number);
}

void FakeDispatcher::refuse(bool refuses) {
  const std::lock_guard lock(mutex_);
  shared_.refuses = refuses;
}

std::vector<link::Ask> FakeDispatcher::asks() {
  const std::lock_guard lock(mutex_);
  return shared_.asks;
}
std::size_t FakeDispatcher::directories_served() {
  const std::lock_guard lock(mutex_);
  return shared_.directories;
}
std::size_t FakeDispatcher::histories_served() {
  const std::lock_guard lock(mutex_);
  return shared_.histories;
}

void FakeDispatcher::run() {
  while (true) {
    std::vector<zmq::pollitem_t> items{{nullptr, stop_.descriptor(), ZMQ_POLLIN, 0},
                                       {zap_.socket().handle(), 0, ZMQ_POLLIN, 0},
                                       {commands_.handle(), 0, ZMQ_POLLIN, 0}};
    zmq::poll(items, 5ms);
    if ((items[0].revents & ZMQ_POLLIN) != 0) return;
    zap_.answer();
    while (auto received = wire::receive_routed(commands_)) answer(*received);
    publish();
  }
}

link::FromDispatcher FakeDispatcher::answer_to(const link::FromBroker& asked) {
  if (shared_.refuses)
    return std::visit(
        [](const auto& question) {
          if constexpr (std::is_same_v<std::decay_t<decltype(question)>, link::Ask>)
            return link::NotLeader{question.jurisdiction, question.ref, question.id};
          else
            return link::NotLeader{question.jurisdiction, question.ref, {}};
        },
        asked);
  if (const auto* ask = std::get_if<link::Ask>(&asked)) {
    shared_.asks.push_back(*ask);
    const nlohmann::json body{{"ok", true}, {"office", ask->stamp.office.str()}};
    return link::Answer{ask->jurisdiction, ask->ref, ask->id, body.dump()};
  }
  if (const auto* question = std::get_if<link::AskDirectory>(&asked)) {
    ++shared_.directories;
    return link::Directory{question->jurisdiction, question->ref, shared_.policy, shared_.keys};
  }
  const auto& question = std::get<link::AskHistory>(asked);
  ++shared_.histories;
  link::History page{question.jurisdiction, question.ref, link::Found::here, question.position, {}};
  const auto position = codec::parse_position(question.position);
  std::size_t after = position ? static_cast<std::size_t>(position->number) : 0;
  const auto& journal = shared_.journal;
  const bool held =
      !position || (after <= journal.size() && journal[after - 1].position == question.position);
  if (!held) {
    // The last event both have: the newest of an earlier term, at or before the one asked for.
    page.found = link::Found::rewound;
    after = std::min(after, journal.size());
    while (after > 0 && codec::parse_position(journal[after - 1].position)->epoch > position->epoch)
      --after;
    page.position = after == 0 ? "begin" : journal[after - 1].position;
    return page;
  }
  for (; after < journal.size() && page.events.size() < question.limit; ++after)
    page.events.push_back(journal[after]);
  if (!page.events.empty()) page.position = page.events.back().position;
  return page;
}

void FakeDispatcher::answer(const wire::Received& received) {
  auto asked = link::parse_from_broker(received.frames);
  if (!asked) return;
  const std::lock_guard lock(mutex_);
  wire::send_to(commands_, received.routing_id, link::to_frames(answer_to(*asked)));
}

link::Announcement FakeDispatcher::announcement() const {
  const auto& journal = shared_.journal;
  return {shared_.epoch,
          shared_.nonce,
          journal.size(),
          journal.empty() ? "begin" : journal.back().position,
          core::at_second(1'770'975'000),
          1.0,
          shared_.policy,
          false};
}

void FakeDispatcher::publish() {
  static constexpr auto every = 100ms;
  const std::lock_guard lock(mutex_);
  for (link::Event& event : std::exchange(shared_.to_publish, {}))
    wire::send(feed_, link::to_frames(
                          link::Published{link::PublishedEvent{jurisdiction, std::move(event)}}));
  const auto now = Clock::now();
  if (!shared_.announces || (!shared_.announce_now && now - announced_ < every)) return;
  shared_.announce_now = false;
  announced_ = now;
  wire::send(feed_,
             link::to_frames(link::Published{link::PublishedLeader{jurisdiction, announcement()}}));
}

// ---------------------------------------------------------------- RunningBroker

RunningBroker::RunningBroker(broker::Options options)
    : public_key_(options.keys.public_key), broker_(std::make_unique<broker::Broker>(options)) {
  auto endpoints = broker_->start();
  if (!endpoints) throw std::runtime_error(endpoints.error());
  endpoint_ = endpoints->front();
  thread_ = std::thread([this] { broker_->run(stop_.descriptor()); });
}

RunningBroker::~RunningBroker() {
  stop_.tell();
  thread_.join();
}

// ---------------------------------------------------------------- Client

Client::Client(const RunningBroker& broker, const wire::KeyPair& keys,
               const std::string& routing_id)
    : socket_(wire::client_socket(context_, zmq::socket_type::dealer, keys, broker.public_key())) {
  if (!routing_id.empty()) socket_.set(zmq::sockopt::routing_id, routing_id);
  socket_.connect(broker.endpoint());
}

void Client::say(const Frames& frames) {
  BOOST_REQUIRE(wire::send(socket_, frames) == wire::Sent::yes);
}

void Client::command(const std::string& id, const std::string& body) {
  say({"shao1", "COMMAND", jurisdiction, id, body});
}

void Client::follow(const std::string& position, int credit) {
  say({"shao1", "FOLLOW", jurisdiction, position, std::to_string(credit)});
}

std::optional<Frames> Client::hear(milliseconds limit) {
  const auto until = Clock::now() + limit;
  while (true) {
    if (auto frames = wire::receive(socket_)) return frames;
    if (left(until) == 0ms) return std::nullopt;
    std::vector<zmq::pollitem_t> items{{socket_.handle(), 0, ZMQ_POLLIN, 0}};
    zmq::poll(items, left(until));
  }
}

std::optional<Frames> Client::hear(const std::string& verb, milliseconds limit) {
  const auto until = Clock::now() + limit;
  while (true) {
    auto frames = hear(left(until));
    if (!frames || (frames->size() > 1 && (*frames)[1] == verb)) return frames;
  }
}

std::vector<Frames> Client::events(std::size_t count, milliseconds limit) {
  const auto until = Clock::now() + limit;
  std::vector<Frames> events;
  while (events.size() < count) {
    auto frames = hear("EVENT", left(until));
    if (!frames) break;
    events.push_back(std::move(*frames));
  }
  return events;
}

bool Client::silent(const std::string& verb, milliseconds during) {
  return !hear(verb, during).has_value();
}

// ---------------------------------------------------------------- Stage

std::vector<link::Key> Stage::directory() const {
  using core::Role;
  return {{zjw.public_key, core::OfficeId("ZJW"), {Role::dept_liaison, Role::dept_officer}},
          {swj.public_key, core::OfficeId("SWJ"), {Role::dept_liaison}},
          {zhzx.public_key, core::OfficeId("ZHZX"), {Role::command_centre, Role::dispatcher}}};
}

Stage::Stage(std::function<void(broker::Options&)> change) {
  dispatcher.set_keys(directory(), "p1");
  broker::Options options;
  options.listen = {"tcp://127.0.0.1:*"};
  options.keys = broker_keys;
  options.dispatchers = {dispatcher.address()};
  if (change) change(options);
  broker = std::make_unique<RunningBroker>(options);
  BOOST_REQUIRE(eventually([&] { return dispatcher.directories_served() > 0; }));
  std::this_thread::sleep_for(20ms);  // for the answer to arrive
}

std::string error_of(const std::optional<Frames>& message) {
  if (!message || message->size() != 4 || (*message)[1] != "ERROR") return "no error";
  const auto body = nlohmann::json::parse((*message)[3], nullptr, false);
  return body.is_object() ? body.value("error", "no name") : "no body";
}

}  // namespace shao::test
