// Figures for an operator, in the text format of Prometheus. Nothing of a resident or a person is
// in them, so that they may be scraped without a login.
//
//   Metrics metrics;
//   metrics.hear(event);                       // each event of the command centre's feed
//   response.body = metrics.text({...});       // with what is so now
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "clients/centre/http/server.hpp"
#include "dispatcher/codec/json_text.hpp"

namespace shao::centre {

/// What is so at the time of a scrape.
struct Now {
  std::map<std::string, std::size_t> open_by_state;
  ServerCounts server;
  std::size_t sessions = 0;
  std::size_t offices_connected = 0;
  std::chrono::duration<double> feed_silent{0};  // since the leader was heard
  bool ready = false;
  codec::Json status;  // the dispatcher's answer to `status`; null: none yet
};

class Metrics {
 public:
  Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;
  ~Metrics();

  /// An event as the command centre hears it: lateness of levels, what happens how often.
  void hear(const codec::Json& event);
  /// From the moment the server had an event until its screens were sent it.
  void rendered(std::chrono::duration<double> took);
  /// From a command or question given to the broker until its answer.
  void answered(std::chrono::duration<double> took);
  void request(unsigned status);
  void login(const std::string& outcome);
  std::string text(const Now& now);

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace shao::centre
