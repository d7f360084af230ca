#include "clients/cli/leader.hpp"

#include <chrono>
#include <iostream>
#include <optional>
#include <thread>

#include "dispatcher/journal/hand_over.hpp"
#include "dispatcher/journal/journal.hpp"

namespace shao::cli {

namespace {

using namespace std::chrono_literals;
using codec::Json;
using Clock = std::chrono::steady_clock;

/// As long as a leader looks for it (journal::hand_over_lasts), and the claim after it.
constexpr auto patience = 12s;

struct Standing {
  journal::Head head;
  std::string leader;  // nonce of who holds the lease; "": nobody
  std::optional<journal::Standby> standby;
};

journal::Result<Standing> look(journal::RedisConnection& redis, const std::string& jurisdiction) {
  auto head = journal::read_head(redis, jurisdiction);
  if (!head) return core::Unexpected{head.error()};
  auto leader = journal::lease_holder(redis, jurisdiction);
  if (!leader) return core::Unexpected{leader.error()};
  auto standby = journal::read_standby(redis, jurisdiction);
  if (!standby) return core::Unexpected{standby.error()};
  // For two seconds who has just begun to lead is still said to stand by.
  if (*standby && (*standby)->nonce == *leader) (*standby).reset();
  return Standing{std::move(*head), std::move(*leader), std::move(*standby)};
}

Exit failed(const journal::Error& error) {
  complain(error.message);
  return Exit::local_failure;
}

Exit refuse(const std::string& why) {
  complain(why);
  return Exit::refused;
}

std::string nobody_leads() {
  return say("nobody leads now: no dispatcher holds the lease",
             "当前无主调度：没有调度程序持有租约");
}

}  // namespace

Exit run_leader(const LeaderFlags& flags) {
  auto redis = connect(flags.redis);
  if (!redis) return failed(redis.error());
  const auto now = look(*redis, flags.jurisdiction);
  if (!now) return failed(now.error());
  if (flags.json) {
    Json line{{"epoch", now->head.epoch},
              {"number", now->head.number},
              {"leader", nullptr},
              {"standby", nullptr}};
    if (!now->leader.empty()) line["leader"] = now->leader;
    if (now->standby)
      line["standby"] = Json{{"nonce", now->standby->nonce}, {"applied", now->standby->applied}};
    std::cout << codec::dump(line) << '\n';
    return Exit::done;
  }
  if (now->leader.empty())
    std::cout << nobody_leads() << '\n';
  else
    std::cout << say("leads: ", "主调度：") << now->leader << say(", epoch ", "，任期 ")
              << now->head.epoch << say(", event ", "，记录 ") << now->head.number << '\n';
  if (now->standby)
    std::cout << say("stands by: ", "备用：") << now->standby->nonce
              << say(", has applied up to event ", "，已同步至记录 ") << now->standby->applied
              << '\n';
  else
    std::cout << say("nobody stands by: start a second shao-dispatcher",
                     "无备用：请启动第二个 shao-dispatcher")
              << '\n';
  return Exit::done;
}

Exit run_leader_hand_over(const LeaderFlags& flags) {
  auto redis = connect(flags.redis);
  if (!redis) return failed(redis.error());
  const auto before = look(*redis, flags.jurisdiction);
  if (!before) return failed(before.error());
  if (before->leader.empty()) return refuse(nobody_leads());
  if (!before->standby)
    return refuse(
        say("nobody stands by to take over: start a second shao-dispatcher first; the "
            "leader was left as it is",
            "没有备用可以接替：请先启动第二个 shao-dispatcher；主调度未变"));
  const auto asked_at = Clock::now();
  if (const auto asked = journal::ask_hand_over(*redis, flags.jurisdiction, before->leader); !asked)
    return failed(asked.error());
  while (Clock::now() - asked_at < patience) {
    std::this_thread::sleep_for(20ms);
    const auto head = journal::read_head(*redis, flags.jurisdiction);
    if (!head) return failed(head.error());
    if (head->epoch == before->head.epoch) continue;
    const auto ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - asked_at).count();
    if (flags.json)
      std::cout << codec::dump(Json{{"from", before->head.epoch}, {"to", head->epoch}, {"ms", ms}})
                << '\n';
    else
      std::cout << say("handed over: epoch ", "已移交：任期 ") << before->head.epoch << " -> "
                << head->epoch << say(", after ", "，用时 ") << ms << " ms\n";
    return Exit::done;
  }
  return refuse(
      say("the leader did not go within 12 s: look at its log; shao leader says who "
          "leads now",
          "主调度 12 秒内未移交：请查看其日志；shao leader 显示当前主调度"));
}

}  // namespace shao::cli
