#include "tests/hostile/strangers.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <deque>
#include <random>
#include <stdexcept>
#include <unordered_map>

#include "brokers/wire/sockets.hpp"

namespace shao::hostile {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t at_once = 64;
/// A broker closes what does not come to an end in its handshake limit; it may be busy.
constexpr auto patience = wire::handshake_limit + 4s;

struct Words {
  std::string bytes;
  bool incomplete = false;  // the broker would wait for more: we leave when it has answered
};

std::string greeting(std::string_view mechanism) {
  std::string text("\xff\0\0\0\0\0\0\0\x01\x7f\x03\0", 12);
  text += mechanism;
  text.resize(64, '\0');
  return text;
}

std::string command(std::string_view body) {
  return std::string("\x04", 1) + static_cast<char>(body.size()) + std::string(body);
}

class Liar {
 public:
  Words next() {
    switch (kind_++ % 9) {
      case 0:  // a HELLO of the right form; its box does not open
        return {greeting("CURVE") + command(hello(80))};
      case 1:
        return {greeting("CURVE") + command(hello(79))};
      case 2:
        return {greeting("CURVE") + command("\x08INITIATE" + noise(120))};
      case 3:  // a frame of 2^62 bytes
        return {greeting("CURVE") + std::string("\x06\x40\0\0\0\0\0\0\0", 9) + noise(64)};
      case 4:  // a message before anybody is known
        return {greeting("CURVE") + std::string("\0\x20", 2) + noise(32)};
      case 5:
        return {greeting("NULL") + command(std::string("\x05READY\x0bSocket-Type\0\0\0\x06"
                                                       "DEALER",
                                                       28)),
                true};
      case 6:
        return {greeting("CURVE").substr(0, 33), true};
      case 7:
        return {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", true};
      default:
        return {noise(1 + random_() % 200), true};
    }
  }

 private:
  std::string noise(std::size_t length) {
    std::string text(length, '\0');
    for (char& c : text) c = static_cast<char>(random_());
    return text;
  }
  /// "HELLO", version 1.0, padding, a key, a nonce, the box.
  std::string hello(std::size_t box) {
    return std::string("\x05HELLO\x01\0", 8) + std::string(72, '\0') + noise(32) +
           std::string("\0\0\0\0\0\0\0\x01", 8) + noise(box);
  }

  std::uint64_t kind_ = 0;
  std::mt19937_64 random_{1};
};

/// Sockets under way, looked after with epoll.
class Crowd {
 public:
  explicit Crowd(std::uint16_t port) : port_(port), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) throw std::runtime_error("epoll_create1");
  }
  ~Crowd() {
    for (const auto& [socket, person] : people_) ::close(socket);
    ::close(epoll_);
  }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  std::size_t size() const { return people_.size(); }
  const Strangers::Outcome& outcome() const { return outcome_; }

  void come(Words words) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0) {
      ++outcome_.refused;
      return;
    }
    const int on = 1;
    // Leaves by RST, so that nothing is left waiting on our side.
    const linger at_once_gone{1, 0};
    ::setsockopt(socket, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once_gone, sizeof at_once_gone);
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_addr.s_addr =
        htonl(INADDR_LOOPBACK + 1 + static_cast<std::uint32_t>(made_++ % 60'000));
    ::bind(socket, reinterpret_cast<const sockaddr*>(&from), sizeof from);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 &&
        errno != EINPROGRESS) {
      ++outcome_.refused;
      ::close(socket);
      return;
    }
    epoll_event event{};
    event.events = EPOLLIN | (words.bytes.empty() ? 0U : static_cast<unsigned>(EPOLLOUT));
    event.data.fd = socket;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
    people_.emplace(socket, Person{std::move(words), Clock::now()});
    oldest_.push_back({socket, made_});
    people_.at(socket).number = made_;
  }

  /// What happened to them within `time`.
  void look(std::chrono::milliseconds time) {
    std::array<epoll_event, 256> events{};
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                   static_cast<int>(time.count()));
    for (int i = 0; i < count; ++i) heed(events[static_cast<std::size_t>(i)]);
    const auto now = Clock::now();
    while (!oldest_.empty()) {
      const auto found = people_.find(oldest_.front().socket);
      const bool gone = found == people_.end() || found->second.number != oldest_.front().number;
      if (!gone && now - found->second.came < patience) break;
      if (!gone) {
        ++outcome_.lingering;
        leave(found->first);
      }
      oldest_.pop_front();
    }
  }

 private:
  struct Person {
    Words words;
    Clock::time_point came;
    std::uint64_t number = 0;
    bool spoken = false;
  };
  struct Arrival {
    int socket;
    std::uint64_t number;
  };

  void heed(const epoll_event& event) {
    const int socket = event.data.fd;
    Person& person = people_.at(socket);
    if ((event.events & EPOLLOUT) != 0 && !person.spoken) {
      person.spoken = true;
      // So few bytes always fit; a broker that has closed already is what we want.
      ::send(socket, person.words.bytes.data(), person.words.bytes.size(), MSG_NOSIGNAL);
      epoll_event reading{};
      reading.events = EPOLLIN;
      reading.data.fd = socket;
      ::epoll_ctl(epoll_, EPOLL_CTL_MOD, socket, &reading);
    }
    if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0) return;
    std::array<char, 4096> bytes{};
    const auto got = ::recv(socket, bytes.data(), bytes.size(), 0);
    const bool closed = got == 0 || (got < 0 && errno != EAGAIN);
    if (closed || (person.spoken && person.words.incomplete && got > 0)) {
      ++outcome_.made;
      leave(socket);
    }
  }
  void leave(int socket) {
    people_.erase(socket);
    ::close(socket);
  }

  std::uint16_t port_;
  int epoll_;
  std::unordered_map<int, Person> people_;
  std::deque<Arrival> oldest_;
  std::uint64_t made_ = 0;
  Strangers::Outcome outcome_;
};

}  // namespace

Strangers::Strangers(const std::string& endpoint, const std::atomic<bool>& stop)
    : port_(static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1)))),
      stop_(stop) {}

Strangers::Outcome Strangers::malformed_handshakes(std::uint64_t count) {
  Crowd crowd(port_);
  Liar liar;
  for (std::uint64_t begun = 0; (begun < count || crowd.size() > 0) && !stop_;) {
    for (; crowd.size() < at_once && begun < count; ++begun) crowd.come(liar.next());
    crowd.look(10ms);
  }
  return crowd.outcome();
}

Strangers::Outcome Strangers::silent_connections(std::uint64_t each_second,
                                                 std::chrono::seconds time) {
  Crowd crowd(port_);
  const auto begun = Clock::now();
  std::uint64_t come = 0;
  while (!stop_ && (Clock::now() - begun < time || crowd.size() > 0)) {
    const std::chrono::duration<double> passed =
        std::min<Clock::duration>(Clock::now() - begun, time);
    const auto due = static_cast<std::uint64_t>(passed.count() * static_cast<double>(each_second));
    for (; come < due; ++come) crowd.come({});
    crowd.look(2ms);
  }
  return crowd.outcome();
}

}  // namespace shao::hostile
