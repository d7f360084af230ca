#include "clients/centre/door/sessions.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "clients/centre/door/fields.hpp"

namespace shao::door {

using codec::Json;

std::string text_of(const Session& session) {
  Json object{{"id", session.id},
              {"account", session.account},
              {"generation", session.generation},
              {"csrf", session.csrf},
              {"began", codec::milliseconds(session.began)},
              {"rotated", codec::milliseconds(session.rotated)}};
  if (!session.former.empty()) {
    object["former"] = session.former;
    object["former_until"] = codec::milliseconds(session.former_until);
  }
  return codec::dump(object);
}

core::Result<Session, std::string> session_from(std::string_view token, std::string_view text) {
  const auto object = codec::parse_object(text);
  if (!object) return core::fail(object.error());
  Fields fields(*object);
  Session session;
  session.token = token;
  session.id = fields.text("id");
  session.account = fields.text("account");
  session.generation = fields.number("generation");
  session.csrf = fields.text("csrf");
  session.began = fields.instant("began");
  session.rotated = fields.instant("rotated");
  session.seen = session.seen_kept = session.rotated;
  if (object->contains("former")) {
    session.former = fields.text("former");
    session.former_until = fields.instant("former_until");
  }
  if (!fields.problem().empty()) return core::fail(fields.problem());
  return session;
}

void Sessions::index(const Session& session) {
  by_token_[session.token] = session.id;
  if (!session.former.empty()) by_token_[session.former] = session.id;
}

void Sessions::forget(const Session& session) {
  by_token_.erase(session.token);
  by_token_.erase(session.former);
}

Session* Sessions::find(const std::string& token, core::Instant now) {
  const auto id = by_token_.find(token);
  if (id == by_token_.end()) return nullptr;
  Session& session = sessions_.at(id->second);
  if (session.over(limits_, now)) return nullptr;
  if (token != session.token && now >= session.former_until) return nullptr;
  // Whoever has the new token needs the former no more, but for what is under way.
  if (token == session.token)
    session.former_until = std::min(session.former_until, now + limits_.grace);
  return &session;
}

void Sessions::add(Session session) {
  Session& held = sessions_[session.id];
  forget(held);
  held = std::move(session);
  index(held);
}

bool Sessions::may_rotate(const Session& session, const std::string& token,
                          core::Instant now) const {
  return token == session.token && now - session.rotated >= limits_.rotate_every;
}

void Sessions::rotate(Session& session, const std::string& token, core::Instant now) {
  forget(session);
  session.former = std::exchange(session.token, token);
  session.former_until = now + limits_.absolute;
  session.rotated = session.seen = session.seen_kept = now;
  index(session);
}

void Sessions::see(const std::string& id, core::Instant now) {
  const auto found = sessions_.find(id);
  if (found != sessions_.end() && !found->second.over(limits_, now)) found->second.seen = now;
}

std::vector<Session> Sessions::take_if(const std::function<bool(const Session&)>& wanted) {
  std::vector<Session> taken;
  for (auto next = sessions_.begin(); next != sessions_.end();) {
    const auto at = next++;
    if (!wanted(at->second)) continue;
    forget(at->second);
    taken.push_back(std::move(at->second));
    sessions_.erase(at);
  }
  return taken;
}

void Sessions::for_each(const std::function<void(Session&)>& each) {
  for (auto& [id, session] : sessions_) each(session);
}

std::vector<Session> Sessions::replace(std::vector<Session> written) {
  std::map<std::string, Session> before = std::exchange(sessions_, {});
  by_token_.clear();
  for (Session& session : written) {
    if (const auto known = before.find(session.id); known != before.end()) {
      session.seen = std::max(session.seen, known->second.seen);
      if (session.former == known->second.former)
        session.former_until = std::min(session.former_until, known->second.former_until);
      before.erase(known);
    }
    add(std::move(session));
  }
  std::vector<Session> gone;
  gone.reserve(before.size());
  for (auto& [id, session] : before) gone.push_back(std::move(session));
  return gone;
}

}  // namespace shao::door
