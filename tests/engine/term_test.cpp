// A term on a real Redis and real sockets: claims, stand-by, recovery, policies, history.
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "config/config.hpp"
#include "deploy/local/private_redis.hpp"
#include "dispatcher/archive/archiver.hpp"
#include "dispatcher/archive/restore.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/engine/run_term.hpp"
#include "dispatcher/journal/config_store.hpp"
#include "dispatcher/journal/journal.hpp"
#include "dispatcher/journal/snapshots.hpp"
#include "tests/files.hpp"

namespace {

using namespace shao;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

const std::string jurisdiction = "shunyi";

template <class T, class E>
T value(core::Result<T, E> result) {
  BOOST_REQUIRE(result.has_value());
  return std::move(*result);
}

config::Files shunyi_files() {
  return value(config::read_directory(SHAO_SOURCE_DIR "/config/shunyi"));
}

/// A Redis with Shunyi's configuration in it.
class World {
 public:
  World() : redis_(value(local::PrivateRedis::start({.directory = folder_.path() / "redis"}))) {
    apply(shunyi_files());
  }

  void apply(const config::Files& files) {
    auto connection = value(journal::RedisConnection::connect(redis_.url()));
    const std::string version = config::version_of(files);
    value(journal::store_config(connection, jurisdiction, version, config::files_to_bytes(files)));
    value(journal::set_current(connection, jurisdiction, version));
  }
  journal::RedisConnection connection() {
    return value(journal::RedisConnection::connect(redis_.url()));
  }
  void restart_redis() {
    redis_.process().kill();
    redis_ = value(local::PrivateRedis::start({.directory = folder_.path() / "redis"}));
  }
  std::string endpoint(const std::string& name) const {
    return "ipc://" + (folder_.path() / name).string();
  }
  const std::string& url() const { return redis_.url(); }
  const wire::KeyPair& broker() const { return broker_; }

 private:
  test::TempFolder folder_;
  local::PrivateRedis redis_;
  wire::KeyPair broker_ = wire::new_key_pair();
};

/// A dispatcher in a thread, and a broker's two sockets to it.
class Dispatcher {
 public:
  Dispatcher(World& world, const std::string& name, engine::Memory memory = {},
             engine::HousekeepingSettings housekeeping = {})
      : own_(wire::new_key_pair()),
        link_(
            {own_, {world.broker().public_key}, world.endpoint(name), world.endpoint(name + "f")}),
        settings_{jurisdiction, true, 1, {}, housekeeping, 0, {}},
        memory_(memory),
        thread_([this, url = world.url()] {
          result_ = engine::run_term(settings_, url, link_, configurations_, memory_, stop_);
        }),
        commands_(wire::client_socket(context_, zmq::socket_type::dealer, world.broker(),
                                      own_.public_key)),
        feed_(
            wire::client_socket(context_, zmq::socket_type::sub, world.broker(), own_.public_key)) {
    feed_.set(zmq::sockopt::subscribe, "");
    commands_.connect(world.endpoint(name));
    feed_.connect(world.endpoint(name + "f"));
  }
  ~Dispatcher() { stop(); }

  engine::TermResult stop() {
    stop_ = true;
    return ended();
  }
  /// The term's end; waits for it.
  engine::TermResult ended() {
    if (thread_.joinable()) thread_.join();
    return result_;
  }

