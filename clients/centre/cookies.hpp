// The two cookies of a browser: its session's token, and the mark that an account came in from it
// before. Neither is for scripts, other sites or plain HTTP from elsewhere.
#pragma once

#include <string>

namespace shao::centre {

constexpr const char* token_cookie = "__Host-shao";
constexpr const char* known_cookie = "__Host-shao-known";

/// A Set-Cookie header's value; `more` as "; Max-Age=0".
inline std::string cookie(const std::string& name, const std::string& value,
                          const std::string& more = {}) {
  return name + "=" + value + "; Path=/; Secure; HttpOnly; SameSite=Strict" + more;
}

}  // namespace shao::centre
