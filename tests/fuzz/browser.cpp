// What browsers send, and what the web server finds in Redis about who they are: the target of a
// request and its cookies, accounts, sessions.
#include "clients/centre/door/account.hpp"
#include "clients/centre/door/sessions.hpp"
#include "clients/centre/http/message.hpp"
#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

namespace {

void request(std::string_view bytes) {
  const auto parts = parts_of(bytes, between_frames);
  centre::Request request;
  if (centre::read_target(parts.front(), request)) {
    require(request.path.starts_with('/'), "a path begins at the root");
    require(request.path.find('\0') == std::string::npos, "a path has no end within it");
    require(request.path.size() <= parts.front().size(), "decoding makes nothing longer");
  }
  if (parts.size() < 2) return;
  request.headers["cookie"] = std::string(parts[1]);
  require(request.cookie("__Host-shao").find(';') == std::string_view::npos,
          "a cookie ends where the next begins");
}

}  // namespace

void browser(std::string_view bytes) {
  request(bytes);
  if (const auto account = door::account_from(bytes)) {
    require(!door::check(*account), "an account that is read is one that may be");
    const auto again = door::account_from(door::text_of(*account));
    require(again && *again == *account, "an account is read back as it was written");
  }
  if (const auto session = door::session_from("token", bytes)) {
    const auto text = door::text_of(*session);
    const auto again = door::session_from("token", text);
    require(again && door::text_of(*again) == text, "a session is read back as it was written");
  }
}

}  // namespace shao::fuzz