  /// Sends as `office` and waits for the answer; empty: the dispatcher does not lead, or is silent.
  codec::Json ask(const std::string& office, core::Roles roles, const std::string& id,
                  const std::string& body, link::AskKind kind = link::AskKind::command) {
    wire::send(commands_,
               link::to_frames(link::Ask{
                   kind, jurisdiction, "ref", {core::OfficeId(office), roles, "key"}, id, body}));
    const auto reply = receive();
    const auto* answer = reply ? std::get_if<link::Answer>(&*reply) : nullptr;
    return answer != nullptr ? codec::Json::parse(answer->body) : codec::Json();
  }
  /// Asks until the dispatcher leads.
  codec::Json when_leading(const std::string& id, const std::string& body) {
    for (int i = 0; i < 100; ++i) {
      codec::Json answer = ask("110113001", {core::Role::street}, id, body);
      if (!answer.is_null()) return answer;
      std::this_thread::sleep_for(50ms);
    }
    return {};
  }
  std::optional<link::FromDispatcher> receive(std::chrono::milliseconds limit = 3s) {
    zmq::pollitem_t item{commands_.handle(), 0, ZMQ_POLLIN, 0};
    zmq::poll(&item, 1, limit);
    auto frames = wire::receive(commands_, link::max_frames);
    if (!frames) return std::nullopt;
    return value(link::parse_from_dispatcher(std::move(*frames)));
  }
  link::History history(const std::string& position, std::size_t limit = 500) {
    wire::send(commands_, link::to_frames(link::AskHistory{jurisdiction, "ref", position, limit}));
    const auto reply = receive();
    BOOST_REQUIRE(reply.has_value());
    return std::get<link::History>(*reply);
  }
  zmq::socket_t& feed() { return feed_; }
  /// After the end.
  engine::Memory memory() {
    stop();
    return memory_;
  }

 private:
  wire::KeyPair own_;
  engine::LinkServer link_;
  engine::TermSettings settings_;
  engine::Configurations configurations_;
  engine::Memory memory_;
  std::atomic<bool> stop_{false};
  engine::TermResult result_;
  std::thread thread_;
  zmq::context_t context_;
  zmq::socket_t commands_;
  zmq::socket_t feed_;
};

std::string raise(const std::string& record) {
  return R"({"do":"raise","id":")" + record +
         R"(","unit":"110113001","category":"STREET_VENDING","title":"占道经营"})";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_term)

BOOST_AUTO_TEST_CASE(a_command_is_in_the_journal_when_it_is_answered) {
  World world;
  Dispatcher dispatcher(world, "a");
  const auto answer = dispatcher.when_leading("c1", raise("r1"));
  BOOST_REQUIRE(answer.is_object());
  BOOST_TEST(answer["ok"] == true);
  auto redis = world.connection();
  const auto head = value(journal::read_head(redis, jurisdiction));
  BOOST_TEST(head.number >= answer["number"].get<std::uint64_t>());
  BOOST_TEST((dispatcher.stop().end == engine::TermEnd::asked_to_stop));
}

BOOST_AUTO_TEST_CASE(a_second_dispatcher_waits_and_takes_over_with_everything_when_the_first_ends) {
  World world;
  auto first = std::make_unique<Dispatcher>(world, "a");
  BOOST_TEST(first->when_leading("c1", raise("r1"))["ok"] == true);
  Dispatcher second(world, "b");
  BOOST_TEST(second.ask("110113001", {core::Role::street}, "c2", raise("r2")).is_null());
  first.reset();
  const auto again = second.when_leading("c1", raise("r1"));
  BOOST_TEST(again["ok"] == true);
  BOOST_TEST(again["first"] == false);
  BOOST_TEST(again["whistle"] == "W1");
}

BOOST_AUTO_TEST_CASE(
    when_redis_is_killed_the_leader_steps_down_and_the_next_term_finds_everything) {
  World world;
  {
    Dispatcher dispatcher(world, "a");
    BOOST_TEST(dispatcher.when_leading("c1", raise("r1"))["ok"] == true);
    world.restart_redis();
    BOOST_TEST((dispatcher.ended().end == engine::TermEnd::stepped_down));
  }
  Dispatcher dispatcher(world, "b");
  BOOST_TEST(dispatcher.when_leading("c1", raise("r1"))["first"] == false);
  BOOST_TEST(dispatcher.when_leading("c2", raise("r2"))["whistle"] == "W2");
}

BOOST_AUTO_TEST_CASE(a_lease_that_ran_out_is_taken_again_when_nobody_claimed_meanwhile) {
  World world;
  Dispatcher dispatcher(world, "a");
  BOOST_TEST(dispatcher.when_leading("c1", raise("r1"))["ok"] == true);
  auto redis = world.connection();
  value(redis.call({"DEL", "{shunyi}:lease"}, 5s));
  std::this_thread::sleep_for(1500ms);
  BOOST_TEST(value(redis.call({"EXISTS", "{shunyi}:lease"}, 5s)).integer == 1);
  const auto answer = dispatcher.ask("110113001", {core::Role::street}, "c2", raise("r2"));
  BOOST_TEST(answer.value("whistle", "") == "W2");
  BOOST_TEST((dispatcher.stop().end == engine::TermEnd::asked_to_stop));
}

