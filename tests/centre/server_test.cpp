// The server without what it serves: limits, slow browsers, answers that do not come. In this
// process, over real sockets.
#include "clients/centre/http/server.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <future>
#include <thread>

#include "clients/centre/http/net.hpp"
#include "tests/centre/browser.hpp"

namespace shao::test {

namespace {

using namespace std::chrono_literals;
using centre::Answer;
using centre::Request;
using centre::Server;
using centre::ServerSettings;
using centre::Stream;

/// A server with its loop on a thread. What touches it is done there.
class Serving {
 public:
  Serving(ServerSettings settings, Server::Handler handler) {
    settings.port = 0;
    server_ = std::make_unique<Server>(io_, std::move(settings), std::move(handler));
    const auto port = server_->open();
    BOOST_REQUIRE_MESSAGE(port.has_value(), (port ? "" : port.error()));
    address_ = "127.0.0.1:" + std::to_string(*port);
    thread_ = std::thread([this] {
      const auto work = centre::asio::make_work_guard(io_);
      io_.run();
    });
  }
  ~Serving() {
    done([this] { server_.reset(); });
    io_.stop();
    thread_.join();
  }

  const std::string& address() const { return address_; }
  /// Does it in the loop, and waits for that.
  void done(const std::function<void()>& work) {
    std::promise<void> over;
    centre::asio::post(io_, [&] {
      work();
      over.set_value();
    });
    over.get_future().wait();
  }
  centre::ServerCounts counts() {
    centre::ServerCounts counts;
    done([&] { counts = server_->counts(); });
    return counts;
  }
  void stop() {
    done([this] { server_.reset(); });
  }

