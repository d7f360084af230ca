#include "tests/centre/browser.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <optional>

#include "clients/centre/http/net.hpp"
#include "tests/centre/described.hpp"

namespace shao::test {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;
namespace http = centre::beast::http;
using Parser = http::response_parser<http::string_body>;

constexpr auto patience = 30s;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return result;
}

bool send_all(int socket, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

/// What came; empty: the other side closed. Nothing: nothing came in time.
std::optional<std::string> receive(int socket, Steady::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now());
  pollfd wait{socket, POLLIN, 0};
  if (left <= 0ms || ::poll(&wait, 1, static_cast<int>(left.count())) <= 0) return std::nullopt;
  std::array<char, 65536> bytes;
  const ssize_t count = ::recv(socket, bytes.data(), bytes.size(), 0);
  return count <= 0 ? std::string() : std::string(bytes.data(), static_cast<std::size_t>(count));
}

Reply reply_of(const http::response<http::string_body>& message) {
  Reply reply;
  reply.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    const std::string name = lower({field.name_string().data(), field.name_string().size()});
    const std::string value(field.value().data(), field.value().size());
    if (name == "set-cookie") reply.cookies.push_back(value);
    reply.headers[name] = value;
  }
  reply.body = message.body();
  return reply;
}

}  // namespace

Json Reply::json() const {
  Json json = Json::parse(body, nullptr, false);
  BOOST_REQUIRE_MESSAGE(!json.is_discarded(), "no JSON: " + body.substr(0, 300));
  return json;
}

std::string Reply::error() const {
  const Json json = Json::parse(body, nullptr, false);
  return json.is_object() ? json.value("error", std::string()) : std::string();
}

std::string Reply::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

journal::FileDescriptor connect_to(const std::string& address, const std::string& from) {
  const auto colon = address.rfind(':');
  sockaddr_in there{}, here{};
  there.sin_family = here.sin_family = AF_INET;
  there.sin_port = htons(static_cast<std::uint16_t>(std::stoul(address.substr(colon + 1))));
  ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &there.sin_addr);
  ::inet_pton(AF_INET, from.c_str(), &here.sin_addr);
  journal::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  // The port is chosen when it is known where to, or it would be taken for all destinations.
  ::setsockopt(socket.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0 ||
      ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&there), sizeof there) != 0)
    socket.reset();
  return socket;
}

std::string answers_to(const std::string& address, const std::string& bytes,
                       const std::string& from, std::chrono::milliseconds wait) {
  const auto socket = connect_to(address, from);
  std::string all;
  if (!socket) return all;
  // What is refused may be closed while it is still being sent; the answer can be read all the
  // same.
  send_all(socket.get(), bytes);
  const auto until = Steady::now() + wait;
  while (const auto some = receive(socket.get(), until)) {
    if (some->empty()) break;
    all += *some;
  }
  return all;
}

Reply read_reply(const std::string& text) {
  Parser parser;
  parser.eager(true);
  centre::beast::error_code error;
  std::size_t used = 0;
  while (!parser.is_done() && used < text.size() && !error)
    used += parser.put(centre::asio::buffer(text.data() + used, text.size() - used), error);
  if (error == http::error::need_more) parser.put_eof(error);
  return parser.is_header_done() ? reply_of(parser.get()) : Reply{};
}

std::string Browser::cookie_header() const {
  std::string all;
  for (const auto& [name, value] : cookies_) all += (all.empty() ? "" : "; ") + name + "=" + value;
  return all;
}

void Browser::take_cookies(const Reply& reply) {
  for (const std::string& cookie : reply.cookies) {
    const auto equals = cookie.find('='), end = cookie.find(';');
    const std::string name = cookie.substr(0, equals);
    const std::string value = cookie.substr(equals + 1, end - equals - 1);
    if (cookie.find("Max-Age=0") != cookie.npos)
      cookies_.erase(name);
    else
      cookies_[name] = value;
  }
}

Reply Browser::exchange_once(const std::string& text, bool head) {
  Parser parser;
  parser.eager(true);
  parser.skip(head);
  parser.body_limit(std::uint64_t{64} << 20);
  std::string rest;
  const auto until = Steady::now() + patience;
  for (bool again = true;;) {
    const bool kept = static_cast<bool>(connection_);
    if (!kept) connection_ = connect_to(address_, from_);
    if (!connection_) return {};
    bool over = !send_all(connection_.get(), text);
    while (!over && !parser.is_done()) {
      const auto some = receive(connection_.get(), until);
      if (!some) break;
      over = some->empty();
      rest += *some;
      centre::beast::error_code error;
      std::size_t used = 0;
      while (!parser.is_done() && used < rest.size() && !error)
        used += parser.put(centre::asio::buffer(rest.data() + used, rest.size() - used), error);
      rest.erase(0, used);
      if (error && error != http::error::need_more) return {};
      if (over && parser.is_header_done() && !parser.is_done()) parser.put_eof(error);
    }
    const bool done = parser.is_done();
    if (!done || !parser.keep_alive()) connection_.reset();
    // A connection that was kept may have been closed meanwhile; nothing was asked on it then.
    if (!done && over && kept && !parser.is_header_done() && std::exchange(again, false)) continue;
    return done ? reply_of(parser.get()) : Reply{};
  }
}