BOOST_AUTO_TEST_CASE(a_leader_deposed_while_its_lease_had_run_out_steps_down_before_it_writes) {
  World world;
  Dispatcher dispatcher(world, "a");
  BOOST_TEST(dispatcher.when_leading("c1", raise("r1"))["ok"] == true);
  auto redis = world.connection();
  // Another one claims and dies, its lease with it, all between two looks of the first.
  value(redis.call({"SET", "{shunyi}:lease", "other"}, 5s));
  const auto head = value(journal::read_head(redis, jurisdiction));
  value(journal::claim(redis, jurisdiction, head, head.epoch + 1, head.number + 1, "other", "x"));
  value(redis.call({"DEL", "{shunyi}:lease"}, 5s));
  std::this_thread::sleep_for(1500ms);
  BOOST_TEST((dispatcher.stop().end == engine::TermEnd::stepped_down));
}

BOOST_AUTO_TEST_CASE(a_journal_that_was_altered_is_not_led) {
  World world;
  {
    Dispatcher dispatcher(world, "a");
    BOOST_TEST(dispatcher.when_leading("c1", raise("r1"))["ok"] == true);
    BOOST_TEST(dispatcher.when_leading("c2", raise("r2"))["ok"] == true);
  }
  auto redis = world.connection();
  const auto entries = value(journal::read(redis, jurisdiction, 0, 0, 10));
  BOOST_REQUIRE(entries.size() >= 3U);
  // The same stream again, with one byte of the second entry changed.
  for (std::size_t i = 0; i < entries.size(); ++i) {
    std::string bytes = entries[i].bytes;
    if (i == 1) bytes.replace(bytes.find("\"v\":"), 4, "\"v\": ");
    value(redis.call({"XADD", "copy", journal::entry_id(entries[i].epoch, entries[i].last), "r",
                      bytes, "h", entries[i].hash},
                     5s));
  }
  value(redis.call({"RENAME", "copy", "{shunyi}:journal"}, 5s));
  Dispatcher dispatcher(world, "b");
  const auto end = dispatcher.ended();
  BOOST_TEST((end.end == engine::TermEnd::cannot_serve));
  BOOST_TEST(!end.reason.empty());
}

BOOST_AUTO_TEST_CASE(a_new_configuration_is_picked_up_live_and_journaled) {
  World world;
  Dispatcher dispatcher(world, "a");
  BOOST_TEST(dispatcher.when_leading("c1", raise("r1"))["ok"] == true);
  config::Files files = shunyi_files();
  files["rules.toml"] += "\n# another version\n";
  world.apply(files);
  const std::string version = config::version_of(files);
  bool adopted = false;
  for (int i = 0; i < 60 && !adopted; ++i) {
    std::this_thread::sleep_for(100ms);
    for (const link::Event& event : dispatcher.history("begin").events)
      adopted = adopted || event.body.find(version) != std::string::npos;
  }
  BOOST_TEST(adopted);
}

BOOST_AUTO_TEST_CASE(a_configuration_with_errors_leaves_the_one_in_force) {
  World world;
  Dispatcher dispatcher(world, "a");
  BOOST_TEST(dispatcher.when_leading("c1", raise("r1"))["ok"] == true);
  config::Files files = shunyi_files();
  files["rules.toml"] += "\nnonsense = \n";
  world.apply(files);
  std::this_thread::sleep_for(1500ms);
  BOOST_TEST(dispatcher.when_leading("c2", raise("r2"))["ok"] == true);
}

