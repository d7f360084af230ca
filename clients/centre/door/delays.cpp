#include "clients/centre/door/delays.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace shao::door {

using std::chrono::seconds;

namespace {
/// After so many the wait grows no longer, whatever the rules.
constexpr std::size_t most_failures = 64;
}  // namespace

seconds Delays::wait_after(std::size_t failures) const {
  seconds wait{0};
  for (; failures >= rules_.free_tries && wait < rules_.longest; --failures)
    wait = wait == seconds{0} ? rules_.first : 2 * wait;
  return std::min(wait, rules_.longest);
}

bool Delays::count_still(const Failures& failures, core::Instant now) const {
  return now < failures.back() + wait_after(failures.size()) + rules_.window;
}

seconds Delays::wait(const std::string& name, core::Instant now) const {
  const auto found = held_.find(name);
  if (found == held_.end() || now < found->second.back()) return seconds{0};
  const auto until = found->second.back() + wait_after(found->second.size());
  return std::max(std::chrono::ceil<seconds>(until - now), seconds{0});
}

void Delays::count(const std::string& name, core::Instant now) {
  if (held_.size() >= rules_.most && !held_.contains(name)) make_room(now);
  Failures& failures = held_[name];
  if (!failures.empty() && !count_still(failures, now)) failures.clear();
  failures.push_back(now);
  if (failures.size() > most_failures) failures.pop_front();
}

void Delays::take_back(const std::string& name, core::Instant tried) {
  const auto found = held_.find(name);
  if (found == held_.end()) return;
  Failures& failures = found->second;
  if (const auto one = std::ranges::find(failures, tried); one != failures.end())
    failures.erase(one);
  if (failures.empty()) held_.erase(found);
}

void Delays::forget(const std::string& name) {
  held_.erase(name);
}

void Delays::make_room(core::Instant now) {
  std::erase_if(held_, [&](const auto& entry) { return !count_still(entry.second, now); });
  if (held_.size() < rules_.most) return;
  held_.erase(
      std::ranges::min_element(held_, {}, [](const auto& entry) { return entry.second.back(); }));
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
