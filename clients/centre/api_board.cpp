// The board and its stream, the charts, the names of everything, and what an operator's tools ask.
#include "clients/centre/api.hpp"
#include "clients/centre/http/gzip.hpp"

namespace shao::centre {

namespace {

using namespace std::chrono_literals;
using codec::Json;

constexpr auto directory_good_for = 5s;
constexpr int fast = 1;
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

void Api::board(Call call) {
  Scope* scope = scope_of(call);
  if (scope == nullptr) return;
  scope->board([this, call = std::move(call)](const std::shared_ptr<const std::string>& text) {
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

void Api::stream(Call call) {
  Scope* scope = scope_of(call);
  if (scope == nullptr) return;
  std::string from(call.request.header("last-event-id"));
  if (from.empty()) from = std::string(call.request.parameter("from"));
  Response head;
  dress(head, call.request.by_tls);
  services_.metrics.request(200);
  auto stream = call.answer.stream(std::move(head.headers));
  if (!stream) return;
  streams_[call.visitor->session].push_back(stream);
  scope->join(std::move(stream), from);
}

void Api::history(Call call) {
  const auto history = services_.scopes.history_of(call.visitor->office.str());
  if (!history) return refuse(call, history.error());
  (*history)->json(
      [this, call = std::move(call)](const Json& json) { answer(call, json_response(200, json)); });
}

void Api::directory(Call call) {
  if (directory_ && client::Steady::now() - directory_at_ < directory_good_for) {
    Response response;
    response.body = *directory_;
    if (call.request.accepts_gzip()) {
      response.headers.emplace_back("Content-Encoding", "gzip");
      response.body = gzip(response.body, fast);
    }
    return answer(call, std::move(response));
  }
  const Call asked = call;
  ask(asked, {{"ask", "directory"}}, [this, call = std::move(call)](const Json& directory) {
    Json body = directory;
    body.erase("ok");
    directory_ = std::make_shared<const std::string>(codec::dump(body));
    directory_at_ = client::Steady::now();
    Response response;
    response.body = *directory_;
    answer(call, std::move(response));
  });
}

void Api::duty(Call call) {
  std::string office(call.request.parameter("office"));
  if (office.empty()) office = call.visitor->office.str();
  const Call asked = call;
  ask(asked, {{"ask", "duty"}, {"office", office}}, [this, call = std::move(call)](Json duty) {
    duty.erase("ok");
    answer(call, json_response(200, duty));
  });
}

void Api::openapi(Call call) {
  Response response;
  response.body = settings_.openapi;
  answer(call, std::move(response));
}

/// The process runs and its loop turns.
void Api::health(Call call) {
  answer(call, json_response(200, {{"ok", true}}));
}

/// People can work with it.
void Api::readiness(Call call) {
  Json lacks = lacks_of(services_.scopes.centre(), services_.door.storage_up());
  const bool ready = lacks.empty();
  answer(call, json_response(ready ? 200 : 503, {{"ready", ready}, {"lacks", std::move(lacks)}}));
}

void Api::figures(Call call) {
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
