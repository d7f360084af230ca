#include "brokers/messages.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/codec/position.hpp"

namespace shao::broker {
namespace {

using core::Unexpected;
using Parsed = core::Result<ClientMessage, Wrong>;

Unexpected<Wrong> bad_frames(std::string detail, std::string detail_zh, std::string id = {}) {
  return {Wrong{std::move(id), {FaultName::bad_frames, std::move(detail), std::move(detail_zh)}}};
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= core::client_id_capacity &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::optional<std::size_t> credit_of(const std::string& text) {
  std::size_t credit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), credit);
  if (error != std::errc{} || end != text.data() + text.size() || text.size() > 6)
    return std::nullopt;
  if (credit < 1 || credit > max_credit) return std::nullopt;
  return credit;
}

Unexpected<Wrong> bad_credit(const std::string& text) {
  return bad_frames("credit " + shown(text) + ": expected a number from 1 to 100000",
                    "credit " + shown(text) + " 应为 1 到 100000 的整数");
}

bool is_position(const std::string& text) {
  return text == "begin" || text == "now" || codec::parse_position(text).has_value();
}

Parsed parse_ask(link::AskKind kind, wire::Frames& frames) {
  const std::string id = is_id(frames[3]) ? frames[3] : std::string();
  if (!link::is_jurisdiction(frames[2]))
    return bad_frames("jurisdiction " + shown(frames[2]) +
                          ": expected 1 to 32 lower-case letters, digits or hyphens",
                      "jurisdiction " + shown(frames[2]) + " 应为 1 到 32 个小写字母、数字或连字符",
                      id);
  if (id.empty())
    return bad_frames(
        "id " + shown(frames[3]) + ": expected 1 to 64 printable ASCII characters without space",
        "id " + shown(frames[3]) + " 应为 1 到 64 个不含空格的可打印 ASCII 字符");
  if (auto body = codec::parse_body(frames[4]); !body)
    return Unexpected{Wrong{id, {FaultName::bad_body, body.error(), body.error()}}};
  return ClientMessage{Ask{kind, std::move(frames[2]), id, std::move(frames[4])}};
}

Parsed parse_follow(wire::Frames& frames) {
  if (!link::is_jurisdiction(frames[2]))
    return bad_frames(
        "jurisdiction " + shown(frames[2]) +
            ": expected 1 to 32 lower-case letters, digits or hyphens",
        "jurisdiction " + shown(frames[2]) + " 应为 1 到 32 个小写字母、数字或连字符");
  if (!is_position(frames[3]))
    return bad_frames(
        "position " + shown(frames[3]) + ": expected begin, now or epoch-nonce-number",
        "position " + shown(frames[3]) + " 应为 begin、now 或 “任期-随机数-序号”");
  const auto credit = credit_of(frames[4]);
  if (!credit) return bad_credit(frames[4]);
  return ClientMessage{Follow{std::move(frames[2]), std::move(frames[3]), *credit}};
}

/// Frames of each verb, the protocol and the verb included.
std::size_t frames_of(const std::string& verb) {
  if (verb == "COMMAND" || verb == "QUERY" || verb == "FOLLOW") return 5;
  if (verb == "CREDIT") return 3;
  if (verb == "UNFOLLOW" || verb == "PING") return 2;
  return 0;
}

}  // namespace

Parsed parse_client(wire::Frames frames) {
  if (frames.empty() || frames[0] != "shao1")
    return bad_frames("frame 1 " + shown(frames.empty() ? "" : frames[0]) + ": expected shao1",
                      "第 1 帧 " + shown(frames.empty() ? "" : frames[0]) + " 应为 shao1");
  const std::string verb = frames.size() > 1 ? frames[1] : std::string();
  const std::size_t expected = frames_of(verb);
  if (expected == 0)
    return bad_frames(
        "frame 2 " + shown(verb) + ": expected COMMAND, QUERY, FOLLOW, CREDIT, UNFOLLOW or PING",
        "第 2 帧 " + shown(verb) + " 应为 COMMAND、QUERY、FOLLOW、CREDIT、UNFOLLOW 或 PING");
  if (frames.size() != expected)
    return bad_frames(verb + " with " + std::to_string(frames.size()) + " frames: expected " +
                          std::to_string(expected),
                      verb + " 有 " + std::to_string(frames.size()) + " 帧，应为 " +
                          std::to_string(expected) + " 帧",
                      expected == 5 && frames.size() > 3 && verb != "FOLLOW" && is_id(frames[3])
                          ? frames[3]
                          : std::string());
  if (verb == "COMMAND") return parse_ask(link::AskKind::command, frames);
  if (verb == "QUERY") return parse_ask(link::AskKind::query, frames);
  if (verb == "FOLLOW") return parse_follow(frames);
  if (verb == "UNFOLLOW") return ClientMessage{Unfollow{}};
  if (verb == "PING") return ClientMessage{Ping{}};
  const auto credit = credit_of(frames[2]);
  if (!credit) return bad_credit(frames[2]);
  return ClientMessage{Credit{*credit}};
}

}  // namespace shao::broker
