// A whole stack with its web server, real processes and all, and people who are signed in to it.
// One for the program: started when it is first asked for, gone after the last case.
//
//   Browser& officer = site().as("officer");
//   const std::string whistle = site().dispatched("堆物");
//   officer.command("/api/whistles/" + whistle + "/ack", Json::object());
//
// The jurisdiction is the small one (tests/config/support.hpp): community C1 of street S1, the
// departments D1, which gets what is raised here, and D2, which has no part in it, and CENTRE.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "tests/centre/browser.hpp"
#include "tests/centre/screen.hpp"
#include "tests/e2e/small.hpp"

namespace shao::test {

inline constexpr const char* password = "a secret of mine";

/// name, person, office and roles of who works here; "operator" is there as well.
struct Person {
  const char* name;
  const char* person;
  const char* office;
  core::Roles roles;
};

class Site {
 public:
  explicit Site(double clock_speed = 1);

  local::Stack& stack() { return *stack_; }
  const std::string& address() const { return address_; }
  /// How the web server speaks as each office.
  std::filesystem::path profiles() const { return place_.settings().data / "profiles"; }
  /// Signed in once for all cases, in a browser of its own.
  Browser& as(const std::string& name);
  /// Signed in just now.
  Browser fresh(const std::string& name);
  /// Another account, which has chosen its password, signed in.
  Browser newcomer(const std::string& name, const std::string& office = "D1",
                   const Json& roles = {"dept_liaison", "dept_officer"});
  /// The answer to making an account.
  Json add_account(const std::string& name, const std::string& office, const Json& roles);

  /// Tends the stack until it holds; false: it did not.
  bool within(std::chrono::milliseconds patience, const std::function<bool()>& holds);

  /// Raised by the community, a demand for D1 (垃圾 in the title: for D2); its number.
  std::string raised(const std::string& title, const Json& more = Json::object());
  /// And approved.
  std::string dispatched(const std::string& title, const Json& more = Json::object());
  /// A move that must be accepted; the answer.
  Json move(const std::string& name, const std::string& whistle, const std::string& move,
            const Json& body = Json::object());
  /// The same one is good for a second: one that is not older than a position, when that is given.
  Json board(const std::string& name, const std::string& position = "");
  /// A whistle's row, as soon as the board has it.
  Json row(const std::string& name, const std::string& whistle);
  /// GET /api/whistles/W…
  Json whistle(const std::string& name, const std::string& whistle);

 private:
  e2e::SmallPlace place_;
  std::optional<local::Stack> stack_;
  std::string address_;
  std::map<std::string, Browser> browsers_;
  int records_ = 0;
};

Site& site();

/// The row of a whistle; null when there is none.
Json row_of(const Json& rows, const std::string& whistle);
/// The first event of that name; null when there is none.
Json event_of(const Json& events, const std::string& name);
std::vector<std::string> names_of(const Json& events);

}  // namespace shao::test
