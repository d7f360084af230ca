// Somebody's browser, as far as the server can tell: one connection that is kept, cookies, the
// header against forgeries. It waits for each answer, and looks at each one: whether it is as
// openapi.json has it, and whether it has the headers that every answer must have.
//
//   Browser browser(site.address());
//   browser.sign_in("li.na", password);
//   const Reply board = browser.get("/api/board");
//   const Reply answer = browser.command("/api/whistles/W12/ack", Json::object());
//   browser.post("/api/preview", body, {{"X-Shao-CSRF", ""}});     // an empty one is left out
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/journal/file_descriptor.hpp"

namespace shao::test {

using codec::Json;
using Headers = std::map<std::string, std::string>;

struct Reply {
  int status = 0;
  Headers headers;  // names in lower case
  std::vector<std::string> cookies;
  std::string body;

  /// The body; the test ends when it is no JSON.
  Json json() const;
  /// Of a Problem its name; empty when it is none.
  std::string error() const;
  std::string header(const std::string& name) const;
};

/// A connection to ADDRESS:PORT from an address of this machine: who tries too often is known by
/// it.
journal::FileDescriptor connect_to(const std::string& address, const std::string& from);
/// Everything `bytes` are answered until the server closes; what came within `patience`.
std::string answers_to(const std::string& address, const std::string& bytes,
                       const std::string& from = "127.0.0.1",
                       std::chrono::milliseconds patience = std::chrono::seconds{5});
/// The first answer in `text`; status 0 when there is none.
Reply read_reply(const std::string& text);

class Browser {
 public:
  explicit Browser(std::string address, std::string from = "127.0.0.1")
      : address_(std::move(address)), from_(std::move(from)) {}

  Reply get(const std::string& path, const Headers& headers = {}) {
    return send("GET", path, "", headers);
  }
  Reply post(const std::string& path, const Json& body = Json::object(),
             const Headers& headers = {});
  Reply send(const std::string& method, const std::string& path, const std::string& body,
             const Headers& headers = {});
  /// The request's text, for who sends it himself.
  std::string request(const std::string& method, const std::string& path, const std::string& body,
                      const Headers& headers = {}) const;
  /// POST with an Idempotency-Key, one of its own unless `key` is given.
  Reply command(const std::string& path, const Json& body, const std::string& key = "");

  /// The answer to POST /api/session; the token against forgeries is kept.
  Reply try_sign_in(const std::string& account, const std::string& password,
                    const Headers& headers = {});
  /// The session; the test ends when it was refused.
  Json sign_in(const std::string& account, const std::string& password);

  /// The same cookies in another browser: copied, or stolen.
  Browser copy() const;
  const std::string& address() const { return address_; }
  const std::string& csrf() const { return csrf_; }
  const std::map<std::string, std::string>& cookies() const { return cookies_; }
  void forget_cookie(const std::string& name) { cookies_.erase(name); }
  std::string cookie_header() const;
  void trust(const Reply& session);

 private:
  Reply exchange_once(const std::string& text, bool head);
  void take_cookies(const Reply& reply);

  std::string address_;
  std::string from_;
  journal::FileDescriptor connection_;
  std::string csrf_;
  std::map<std::string, std::string> cookies_;
  int keys_ = 0;
};

/// Headers that an answer lacks, of those that each one must have.
std::vector<std::string> lacking_headers(const std::string& path, const Reply& reply);

}  // namespace shao::test
