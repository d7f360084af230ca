#include "clients/cli/session.hpp"

#include <sodium.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "dispatcher/codec/spoken.hpp"

namespace shao::cli {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using codec::Json;

/// How long another `shao` may hold the outbox before this one gives up.
constexpr auto outbox_patience = 5s;

fs::path default_profile() {
  if (const char* named = std::getenv("SHAO_PROFILE"); named != nullptr && *named != '\0')
    return named;
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : "/") / ".config/shaodao/profile.toml";
}

}  // namespace

core::Result<client::Settings, std::string> settings_of(const Globals& globals) {
  const fs::path profile = globals.profile.empty() ? default_profile() : fs::path(globals.profile);
  const bool complete = !globals.brokers.empty() && !globals.broker_key.empty() &&
                        !globals.key.empty() && !globals.jurisdiction.empty();
  client::Settings settings;
  if (!complete || !globals.profile.empty()) {
    auto read = client::read_profile(profile);
    if (!read)
      return core::Unexpected{
          read.error() + say("; give --profile FILE, or --broker, --broker-key, --key and "
                             "--jurisdiction",
                             "；请用 --profile 指定连接文件，或同时给出 --broker、--broker-key、"
                             "--key 和 --jurisdiction")};
    settings = std::move(*read);
  }
  if (!globals.brokers.empty()) settings.brokers = globals.brokers;
  if (!globals.jurisdiction.empty()) settings.jurisdiction = globals.jurisdiction;
  if (!globals.broker_key.empty()) settings.broker_key = globals.broker_key;
  if (!wire::is_key(settings.broker_key))
    return core::Unexpected{
        "--broker-key: \"" + settings.broker_key +
        say("\" is no key: 40 characters, Z85", "\" 不是密钥：应为 40 个 Z85 字符")};
  if (!globals.key.empty()) {
    const auto file = wire::read_key_file(globals.key);
    if (!file) return core::Unexpected{"--key: " + file.error()};
    settings.own = file->keys;
    settings.office = file->office;
  }
  return settings;
}

std::string new_command_id(const std::string& action) {
  std::array<unsigned char, 6> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 13> hex{};
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  return action + ":" + std::to_string(now) + ":" + hex.data();
}

core::Result<Session, std::string> Session::open(const Globals& globals, Outbox outbox) {
  auto settings = settings_of(globals);
  if (!settings) return core::Unexpected{settings.error()};
  if (outbox == Outbox::none) settings->outbox.clear();
  auto context = std::make_unique<zmq::context_t>(1);
  const auto until = client::Steady::now() + outbox_patience;
  for (;;) {
    auto opened = client::Client::open(*context, *settings);
    if (opened)
      return Session(globals, std::move(context),
                     std::make_unique<client::Client>(std::move(*opened)));
    if (client::Steady::now() > until || opened.error().find("in use") == std::string::npos)
      return core::Unexpected{opened.error()};
    std::this_thread::sleep_for(100ms);
  }
}

std::optional<Json> Session::wait_for(const std::string& id) {
  const auto until = client::Steady::now() + timeout_;
  while (client::Steady::now() < until) {
    if (auto done = client_->wait(100ms); !done)
      return Json{{"ok", false}, {"message", done.error()}};
    while (auto news = client_->take()) {
      if (auto* answered = std::get_if<client::Answered>(&*news); answered && answered->id == id)
        return std::move(answered->body);
      if (auto* failed = std::get_if<client::Failed>(&*news);
          failed && (failed->id == id || failed->id.empty()))
        return std::move(failed->body);
    }
  }
  return std::nullopt;
}

std::optional<Json> Session::command(const std::string& id, const Json& body) {
  if (!client_->send(id, body))
    return Json{{"ok", false},
                {"message", "the outbox holds command id " + id + " with another body"},
                {"message_zh", "待发箱里已有编号 " + id + "，但内容不同"}};
  return wait_for(id);
}

std::optional<Json> Session::question(const Json& body) {
  const std::string id = new_command_id("q");
  client_->ask(id, body);
  return wait_for(id);
}

Exit report_local(const std::string& problem) {
  complain(problem);
  return Exit::local_failure;
}

Exit report_silence(const Session&, bool kept) {
  complain(kept ? say("no answer in time. The command is kept in the outbox; send it on with: "
                      "shao outbox send",
                      "没有按时收到答复。命令已留在待发箱，稍后用 shao outbox send 继续发送")
                : say("no answer in time: is the broker running, and is your key in its directory?",
                      "没有按时收到答复：接入程序是否在运行？您的密钥是否在名录里？"));
  return Exit::no_answer;
}

Exit report_refusal(const Globals& globals, const Json& body) {
  if (globals.json)
    std::cout << codec::dump(body) << '\n';
  else
    complain(message_of(body));
  return Exit::refused;
}

Exit run_command(const Globals& globals, Json body) {
  auto session = Session::open(globals, Session::Outbox::durable);
  if (!session) return report_local(session.error());
  if (!globals.person.empty() && !body.contains("person")) body["person"] = globals.person;
  const std::string action = body["do"].get<std::string>();
  const std::string id = globals.command_id.empty() ? new_command_id(action) : globals.command_id;
  const auto answer = session->command(id, body);
  if (!answer) return report_silence(*session, true);
  if (!answer->value("ok", false)) return report_refusal(globals, *answer);
  if (globals.json) {
    std::cout << codec::dump(*answer) << '\n';
  } else {
    const std::string state = answer->value("state", "");
    std::string line = answer->value("whistle", "") + "  " + state + "  " + say("event ", "事件 ") +
                       std::to_string(answer->value("number", 0ULL));
    if (!answer->value("first", true)) line += say("  (was answered before)", "  （此前已答复过）");
    std::cout << line << '\n';
  }
  return Exit::done;
}

}  // namespace shao::cli
