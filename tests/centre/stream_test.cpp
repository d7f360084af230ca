// The board and its stream: every change once, in order, with the row; nothing missing after an
// interruption, nothing of another office.
#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/centre/site.hpp"

namespace shao::test {

namespace {

using namespace std::chrono_literals;

/// The board as a page holds it: rows by number, folded from the changes.
class Page {
 public:
  explicit Page(const Json& board) : position_(board.at("position")) {
    for (const Json& row : board.at("rows")) rows_[row.at("whistle")] = row;
  }
  void take(const Json& changes) {
    position_ = changes.at("position");
    for (const Json& row : changes.at("rows")) {
      Json& held = rows_[row.at("whistle")];
      if (held.is_null() || row.at("as_of") >= held.at("as_of")) held = row;
    }
    for (const Json& gone : changes.at("gone")) rows_.erase(gone.get<std::string>());
  }
  const std::map<std::string, Json>& rows() const { return rows_; }
  const std::string& position() const { return position_; }

 private:
  std::string position_;
  std::map<std::string, Json> rows_;
};

/// Reads until a note with this text has come.
void read_to_note(Screen& screen, const std::string& text) {
  const auto found = screen.until([&](const Message& one) {
    if (one.event != "changes") return false;
    for (const Json& event : one.data.at("events"))
      if (event.value("text", "") == text) return true;
    return false;
  });
  BOOST_REQUIRE_MESSAGE(found.has_value(), "the note " + text + " does not come");
}

/// Work that is seen by the centre and by D1; the last of it is a note with this text.
void work(const std::string& text) {
  for (int i = 0; i < 3; ++i) {
    const std::string whistle = site().dispatched(text + std::to_string(i));
    site().move("officer", whistle, "ack");
    if (i == 2) site().move("officer", whistle, "note", {{"text", text}});
  }
}

std::vector<std::uint64_t> numbers_in(const std::vector<Message>& changes) {
  std::vector<std::uint64_t> numbers;
  for (const Message& one : changes)
    for (const Json& event : one.data.at("events")) numbers.push_back(event.at("n"));
  return numbers;
}

std::string texts_of(const std::vector<Message>& changes) {
  std::string all;
  for (const Message& one : changes) all += one.text;
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(streams)

BOOST_AUTO_TEST_CASE(every_change_comes_once_in_order_and_with_the_row) {
  Page page(site().board("centre"));
  Screen screen(site().as("centre"), page.position());
  work("逐一送达");
  read_to_note(screen, "逐一送达");
  const auto numbers = numbers_in(screen.changes());
  BOOST_CHECK_GE(numbers.size(), 16U);
  // The centre sees everything: there is no number that is not here.
  for (std::size_t i = 1; i < numbers.size(); ++i)
    BOOST_CHECK_EQUAL(numbers[i], numbers[i - 1] + 1);
  for (const Message& one : screen.changes()) {
    for (const Json& event : one.data.at("events")) {
      if (!event.contains("whistle")) continue;
      const Json row = row_of(one.data.at("rows"), event.at("whistle"));
      BOOST_REQUIRE(!row.is_null());
      BOOST_CHECK_GE(row.at("as_of"), event.at("n"));
      BOOST_CHECK(!event.contains("view"));
    }
    page.take(one.data);
  }
  const Page anew(site().board("centre", page.position()));
  BOOST_CHECK(page.rows() == anew.rows());
  BOOST_CHECK_EQUAL(page.position(), anew.position());
}

BOOST_AUTO_TEST_CASE(who_comes_back_is_sent_what_was_missed_and_nothing_twice) {
  const std::string from = site().board("centre").at("position");
  Screen whole(site().as("centre"), from);
  Screen first(site().as("centre"), from);
  work("断线之前");
  read_to_note(first, "断线之前");
  first.leave();
  work("断线之后");
  // As an EventSource comes back: the address still has the position of the beginning.
  Screen second(site().as("centre"), from, first.last_id());
  work("恢复之后");
  read_to_note(second, "恢复之后");
  read_to_note(whole, "恢复之后");
  BOOST_CHECK_EQUAL(texts_of(first.changes()) + texts_of(second.changes()),
                    texts_of(whole.changes()));
  const auto numbers = numbers_in(whole.changes());
  BOOST_CHECK_EQUAL(std::set(numbers.begin(), numbers.end()).size(), numbers.size());
}

BOOST_AUTO_TEST_CASE(a_position_that_is_not_known_is_told_to_begin_anew) {
  for (const char* from : {"", "1-aaaa-1", "begin", "now", "x"}) {
    Screen screen(site().as("officer"), from);
    BOOST_CHECK_EQUAL(screen.head().status, 200);
    const auto message = screen.next(5s);
    BOOST_REQUIRE(message.has_value());
    BOOST_CHECK_EQUAL(message->event, "reset");
    BOOST_CHECK(!screen.next(5s) && screen.ended());
  }
}

BOOST_AUTO_TEST_CASE(
    who_takes_the_board_is_not_told_to_begin_anew_when_something_happens_before_the_stream_opens) {
  // Also of an office whose board was just read for the first time.
  Browser newcomer = site().newcomer("just.came", "T1", {"street"});
  const std::string from = newcomer.get("/api/board").json().at("position");
  Screen early(newcomer, from);
  const Json body{
      {"id", "T-1"}, {"unit", "T1"}, {"kind", "NOW"}, {"category", "ROAD"}, {"title", "刚刚发生"}};
  BOOST_CHECK_EQUAL(newcomer.command("/api/whistles", body).status, 200);
  BOOST_REQUIRE(early.until([](const Message& one) { return one.has("whistle_raised"); }));
  Screen late(newcomer, from);
  const auto message = late.next(5s);
  BOOST_REQUIRE(message.has_value());
  BOOST_CHECK_EQUAL(message->event, "changes");
  BOOST_CHECK_EQUAL(message->text, early.changes().front().text);
}

BOOST_AUTO_TEST_CASE(an_office_is_never_sent_another_offices_whistle) {
  Screen screen(site().as("other"), site().board("other").at("position"));
  std::set<std::string> theirs;
  for (int i = 0; i < 3; ++i) {
    work("他人之事" + std::to_string(i));
    const std::string whistle = site().dispatched("垃圾成堆" + std::to_string(i));
    theirs.insert(whistle);
    site().move("other", whistle, "note", {{"text", "自己之事" + std::to_string(i)}});
  }
  read_to_note(screen, "自己之事2");
  std::set<std::string> seen;
  for (const Message& one : screen.changes()) {
    for (const Json& event : one.data.at("events")) seen.insert(event.value("whistle", "?"));
    for (const Json& row : one.data.at("rows")) seen.insert(row.at("whistle"));
    BOOST_CHECK(one.text.find("他人之事") == std::string::npos);
  }
  BOOST_CHECK_EQUAL_COLLECTIONS(seen.begin(), seen.end(), theirs.begin(), theirs.end());
}

BOOST_AUTO_TEST_CASE(a_page_is_told_the_time_at_once_and_who_is_there_if_it_may_know) {
  Screen centre(site().as("centre"), site().board("centre").at("position"));
  Screen officer(site().as("officer"), site().board("officer").at("position"));
  const auto clock = [](Screen& screen) {
    const auto message = screen.until([](const Message& one) { return one.event == "clock"; }, 5s);
    BOOST_REQUIRE(message.has_value());
    return message->data;
  };
  const Json told = clock(centre);
  BOOST_CHECK_EQUAL(told.at("clock_speed"), 1.0);
  BOOST_CHECK(told.at("stale_since").is_null());
  BOOST_CHECK(told.at("presence").is_array());
  BOOST_CHECK(clock(officer).at("presence").is_null());
  // Offices whose people are here are there.
  BOOST_CHECK(site().within(10s, [] {
    const Json present = site().board("centre").at("presence");
    return std::find(present.begin(), present.end(), Json("D1")) != present.end();
  }));
}

BOOST_AUTO_TEST_CASE(one_session_cannot_take_all_connections) {
  const Browser many = site().newcomer("many.pages");
  std::vector<std::unique_ptr<Screen>> pages;
  const std::string from = site().board("officer").at("position");
  for (int i = 0; i < 20; ++i) {
    pages.push_back(std::make_unique<Screen>(many, from));
    BOOST_REQUIRE_EQUAL(pages.back()->head().status, 200);
  }
  const Screen refused(many, from);
  BOOST_CHECK_EQUAL(refused.head().status, 429);
  BOOST_CHECK(!refused.head().header("retry-after").empty());
  pages.pop_back();
  BOOST_CHECK(site().within(10s, [&] { return Screen(many, from).head().status == 200; }));
}

BOOST_AUTO_TEST_CASE(a_request_for_the_head_of_the_stream_opens_none) {
  BOOST_CHECK_EQUAL(site().as("officer").send("HEAD", "/api/stream", "").status, 405);
  BOOST_CHECK_EQUAL(site().as("officer").get("/api/session").status, 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shao::test