BOOST_AUTO_TEST_CASE(a_version_whose_content_was_altered_in_redis_is_not_led_with) {
  World world;
  {
    Dispatcher dispatcher(world, "a");
    BOOST_TEST(dispatcher.when_leading("c1", raise("r1"))["ok"] == true);
  }
  const std::string version = config::version_of(shunyi_files());
  config::Files altered = shunyi_files();
  altered["rules.toml"] += "\n# nobody would see this\n";
  auto redis = world.connection();
  value(redis.call({"SET", "{shunyi}:config:" + version, config::files_to_bytes(altered)}, 5s));
  Dispatcher next(world, "b");
  const auto end = next.ended();
  BOOST_TEST((end.end == engine::TermEnd::cannot_serve));
  BOOST_TEST(
      end.reason.find("configuration " + version + " was altered in Redis") != std::string::npos,
      end.reason);
}

BOOST_AUTO_TEST_CASE(history_is_the_feed_again_page_by_page) {
  World world;
  Dispatcher dispatcher(world, "a");
  for (int i = 0; i < 5; ++i)
    BOOST_TEST(dispatcher.when_leading("c" + std::to_string(i),
                                       raise("r" + std::to_string(i)))["ok"] == true);
  std::vector<std::string> paged;
  std::string position = "begin";
  for (;;) {
    const auto page = dispatcher.history(position, 2);
    BOOST_TEST((page.found == link::Found::here));
    if (page.events.empty()) break;
    for (const link::Event& event : page.events) paged.push_back(event.body);
    position = page.position;
  }
  // The claim, the policy, five raised and five dispatched, of which the third, the fourth and the
  // fifth are of one matter with those before and go to level 2.
  BOOST_TEST(paged.size() == 15U);
  // A subscriber may have come late; what it got is what history says, in the same order, to the
  // end.
  std::vector<std::string> published;
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (std::chrono::steady_clock::now() < until &&
         (published.empty() || published.back() != paged.back())) {
    auto frames = wire::receive(dispatcher.feed(), link::max_frames);
    if (!frames) {
      std::this_thread::sleep_for(5ms);
      continue;
    }
    const auto message = value(link::parse_published(std::move(*frames)));
    if (const auto* event = std::get_if<link::PublishedEvent>(&message))
      published.push_back(event->event.body);
  }
  BOOST_REQUIRE(!published.empty());
  BOOST_REQUIRE(published.size() <= paged.size());
  BOOST_TEST(std::equal(published.rbegin(), published.rend(), paged.rbegin()));
}

BOOST_AUTO_TEST_CASE(a_position_of_another_past_is_answered_with_the_fork) {
  World world;
  Dispatcher dispatcher(world, "a");
  BOOST_TEST(dispatcher.when_leading("c1", raise("r1"))["ok"] == true);
  const auto page = dispatcher.history("1-ffffffffffffffff-2");
  BOOST_TEST((page.found == link::Found::rewound));
  BOOST_TEST(page.position == "begin");
  BOOST_TEST(page.events.empty());
}

BOOST_AUTO_TEST_CASE(an_epoch_that_was_seen_is_not_claimed_again_when_the_journal_was_rewound) {
  World world;
  engine::Memory memory;
  {
    Dispatcher dispatcher(world, "a", memory);
    BOOST_TEST(dispatcher.when_leading("c1", raise("r1"))["ok"] == true);
    memory = dispatcher.memory();
  }
  BOOST_TEST(memory.highest_epoch == 1U);
  memory.highest_epoch = 7;  // it had led six terms more, which Redis has lost
  Dispatcher dispatcher(world, "b", memory);
  BOOST_TEST(
      dispatcher.when_leading("c2", raise("r2"))["position"].get<std::string>().starts_with("8-"));
  // Between 1 and 8 the lost epochs lie: they went apart at the end of 1.
  const auto page = dispatcher.history("5-lost-900");
  BOOST_TEST((page.found == link::Found::rewound));
  BOOST_TEST(page.position.starts_with("1-"));
}

