// What a broker says to a client: messages of frames, one after another, half a second apart. The
// first byte says whether the client follows or subscribes. Whatever is heard, what the client says
// stays the protocol's, what it tells its caller are objects, and a command is answered once.
#include "clients/lib/client.hpp"

#include <set>

#include "brokers/messages.hpp"
#include "dispatcher/codec/spoken.hpp"
#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

namespace {

using namespace std::chrono_literals;
namespace lib = shao::client;

constexpr std::size_t most_messages = 100;

class Wire final : public lib::Socket {
 public:
  explicit Wire(std::deque<wire::Frames>& to_hear) : to_hear_(to_hear) {}
  void open(std::size_t) override {}
  std::size_t brokers() const override { return 2; }
  bool send(const wire::Frames& frames) override {
    require(broker::parse_client(frames).has_value(), "a broker understands what a client says");
    return true;
  }
  std::optional<wire::Frames> receive() override {
    if (to_hear_.empty()) return std::nullopt;
    auto frames = std::move(to_hear_.front());
    to_hear_.pop_front();
    return frames;
  }
  void* handle() override { return nullptr; }

 private:
  std::deque<wire::Frames>& to_hear_;
};

class Clocks final : public lib::Clocks {
 public:
  explicit Clocks(const lib::Steady::duration& passed) : passed_(passed) {}
  lib::Steady::time_point steady() const override { return lib::Steady::time_point{1h + passed_}; }
  lib::WallClock::time_point wall() const override {
    return lib::WallClock::time_point{
        std::chrono::duration_cast<lib::WallClock::duration>(1'772'416'800s + passed_)};
  }

 private:
  const lib::Steady::duration& passed_;
};

void hear(lib::Client& client, std::multiset<std::string>& answered) {
  while (auto news = client.take()) {
    if (const auto* answer = std::get_if<lib::Answered>(&*news)) {
      require(answer->body.is_object(), "an answer is an object");
      codec::dump(answer->body);
      if (!answer->taken_back) answered.insert(answer->id);
    } else if (const auto* failed = std::get_if<lib::Failed>(&*news)) {
      codec::dump(failed->body);
    } else if (const auto* event = std::get_if<lib::FeedEvent>(&*news)) {
      require(event->body.is_object(), "an event is an object");
      codec::describe(event->body, false);
    } else if (const auto* page = std::get_if<lib::Snapshot>(&*news)) {
      for (const codec::Json& whistle : page->whistles)
        require(whistle.is_object(), "a whistle of a snapshot is an object");
    }
  }
}

}  // namespace

void client(std::string_view bytes) {
  if (bytes.empty()) return;
  std::deque<wire::Frames> to_hear;
  lib::Steady::duration passed{};
  lib::Settings settings;
  settings.brokers = {"tcp://127.0.0.1:7700", "tcp://127.0.0.1:7701"};
  settings.jurisdiction = "shunyi";
  auto opened = lib::Client::open(std::make_unique<Wire>(to_hear), std::make_shared<Clocks>(passed),
                                  std::move(settings));
  require(opened.has_value(), "a client without an outbox opens");
  lib::Client& client = *opened;
  for (const char* id : {"c1", "c2"}) client.send(id, {{"do", "ack"}, {"whistle", "W1"}});
  client.ask("q1", {{"ask", "status"}});
  if (bytes.front() % 2 == 0)
    client.subscribe();
  else
    client.follow(bytes.front() % 4 == 1 ? "begin" : "now");
  std::multiset<std::string> answered;
  std::size_t count = 0;
  for (const std::string_view message : parts_of(bytes.substr(1), between_messages)) {
    if (++count > most_messages) break;
    to_hear.push_back(frames_of(message));
    require(client.pump().has_value(), "a client without an outbox cannot fail");
    hear(client, answered);
    passed += 500ms;
  }
  for (const char* id : {"c1", "c2", "q1"})
    require(answered.count(id) <= 1, "what was asked once is answered once");
}

}  // namespace shao::fuzz