 private:
  centre::asio::io_context io_{1};
  std::unique_ptr<Server> server_;
  std::string address_;
  std::thread thread_;
};

void hello(const Request& request, const Answer& answer) {
  answer.send({200,
               "text/plain",
               "hello " + request.path + " from " + request.address + " " + request.body,
               {}});
}

std::string get(const std::string& path, const std::string& headers = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}

Reply ask(const std::string& address, const std::string& path, const std::string& headers = "",
          const std::string& from = "127.0.0.1") {
  return read_reply(answers_to(address, get(path, "Connection: close\r\n" + headers), from));
}

/// Reads until `bytes` came or the server has closed, at most so long.
std::size_t read_some(int socket, std::size_t bytes, std::chrono::milliseconds patience) {
  std::size_t got = 0;
  const auto until = std::chrono::steady_clock::now() + patience;
  std::array<char, 65536> scrap;
  while (got < bytes && std::chrono::steady_clock::now() < until) {
    pollfd wait{socket, POLLIN, 0};
    if (::poll(&wait, 1, 50) <= 0) continue;
    const ssize_t count = ::recv(socket, scrap.data(), scrap.size(), 0);
    if (count <= 0) break;
    got += static_cast<std::size_t>(count);
  }
  return got;
}

template <class Holds>
bool within(std::chrono::milliseconds patience, Holds holds) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_server)

BOOST_AUTO_TEST_CASE(one_connection_takes_one_request_after_the_other) {
  Serving serving({}, hello);
  const std::string both =
      answers_to(serving.address(), get("/one") + get("/two", "Connection: close\r\n"));
  const auto second = both.find("HTTP/1.1 200", 1);
  BOOST_REQUIRE(second != both.npos);
  BOOST_CHECK_EQUAL(read_reply(both.substr(0, second)).body, "hello /one from 127.0.0.1 ");
  BOOST_CHECK_EQUAL(read_reply(both.substr(second)).body, "hello /two from 127.0.0.1 ");
  BOOST_CHECK(within(2s, [&] { return serving.counts().connections == 0; }));
}

BOOST_AUTO_TEST_CASE(a_connection_too_many_is_told_so_and_the_others_go_on) {
  Serving serving({.connections = 2}, hello);
  const auto one = connect_to(serving.address(), "127.0.0.1");
  const auto two = connect_to(serving.address(), "127.0.0.1");
  BOOST_REQUIRE(within(2s, [&] { return serving.counts().connections == 2; }));
  const Reply third = ask(serving.address(), "/three");
  BOOST_CHECK_EQUAL(third.status, 503);
  BOOST_CHECK_EQUAL(third.error(), "too_many_connections");
  const std::string text = get("/one", "Connection: close\r\n");
  BOOST_CHECK(::send(one.get(), text.data(), text.size(), 0) > 0);
  BOOST_CHECK_GT(read_some(one.get(), 1'000'000, 2s), 0U);
  BOOST_CHECK(within(5s, [&] { return ask(serving.address(), "/three").status == 200; }));
  BOOST_CHECK_GE(serving.counts().refused, 1U);
}

BOOST_AUTO_TEST_CASE(a_screen_that_does_not_read_is_cut_and_another_goes_on) {
  std::vector<std::shared_ptr<Stream>> streams;
  bool closed = false;
  Serving serving({.stream_backlog = 256 * 1024}, [&](const Request&, const Answer& answer) {
    streams.push_back(answer.stream());
    if (streams.size() == 1) streams.back()->on_closed([&] { closed = true; });
  });
  const auto asleep = connect_to(serving.address(), "127.0.0.1");
  const int small = 4096;
  ::setsockopt(asleep.get(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  const std::string text = get("/stream");
  BOOST_REQUIRE(::send(asleep.get(), text.data(), text.size(), 0) > 0);
  BOOST_REQUIRE(within(2s, [&] { return serving.counts().streams == 1; }));
  const auto awake = connect_to(serving.address(), "127.0.0.1");
  BOOST_REQUIRE(::send(awake.get(), text.data(), text.size(), 0) > 0);
  BOOST_REQUIRE(within(2s, [&] { return serving.counts().streams == 2; }));
  const auto message =
      std::make_shared<const std::string>("data: " + std::string(64 * 1024, 'x') + "\n\n");
  std::size_t sent = 0, got = 0;
  for (int i = 0; i < 200 && serving.counts().cut == 0; ++i) {
    serving.done([&] {
      for (const auto& stream : streams) stream->send(message);
    });
    sent += message->size();
    got += read_some(awake.get(), sent - got, 5s);
  }
  BOOST_CHECK_EQUAL(serving.counts().cut, 1U);
  // The loop has let it go.
  BOOST_CHECK(within(2s, [&] {
    bool told = false;
    serving.done([&] { told = closed && !streams[0]->open() && streams[1]->open(); });
    return told;
  }));
  serving.done([&] { streams[1]->send(message); });
  sent += message->size();
  BOOST_CHECK_GE(got + read_some(awake.get(), sent - got, 5s), sent);
  serving.done([&] { streams.clear(); });
}

BOOST_AUTO_TEST_CASE(a_browser_that_goes_away_is_noticed) {
  std::shared_ptr<Stream> stream;
  bool closed = false;
  Serving serving({}, [&](const Request&, const Answer& answer) {
    stream = answer.stream();
    stream->on_closed([&] { closed = true; });
  });
  auto page = connect_to(serving.address(), "127.0.0.1");
  const std::string text = get("/stream");
  BOOST_REQUIRE(::send(page.get(), text.data(), text.size(), 0) > 0);
  BOOST_REQUIRE_GT(read_some(page.get(), 1, 2s), 0U);
  page.reset();
  BOOST_CHECK(within(2s, [&] {
    bool told = false;
    serving.done([&] { told = closed; });
    return told;
  }));
  serving.done([&] { stream.reset(); });
  BOOST_CHECK(within(2s, [&] { return serving.counts().streams == 0; }));
}

BOOST_AUTO_TEST_CASE(a_stream_that_is_closed_ends_after_what_was_sent) {
  Serving serving({}, [](const Request&, const Answer& answer) {
    const auto stream = answer.stream({{"X-Mine", "1"}});
    stream->send(std::make_shared<const std::string>("event: over\ndata: {}\n\n"));
    stream->close();
  });
  const std::string all = answers_to(serving.address(), get("/stream"));
  BOOST_CHECK(all.ends_with("event: over\ndata: {}\n\n"));
  BOOST_CHECK(all.find("X-Mine: 1\r\n") != all.npos);
  BOOST_CHECK(all.find("Content-Type: text/event-stream") != all.npos);
}

BOOST_AUTO_TEST_CASE(an_answer_that_was_forgotten_is_answered_all_the_same) {
  Serving serving(
      {.dress =
           [](centre::Response& response) { response.headers.emplace_back("X-Dressed", "1"); }},
      [](const Request&, const Answer&) {});
  const Reply reply = ask(serving.address(), "/");
  BOOST_CHECK_EQUAL(reply.status, 500);
  BOOST_CHECK_EQUAL(reply.error(), "not_answered");
  BOOST_CHECK_EQUAL(reply.header("x-dressed"), "1");
}

BOOST_AUTO_TEST_CASE(an_answer_may_be_given_later_and_counts_once) {
  std::optional<Answer> kept;
  Serving serving({}, [&](const Request&, const Answer& answer) { kept = answer; });
  std::thread later([&] {
    std::this_thread::sleep_for(50ms);
    serving.done([&] {
      const Answer copy = *kept;
      copy.send({200, "text/plain", "first", {}});
      kept->send({200, "text/plain", "second", {}});
      BOOST_REQUIRE(copy.stream() == nullptr);
      kept.reset();
    });
  });
  BOOST_CHECK_EQUAL(ask(serving.address(), "/").body, "first");
  later.join();
}

BOOST_AUTO_TEST_CASE(who_sends_no_whole_request_in_time_is_let_go) {
  Serving serving({.request_patience = 1s, .idle_patience = 1s}, hello);
  const auto slow = connect_to(serving.address(), "127.0.0.1");
  BOOST_REQUIRE(::send(slow.get(), "GET / HT", 8, 0) == 8);
  BOOST_CHECK_EQUAL(read_some(slow.get(), 1, 4s), 0U);
  BOOST_CHECK(within(2s, [&] { return serving.counts().connections == 0; }));
}

BOOST_AUTO_TEST_CASE(a_proxy_is_believed_only_when_there_is_said_to_be_one) {
  const std::string told = "X-Forwarded-For: 6.6.6.6, 10.1.2.3\r\nX-Forwarded-Proto: https\r\n";
  Serving plain({}, hello);
  BOOST_CHECK_EQUAL(ask(plain.address(), "/", told).body, "hello / from 127.0.0.1 ");
  Serving behind({.behind_proxy = true}, [](const Request& request, const Answer& answer) {
    answer.send({200, "text/plain", request.address + (request.by_tls ? " by TLS" : ""), {}});
  });
  // What stands before the last one is the browser's own word.
  BOOST_CHECK_EQUAL(ask(behind.address(), "/", told).body, "10.1.2.3 by TLS");
  BOOST_CHECK_EQUAL(ask(behind.address(), "/").body, "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(it_listens_on_this_machine_alone) {
  centre::asio::io_context io;
  const auto open = [&](const std::string& address) {
    ServerSettings settings;
    settings.address = address;
    settings.port = 0;
    return Server(io, settings, hello).open();
  };
  BOOST_CHECK(open("127.0.0.1").has_value());
  for (const char* address : {"0.0.0.0", "10.0.0.1", "::", "localhost", ""}) {
    const auto refused = open(address);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_CHECK(refused.error().find("127.0.0.1") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(streams_end_with_the_server) {
  std::shared_ptr<Stream> stream;
  Serving serving({}, [&](const Request&, const Answer& answer) { stream = answer.stream(); });
  const auto page = connect_to(serving.address(), "127.0.0.1");
  const std::string text = get("/stream");
  BOOST_REQUIRE(::send(page.get(), text.data(), text.size(), 0) > 0);
  BOOST_REQUIRE_GT(read_some(page.get(), 1, 2s), 0U);
  serving.stop();
  const auto begun = std::chrono::steady_clock::now();
  read_some(page.get(), 1'000'000, 5s);
  BOOST_CHECK(std::chrono::steady_clock::now() - begun < 4s);
  serving.done([&] { stream.reset(); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shao::test
