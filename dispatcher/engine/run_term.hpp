// A term in the real world: Redis at a URL, brokers over ZeroMQ, the machine's clock.
#pragma once

#include <atomic>
#include <string>

#include "dispatcher/engine/link_server.hpp"
#include "dispatcher/engine/term.hpp"
#include "dispatcher/journal/redis_address.hpp"

namespace shao::engine {

/// Runs until `stop` is set or the term ends. `redis`: "unix:/run/shaodao/redis.sock".
TermResult run_term(const TermSettings& settings, const journal::RedisAddress& redis,
                    LinkServer& link, Configurations& configurations, Memory& memory,
                    const std::atomic<bool>& stop);

}  // namespace shao::engine
