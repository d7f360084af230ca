#include "clients/centre/api.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

#include "clients/centre/cookies.hpp"
#include "clients/centre/door/tokens.hpp"
#include "clients/centre/json_fields.hpp"
#include "dispatcher/codec/object_text.hpp"

namespace shao::centre {

namespace {

using namespace std::chrono_literals;
using codec::Json;

Problem not_signed_in() {
  return {401, "not_signed_in", "You are not signed in, or your session is over. Sign in again.",
          "尚未登录，或登录已失效。请重新登录。"};
}

struct Status {
  std::string_view name;
  unsigned status;
};
constexpr std::array<Status, 29> statuses{{
    {"role_may_not", 403},
    {"not_your_unit", 403},
    {"not_your_assignment", 403},
    {"unknown_whistle", 404},
    {"wrong_state", 409},
    {"id_reused", 409},
    {"record_reused", 409},
    {"only_once", 409},
    {"too_late", 409},
    {"meeting_first", 409},
    {"level_too_low", 409},
    {"lead_has_reported_in", 409},
    {"scene_not_released", 409},
    {"storage_low", 503},
    {"no_leader", 503},
    {"no_line", 503},
    {"key_revoked", 503},
    {"unknown_jurisdiction", 503},
    {"too_fast", 429},
    {"wrong_login", 401},
    {"locked_out", 429},
    {"busy", 503},
    {"storage_down", 503},
    {"not_signed_in", 401},
    {"not_operator", 403},
    {"name_taken", 409},
    {"unknown_account", 404},
    {"last_operator", 409},
    {"bad_body", 400},
}};

/// "/api/whistles/W12/ack" against "/api/whistles/{whistle}/{move}".
bool matches(std::string_view pattern, std::string_view path, std::vector<std::string>& parts) {
  parts.clear();
  while (!pattern.empty() && !path.empty()) {
    const auto next = [](std::string_view& text) {
      const auto slash = text.find('/', 1);
      const std::string_view one = text.substr(0, slash);
      text = slash == text.npos ? std::string_view() : text.substr(slash);
      return one;
    };
    const std::string_view wanted = next(pattern), given = next(path);
    if (wanted.starts_with("/{")) {
      if (given.size() < 2) return false;
      parts.emplace_back(given.substr(1));
    } else if (wanted != given) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

}  // namespace

unsigned status_of(const std::string& refusal) {
  const auto found = std::find_if(statuses.begin(), statuses.end(),
                                  [&](const Status& one) { return one.name == refusal; });
  constexpr unsigned unprocessable = 422;
  return found == statuses.end() ? unprocessable : found->status;
}

Response problem_response(const door::Problem& problem) {
  const std::string name(door::name_of(problem.kind));
  Response response =
      problem_response(Problem{status_of(name), name, problem.message, problem.message_zh,
                               problem.field, problem.value, problem.expected});
  if (problem.wait > 0s)
    response.headers.emplace_back("Retry-After", std::to_string(problem.wait.count()));
  return response;
}

const std::vector<Api::Route>& Api::routes() {
  using M = Method;
  static const std::vector<Route> all{
      {M::post, "/api/session", Who::anybody, &Api::log_in},
      {M::get, "/api/session", Who::has_session, &Api::session},
      {M::del, "/api/session", Who::has_session, &Api::log_out},
      {M::post, "/api/session/password", Who::has_session, &Api::change_password},
      {M::get, "/api/directory", Who::signed_in, &Api::directory},
      {M::get, "/api/board", Who::signed_in, &Api::board},
      {M::get, "/api/stream", Who::signed_in, &Api::stream},
      {M::get, "/api/history", Who::signed_in, &Api::history},
      {M::get, "/api/duty", Who::signed_in, &Api::duty},
      {M::get, "/api/whistles", Who::signed_in, &Api::list_whistles},
      {M::post, "/api/whistles", Who::signed_in, &Api::raise},
      {M::get, "/api/whistles/{whistle}", Who::signed_in, &Api::whistle},
      {M::post, "/api/whistles/{whistle}/{move}", Who::signed_in, &Api::move},
      {M::post, "/api/preview", Who::signed_in, &Api::preview},
      {M::get, "/api/accounts", Who::operates, &Api::list_accounts},
      {M::post, "/api/accounts", Who::operates, &Api::add_account},
      {M::post, "/api/accounts/{name}", Who::operates, &Api::change_account},
      {M::post, "/api/accounts/{name}/reset", Who::operates, &Api::reset_account},
      {M::post, "/api/accounts/{name}/sign-out", Who::operates, &Api::sign_out_account},
      {M::get, "/api/openapi.json", Who::anybody, &Api::openapi},
      {M::get, "/healthz", Who::anybody, &Api::health},
      {M::get, "/readyz", Who::anybody, &Api::readiness},
      {M::get, "/metrics", Who::anybody, &Api::figures},
  };
  return all;
}

Api::Api(Services services, ApiSettings settings)
    : services_(services),
      settings_(std::move(settings)),
      pace_(settings_.requests_per_second, settings_.requests_at_once) {
  services_.door.on_signed_out(
      [this](const std::string& session) { end_streams(session, "signed_out"); });
  services_.door.on_changed(
      [this](const std::string& session) { end_streams(session, "session"); });
}

/// Whatever a page of ours does not need, it may not do: no script but our own files, no frame, no
/// other origin.
void Api::dress(Response& response, bool by_tls) {
  auto& headers = response.headers;
  const bool cached = std::any_of(headers.begin(), headers.end(), [](const auto& header) {
    return header.first == "Cache-Control";
  });
  if (!cached) headers.emplace_back("Cache-Control", "no-store");
  headers.emplace_back(
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
      "connect-src 'self'; font-src 'self'; manifest-src 'self'; object-src 'none'; "
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  headers.emplace_back("X-Content-Type-Options", "nosniff");
  headers.emplace_back("X-Frame-Options", "DENY");
  headers.emplace_back("Referrer-Policy", "no-referrer");
  headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  headers.emplace_back("Permissions-Policy", "geolocation=(self), camera=(), microphone=()");
  if (by_tls)
    headers.emplace_back("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

void Api::answer(const Call& call, Response response) {
  if (call.visitor && !call.token.empty())
    if (const auto fresh = services_.door.rotate_if_due(call.token))
      response.headers.emplace_back("Set-Cookie", cookie(token_cookie, *fresh));
  services_.metrics.request(response.status);
  constexpr unsigned denied = 403;
  if (response.status == denied)
    spdlog::warn("event=denied account={} address={} path={}",
                 call.visitor ? call.visitor->account : "",
                 door::loggable_address(call.request.address), codec::quoted(call.request.path));
  dress(response, call.request.by_tls);
  call.answer.send(std::move(response));
}

void Api::refuse(const Call& call, const Problem& problem) {
  answer(call, problem_response(problem));
}

bool Api::identify(Call& call) {
  call.token = std::string(call.request.cookie(token_cookie));
  if (!call.token.empty()) call.visitor = services_.door.visitor(call.token);
  if (!call.visitor && !settings_.identity_header.empty()) {
    call.token.clear();
    if (const auto name = call.request.header(settings_.identity_header); !name.empty())
      call.visitor = services_.door.trusted(name);
  }
  return call.visitor.has_value();
}

/// A page of another origin can make a browser send our cookie (older ones), never our token with
/// it. Who logs in has none yet.
bool Api::forged(const Call& call, bool by_session) const {
  const std::string_view site = call.request.header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") return true;
  if (!by_session || !call.visitor) return false;
  return !door::same_secret(call.visitor->csrf, call.request.header("x-shao-csrf"));
}

void Api::handle(Request request, Answer answer_to) {
  Call call{std::move(request), std::move(answer_to), {}, {}, {}};
  const std::string& path = call.request.path;
  // A page, or whether it is well, may be asked for without its body; a stream has none to leave
  // out.
  const bool head = call.request.method == Method::head && !path.starts_with("/api/");
  const Method method = head ? Method::get : call.request.method;
  const Route* route = nullptr;
  std::string allowed;  // by this path's other routes
  for (const Route& one : routes()) {
    std::vector<std::string> parts;
    if (!matches(one.pattern, path, parts)) continue;
    if (one.method != method) {
      allowed.append(allowed.empty() ? "" : ", ").append(name_of(one.method));
      continue;
    }
    route = &one;
    call.parts = std::move(parts);
    break;
  }
  if (route == nullptr && allowed.empty() && !path.starts_with("/api/")) {
    if (auto page = services_.pages.find(call.request)) {
      if (method == Method::get) return answer(call, std::move(*page));
      allowed = "GET, HEAD";
    }
  }
  if (route == nullptr) {
    if (!allowed.empty()) {
      Response wrong = problem_response(Problem{405, "wrong_method",
                                                "This address is used by " + allowed + " alone.",
                                                "该网址仅支持 " + allowed + "。"});
      wrong.headers.emplace_back("Allow", allowed);
      return answer(call, std::move(wrong));
    }
    return refuse(call, {404, "unknown_path", "There is nothing at this address: " + path,
                         "没有这个网址：" + path});
  }
  const bool known = identify(call);
  const std::string who = known ? call.visitor->session : "address " + call.request.address;
  if (!pace_.take(who, client::Steady::now())) {
    Response slow =
        problem_response(Problem{429, "too_fast", "Too many requests: wait a second and try again.",
                                 "请求过于频繁，请稍候再试。"});
    slow.headers.emplace_back("Retry-After", "1");
    return answer(call, std::move(slow));
  }
  if (method != Method::get && forged(call, route->who != Who::anybody))
    return refuse(call, {403, "csrf", "The request does not come from this application's page.",
                         "该请求不是由本系统页面发出的。"});
  if (route->who == Who::anybody) return (this->*route->handler)(call);
  if (!known) return refuse(call, not_signed_in());
  if (route->who != Who::has_session && call.visitor->must_change)
    return refuse(call, {403, "must_change_password", "Choose a password of your own first.",
                         "请先修改初始密码。"});
  if (route->who == Who::operates && !call.visitor->operates) {
    return refuse(call,
                  {403, "not_operator", "Only an operator may do this.", "仅系统管理员可以操作。"});
  }
  (this->*route->handler)(call);
}

std::optional<Json> Api::body_of(const Call& call) {
  if (!call.request.header("content-type").starts_with("application/json")) {
    refuse(call, {415, "wrong_type", "The body must be JSON (Content-Type: application/json).",
                  "请求体应为 JSON（Content-Type: application/json）。"});
    return std::nullopt;
  }
  auto body = codec::parse_body(call.request.body);
  if (!body) {
    refuse(call, {400, "malformed", "The body cannot be read: " + body.error(),
                  "请求体无法解析：" + body.error(), "body"});
    return std::nullopt;
  }
  return std::move(*body);
}

Scope* Api::scope_of(const Call& call) {
  const auto scope = services_.scopes.of(call.visitor->office.str());
  if (scope) return *scope;
  refuse(call, scope.error());
  return nullptr;
}

void Api::tend() {
  const auto now = client::Steady::now();
  pace_.forget_idle(now);
  for (auto it = streams_.begin(); it != streams_.end();) {
    std::erase_if(it->second, [](const auto& weak) { return weak.expired(); });
    // A wall asks for nothing all day, and is looked at.
    if (!it->second.empty()) services_.door.see(it->first);
    it = it->second.empty() ? streams_.erase(it) : std::next(it);
  }
  constexpr auto ask_status_every = 5s;
  if (status_asked_ || now - status_at_ < ask_status_every) return;
  if (Scope* centre = services_.scopes.centre()) {
    status_asked_ = true;
    status_at_ = now;
    centre->line().ask({{"ask", "status"}}, ask_status_every * 2, [this](const Json& answer) {
      status_asked_ = false;
      if (!flag_in(answer, "ok")) return;
      status_ = answer;
      const auto until = answer.find("no_work_until");
      services_.scopes.stand_still(
          until == answer.end() ? std::nullopt : std::optional(until->get<std::int64_t>()));
    });
  }
}

}  // namespace shao::centre
