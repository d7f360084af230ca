// What the pages ask of the server, one handler a path (openapi.json describes them; tests compare
// the two). A handler looks at a Call whose maker is known and may make it, and answers it now or
// when the jurisdiction has.
//
//   Api api({scopes, door, metrics, pages, settings});
//   Server server(io, ..., [&](Request request, Answer answer) {
//     api.handle(std::move(request), std::move(answer));
//   });
//
// api.cpp holds what comes before every handler: limits, who it is, forged requests, the route.
// The handlers: api_session.cpp, api_accounts.cpp, api_board.cpp, api_whistles.cpp.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "brokers/wire/pace.hpp"
#include "clients/centre/door/doorkeeper.hpp"
#include "clients/centre/http/server.hpp"
#include "clients/centre/metrics.hpp"
#include "clients/centre/pages.hpp"
#include "clients/centre/scopes.hpp"

namespace shao::centre {

struct ApiSettings {
  std::string jurisdiction;
  std::string openapi;              // the document's text
  std::string identity_header;      // in lower case; empty: nobody else checks who it is
  double requests_per_second = 30;  // of one session, or of an address that is not signed in
  double requests_at_once = 150;
};

struct Services {
  Scopes& scopes;
  door::Doorkeeper& door;
  Metrics& metrics;
  const Pages& pages;
};

/// A request whose maker is known.
struct Call {
  Request request;
  Answer answer;
  std::optional<door::Visitor> visitor;
  std::vector<std::string> parts;  // what stood in the pattern's braces
  std::string token;               // of the cookie
};

/// Who may make a call.
enum class Who : std::uint8_t {
  anybody,
  has_session,  // also while the password must be changed first
  signed_in,
  operates,
};

class Api {
 public:
  Api(Services services, ApiSettings settings);

  void handle(Request request, Answer answer);
  /// About twice a second.
  void tend();

  struct Route {
    Method method;
    std::string pattern;  // "/api/whistles/{whistle}/{move}"
    Who who;
    void (Api::*handler)(const Call&);
  };
  static const std::vector<Route>& routes();
  /// Puts in what every answer has.
  static void dress(Response& response, bool by_tls);
  const ServerCounts* server_counts = nullptr;  // of the server in front, for the figures

 private:
  // Before every handler (api.cpp).
  void answer(const Call& call, Response response);
  void refuse(const Call& call, const Problem& problem);
  bool identify(Call& call);
  bool forged(const Call& call, bool by_session) const;
  /// The JSON object in the body; answers and gives nothing when there is none.
  std::optional<codec::Json> body_of(const Call& call);

  // api_session.cpp
  void log_in(const Call& call);
  void session(const Call& call);
  void log_out(const Call& call);
  void change_password(const Call& call);
  codec::Json session_json(const door::Visitor& visitor) const;
  void admit(const Call& call, const door::Outcome<door::Admitted>& admitted);
  void end_streams(const std::string& session, std::string_view last_message);

  // api_accounts.cpp
  void list_accounts(const Call& call);
  void add_account(const Call& call);
  void change_account(const Call& call);
  void reset_account(const Call& call);
  void sign_out_account(const Call& call);

  // api_board.cpp
  bool sees_board(const door::Visitor& visitor) const;
  /// As scope_of, of those who may see it.
  Scope* board_of(const Call& call);
  void board(const Call& call);
  void stream(const Call& call);
  void history(const Call& call);
  void directory(const Call& call);
  void duty(const Call& call);
  void openapi(const Call& call);
  void health(const Call& call);
  void readiness(const Call& call);
  void figures(const Call& call);

  // api_whistles.cpp
  void list_whistles(const Call& call);
  void whistle(const Call& call);
  void raise(const Call& call);
  void move(const Call& call);
  void preview(const Call& call);
  void command(const Call& call, codec::Json body);
  using Then = std::function<void(const codec::Json& answer)>;
  void ask(const Call& call, codec::Json question, Then then);

  /// Of the visitor's office; answers and gives nothing when there is none.
  Scope* scope_of(const Call& call);

  Services services_;
  ApiSettings settings_;
  wire::Pace pace_;
  std::unordered_map<std::string, std::vector<std::weak_ptr<Stream>>> streams_;  // by session
  codec::Json status_;  // of the dispatcher, as last answered
  bool status_asked_ = false;
  client::Steady::time_point status_at_{};
  std::shared_ptr<const std::string> directory_;
  client::Steady::time_point directory_at_{};
  std::shared_ptr<const std::string> board_text_;    // that was packed last, by the scope's text
  std::shared_ptr<const std::string> board_packed_;  // and packed
};

/// The status that a refusal or an error of the jurisdiction has here.
unsigned status_of(const std::string& refusal);
Response problem_response(const door::Problem& problem);

}  // namespace shao::centre
