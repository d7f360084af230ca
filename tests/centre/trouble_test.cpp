// Parts that die: what people see meanwhile, and that nothing is lost by it.
#include <boost/test/unit_test.hpp>
#include <set>
#include <thread>

#include "tests/centre/site.hpp"

namespace shao::test {

namespace {

using namespace std::chrono_literals;
using local::Part;

/// A page as the application keeps it: it comes back by itself, from the position it holds, and
/// takes the board anew when it is told to.
class OpenPage {
 public:
  explicit OpenPage(const std::string& name) : name_(name) { load(); }

  /// Reads what there is.
  void look() {
    if (!screen_ || screen_->ended()) return come_back();
    while (const auto message = screen_->next(0ms)) {
      if (message->event == "reset") return load();
      if (message->event == "clock") stale_ = !message->data.at("stale_since").is_null();
      if (message->event != "changes") continue;
      position_ = message->id;
      for (const Json& event : message->data.at("events"))
        twice_ = !numbers_.insert(event.at("n").get<std::uint64_t>()).second || twice_;
      for (const Json& row : message->data.at("rows")) rows_[row.at("whistle")] = row;
      for (const Json& gone : message->data.at("gone")) rows_.erase(gone.get<std::string>());
    }
  }
  /// The number of the last event that the row includes, at least; 0: there is no row.
  std::uint64_t as_of(const std::string& whistle) const {
    const auto found = rows_.find(whistle);
    return found == rows_.end() ? 0 : found->second.at("as_of").get<std::uint64_t>();
  }
  const std::map<std::string, Json>& rows() const { return rows_; }
  const std::string& position() const { return position_; }
  bool stale() const { return stale_; }
  bool twice() const { return twice_; }
  const std::set<std::uint64_t>& numbers() const { return numbers_; }

 private:
  bool there() const { return static_cast<bool>(connect_to(site().address(), "127.0.0.1")); }
  void come_back() {
    if (!there()) return;
    screen_.emplace(site().as(name_), position_, position_);
    if (screen_->head().status != 200) screen_.reset();
  }
  void load() {
    screen_.reset();
    if (!there()) return;
    const Reply reply = site().as(name_).get("/api/board");
    if (reply.status != 200) return;
    rows_.clear();
    const Json board = reply.json();
    for (const Json& row : board.at("rows")) rows_[row.at("whistle")] = row;
    position_ = board.at("position");
    come_back();
  }

