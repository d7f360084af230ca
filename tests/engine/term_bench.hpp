// A term on a bench: stepped by hand, with a clock that goes as it is told, brokers that are lists,
// and a real Redis behind a door at which any one request can fail.
//
//   TermBench bench;
//   bench.begin();                       // a term; the one before is gone, its memory stays
//   BOOST_REQUIRE(bench.lead());
//   auto answer = bench.tell("c1", bench.raise("r1"));
//   bench.door.fail_where("FCALL shaodao_1_append", test::FalteringRedis::out_of_order);
//   auto end = bench.ended();
#pragma once

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <deque>
#include <sstream>
#include <thread>

#include "config/config.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/engine/term.hpp"
#include "dispatcher/journal/config_store.hpp"
#include "dispatcher/journal/redis_store.hpp"
#include "tests/journal/faltering_redis.hpp"
#include "tests/journal/redis_fixture.hpp"

namespace shao::test {

/// What is logged while it lives.
class LogCaught {
 public:
  LogCaught() : before_(spdlog::default_logger()) {
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_)));
  }
  ~LogCaught() { spdlog::set_default_logger(before_); }
  LogCaught(const LogCaught&) = delete;
  LogCaught& operator=(const LogCaught&) = delete;

  bool has(const std::string& part) const { return text().find(part) != std::string::npos; }
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::shared_ptr<spdlog::logger> before_;
};

/// Brokers who ask what was put here, and keep what they were told.
struct ListedBrokers final : engine::Brokers {
  std::optional<Asked> receive() override {
    if (waiting.empty()) return std::nullopt;
    Asked next = std::move(waiting.front());
    waiting.pop_front();
    return next;
  }
  void answer(const std::string&, const link::FromDispatcher& message) override {
    answers.push_back(message);
  }
  void publish(const link::Published& message) override { published.push_back(message); }

  std::deque<Asked> waiting;
  std::deque<link::FromDispatcher> answers;
  std::vector<link::Published> published;
};

struct SetClock final : engine::BootClock {
  std::chrono::nanoseconds since_boot() const override { return now; }
  std::chrono::nanoseconds now = std::chrono::hours{1};
};

class TermBench : public RedisFixture {
 public:
  explicit TermBench(bool configured = true) {
    if (configured) apply(shunyi_files());
  }

  static config::Files shunyi_files() {
    auto files = config::read_directory(SHAO_SOURCE_DIR "/config/shunyi");
    BOOST_REQUIRE(files.has_value());
    return std::move(*files);
  }
  std::string apply(const config::Files& files) {
    const std::string version = config::version_of(files);
    must(journal::store_config(redis, jurisdiction, version, config::files_to_bytes(files)));
    must(journal::set_current(redis, jurisdiction, version));
    return version;
  }

  /// A store through the door, and a term on it. Whether the store could be opened.
  bool begin() {
    term.reset();
    brokers.answers.clear();
    auto opened = journal::RedisStore::open({door.url()}, jurisdiction, settings.store);
    if (!opened) {
      reason = opened.error().message;
      return false;
    }
    store = std::move(*opened);
    term.emplace(settings,
                 engine::Term::Ports{*store, brokers, clock, configurations, memory,
                                     engine::KeyRing::random_key},
                 "nonce" + std::to_string(++terms_));
    end.reset();
    return true;
  }

  /// One step, and `later` on the clock. Whether the term goes on.
  bool step(std::chrono::milliseconds later = std::chrono::milliseconds{5}) {
    if (!term || end) return false;
    end = term->step();
    if (end) reason = end->reason;
    clock.now += later;
    return !end;
  }
  /// Steps until it holds, or the term ends, or for `seconds`; whether it holds.
  template <class Condition>
  bool until(const Condition& holds, double seconds = 10) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (!holds()) {
      if (std::chrono::steady_clock::now() > limit || !step()) return holds();
      std::this_thread::sleep_for(std::chrono::microseconds{200});
    }
    return true;
  }
  bool lead() {
    return until([&] { return term->leads(); });
  }
  /// How it ended; nothing when it goes on for `seconds`.
  std::optional<engine::TermResult> ended(double seconds = 10) {
    until([&] { return end.has_value(); }, seconds);
    return end;
  }

  void ask(link::FromBroker message) { brokers.waiting.push_back({"peer", std::move(message)}); }
  /// The next answer, whatever it is; nothing when the term ends before it.
  std::optional<link::FromDispatcher> answered() {
    if (!until([&] { return !brokers.answers.empty(); })) return std::nullopt;
    auto answer = std::move(brokers.answers.front());
    brokers.answers.pop_front();
    return answer;
  }
  /// What the subdistrict is answered; null when it is no answer.
  codec::Json tell(const std::string& id, const std::string& body,
                   link::AskKind kind = link::AskKind::command) {
    ask(link::Ask{
        kind,
        jurisdiction,
        "ref",
        {core::OfficeId("110113001"), {core::Role::street, core::Role::street_leader}, "key"},
        id,
        body});
    const auto answer = answered();
    const auto* said = answer ? std::get_if<link::Answer>(&*answer) : nullptr;
    return said != nullptr ? codec::Json::parse(said->body) : codec::Json();
  }
  codec::Json question(const std::string& body) { return tell("q", body, link::AskKind::query); }
  static std::string raise(const std::string& record) {
    return R"({"do":"raise","id":")" + record +
           R"(","unit":"110113001","category":"STREET_VENDING","title":"占道经营"})";
  }

  FalteringRedis door{server.url()};
  engine::TermSettings settings{jurisdiction, false, 1, {}, {}, {}, {}};
  SetClock clock;
  ListedBrokers brokers;
  engine::Configurations& configurations = loaded_once();
  engine::Memory memory;
  std::unique_ptr<journal::RedisStore> store;
  std::optional<engine::Term> term;
  std::optional<engine::TermResult> end;
  std::string reason;

 private:
  /// To load and check one takes seconds under sanitizers.
  static engine::Configurations& loaded_once() {
    static engine::Configurations loaded;
    return loaded;
  }
  int terms_ = 0;
};

}  // namespace shao::test