BOOST_AUTO_TEST_CASE(a_journal_that_ends_before_what_was_seen_of_it_was_rewound) {
  World world;
  engine::Memory memory;
  {
    Dispatcher dispatcher(world, "a", memory);
    BOOST_TEST(dispatcher.when_leading("c1", raise("r1"))["ok"] == true);
    memory = dispatcher.memory();
  }
  // Its claim, the configuration it adopted, and what the whistle caused.
  BOOST_TEST(memory.last_seen.epoch == 1U);
  BOOST_TEST(memory.last_seen.number > 2U);
  memory.last_seen.number += 5;  // of the same term, which Redis has lost
  std::ostringstream log;
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
  Dispatcher dispatcher(world, "b", memory);
  BOOST_TEST(dispatcher.when_leading("c2", raise("r2"))["ok"] == true);
  dispatcher.stop();
  spdlog::set_default_logger(before);
  const std::string said = log.str();
  const auto first = said.find("event=journal_rewound");
  BOOST_TEST(first != said.npos, said);
  BOOST_TEST(said.find("event=journal_rewound", first + 1) == said.npos, said);
}

BOOST_AUTO_TEST_CASE(a_position_of_an_epoch_that_was_claimed_twice_is_answered_with_the_beginning) {
  World world;
  {
    Dispatcher dispatcher(world, "a");
    BOOST_TEST(dispatcher.when_leading("c1", raise("r1"))["ok"] == true);
  }
  Dispatcher dispatcher(world, "b");
  BOOST_TEST(dispatcher.when_leading("c2", raise("r2"))["ok"] == true);
  for (const char* position : {"2-another-3", "3-above-3"}) {
    const auto page = dispatcher.history(position);
    BOOST_TEST((page.found == link::Found::rewound), position);
    BOOST_TEST(page.position == "begin", position);
  }
}

BOOST_AUTO_TEST_CASE(a_key_that_is_no_brokers_is_not_let_in) {
  const test::TempFolder folder;
  const auto own = wire::new_key_pair();
  const auto broker = wire::new_key_pair();
  const std::string endpoint = "ipc://" + (folder.path() / "c").string();
  engine::LinkServer server(
      {own, {broker.public_key}, endpoint, "ipc://" + (folder.path() / "f").string()});
  const auto heard_from = [&](const wire::KeyPair& client) {
    zmq::context_t context;
    auto socket = wire::client_socket(context, zmq::socket_type::dealer, client, own.public_key);
    socket.connect(endpoint);
    wire::send(socket, link::to_frames(link::AskDirectory{jurisdiction, "ref"}));
    for (int i = 0; i < 10; ++i) {
      server.wait(50ms, -1, false);
      if (server.receive()) return true;
    }
    return false;
  };
  BOOST_TEST(heard_from(broker));
  BOOST_TEST(!heard_from(wire::new_key_pair()));
}

BOOST_AUTO_TEST_CASE(recovers_from_a_snapshot_and_the_journal_behind_it_is_trimmed_once_archived) {
  World world;
  auto redis = world.connection();
  constexpr engine::HousekeepingSettings often{20, 5000};
  const auto manifests = [&] { return value(journal::read_manifests(redis, jurisdiction)); };
  const auto raise_until = [&](Dispatcher& dispatcher, const std::string& prefix, auto enough) {
    for (int i = 0; i < 200 && !enough(); ++i) {
      const std::string id = prefix + std::to_string(i);
      BOOST_TEST(dispatcher.when_leading(id, raise(id))["ok"] == true);
      std::this_thread::sleep_for(20ms);
    }
    BOOST_REQUIRE(enough());
  };
  {
    Dispatcher dispatcher(world, "a", {}, often);
    raise_until(dispatcher, "a", [&] { return manifests().size() == 2; });
    // Nothing is trimmed that no archive has.
    BOOST_TEST(value(journal::read_trimmed(redis, jurisdiction)).number == 0u);
    const journal::Manifest older = manifests().back();
    value(redis.call(
        {"SET", "{shunyi}:archived", journal::head_text({older.epoch, older.number, older.chain})},
        5s));
    for (int i = 0; i < 150; ++i) {
      if (value(journal::read_trimmed(redis, jurisdiction)).number == older.number) break;
      std::this_thread::sleep_for(100ms);
    }
    BOOST_TEST(value(journal::read_trimmed(redis, jurisdiction)).number == older.number);
    const auto page = dispatcher.history("begin");
    BOOST_TEST((page.found == link::Found::trimmed));
    BOOST_TEST(page.position == older.name());
    const auto rest = dispatcher.history(page.position);
    BOOST_TEST((rest.found == link::Found::here));
    BOOST_REQUIRE(!rest.events.empty());
    // What is left of the timeline, and that there was more.
    const auto shown = dispatcher.ask("110113001", {core::Role::street}, "q",
                                      R"({"ask":"whistle","whistle":"W1"})", link::AskKind::query);
    BOOST_TEST(shown.value("archived", 0) > 0);
  }
  // The first entries are gone: only the snapshot knows W1 and the command that raised it.
  Dispatcher next(world, "c", {}, often);
  const auto again = next.when_leading("a0", raise("a0"));
  BOOST_TEST(again["ok"] == true);
  BOOST_TEST(again["first"] == false);
  BOOST_TEST(again["whistle"] == "W1");
}