  std::string name_;
  std::optional<Screen> screen_;
  std::string position_;
  std::map<std::string, Json> rows_;
  std::set<std::uint64_t> numbers_;
  bool stale_ = false;
  bool twice_ = false;
};

bool ready() {
  if (!connect_to(site().address(), "127.0.0.1")) return false;
  return Browser(site().address(), "127.0.0.40").get("/readyz").status == 200;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trouble)

BOOST_AUTO_TEST_CASE(a_broker_that_is_killed_costs_no_change_and_brings_none_twice) {
  const std::string whistle = site().dispatched("代理被杀");
  OpenPage page("centre");
  const std::uint64_t from = page.as_of(whistle);
  site().move("officer", whistle, "note", {{"text", "之前"}});
  site().stack().kill(Part::broker);
  // The answer comes when the broker is there again and the line has found it.
  BOOST_REQUIRE(site().stack().wait_until_ready(30s).has_value());
  std::uint64_t last = 0;
  for (int i = 0; i < 3; ++i)
    last = site().move("officer", whistle, "note", {{"text", "之后"}}).at("number");
  // A row may be ahead of the events that come with it.
  BOOST_CHECK(site().within(20s, [&] {
    page.look();
    return page.numbers().contains(last);
  }));
  BOOST_CHECK(!page.twice());
  // Everything that the journal has of it.
  const Json told = site().whistle("officer", whistle);
  for (const Json& event : told.at("timeline"))
    if (event.at("n") > from)
      BOOST_CHECK(page.numbers().contains(event.at("n").get<std::uint64_t>()));
}

BOOST_AUTO_TEST_CASE(a_web_server_that_is_killed_loses_no_change_and_no_session) {
  const std::string whistle = site().dispatched("网站被杀");
  Browser& officer = site().as("officer");
  const Json session = officer.get("/api/session").json();
  e2e::Desk desk(site().stack(), "D1");
  site().move("leader", site().raised("已不予吹哨"), "refuse", {{"reason", "重复"}});
  OpenPage page("centre"), own("officer");
  site().stack().kill(Part::centre);
  // Meanwhile an office goes on by other ways.
  const auto acknowledged = desk.command("ack:" + whistle, {{"do", "ack"}, {"whistle", whistle}});
  BOOST_REQUIRE(acknowledged && acknowledged->at("ok") == true);
  BOOST_REQUIRE(site().within(30s, ready));
  BOOST_CHECK_EQUAL(officer.get("/api/session").json(), session);
  const std::uint64_t last =
      site().move("officer", whistle, "note", {{"text", "之后"}}).at("number");
  BOOST_CHECK(site().within(20s, [&] {
    page.look();
    own.look();
    return page.as_of(whistle) >= last && own.as_of(whistle) >= last;
  }));
  BOOST_CHECK(!page.twice() && !own.twice());
  // What had ended is not on the new server's board, nor on a page that held it.
  std::size_t held = 0;
  const Json board = site().board("centre", page.position());
  for (const Json& row : board.at("rows"))
    held += page.rows().contains(row.at("whistle").get<std::string>()) ? 1 : 0;
  BOOST_CHECK_EQUAL(held, page.rows().size());
}

BOOST_AUTO_TEST_CASE(
    while_nobody_leads_pages_say_so_and_commands_are_kept_also_when_the_server_dies) {
  const std::string whistle = site().dispatched("无人主控");
  Browser& officer = site().as("officer");
  Browser stranger(site().address(), "127.0.0.41");
  OpenPage page("centre");
  site().stack().kill(Part::dispatcher);
  // What is sent now is answered by nobody: it takes the server's whole patience. Beside it:
  const std::string request =
      officer.request("POST", "/api/whistles/" + whistle + "/note", R"({"text":"断网时写的"})",
                      {{"Idempotency-Key", "kept-0001"}, {"Connection", "close"}});
  std::string answered;
  std::thread sending([&] { answered = answers_to(site().address(), request, "127.0.0.1", 20s); });
  const auto until = std::chrono::steady_clock::now() + 8s;
  Reply readiness;
  do {
    std::this_thread::sleep_for(100ms);
    page.look();
    readiness = stranger.get("/readyz");
  } while ((readiness.status == 200 || !page.stale()) && std::chrono::steady_clock::now() < until);
  BOOST_CHECK_EQUAL(readiness.status, 503);
  BOOST_CHECK_EQUAL(readiness.json().at("lacks"),
                    Json({"nothing is heard of the jurisdiction's leader"}));
  BOOST_CHECK(page.stale());
  BOOST_CHECK_EQUAL(stranger.get("/healthz").status, 200);
  BOOST_CHECK(!site().board("centre").at("stale_since").is_null());
  const std::string figures = stranger.get("/metrics").body;
  BOOST_CHECK(figures.find("shaodao_centre{what=\"ready\"} 0") != std::string::npos);
  const Reply unanswered = officer.get("/api/whistles/" + whistle);
  BOOST_CHECK_EQUAL(unanswered.status, 503);
  BOOST_CHECK_EQUAL(unanswered.error(), "no_leader");
  sending.join();
  const Reply kept = read_reply(answered);
  BOOST_CHECK_EQUAL(kept.status, 202);
  BOOST_CHECK_EQUAL(kept.json(), Json({{"waiting", true}, {"id", "web:kept-0001"}}));
  // Kept for good: not in the server's memory.
  site().stack().kill(Part::centre);
  BOOST_REQUIRE(site().within(40s, ready));
  const auto notes = [&] {
    const auto names = names_of(site().whistle("centre", whistle).at("timeline"));
    return std::count(names.begin(), names.end(), "noted");
  };
  // Although nobody of that office has looked since.
  BOOST_CHECK(site().within(20s, [&] { return notes() == 1; }));
  BOOST_CHECK(site().within(20s, [&] {
    page.look();
    return !page.stale();
  }));
  // The browser asks again under its key, and is told what became of it.
  const Reply again =
      officer.command("/api/whistles/" + whistle + "/note", {{"text", "断网时写的"}}, "kept-0001");
  BOOST_CHECK_EQUAL(again.status, 200);
  BOOST_CHECK_EQUAL(notes(), 1);
}

BOOST_AUTO_TEST_CASE(a_command_that_was_kept_and_is_refused_after_all_is_told_to_its_office) {
  const std::string whistle = site().dispatched("迟到的不予");
  Browser& officer = site().as("officer");
  Screen screen(officer, site().board("officer").at("position"));
  site().stack().kill(Part::dispatcher);
  const Reply kept = officer.command("/api/whistles/" + whistle + "/resolve",
                                     {{"evidence", {"photo/1"}}}, "kept-0002");
  BOOST_CHECK_EQUAL(kept.status, 202);
  std::optional<Message> told;
  BOOST_CHECK(site().within(40s, [&] {
    told = screen.until([](const Message& one) { return one.event == "outcome"; }, 100ms);
    return told.has_value();
  }));
  BOOST_REQUIRE(told);
  BOOST_CHECK_EQUAL(told->data.at("do"), "resolve");
  BOOST_CHECK_EQUAL(told->data.at("whistle"), whistle);
  BOOST_CHECK_EQUAL(told->data.at("account"), "张科员 (officer)");
  BOOST_CHECK_EQUAL(told->data.at("refused"), "wrong_state");
  BOOST_CHECK_EQUAL(told->data.at("taken_back"), false);
  // Who asks again under the key is told the same.
  BOOST_CHECK_EQUAL(officer
                        .command("/api/whistles/" + whistle + "/resolve",
                                 {{"evidence", {"photo/1"}}}, "kept-0002")
                        .error(),
                    "wrong_state");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shao::test
