#include "clients/centre/door/delays.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace shao::door {

using std::chrono::seconds;

seconds Delays::wait_after(int failures) const {
  seconds wait{0};
  for (int over = failures - rules_.free_tries; over >= 0 && wait < rules_.longest; --over)
    wait = wait == seconds{0} ? rules_.first : 2 * wait;
  return std::min(wait, rules_.longest);
}

bool Delays::counts(const Failures& failures, core::Instant now) const {
  return failures.count > 0 && now < failures.last + wait_after(failures.count) + rules_.window;
}

seconds Delays::wait(const std::string& name, core::Instant now) const {
  const auto found = held_.find(name);
  if (found == held_.end() || now < found->second.last) return seconds{0};
  const auto until = found->second.last + wait_after(found->second.count);
  return std::max(std::chrono::ceil<seconds>(until - now), seconds{0});
}

void Delays::count(const std::string& name, core::Instant now) {
  if (held_.size() >= rules_.most && !held_.contains(name)) make_room(now);
  Failures& failures = held_[name];
  if (!counts(failures, now)) failures.count = 0;
  ++failures.count;
  failures.last = now;
}

void Delays::take_back(const std::string& name) {
  const auto found = held_.find(name);
  if (found != held_.end() && --found->second.count <= 0) held_.erase(found);
}

void Delays::forget(const std::string& name) {
  held_.erase(name);
}

void Delays::make_room(core::Instant now) {
  std::erase_if(held_, [&](const auto& entry) { return !counts(entry.second, now); });
  if (held_.size() < rules_.most) return;
  held_.erase(
      std::ranges::min_element(held_, {}, [](const auto& entry) { return entry.second.last; }));
}

std::string network_of(const std::string& address) {
  in_addr four{};
  if (::inet_pton(AF_INET, address.c_str(), &four) == 1) return address;
  in6_addr six{};
  if (::inet_pton(AF_INET6, address.c_str(), &six) != 1) return "?";
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (IN6_IS_ADDR_V4MAPPED(&six)) {
    ::inet_ntop(AF_INET, &six.s6_addr[12], text.data(), text.size());
    return text.data();
  }
  std::fill(std::begin(six.s6_addr) + 8, std::end(six.s6_addr), std::uint8_t{0});
  ::inet_ntop(AF_INET6, &six, text.data(), text.size());
  return std::string(text.data()) + "/64";
}

std::string loggable_address(const std::string& address) {
  return network_of(address) == "?" ? "?" : address;
}

std::string held_as(const std::string& account) {
  return "account:" + account;
}

}  // namespace shao::door
