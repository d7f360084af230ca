// A term in the real world: Redis at a URL, brokers over ZeroMQ, the machine's clock.
#pragma once

#include <atomic>
#include <string>

#include "dispatcher/engine/link_server.hpp"
#include "dispatcher/engine/term.hpp"

namespace shao::engine {

/// Runs until `stop` is set or the term ends. `redis_url`: "unix:/run/shaodao/redis.sock".
TermResult run_term(const TermSettings& settings, const std::string& redis_url, LinkServer& link,
                    Configurations& configurations, Memory& memory, const std::atomic<bool>& stop);

}  // namespace shao::engine