std::string Browser::request(const std::string& method, const std::string& path,
                             const std::string& body, const Headers& headers) const {
  Headers all{{"Host", address_}, {"Accept", "*/*"}};
  if (!cookies_.empty()) all["Cookie"] = cookie_header();
  if (method != "GET" && method != "HEAD") {
    if (!csrf_.empty()) all["X-Shao-CSRF"] = csrf_;
    all["Content-Type"] = "application/json";
    all["Content-Length"] = std::to_string(body.size());
  }
  for (const auto& [name, value] : headers) all[name] = value;
  std::string text = method + " " + path + " HTTP/1.1\r\n";
  for (const auto& [name, value] : all)
    if (!value.empty()) text += name + ": " + value + "\r\n";
  return text + "\r\n" + (all.contains("Content-Length") ? body : "");
}

Reply Browser::send(const std::string& method, const std::string& path, const std::string& body,
                    const Headers& headers) {
  const Reply reply = exchange_once(request(method, path, body, headers), method == "HEAD");
  BOOST_REQUIRE_MESSAGE(reply.status != 0, method + " " + path + " is not answered");
  take_cookies(reply);
  const bool packed = reply.headers.contains("content-encoding");
  if ((path.starts_with("/api/") || path == "/healthz" || path == "/readyz" ||
       path == "/metrics") &&
      !packed)
    for (const std::string& fault :
         described().faults(method, path, {reply.status, reply.header("content-type"), reply.body}))
      BOOST_ERROR(fault);
  for (const std::string& lacking : lacking_headers(path, reply))
    BOOST_ERROR(method + " " + path + " is answered without " + lacking);
  if (reply.status >= 200 && reply.status < 300 && !body.empty())
    for (const std::string& fault :
         described().faults_of_request(method, path, Json::parse(body, nullptr, false)))
      BOOST_ERROR(fault);
  return reply;
}

Reply Browser::post(const std::string& path, const Json& body, const Headers& headers) {
  return send("POST", path, codec::dump(body), headers);
}

Reply Browser::command(const std::string& path, const Json& body, const std::string& key) {
  // Unlike those of other browsers: what is sent from here stays under way when a test ends.
  static int browsers = 0;
  if (keys_ == 0) keys_ = ++browsers * 100'000;
  const std::string own = "key-" + std::to_string(::getpid()) + "-" + std::to_string(++keys_);
  return post(path, body, {{"Idempotency-Key", key.empty() ? own : key}});
}

Browser Browser::copy() const {
  Browser other(address_, from_);
  other.csrf_ = csrf_;
  other.cookies_ = cookies_;
  return other;
}

void Browser::trust(const Reply& session) {
  const Json json = Json::parse(session.body, nullptr, false);
  if (session.status == 200) csrf_ = json.value("csrf", "");
}

Reply Browser::try_sign_in(const std::string& account, const std::string& password,
                           const Headers& headers) {
  const Reply reply = post("/api/session", {{"account", account}, {"password", password}}, headers);
  trust(reply);
  return reply;
}

Json Browser::sign_in(const std::string& account, const std::string& password) {
  const Reply reply = try_sign_in(account, password);
  BOOST_REQUIRE_MESSAGE(reply.status == 200, account + " cannot sign in: " + reply.body);
  return reply.json();
}

std::vector<std::string> lacking_headers(const std::string& path, const Reply& reply) {
  std::vector<std::string> lacking;
  const auto wants = [&](const std::string& name, const std::string& value) {
    if (reply.header(name).find(value) == std::string::npos) lacking.push_back(name + ": " + value);
  };
  for (const char* part :
       {"default-src 'none'", "script-src 'self';", "style-src 'self';", "connect-src 'self'",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"})
    wants("content-security-policy", part);
  if (reply.header("content-security-policy").find("unsafe") != std::string::npos)
    lacking.push_back("content-security-policy that allows nothing unsafe");
  wants("x-content-type-options", "nosniff");
  wants("x-frame-options", "DENY");
  wants("referrer-policy", "no-referrer");
  wants("cross-origin-opener-policy", "same-origin");
  wants("cross-origin-resource-policy", "same-origin");
  if (path.starts_with("/api/")) wants("cache-control", "no-store");
  return lacking;
}

}  // namespace shao::test
