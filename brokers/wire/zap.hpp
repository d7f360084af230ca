// Who is let in. libzmq asks, for every connection to a CURVE server of the same context, whether
// the client's key is welcome (ZeroMQ RFC 27, ZAP); this answers, in the loop that owns it.
//
//   wire::Zap zap(context, [&](const std::string& key) { return directory.verdict(key); });
//   ... zmq::poll on zap.socket() too, and when it is readable:
//   zap.answer();
//
// One a context, made before the servers are bound. An accepted peer's messages carry its public
// key as User-Id (Received::user). A connection lives on when its key is revoked later: check the
// key's standing on every message, too.
#pragma once

#include <functional>
#include <string>
#include <zmq.hpp>

namespace shao::wire {

enum class Verdict {
  welcome,
  unknown,    // refused for good: the peer's libzmq gives up
  ask_later,  // refused for now: it tries again
};

class Zap {
 public:
  using Judge = std::function<Verdict(const std::string& public_key)>;

  Zap(zmq::context_t& context, Judge judge);

  zmq::socket_t& socket() { return socket_; }
  /// Answers all that was asked by now.
  void answer();

 private:
  zmq::socket_t socket_;
  Judge judge_;
};

}  // namespace shao::wire
