#include "clients/centre/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace shao::centre {

namespace {

using codec::Json;
using Buckets = prometheus::Histogram::BucketBoundaries;

// Seconds. Levels are to fire within milliseconds of their due instant; an outage shows in the
// last.
const Buckets& lateness_buckets() {
  static const Buckets buckets{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 30, 300};
  return buckets;
}
const Buckets& wait_buckets() {
  static const Buckets buckets{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 10};
  return buckets;
}

double number_in(const Json& json, const char* field) {
  const auto found = json.find(field);
  return found != json.end() && found->is_number() ? found->get<double>() : 0;
}

}  // namespace

struct Metrics::Families {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Histogram>& lateness =
      prometheus::BuildHistogram()
          .Name("shaodao_level_lateness_seconds")
          .Help("From the due instant of a level to when it fired, by the leader's clock")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& levels =
      prometheus::BuildCounter()
          .Name("shaodao_levels_fired_total")
          .Help("Levels that fired since this server began to listen")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& events = prometheus::BuildCounter()
                                                        .Name("shaodao_events_total")
                                                        .Help("Events of the feed, by name")
                                                        .Register(registry);
  prometheus::Family<prometheus::Histogram>& screens =
      prometheus::BuildHistogram()
          .Name("shaodao_screen_delay_seconds")
          .Help("From an event's arrival here until it was sent to the screens of a scope")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& answers =
      prometheus::BuildHistogram()
          .Name("shaodao_answer_seconds")
          .Help("From a person's command or question until the jurisdiction's answer")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("shaodao_http_requests_total")
                                                          .Help("Requests by status")
                                                          .Register(registry);
  prometheus::Family<prometheus::Counter>& logins = prometheus::BuildCounter()
                                                        .Name("shaodao_logins_total")
                                                        .Help("Tries to log in by outcome")
                                                        .Register(registry);
  prometheus::Family<prometheus::Gauge>& open =
      prometheus::BuildGauge()
          .Name("shaodao_whistles")
          .Help("Whistles on the board by case state (ended ones for an hour)")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& gauges =
      prometheus::BuildGauge()
          .Name("shaodao_centre")
          .Help("What is so now: connections, streams, sessions, offices, readiness (1 or 0)")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& lag =
      prometheus::BuildGauge()
          .Name("shaodao_feed_silent_seconds")
          .Help("Since the jurisdiction's leader was last heard; about one second is right")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& journal =
      prometheus::BuildGauge()
          .Name("shaodao_journal")
          .Help("The dispatcher's own: last event, appends and the seconds they took together")
          .Register(registry);
};

/// Lateness is shown from the start: a histogram that is not there yet cannot be told from one that
/// nobody scrapes.
Metrics::Metrics() : families_(std::make_unique<Families>()) {
  families_->lateness.Add({{"led", "yes"}}, lateness_buckets());
}
Metrics::~Metrics() = default;

void Metrics::hear(const Json& event) {
  const std::string name = event.value("event", std::string());
  families_->events.Add({{"event", name}}).Increment();
  if (name != "level_fired") return;
  const std::string level = std::to_string(event.value("level", 0));
  families_->levels.Add({{"level", level}}).Increment();
  constexpr double milliseconds = 1000;
  families_->lateness.Add({{"led", event.value("late", false) ? "no" : "yes"}}, lateness_buckets())
      .Observe((number_in(event, "at") - number_in(event, "due")) / milliseconds);
}

void Metrics::rendered(std::chrono::duration<double> took) {
  families_->screens.Add({}, wait_buckets()).Observe(took.count());
}

void Metrics::answered(std::chrono::duration<double> took) {
  families_->answers.Add({}, wait_buckets()).Observe(took.count());
}

void Metrics::request(unsigned status) {
  families_->requests.Add({{"status", std::to_string(status)}}).Increment();
}

void Metrics::login(const std::string& outcome) {
  families_->logins.Add({{"outcome", outcome}}).Increment();
}

std::string Metrics::text(const Now& now) {
  Families& f = *families_;
  // A state that no whistle is in any more must not stay as it was.
  for (const char* state : {"DRAFT", "REVIEW", "DISPATCHED", "ACTIVE", "DISPUTED", "SUSPENDED",
                            "VERIFY", "EVALUATE", "MERGED", "CLOSED", "REJECTED", "CANCELLED"}) {
    const auto found = now.open_by_state.find(state);
    f.open.Add({{"state", state}})
        .Set(found == now.open_by_state.end() ? 0 : static_cast<double>(found->second));
  }
  const auto set = [&](const char* what, auto value) {
    f.gauges.Add({{"what", what}}).Set(static_cast<double>(value));
  };
  set("connections", now.server.connections);
  set("streams", now.server.streams);
  set("streams_cut", now.server.cut);
  set("connections_refused", now.server.refused);
  set("sessions", now.sessions);
  set("offices_connected", now.offices_connected);
  set("ready", now.ready ? 1 : 0);
  f.lag.Add({}).Set(now.feed_silent.count());
  if (now.status.is_object()) {
    f.journal.Add({{"what", "last_event"}}).Set(number_in(now.status, "number"));
    if (const auto appends = now.status.find("appends"); appends != now.status.end()) {
      f.journal.Add({{"what", "appends"}}).Set(number_in(*appends, "count"));
      f.journal.Add({{"what", "append_seconds"}}).Set(number_in(*appends, "seconds"));
      f.journal.Add({{"what", "append_seconds_slowest"}}).Set(number_in(*appends, "slowest"));
    }
  }
  return prometheus::TextSerializer().Serialize(f.registry.Collect());
}

}  // namespace shao::centre
