#include "tests/centre/screen.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <boost/test/unit_test.hpp>

#include "tests/centre/described.hpp"

namespace shao::test {

namespace {

using Steady = std::chrono::steady_clock;

/// The value of a field of a message; empty when it has none.
std::string field_of(const std::string& message, const std::string& name) {
  const std::string mark = name + ": ";
  std::size_t at = 0;
  while (at < message.size()) {
    const std::size_t end = std::min(message.find('\n', at), message.size());
    if (message.compare(at, mark.size(), mark) == 0)
      return message.substr(at + mark.size(), end - at - mark.size());
    at = end + 1;
  }
  return {};
}

}  // namespace

Json Message::find(const std::string& name) const {
  if (event == "changes")
    for (const Json& one : data.at("events"))
      if (one.at("event") == name) return one;
  return nullptr;
}

Screen::Screen(const Browser& as, const std::string& from, const std::string& last_event_id)
    : connection_(connect_to(as.address(), "127.0.0.1")) {
  const std::string id = last_event_id.empty() ? "" : "Last-Event-ID: " + last_event_id + "\r\n";
  const std::string text = "GET /api/stream?from=" + from + " HTTP/1.1\r\nHost: " + as.address() +
                           "\r\nAccept: text/event-stream\r\nCookie: " + as.cookie_header() +
                           "\r\n" + id + "\r\n";
  BOOST_REQUIRE(::send(connection_.get(), text.data(), text.size(), MSG_NOSIGNAL) ==
                static_cast<ssize_t>(text.size()));
  const auto until = Steady::now() + std::chrono::seconds{20};
  std::size_t end = unread_.npos;
  while ((end = unread_.find("\r\n\r\n")) == unread_.npos)
    BOOST_REQUIRE_MESSAGE(read(until), "the stream is not answered");
  head_ = read_reply(unread_.substr(0, end + 4));
  unread_.erase(0, end + 4);
  if (head_.status != 200) return;
  for (const std::string& lacking : lacking_headers("/api/stream", head_))
    BOOST_ERROR("a stream begins without " + lacking);
  for (const std::string& fault :
       described().faults("GET", "/api/stream", {200, head_.header("content-type"), ""}))
    BOOST_ERROR(fault);
}

bool Screen::read(Steady::time_point until) {
  if (ended_ || !connection_) return false;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now());
  pollfd wait{connection_.get(), POLLIN, 0};
  // Also when there is no time left: what is there already can be read.
  const auto most = std::max<std::chrono::milliseconds::rep>(left.count(), 0);
  if (::poll(&wait, 1, static_cast<int>(most)) <= 0) return false;
  std::array<char, 65536> bytes;
  const ssize_t count = ::recv(connection_.get(), bytes.data(), bytes.size(), 0);
  if (count <= 0) ended_ = true;
  if (count > 0) unread_.append(bytes.data(), static_cast<std::size_t>(count));
  return count > 0;
}

std::optional<Message> Screen::next(std::chrono::milliseconds patience) {
  const auto until = Steady::now() + patience;
  std::size_t end = unread_.npos;
  while ((end = unread_.find("\n\n")) == unread_.npos)
    if (!read(until)) return std::nullopt;
  Message message;
  message.at = Steady::now();
  message.text = unread_.substr(0, end + 2);
  unread_.erase(0, end + 2);
  message.event = field_of(message.text, "event");
  message.id = field_of(message.text, "id");
  message.data = Json::parse(field_of(message.text, "data"), nullptr, false);
  BOOST_REQUIRE_MESSAGE(!message.data.is_discarded(), "no message: " + message.text);
  for (const std::string& fault : described().faults_of_message(message.event, message.data))
    BOOST_ERROR(fault);
  BOOST_CHECK_EQUAL(message.id.empty(), message.event != "changes");
  if (message.event == "changes") {
    BOOST_CHECK_EQUAL(message.id, message.data.at("position").get<std::string>());
    last_id_ = message.id;
    changes_.push_back(message);
  }
  return message;
}

std::optional<Message> Screen::until(const std::function<bool(const Message&)>& is,
                                     std::chrono::milliseconds patience) {
  const auto until = Steady::now() + patience;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now());
    auto message = next(std::max(left, std::chrono::milliseconds{0}));
    if (!message || is(*message)) return message;
  }
}

}  // namespace shao::test
