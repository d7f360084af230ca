// The parts of a chaos run that a wrong verdict could come from: what offices were told, true time,
// the proxy.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <boost/test/unit_test.hpp>

#include "tests/chaos/plan.hpp"
#include "tests/chaos/proxy.hpp"
#include "tests/chaos/told_file.hpp"
#include "tests/chaos/true_time.hpp"
#include "tests/files.hpp"

namespace shao::chaos {

namespace {

using namespace std::chrono_literals;
using codec::Json;

core::Record claim_at(core::EventNumber number, core::Instant at, core::Instant redis_time) {
  core::Record record;
  record.first = number;
  record.at = at;
  record.events.push_back(core::TermClaimed{number, "n", redis_time, 1});
  return record;
}

core::Instant ms(std::int64_t value) {
  return core::Instant{core::Duration{value}};
}

/// An echo on loopback behind a link of a proxy, one connection.
struct Echo {
  Echo() : listener(::socket(AF_INET, SOCK_STREAM, 0)) {
    socklen_t size = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    BOOST_REQUIRE(::bind(listener.get(), generic, size) == 0);
    BOOST_REQUIRE(::listen(listener.get(), 4) == 0);
    BOOST_REQUIRE(::getsockname(listener.get(), generic, &size) == 0);
    link = *proxy.link("tcp:127.0.0.1:" + std::to_string(ntohs(address.sin_port)));
    client = journal::FileDescriptor(::socket(AF_INET, SOCK_STREAM, 0));
    address.sin_port = htons(static_cast<std::uint16_t>(proxy.port(link)));
    BOOST_REQUIRE(::connect(client.get(), generic, size) == 0);
    server = journal::FileDescriptor(::accept(listener.get(), nullptr, nullptr));
  }
  static void say(const journal::FileDescriptor& fd, char what) {
    BOOST_REQUIRE(::send(fd.get(), &what, 1, MSG_NOSIGNAL) == 1);
  }
  /// What comes within `patience`; '-' nothing, '!' the connection is broken.
  static char heard(const journal::FileDescriptor& fd, std::chrono::milliseconds patience) {
    pollfd readable{fd.get(), POLLIN, 0};
    if (::poll(&readable, 1, static_cast<int>(patience.count())) == 0) return '-';
    char what = 0;
    return ::recv(fd.get(), &what, 1, 0) == 1 ? what : '!';
  }

  FaultProxy proxy;
  journal::FileDescriptor listener;
  sockaddr_in address{};
  std::size_t link = 0;
  journal::FileDescriptor client;
  journal::FileDescriptor server;
};

}  // namespace

BOOST_AUTO_TEST_CASE(what_was_told_outlives_a_kill_and_a_torn_line_is_cut_off) {
  const test::TempFolder folder;
  const std::string path = folder / "told";
  test::write_text(path, "{\"sent\":\"a\"}\n{\"sent\":\"b\"}\n{\"sent\":\"c");
  std::string before;
  auto told = ToldFile::open(path, [&](const Json& line) { before += line["sent"]; });
  BOOST_REQUIRE(told.has_value());
  BOOST_TEST(before == "ab");
  BOOST_TEST(told->write({{"sent", "d"}}).has_value());
  std::string after;
  BOOST_TEST(ToldFile::read(path, [&](const Json& line) { after += line["sent"]; }).has_value());
  BOOST_TEST(after == "abd");
}

BOOST_AUTO_TEST_CASE(true_time_sees_through_a_clock_that_was_set) {
  // Redis' clock is right until 10 s, then an hour ahead.
  TrueTime time({{0ms, 0ms}, {10s, 1h}}, 1);
  BOOST_TEST(!time.take(claim_at(1, ms(5000), ms(5000))).has_value());
  BOOST_TEST(time.of(ms(7000)).count() == 7000.0);
  BOOST_TEST(!time.take(claim_at(2, ms(3620000), ms(3620000))).has_value());
  BOOST_TEST(time.of(ms(3620500)).count() == 20500.0);
  // The first leader's own time, what the second one's claim jumped over, the second one's own.
  BOOST_TEST(time.due(ms(12000)).count() == 12000.0);
  BOOST_TEST(time.due(ms(600000)).count() == 20000.0);
  BOOST_TEST(time.due(ms(3621000)).count() == 21000.0);
  BOOST_TEST(time.take(claim_at(3, ms(9000000), ms(1000))).has_value());
}

BOOST_AUTO_TEST_CASE(a_muted_link_passes_what_is_asked_keeps_the_answer_and_ends) {
  Echo echo;
  Echo::say(echo.client, 'a');
  BOOST_TEST(Echo::heard(echo.server, 2s) == 'a');
  echo.proxy.strike(echo.link, {Fault::mute, 300ms});
  Echo::say(echo.client, 'b');
  BOOST_TEST(Echo::heard(echo.server, 2s) == 'b');
  Echo::say(echo.server, 'B');
  BOOST_TEST(Echo::heard(echo.client, 100ms) == '-');
  BOOST_TEST(Echo::heard(echo.client, 2s) == '!');
}

BOOST_AUTO_TEST_CASE(a_stalled_link_passes_everything_later_and_a_cut_one_nothing) {
  Echo echo;
  Echo::say(echo.client, 'a');
  BOOST_TEST(Echo::heard(echo.server, 2s) == 'a');
  echo.proxy.strike(echo.link, {Fault::stall, 300ms});
  Echo::say(echo.client, 'b');
  BOOST_TEST(Echo::heard(echo.server, 100ms) == '-');
  BOOST_TEST(Echo::heard(echo.server, 2s) == 'b');
  echo.proxy.strike(echo.link, {Fault::cut, 0ms});
  BOOST_TEST(Echo::heard(echo.client, 2s) == '!');
  BOOST_TEST(Echo::heard(echo.server, 2s) == '!');
}

BOOST_AUTO_TEST_CASE(a_plan_is_the_seeds_and_holds_what_was_asked_for) {
  const auto plan = draw_plan(3, 60, 30s);
  const auto again = draw_plan(3, 60, 30s);
  BOOST_REQUIRE(plan.size() == again.size());
  std::array<std::size_t, 6> kinds{};
  for (std::size_t i = 0; i < plan.size(); ++i) {
    BOOST_TEST(plan[i].at.count() == again[i].at.count());
    ++kinds[plan[i].kind];
  }
  const std::array<std::size_t, 6> expected{60, 20, 30, 10, 3, 10};
  BOOST_TEST(kinds == expected, boost::test_tools::per_element());
}

}  // namespace shao::chaos
