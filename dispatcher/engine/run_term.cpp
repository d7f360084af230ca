#include "dispatcher/engine/run_term.hpp"

#include <sodium.h>

#include <array>

#include "dispatcher/journal/redis_store.hpp"

namespace shao::engine {

namespace {

std::string new_nonce() {
  std::array<unsigned char, 8> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 17> hex{};
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  return std::string(hex.data());
}

}  // namespace

TermResult run_term(const TermSettings& settings, const journal::RedisAddress& redis,
                    LinkServer& link, Configurations& configurations, Memory& memory,
                    const std::atomic<bool>& stop) {
  const auto store = journal::RedisStore::open(redis, settings.jurisdiction, settings.store);
  if (!store) return {TermEnd::stepped_down, store.error().message};
  const SystemBootClock clock;
  Term term(settings, {**store, link, clock, configurations, memory, KeyRing::random_key},
            new_nonce());
  for (;;) {
    if (stop) term.stop();
    if (auto end = term.step()) return *end;
    link.wait(term.rest(), (*store)->fd(), (*store)->wants_write());
  }
}

}  // namespace shao::engine
