// Offices that are not looking: shao hooks run beside a whole stack, telling a real program and a
// real HTTPS receiver, killed in the middle, with receivers that fail at first or for good.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "clients/hooks/deliveries.hpp"
#include "deploy/local/process.hpp"
#include "tests/clients/running.hpp"

using namespace shao::test;
using namespace std::chrono_literals;
using shao::codec::Json;
namespace fs = std::filesystem;

namespace {

shao::local::Process started(const std::string& program, std::vector<std::string> arguments,
                             const fs::path& log) {
  auto process = shao::local::Process::start(
      {.program = program, .arguments = std::move(arguments), .log = log});
  BOOST_REQUIRE_MESSAGE(process.has_value(), (process ? "" : process.error()));
  return std::move(*process);
}

/// A folder with Shunyi's configuration and hooks of one's own.
class Hooked {
 public:
  Hooked() {
    fs::copy(SHAO_SOURCE_DIR "/config/shunyi", folder_.path() / "config");
    write_text(folder_ / "secret", "the receiver knows it\n");
    fs::permissions(folder_ / "secret", fs::perms::owner_read | fs::perms::owner_write);
  }
  const TempFolder& folder() const { return folder_; }
  void write(const std::string& hooks) { write_text(folder_ / "config/hooks.toml", hooks); }
  /// From the events on that come after this was made, however long a start takes.
  void run() {
    process_.emplace(
        started(SHAO_BIN_DIR "/shao",
                {"hooks", "run", "--config", folder_ / "config", "--folder", folder_ / "hooks",
                 "--from", from_, "--profile", running().profile("ZHZX")},
                folder_.path() / "log"));
  }
  shao::local::Process& process() { return *process_; }
  std::vector<Json> told(const std::string& file) const {
    std::vector<Json> all;
    std::ifstream in(folder_ / file);
    for (std::string line; std::getline(in, line);)
      if (line.starts_with("{")) all.push_back(Json::parse(line));
    return all;
  }
  std::string log() const { return read_text(folder_ / "log"); }