BOOST_AUTO_TEST_CASE(when_no_snapshot_can_be_read_the_archive_restored_into_an_empty_redis_is_led) {
  constexpr engine::HousekeepingSettings often{20, 5000};
  const test::TempFolder folder;
  const auto archive_all = [&](journal::RedisConnection& redis) {
    auto archive = value(archive::Archive::open_to_write(folder / "archive.sqlite", jurisdiction));
    archive::Archiver archiver(archive);
    while (value(archiver.step(redis)).entries > 0) {
    }
  };
  World world;
  auto redis = world.connection();
  const auto trimmed = [&] { return value(journal::read_trimmed(redis, jurisdiction)).number; };
  {
    Dispatcher dispatcher(world, "a", {}, often);
    for (int i = 0; i < 300 && trimmed() == 0; ++i) {
      const std::string id = "c" + std::to_string(i);
      BOOST_TEST(dispatcher.when_leading(id, raise(id))["ok"] == true);
      archive_all(redis);
      std::this_thread::sleep_for(20ms);
    }
    BOOST_REQUIRE(trimmed() > 0u);
  }
  archive_all(redis);
  for (const journal::Manifest& one : value(journal::read_manifests(redis, jurisdiction)))
    value(redis.call({"SETRANGE", "{shunyi}:snapshot:" + one.name() + ":0", "5", "x"}, 5s));
  const auto end = Dispatcher(world, "b", {}, often).ended();
  BOOST_TEST((end.end == engine::TermEnd::cannot_serve));
  BOOST_TEST(end.reason.find("shao archive --restore") != std::string::npos, end.reason);

  World empty;
  auto target = empty.connection();
  value(journal::load_functions(target));
  auto archive = value(archive::Archive::open_to_read(folder / "archive.sqlite"));
  const auto restored = value(archive::restore(archive, jurisdiction, target));
  BOOST_TEST(restored.configuration == config::version_of(shunyi_files()));
  Dispatcher next(empty, "c", {}, often);
  const auto again = next.when_leading("c0", raise("c0"));
  BOOST_REQUIRE(again.is_object());
  BOOST_TEST(again["first"] == false);
  BOOST_TEST(again["whistle"] == "W1");
  // From the first event on, as if nothing had been trimmed.
  const auto page = next.history("begin", 2);
  BOOST_TEST((page.found == link::Found::here));
  BOOST_TEST(page.events.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_snapshot_that_was_altered_is_passed_over_for_the_one_before_it) {
  World world;
  auto redis = world.connection();
  constexpr engine::HousekeepingSettings often{20, 5000};
  std::vector<journal::Manifest> kept;
  {
    Dispatcher dispatcher(world, "a", {}, often);
    for (int i = 0; i < 200 && kept.size() < 2; ++i) {
      const std::string id = "c" + std::to_string(i);
      BOOST_TEST(dispatcher.when_leading(id, raise(id))["ok"] == true);
      kept = value(journal::read_manifests(redis, jurisdiction));
      std::this_thread::sleep_for(20ms);
    }
    BOOST_REQUIRE(kept.size() == 2u);
  }
  value(redis.call({"SETRANGE", "{shunyi}:snapshot:" + kept.front().name() + ":0", "5", "x"}, 5s));
  Dispatcher next(world, "b", {}, often);
  BOOST_TEST(next.when_leading("c0", raise("c0"))["first"] == false);
}

BOOST_AUTO_TEST_SUITE_END()
