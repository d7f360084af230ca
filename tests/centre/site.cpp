#include "tests/centre/site.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>

namespace shao::test {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;
using core::Role;

constexpr Person people[] = {
    {"community", "花姐", "C1", {Role::community}},
    {"street", "李办事", "S1", {Role::street}},
    {"leader", "王主任", "S1", {Role::street_leader, Role::street_top_leader}},
    {"officer", "张科员", "D1", {Role::dept_liaison, Role::dept_officer}},
    {"other", "钱科员", "D2", {Role::dept_liaison, Role::dept_officer}},
    {"centre", "赵值班", "CENTRE", {Role::command_centre, Role::dispatcher}}};

/// A demand may be extended and suspended, so that every move can be made.
config::Files files() {
  return config::with(e2e::small_files(), "kinds.toml", "report_in = \"3 wd\"\n",
                      "report_in = \"3 wd\"\nmay_suspend = true\nmax_extension = \"7 d\"\n");
}

void write_pages(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder / "assets");
  write_text(folder / "index.html", "<!doctype html><title>哨到</title>" + std::string(3000, ' '));
  write_text(folder / "assets" / "x.js", "export const x = 1;" + std::string(3000, '\n'));
  write_text(folder / "assets" / "x.png", "\x89PNG");
  write_text(folder / "secret.key", "not to be served");
}

}  // namespace

Site::Site(double clock_speed) : place_(files()) {
  write_pages(place_.path() / "web");
  local::StackSettings settings = place_.settings();
  settings.web = "127.0.0.1:*";
  settings.web_pages = place_.path() / "web";
  if (clock_speed != 1) {
    settings.exercise = true;
    settings.clock_speed = clock_speed;
    settings.exercise_start = "2026-03-04T10:00:00+08:00";
  }
  stack_.emplace(e2e::must(local::Stack::start(settings)));
  const auto first = e2e::must(stack_->wait_for_web(30s));
  address_ = stack_->web_address().substr(std::string("http://").size());
  BOOST_REQUIRE(first.has_value());
  for (const Person& one : people)
    e2e::must(stack_->add_web_account({one.name, one.person, core::OfficeId(one.office), one.roles},
                                      password));
  Browser& operating = browsers_.emplace("operator", Browser(address_)).first->second;
  operating.sign_in("operator", *first);
  const Reply changed =
      operating.post("/api/session/password", {{"old", *first}, {"new", password}});
  BOOST_REQUIRE_EQUAL(changed.status, 200);
  operating.trust(changed);
  // The server notices accounts that another process makes.
  BOOST_REQUIRE(within(20s, [&] {
    return operating.get("/api/accounts").json().at("accounts").size() == std::size(people) + 1;
  }));
}

Browser& Site::as(const std::string& name) {
  const auto known = browsers_.find(name);
  if (known != browsers_.end()) return known->second;
  return browsers_.emplace(name, fresh(name)).first->second;
}

Browser Site::fresh(const std::string& name) {
  Browser browser(address_);
  browser.sign_in(name, password);
  return browser;
}

Json Site::add_account(const std::string& name, const std::string& office, const Json& roles) {
  const Reply added =
      as("operator")
          .post("/api/accounts",
                {{"name", name}, {"person", "新人"}, {"office", office}, {"roles", roles}});
  BOOST_REQUIRE_EQUAL(added.status, 201);
  return added.json();
}

Browser Site::newcomer(const std::string& name, const std::string& office, const Json& roles) {
  const std::string given = add_account(name, office, roles).at("password");
  Browser browser(address_);
  browser.sign_in(name, given);
  const Reply changed = browser.post("/api/session/password", {{"old", given}, {"new", password}});
  BOOST_REQUIRE_EQUAL(changed.status, 200);
  browser.trust(changed);
  return browser;
}

bool Site::within(std::chrono::milliseconds patience, const std::function<bool()>& holds) {
  const auto until = Steady::now() + patience;
  for (;;) {
    stack_->tend();
    if (holds()) return true;
    if (Steady::now() > until) return false;
    std::this_thread::sleep_for(50ms);  // a session may ask thirty times a second
  }
}

std::string Site::raised(const std::string& title, const Json& more) {
  Json body{{"id", "R-" + std::to_string(++records_)},
            {"unit", "C1"},
            {"kind", "DESK"},
            {"category", "WASTE"},
            {"title", title}};
  body.update(more);
  const Reply reply = as("community").command("/api/whistles", body);
  BOOST_REQUIRE_MESSAGE(reply.status == 200, "not raised: " + reply.body);
  return reply.json().at("whistle");
}

std::string Site::dispatched(const std::string& title, const Json& more) {
  const std::string whistle = raised(title, more);
  move("leader", whistle, "approve");
  return whistle;
}

Json Site::move(const std::string& name, const std::string& whistle, const std::string& move,
                const Json& body) {
  const Reply reply = as(name).command("/api/whistles/" + whistle + "/" + move, body);
  BOOST_REQUIRE_MESSAGE(reply.status == 200, name + " " + move + ": " + reply.body);
  return reply.json();
}

Json Site::board(const std::string& name, const std::string& position) {
  Json board;
  BOOST_REQUIRE(within(5s, [&] {
    const Reply reply = as(name).get("/api/board");
    BOOST_REQUIRE_EQUAL(reply.status, 200);
    board = reply.json();
    return position.empty() || board.at("position") == position;
  }));
  return board;
}

Json Site::row(const std::string& name, const std::string& whistle) {
  Json row;
  BOOST_REQUIRE(within(5s, [&] {
    const Json all = board(name);
    row = row_of(all.at("rows"), whistle);
    return !row.is_null();
  }));
  return row;
}

Json Site::whistle(const std::string& name, const std::string& whistle) {
  const Reply reply = as(name).get("/api/whistles/" + whistle);
  BOOST_REQUIRE_EQUAL(reply.status, 200);
  return reply.json();
}

Site& site() {
  static Site one;
  return one;
}

Json row_of(const Json& rows, const std::string& whistle) {
  for (const Json& row : rows)
    if (row.at("whistle") == whistle) return row;
  return nullptr;
}

Json event_of(const Json& events, const std::string& name) {
  for (const Json& event : events)
    if (event.at("event") == name) return event;
  return nullptr;
}

std::vector<std::string> names_of(const Json& events) {
  std::vector<std::string> names;
  for (const Json& event : events) names.push_back(event.at("event"));
  return names;
}

}  // namespace shao::test
