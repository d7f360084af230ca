#include "clients/cli/hooks.hpp"

#include <sodium.h>

#include <csignal>
#include <filesystem>
#include <iostream>

#include "clients/hooks/deliveries.hpp"
#include "config/config.hpp"

namespace shao::cli {

namespace {

using namespace std::chrono_literals;
using codec::Json;

constexpr auto look_when_idle = 100ms;
constexpr auto look_when_busy = 10ms;

volatile std::sig_atomic_t hooks_interrupted = 0;  // set by Ctrl-C, which ends it cleanly

/// The hooks of the folder; every error of the configuration is told.
core::Result<std::vector<config::Hook>, Exit> hooks_of(const std::string& folder) {
  const auto files = config::read_directory(folder);
  if (!files) {
    complain(files.error().str(chinese()));
    return core::Unexpected{Exit::bad_input};
  }
  config::Loaded loaded = config::load(*files);
  if (loaded.configuration) return std::move(loaded.configuration->hooks);
  for (const config::Problem& problem : loaded.problems) complain(problem.str(chinese()));
  return core::Unexpected{Exit::bad_input};
}

/// Of one message there is one receipt, however often it is sent: the id is the message's.
std::string receipt_id(const std::string& message) {
  std::array<unsigned char, 16> hash{};
  crypto_generichash(hash.data(), hash.size(),
                     reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                     nullptr, 0);
  std::array<char, 33> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return std::string("told:") + hex.data();
}

class HooksRun {
 public:
  HooksRun(client::Client& client, hooks::Queue& queue, hooks::Deliveries deliveries)
      : client_(client), queue_(queue), deliveries_(std::move(deliveries)) {}

  Exit run(const std::string& from) {
    client_.follow(from);
    while (hooks_interrupted == 0) {
      if (auto done = client_.wait(deliveries_.busy() ? look_when_busy : look_when_idle); !done)
        return report_local(done.error());
      hear_all();
      if (revoked_) return Exit::refused;
      if (auto told = deliver(); !told) return report_local(told.error());
      if (queue_.problem()) return report_local(*queue_.problem());
    }
    return Exit::done;
  }

 private:
  /// All that has come goes into the queue in one transaction, with the position it leads to.
  void hear_all() {
    while (auto news = client_.take()) std::visit([this](const auto& one) { hear(one); }, *news);
    if (position_.empty()) return;
    queue_.take_in(messages_, position_, now());
    messages_.clear();
    position_.clear();
  }
  void hear(const client::FeedEvent& event) {
    position_ = event.position;
    for (hooks::Message& one : hooks::messages_of(
             event.body, event.position, client_.settings().jurisdiction, deliveries_.hooks()))
      messages_.push_back(std::move(one));
  }
  void hear(const client::CaughtUp& it) {
    if (it.position != queue_.position()) position_ = it.position;
  }
  void hear(const client::Rewound& it) {
    const auto position = codec::parse_position(it.position);
    const core::EventNumber number = position ? position->number : 0;
    std::erase_if(messages_, [&](const hooks::Message& one) { return one.event > number; });
    position_.clear();
    queue_.rewind(it.position, number);
    complain(
        say("the journal was rewound to " + it.position + ": what it lost is not told any more",
            "台账已回退至 " + it.position + "：丢失的事件不再通知"));
  }
  void hear(const client::Trimmed& it) {
    position_ = it.position;
    complain(say("away for too long: nobody was told of the events from " + it.from + " to " +
                     it.position + " (shao history has them)",
                 "离线过久：" + it.from + " 至 " + it.position +
                     " 的事件未能外发通知（可用 shao history 查询）"));
  }
  void hear(const client::Answered& it) {
    if (!flag_in(it.body, "ok"))
      complain(say("a receipt was refused: ", "回执未被受理：") + message_of(it.body));
  }
  void hear(const client::Failed& it) {
    complain(message_of(it.body));
    revoked_ = revoked_ || (it.id.empty() && text_in(it.body, "error") == "key_revoked");
  }
  void hear(const client::TermChanged&) {}
  void hear(const client::Snapshot&) {}

  /// The receipts are in the outbox, on the disk, before their messages leave the queue.
  core::Result<bool, std::string> deliver() {
    const std::vector<hooks::Receipt> receipts = deliveries_.step(now());
    if (receipts.empty()) return true;
    for (const hooks::Receipt& one : receipts) {
      tell(one);
      client_.send(receipt_id(one.message.id), {{"do", "told"},
                                                {"whistle", one.message.whistle},
                                                {"office", one.message.office},
                                                {"event", one.message.event},
                                                {"hook", one.message.hook},
                                                {"delivered", one.delivered},
                                                {"attempts", one.attempts},
                                                {"outcome", one.outcome}});
    }
    if (auto pumped = client_.pump(); !pumped) return pumped;
    deliveries_.settle(receipts);
    return true;
  }
  static void tell(const hooks::Receipt& one) {
    const std::string how = " (" + one.outcome + ", " + std::to_string(one.attempts) + ")";
    complain(one.delivered ? say("told ", "已通知 ") + one.message.id + how
                           : say("GIVEN UP telling ", "通知失败，已放弃 ") + one.message.id + how);
  }

  client::Client& client_;
  hooks::Queue& queue_;
  hooks::Deliveries deliveries_;
  std::vector<hooks::Message> messages_;  // heard, and not yet in the queue
  std::string position_;                  // up to which; empty: nothing was heard
  bool revoked_ = false;
};

}  // namespace

Exit run_hooks(const Globals& globals, const HooksFlags& flags) {
  auto hooks = hooks_of(flags.config);
  if (!hooks) return hooks.error();
  if (hooks->empty())
    complain(say(flags.config + " has no hooks (hooks.toml): nobody is told",
                 flags.config + " 中没有外发通知（hooks.toml）：不通知任何单位"));
  std::error_code error;
  std::filesystem::create_directories(flags.folder, error);
  const std::filesystem::path folder = std::filesystem::absolute(flags.folder);
  auto queue = hooks::Queue::open(folder / "queue.sqlite");
  if (!queue) return report_local(queue.error());
  auto settings = settings_of(globals);
  if (!settings) {
    complain(settings.error());
    return Exit::bad_input;
  }
  settings->outbox = folder / "outbox";
  zmq::context_t context(1);
  auto client = client::Client::open(context, *settings);
  if (!client) return report_local(client.error());
  std::signal(SIGINT, [](int) { hooks_interrupted = 1; });
  std::signal(SIGTERM, [](int) { hooks_interrupted = 1; });
  const std::string from = queue->position().empty() ? flags.from : queue->position();
  return HooksRun(*client, *queue, hooks::Deliveries(*queue, std::move(*hooks), folder.string()))
      .run(from);
}

}  // namespace shao::cli
