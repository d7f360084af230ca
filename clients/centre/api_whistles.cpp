// Whistles: looking at them, raising them, moving them. What may be done and how stands in the
// jurisdiction's rules; here a request becomes a command or a question of the visitor's office, and
// its answer a response.
#include <algorithm>
#include <array>

#include "clients/centre/api.hpp"
#include "clients/centre/json_fields.hpp"
#include "dispatcher/codec/event_json.hpp"
#include "dispatcher/codec/utf8.hpp"

namespace shao::centre {

namespace {

using namespace std::chrono_literals;
using client::Steady;
using codec::Json;

constexpr auto patience = 10s;

/// Commands that people give: `told` is for programs.
constexpr std::array<std::string_view, 33> moves{
    "submit",       "approve",        "refuse",
    "assign",       "release",        "reveal",
    "erase",        "withdraw",       "ack",
    "contact",      "report-in",      "progress",
    "resolve",      "verify",         "evaluate",
    "dispute",      "rule",           "add-assisting",
    "relieve",      "convene",        "minutes",
    "replace-lead", "ask-suspension", "decide-suspension",
    "resume",       "ask-extension",  "decide-extension",
    "reopen",       "escalate",       "merge",
    "unmerge",      "replan",         "note"};

/// Who gave it, as the journal keeps it: two people may have one name, no two have one account.
std::string account_of(const door::Visitor& visitor) {
  constexpr std::size_t most = 100;  // characters, of which the account has 40 at most
  constexpr std::size_t brackets = 3;
  return std::string(codec::beginning(visitor.person, most - visitor.account.size() - brackets)) +
         " (" + visitor.account + ")";
}

/// A refusal or an error, as the contract has it.
Response refused(const Json& answer) {
  const std::string name = answer.value("refused", answer.value("error", std::string("unknown")));
  Json body = answer;
  body.erase("ok");
  body["error"] = name;
  return json_response(status_of(name), body);
}

bool is_key(std::string_view text) {
  constexpr std::size_t shortest = 8, longest = 56;
  return text.size() >= shortest && text.size() <= longest &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '-' || c == '_';
         });
}

}  // namespace

void Api::ask(const Call& call, Json question, Then then) {
  Scope* scope = scope_of(call);
  if (scope == nullptr) return;
  question["as"] = door::names_of(call.visitor->roles);
  scope->line().ask(question, patience,
                    [this, call, begun = Steady::now(), then = std::move(then)](const Json& body) {
                      services_.metrics.answered(Steady::now() - begun);
                      if (flag_in(body, "ok"))
                        then(body);
                      else
                        answer(call, refused(body));
                    });
}

void Api::list_whistles(const Call& call) {
  Json question{{"ask", "list"}};
  const Request& request = call.request;
  if (const auto state = request.parameter("state"); !state.empty())
    question["state"] = std::string(state);
  if (const auto before = request.parameter("before"); !before.empty())
    question["before"] = std::string(before);
  if (const auto limit = request.parameter("limit"); !limit.empty()) {
    const bool number = limit.size() < 4 && std::all_of(limit.begin(), limit.end(), [](char c) {
                          return c >= '0' && c <= '9';
                        });
    question["limit"] = number ? Json(std::stoul(std::string(limit))) : Json(std::string(limit));
  }
  ask(call, std::move(question), [this, call](Json body) {
    body.erase("ok");
    answer(call, json_response(200, body));
  });
}

/// Two questions of the jurisdiction are one here: a page shows both.
void Api::whistle(const Call& call) {
  const std::string whistle = call.parts[0];
  ask(call, {{"ask", "explain"}, {"whistle", whistle}},
      [this, call, whistle](const Json& explained) {
        ask(call, {{"ask", "whistle"}, {"whistle", whistle}}, [this, call, explained](Json body) {
          body.erase("ok");
          for (const char* field : {"waits", "held", "until", "policy"})
            if (explained.contains(field)) body[field] = explained.at(field);
          body["names"].update(explained.value("names", Json::object()));
          answer(call, json_response(200, body));
        });
      });
}

void Api::preview(const Call& call) {
  auto body = body_of(call);
  if (!body) return;
  body->erase("do");
  (*body)["ask"] = "preview";
  ask(call, std::move(*body), [this, call](Json explained) {
    explained.erase("ok");
    answer(call, json_response(200, explained));
  });
}

void Api::raise(const Call& call) {
  auto body = body_of(call);
  if (!body) return;
  (*body)["do"] = "raise";
  command(call, std::move(*body));
}

void Api::move(const Call& call) {
  const std::string& name = call.parts[1];
  if (std::find(moves.begin(), moves.end(), name) == moves.end())
    return refuse(call, {404, "unknown_path", "There is no move called " + name,
                         "没有名为 " + name + " 的操作"});
  auto body = body_of(call);
  if (!body) return;
  (*body)["do"] = name;
  (*body)["whistle"] = call.parts[0];
  command(call, std::move(*body));
}

void Api::command(const Call& call, Json body) {
  const std::string key(call.request.header("idempotency-key"));
  if (!is_key(key))
    return refuse(
        call, {400, "malformed", "Idempotency-Key: 8 to 56 letters, digits, - and _ are expected",
               "Idempotency-Key：应为 8 到 56 个字母、数字、- 或 _", "Idempotency-Key", key,
               "a new one for each intention, for example a UUID"});
  Scope* scope = scope_of(call);
  if (scope == nullptr) return;
  body["account"] = account_of(*call.visitor);
  body["as"] = door::names_of(call.visitor->roles);
  const std::string id = std::string(codec::web_command) + key;
  const bool taken =
      scope->line().send(id, body, patience, [this, call, begun = Steady::now()](const Json& said) {
        if (flag_in(said, "waiting")) return answer(call, json_response(202, said));
        services_.metrics.answered(Steady::now() - begun);
        answer(call, flag_in(said, "ok") ? json_response(200, said) : refused(said));
      });
  if (!taken)
    refuse(call, {409, "id_reused", "This Idempotency-Key was used for something else.",
                  "该 Idempotency-Key 已用于另一操作。", "Idempotency-Key", key, "a new one"});
}

}  // namespace shao::centre
