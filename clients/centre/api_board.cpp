// The board and its stream, the charts, the names of everything, and what an operator's tools ask.
#include "clients/centre/api.hpp"
#include "clients/centre/http/gzip.hpp"

namespace shao::centre {

namespace {

using namespace std::chrono_literals;
using codec::Json;

constexpr auto directory_good_for = 5s;
constexpr int fast = 1;
/// Open pages of one session; a browser of today opens six streams to one server at most.
constexpr std::size_t streams_of_session = 20;
constexpr std::size_t worth_packing = 1400;  // bytes: more than one packet

Problem no_board() {
  return {
      503, "no_leader",
      "Nobody leads the jurisdiction at the moment: the board is there as soon as somebody does.",
      "目前没有主控程序在运行：恢复后即可显示。"};
}

/// What keeps people from working, as sentences for the operator.
Json lacks_of(const Scope* centre, bool storage_up) {
  Json lacks = Json::array();
  if (centre == nullptr)
    lacks.push_back("no line to the broker as the command centre: see the log");
  else if (centre->line().silent_since())
    lacks.push_back("nothing is heard of the jurisdiction's leader");
  else if (!centre->ready())
    lacks.push_back("the board is still being read");
  if (!storage_up) lacks.push_back("Redis does not answer: nobody can log in");
  return lacks;
}

}  // namespace

/// What an office is told of as a whole is for those of its people whose role lets them see as
/// much; `as` does the same where a command or question goes out.
bool Api::sees_board(const door::Visitor& visitor) const {
  if (services_.scopes.is_centre(visitor.office.str())) return visitor.roles.any_of(core::sees_all);
  return !visitor.roles.empty();
}

Scope* Api::board_of(const Call& call) {
  if (sees_board(*call.visitor)) return scope_of(call);
  refuse(call, {403, "role_may_not", "Your roles do not let you see the board of your office.",
                "您的角色无权查看本单位看板。", "role"});
  return nullptr;
}

void Api::board(const Call& call) {
  Scope* scope = board_of(call);
  if (scope == nullptr) return;
  scope->board([this, call](const std::shared_ptr<const std::string>& text) {
    if (!text) return refuse(call, no_board());
    Response response;
    if (call.request.accepts_gzip() && text->size() > worth_packing) {
      // Many screens that come back at once take the same one.
      if (board_text_ != text) {
        board_packed_ = std::make_shared<const std::string>(gzip(*text, fast));
        board_text_ = text;
      }
      response.headers.emplace_back("Content-Encoding", "gzip");
      response.body = *board_packed_;
    } else {
      response.body = *text;
    }
    answer(call, std::move(response));
  });
}

void Api::stream(const Call& call) {
  Scope* scope = board_of(call);
  if (scope == nullptr) return;
  auto& of_session = streams_[call.visitor->session];
  std::erase_if(of_session, [](const auto& weak) { return weak.expired(); });
  if (of_session.size() >= streams_of_session) {
    Response many = problem_response(
        Problem{429, "too_fast", "This session has too many pages open: close some of them.",
                "本次登录打开的页面过多，请关闭一些。"});
    many.headers.emplace_back("Retry-After", "15");
    return answer(call, std::move(many));
  }
  std::string from(call.request.header("last-event-id"));
  if (from.empty()) from = std::string(call.request.parameter("from"));
  Response head;
  dress(head, call.request.by_tls);
  services_.metrics.request(200);
  auto stream = call.answer.stream(head.headers);
  if (!stream) return;
  of_session.push_back(stream);
  scope->join(std::move(stream), from);
}

void Api::history(const Call& call) {
  if (board_of(call) == nullptr) return;
  const auto history = services_.scopes.history_of(call.visitor->office.str());
  if (!history) return refuse(call, history.error());
  (*history)->json([this, call](const Json& json) { answer(call, json_response(200, json)); });
}

void Api::directory(const Call& call) {
  if (directory_ && client::Steady::now() - directory_at_ < directory_good_for) {
    Response response;
    response.body = *directory_;
    if (call.request.accepts_gzip()) {
      response.headers.emplace_back("Content-Encoding", "gzip");
      response.body = gzip(response.body, fast);
    }
    return answer(call, std::move(response));
  }
  ask(call, {{"ask", "directory"}}, [this, call](const Json& directory) {
    Json body = directory;
    body.erase("ok");
    directory_ = std::make_shared<const std::string>(codec::dump(body));
    directory_at_ = client::Steady::now();
    Response response;
    response.body = *directory_;
    answer(call, std::move(response));
  });
}

void Api::duty(const Call& call) {
  std::string office(call.request.parameter("office"));
  if (office.empty()) office = call.visitor->office.str();
  ask(call, {{"ask", "duty"}, {"office", office}}, [this, call](Json duty) {
    duty.erase("ok");
    answer(call, json_response(200, duty));
  });
}

void Api::openapi(const Call& call) {
  Response response;
  response.body = settings_.openapi;
  answer(call, std::move(response));
}

/// The process runs and its loop turns.
void Api::health(const Call& call) {
  answer(call, json_response(200, {{"ok", true}}));
}

/// People can work with it.
void Api::readiness(const Call& call) {
  Json lacks = lacks_of(services_.scopes.centre(), services_.door.storage_up());
  const bool ready = lacks.empty();
  answer(call, json_response(ready ? 200 : 503, {{"ready", ready}, {"lacks", std::move(lacks)}}));
}

void Api::figures(const Call& call) {
  Now now;
  if (server_counts != nullptr) now.server = *server_counts;
  if (Scope* centre = services_.scopes.centre()) {
    now.open_by_state = centre->by_state();
    if (const auto& present = centre->line().client().present())
      now.offices_connected = present->size();
    now.feed_silent = client::Steady::now() - centre->line().last_heard();
  }
  now.ready = lacks_of(services_.scopes.centre(), services_.door.storage_up()).empty();
  for (const door::Listed& one : services_.door.list()) now.sessions += one.sessions;
  now.status = status_;
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = services_.metrics.text(now);
  answer(call, std::move(response));
}

}  // namespace shao::centre
