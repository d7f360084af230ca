#include "clients/cli/session.hpp"

#include <sodium.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "dispatcher/codec/answer_json.hpp"

namespace shao::cli {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using codec::Json;

/// How long another `shao` may hold the outbox before this one gives up.
constexpr auto outbox_patience = 5s;

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

fs::path home() {
  const std::string home = from_environment("HOME");
  return home.empty() ? "/" : home;
}

fs::path default_profile() {
  const std::string named = from_environment("SHAO_PROFILE");
  return named.empty() ? home() / ".config/shaodao/profile.toml" : fs::path(named);
}

fs::path default_outbox(const client::Settings& settings) {
  const std::string state = from_environment("XDG_STATE_HOME");
  return (state.empty() ? home() / ".local/state" : fs::path(state)) / "shaodao/outbox" /
         settings.jurisdiction /
         (core::OfficeId::fits(settings.office) ? settings.office : "unnamed");
}

Outcome failed_here(std::string problem) {
  return {Outcome::Kind::local, {{"ok", false}, {"message", problem}, {"message_zh", problem}}};
}

}  // namespace

core::Result<client::Settings, std::string> settings_of(const Globals& globals) {
  const fs::path profile = globals.profile.empty() ? default_profile() : fs::path(globals.profile);
  const bool complete = !globals.brokers.empty() && !globals.broker_key.empty() &&
                        !globals.key.empty() && !globals.jurisdiction.empty();
  client::Settings settings;
  if (!complete || !globals.profile.empty()) {
    auto read = client::read_profile(profile, chinese());
    if (!read)
      return core::Unexpected{
          read.error() + say("; give --profile FILE, or --broker, --broker-key, --key and "
                             "--jurisdiction",
                             "；请用 --profile 指定连接文件，或同时给出 --broker、--broker-key、"
                             "--key 和 --jurisdiction")};
    settings = std::move(*read);
  }
  const std::string office = settings.office, jurisdiction = settings.jurisdiction;
  if (!globals.brokers.empty()) settings.brokers = globals.brokers;
  if (!globals.jurisdiction.empty()) settings.jurisdiction = globals.jurisdiction;
  if (!globals.broker_key.empty()) settings.broker_key = globals.broker_key;
  if (!globals.key.empty()) {
    const auto file = wire::read_key_file(globals.key);
    if (!file) return core::Unexpected{"--key: " + file.error()};
    settings.own = file->keys;
    settings.office = file->office;
  }
  if (const auto fit = client::check(settings, chinese()); !fit)
    return core::Unexpected{fit.error()};
  if (settings.outbox.empty() || settings.office != office || settings.jurisdiction != jurisdiction)
    settings.outbox = default_outbox(settings);
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

core::Result<Session, Exit> Session::open(const Globals& globals, Outbox outbox) {
  auto settings = settings_of(globals);
  if (!settings) {
    complain(settings.error());
    return core::Unexpected{Exit::bad_input};
  }
  if (outbox == Outbox::none) settings->outbox.clear();
  auto context = std::make_unique<zmq::context_t>(1);
  const auto until = client::Steady::now() + outbox_patience;
  for (;;) {
    auto opened = client::Client::open(*context, *settings);
    if (opened)
      return Session(globals, std::move(context),
                     std::make_unique<client::Client>(std::move(*opened)));
    const bool in_use = opened.error().find("in use") != std::string::npos;
    if (!in_use || client::Steady::now() > until)
      return core::Unexpected{report_local(
          in_use ? say(opened.error(), "待发箱 " + settings->outbox.string() +
                                           " 正被另一个程序使用：请等它结束，或另设 outbox")
                 : opened.error())};
    std::this_thread::sleep_for(100ms);
  }
}

Outcome Session::wait_for(const std::string& id) {
  const auto until = client::Steady::now() + timeout_;
  while (client::Steady::now() < until) {
    if (auto done = client_->wait(100ms); !done) return failed_here(done.error());
    while (auto news = client_->take()) {
      if (auto* answered = std::get_if<client::Answered>(&*news); answered && answered->id == id)
        return {flag_in(answered->body, "ok") ? Outcome::Kind::accepted : Outcome::Kind::refused,
                std::move(answered->body)};
      if (auto* failed = std::get_if<client::Failed>(&*news);
          failed && (failed->id == id || failed->id.empty()))
        return {failed->kept ? Outcome::Kind::kept : Outcome::Kind::refused,
                std::move(failed->body)};
      tell_of_earlier(*news);
    }
  }
  return {};
}

Outcome Session::command(const std::string& id, const Json& body) {
  if (!client_->send(id, body))
    return {Outcome::Kind::refused,
            codec::refusal_json({core::Reject::id_reused, "command id", id,
                                 "a new id: the outbox holds this one with another body"})};
  return wait_for(id);
}

Outcome Session::question(const Json& body) {
  const std::string id = new_command_id("q");
  client_->ask(id, body);
  return wait_for(id);
}

Exit report_local(const std::string& problem) {
  complain(problem);
  return Exit::local_failure;
}

Exit report_silence(const Globals& globals, bool command) {
  const std::string why =
      say("no answer in time: is the broker running, and is your key in its directory?",
          "没有按时收到答复：接入程序是否在运行？您的密钥是否在名录里？");
  complain(why);
  if (command)
    complain(say("the command is kept in the outbox; send it on with: shao outbox send",
                 "命令已留在待发箱，稍后用 shao outbox send 继续发送"));
  if (globals.json)
    std::cout << codec::dump(Json{
                     {"ok", false}, {"error", "no_answer"}, {"kept", command}, {"message", why}})
              << '\n';
  return Exit::no_answer;
}

Exit report(const Globals& globals, const Outcome& outcome, bool command) {
  if (outcome.kind == Outcome::Kind::silent) return report_silence(globals, command);
  if (outcome.kind == Outcome::Kind::local) return report_local(message_of(outcome.body));
  if (globals.json)
    std::cout << codec::dump(outcome.body) << '\n';
  else
    complain(message_of(outcome.body));
  if (outcome.kind == Outcome::Kind::refused) return Exit::refused;
  complain(say("the command is kept in the outbox; send it on with: shao outbox send",
               "命令已留在待发箱，稍后用 shao outbox send 继续发送"));
  return Exit::no_answer;
}

void tell_of_earlier(const client::News& news) {
  const auto tell = [](const std::string& id, const Json& body) {
    complain(say("from the outbox: ", "待发箱：") + id + ": " +
             (flag_in(body, "ok") ? text_in(body, "whistle") + " " + text_in(body, "state")
                                  : message_of(body)));
  };
  if (const auto* answered = std::get_if<client::Answered>(&news)) {
    if (answered->taken_back)
      complain(say("accepted earlier and lost since: ", "此前已受理，现已丢失：") + answered->id);
    tell(answered->id, answered->body);
  } else if (const auto* failed = std::get_if<client::Failed>(&news)) {
    tell(failed->id, failed->body);
  }
}

namespace {

/// The id of the same command that still waits in the outbox: whoever types it again means that
/// one. What waits has the stamp of when it was given.
std::optional<std::string> waiting_as(const client::Outbox& outbox, const Json& body) {
  for (const auto& [id, item] : outbox.items()) {
    if (item.accepted) continue;
    auto waits = codec::parse_object(item.body);
    if (!waits) continue;
    waits->erase("made_at");
    if (*waits == body) return id;
  }
  return std::nullopt;
}

void print_particulars(const Json& answer) {
  const auto line = [](const std::string& what, const std::string& value) {
    if (!value.empty()) std::cout << what << value << '\n';
  };
  const Json none = Json::object();
  const Json& reporter = answer.contains("reporter") ? answer["reporter"] : none;
  const Json& place = answer.contains("place") ? answer["place"] : none;
  line(say("name:    ", "姓名："), text_in(reporter, "name"));
  line(say("phone:   ", "电话："), text_in(reporter, "phone"));
  line(say("address: ", "地址："), text_in(place, "address"));
  if (place.contains("lon") && place.contains("lat"))
    line(say("place:   ", "位置："), text_in(place, "lon") + ", " + text_in(place, "lat"));
  if (flag_in(answer, "erased"))
    std::cout << say("they were erased", "当事人信息已抹除") << '\n';
  else if (flag_in(answer, "unreadable"))
    std::cout << say("they cannot be read: their key is gone; tell the operator",
                     "无法读取：密钥已丢失，请告知运维人员")
              << '\n';
  else if (!answer.contains("reporter") && !answer.contains("place"))
    std::cout << say("none were given with the whistle", "吹哨时未填写当事人信息") << '\n';
}

}  // namespace

Exit run_command(const Globals& globals, Json body) {
  auto session = Session::open(globals, Session::Outbox::durable);
  if (!session) return session.error();
  if (!globals.person.empty() && !body.contains("person")) body["person"] = globals.person;
  const std::string action = text_in(body, "do");
  std::string id = globals.command_id;
  if (id.empty())
    id = waiting_as(session->client().outbox(), body).value_or(new_command_id(action));
  const Outcome outcome = session->command(id, body);
  if (outcome.kind != Outcome::Kind::accepted) return report(globals, outcome, true);
  const Json& answer = outcome.body;
  if (globals.json) {
    std::cout << codec::dump(answer) << '\n';
    return Exit::done;
  }
  std::cout << text_in(answer, "whistle") << "  " << text_in(answer, "state") << "  "
            << say("event ", "事件 ") << text_in(answer, "number")
            << (flag_in(answer, "first", true)
                    ? ""
                    : say("  (was answered before)", "  （此前已答复过）"))
            << '\n';
  if (action == "reveal") print_particulars(answer);
  return Exit::done;
}

}  // namespace shao::cli
