// Coming in and going out.
#include <spdlog/spdlog.h>

#include "clients/centre/api.hpp"
#include "clients/centre/cookies.hpp"
#include "clients/centre/json_fields.hpp"

namespace shao::centre {

namespace {

using codec::Json;

constexpr const char* thirty_days = "; Max-Age=2592000";

}  // namespace

Json Api::session_json(const door::Visitor& visitor) const {
  const Scope* centre = services_.scopes.centre();
  const auto* clock = centre == nullptr || !centre->line().client().leader_clock()
                          ? nullptr
                          : &*centre->line().client().leader_clock();
  return {{"account", visitor.account},
          {"person", visitor.person},
          {"office", visitor.office.view()},
          {"roles", door::names_of(visitor.roles)},
          {"operator", visitor.operates},
          {"sees_board", sees_board(visitor)},
          {"must_change_password", visitor.must_change},
          {"csrf", visitor.csrf},
          {"jurisdiction", settings_.jurisdiction},
          {"exercise", clock != nullptr && clock->exercise}};
}

void Api::admit(const Call& call, const door::Outcome<door::Admitted>& admitted) {
  if (!admitted) {
    services_.metrics.login(std::string(door::name_of(admitted.error().kind)));
    return answer(call, problem_response(admitted.error()));
  }
  services_.metrics.login("admitted");
  Response response = json_response(200, session_json(admitted->visitor));
  response.headers.emplace_back("Set-Cookie", cookie(token_cookie, admitted->token));
  if (!admitted->known.empty())
    response.headers.emplace_back("Set-Cookie", cookie(known_cookie, admitted->known, thirty_days));
  // The token that came with the request is another's, or over.
  Call answered = call;
  answered.token.clear();
  answer(answered, std::move(response));
}

void Api::log_in(const Call& call) {
  const auto body = body_of(call);
  if (!body) return;
  door::Try tried{text_in(*body, "account"), text_in(*body, "password"), call.request.address,
                  std::string(call.request.cookie(known_cookie))};
  for (const auto& [field, value] :
       {std::pair{"account", &tried.name}, std::pair{"password", &tried.password}})
    if (value->empty())
      return refuse(call, {422, "missing_field", std::string(field) + " is missing",
                           std::string(field) + " 未填写", field, "", "a text"});
  services_.door.log_in(tried, [this, call](const door::Outcome<door::Admitted>& admitted) {
    admit(call, admitted);
  });
}

void Api::session(const Call& call) {
  answer(call, json_response(200, session_json(*call.visitor)));
}

void Api::log_out(const Call& call) {
  services_.door.log_out(call.token);
  Response response;
  response.status = 204;
  response.headers.emplace_back("Set-Cookie", cookie(token_cookie, "", "; Max-Age=0"));
  Call over = call;
  over.token.clear();
  answer(over, std::move(response));
}

void Api::change_password(const Call& call) {
  const auto body = body_of(call);
  if (!body) return;
  const std::string token = call.token, address = call.request.address;
  services_.door.change_password(
      token, text_in(*body, "old"), text_in(*body, "new"), address,
      [this, call](const door::Outcome<door::Admitted>& admitted) { admit(call, admitted); });
}

void Api::end_streams(const std::string& session, std::string_view last_message) {
  const auto found = streams_.find(session);
  if (found == streams_.end()) return;
  const auto over = stream_message(last_message, {}, "{}");
  const auto streams = std::move(found->second);
  streams_.erase(found);
  for (const auto& weak : streams)
    if (const auto stream = weak.lock()) {
      stream->send(over);
      stream->close();
    }
}

}  // namespace shao::centre