 private:
  TempFolder folder_;
  std::string from_ = as("ZHZX", {"status", "--json"}).json().at("position");
  std::optional<shao::local::Process> process_;
};

/// The receipts in a whistle's timeline, of one hook.
std::vector<Json> receipts(const std::string& whistle, const std::string& hook) {
  std::vector<Json> found;
  const Json shown = as("ZHZX", {"show", whistle, "--json"}).json();
  for (const Json& event : shown.at("timeline"))
    if (event["event"] == "office_told" && event["hook"] == hook) found.push_back(event);
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_message_says_whose_limit_passed_and_that_it_is_an_exercise) {
  shao::config::Hook hook;
  hook.id = "duty";
  hook.office = shao::core::OfficeId("DCS");
  hook.assigned = true;
  hook.levels[3] = true;
  const Json level = Json::parse(
      R"({"n":57,"at":1770975000123,"event":"level_fired","whistle":"W12","office":"ZJW",)"
      R"("clock":"report_in","level":3,"due":1770975000000,"notify":["DCS/supervision_office"],)"
      R"("exercise":true})");
  auto messages = shao::hooks::messages_of(level, "3-9f2c-57", "shunyi", {hook});
  BOOST_REQUIRE_EQUAL(messages.size(), 1U);
  Json body = Json::parse(messages[0].body);
  BOOST_TEST(body["office"] == "DCS");
  BOOST_TEST(body["against"] == "ZJW");
  BOOST_TEST(holds(body["text"], "ZJW"), body["text"]);
  BOOST_TEST(holds(body["text"], "[exercise] "), body["text"]);
  BOOST_TEST(holds(body["text_zh"], "【演练】"), body["text_zh"]);
  const Json assigned = Json::parse(
      R"({"n":58,"event":"whistle_dispatched","whistle":"W12","assigned":[{"office":"DCS"}]})");
  messages = shao::hooks::messages_of(assigned, "3-9f2c-58", "shunyi", {hook});
  BOOST_REQUIRE_EQUAL(messages.size(), 1U);
  body = Json::parse(messages[0].body);
  BOOST_TEST(body["text"] == "DCS is assigned to W12");
  BOOST_TEST(!body.contains("against"));
}

BOOST_AUTO_TEST_CASE(a_program_is_told_once_more_after_a_kill_under_the_same_id) {
  Hooked hooked;
  hooked.write(
      "[[hook]]\nid = \"duty\"\noffice = \"ZJW\"\non = [\"assigned\", \"level_0\"]\n"
      "program = [\"/usr/bin/tee\", \"-a\", \"told.jsonl\"]\n");
  hooked.run();
  const std::string first = dispatched("hooked-1");
  const bool told = within(20s, [&] { return !receipts(first, "duty").empty(); });
  BOOST_REQUIRE_MESSAGE(told, hooked.log());
  const std::vector<Json> messages = hooked.told("hooks/told.jsonl");
  BOOST_REQUIRE_EQUAL(messages.size(), 1U);
  BOOST_TEST(messages[0]["whistle"] == first);
  BOOST_TEST(messages[0]["office"] == "ZJW");
  BOOST_TEST(messages[0]["occasion"] == "assigned");
  // What a person wrote does not leave by a hook, nor does anything about the resident.
  for (const char* canary : {"张三丰", "13812341234", "电梯停运"})
    BOOST_TEST(!holds(messages[0].dump(), canary), canary);
  BOOST_TEST(receipts(first, "duty")[0]["delivered"] == true);
  BOOST_TEST(holds(as("ZHZX", {"show", first}, "zh_CN.UTF-8").out, "duty"));

  hooked.process().kill();
  const std::string second = dispatched("hooked-2");
  hooked.run();
  BOOST_REQUIRE_MESSAGE(within(30s, [&] { return !receipts(second, "duty").empty(); }),
                        hooked.log());
  BOOST_TEST(receipts(first, "duty").size() == 1U);
  BOOST_TEST(receipts(second, "duty").size() == 1U);
  std::set<std::string> ids;
  for (const Json& one : hooked.told("hooks/told.jsonl")) ids.insert(one["id"].get<std::string>());
  BOOST_TEST(ids.size() == 2U);
  BOOST_TEST(hooked.process().terminate(5s) == 0);
}

BOOST_AUTO_TEST_CASE(
    a_receiver_that_fails_at_first_is_told_again_and_one_that_is_away_holds_up_nobody) {
  Hooked hooked;
  const std::string certificate = hooked.folder() / "cert.pem";
  const std::string key = hooked.folder() / "key.pem";
  auto openssl = started(
      "/usr/bin/openssl",
      {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
       "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate},
      hooked.folder().path() / "openssl.log");
  BOOST_REQUIRE(openssl.wait(60s) == 0);
  const fs::path file = hooked.folder() / "received";
  auto receiver = started("/usr/bin/python3",
                          {SHAO_SOURCE_DIR "/tests/clients/hook_receiver.py", certificate, key,
                           "the receiver knows it", "1", file},
                          hooked.folder().path() / "receiver.log");
  BOOST_REQUIRE(within(20s, [&] { return fs::exists(file) && fs::file_size(file) > 0; }));
  std::ifstream in(file);
  std::string port;
  std::getline(in, port);
  const auto hook = [&](const std::string& id, const std::string& office, const std::string& url) {
    return "[[hook]]\nid = \"" + id + "\"\noffice = \"" + office +
           "\"\non = [\"assigned\"]\nurl = \"" + url + "\"\nsecret_file = \"" +
           std::string(hooked.folder() / "secret") + "\"\nca_file = \"" + certificate +
           "\"\ntimeout = 2\n\n";
  };
  hooked.write(hook("web", "ZJW", "https://localhost:" + port + "/shao") +
               hook("away", "SJ", "https://localhost:1/shao"));
  hooked.run();
  const std::string whistle = dispatched("hooked-3");
  BOOST_REQUIRE_MESSAGE(within(30s, [&] { return !receipts(whistle, "web").empty(); }),
                        hooked.log());
  const std::vector<Json> received = hooked.told("received");
  BOOST_REQUIRE_EQUAL(received.size(), 2U);
  BOOST_TEST(received[0]["refused"] == true);
  BOOST_TEST(received[0]["id"] == received[1]["id"]);
  for (const Json& one : received) BOOST_TEST(one["signed"] == true);
  BOOST_TEST(received[1]["body"]["whistle"] == whistle);
  BOOST_TEST(receipts(whistle, "web")[0]["attempts"] == 2);
  BOOST_TEST(receipts(whistle, "web")[0]["outcome"] == "HTTP 204");
  BOOST_TEST(receipts(whistle, "away").empty());
}

BOOST_AUTO_TEST_CASE(who_cannot_be_reached_is_given_up_after_the_hook_s_patience) {
  using namespace shao;
  const TempFolder folder;
  config::Hook hook;
  hook.id = "away";
  hook.office = core::OfficeId("ZJW");
  hook.program = {"/bin/false"};
  hook.give_up_after = 1min;
  auto queue = hooks::Queue::open(folder / "queue.sqlite");
  BOOST_REQUIRE_MESSAGE(queue.has_value(), (queue ? "" : queue.error()));
  const core::Instant start{core::Duration{1'000'000}};
  queue->take_in({{"1-n1-7:away", "away", "ZJW", "W1", 7, "{}\n"}}, "1-n1-7", start);
  hooks::Deliveries deliveries(*queue, {hook}, folder.path().string());
  const auto until_ended = [&](core::Instant now) {
    std::vector<hooks::Receipt> all = deliveries.step(now);
    for (int i = 0; i < 200 && deliveries.busy(); ++i) {
      std::this_thread::sleep_for(10ms);
      for (hooks::Receipt& one : deliveries.step(now)) all.push_back(std::move(one));
    }
    return all;
  };
  BOOST_TEST(until_ended(start).empty());
  BOOST_TEST(queue->waiting() == 1U);
  const auto given_up = until_ended(start + 2min);
  BOOST_REQUIRE_EQUAL(given_up.size(), 1U);
  BOOST_TEST(!given_up[0].delivered);
  BOOST_TEST(given_up[0].attempts == 2U);
  BOOST_TEST(given_up[0].outcome == "exit 1");
  deliveries.settle(given_up);
  BOOST_TEST(queue->waiting() == 0U);
}
