#include "clients/centre/history.hpp"

#include <algorithm>

#include "clients/centre/json_fields.hpp"

namespace shao::centre {

namespace {

using codec::Json;

/// A journal's beginning is read within a second or two; what is there by then is better than
/// nothing.
constexpr std::chrono::seconds beginning_patience{5};

std::int64_t hour_of(core::Instant at) {
  return std::chrono::floor<std::chrono::hours>(at.time_since_epoch()).count();
}

/// A move and the limit that it keeps, when it comes in time.
struct Meets {
  std::string_view event;
  const char* clock;
};
constexpr std::array<Meets, 6> meets{{{"acknowledged", "acknowledge"},
                                      {"contacted", "contact"},
                                      {"reported_in", "report_in"},
                                      {"resolved", "resolve"},
                                      {"whistle_approved", "review"},
                                      {"verified", "verify"}}};

}  // namespace

void Hours::hear(const Json& event) {
  const auto at = codec::instant_from(event.value("at", Json()));
  if (!at) return;
  const std::int64_t hour = hour_of(*at);
  Hour& into = hours_[hour];
  // What nobody is shown any more is dropped.
  while (!hours_.empty() && hours_.begin()->first + static_cast<std::int64_t>(2 * shown) < hour)
    hours_.erase(hours_.begin());
  const std::string name = text_in(event, "event");
  if (name == "whistle_raised" || (!sees_all_ && event.contains("view"))) ++into.raised;
  if (name == "level_fired") fire(event, into);
  if (name == "level_raised") {
    const auto level = event.value("level", std::size_t{0});
    if (level < core::level_count) ++into.offices[""].levels[level];
  }
  if (name == "miss_cleared")
    missed_.erase({text_in(event, "whistle"), text_in(event, "office"), text_in(event, "clock")});
  for (const Meets& one : meets)
    if (name == one.event) meet(event, one.clock, into);
  // Who reports in has acknowledged.
  if (name == "reported_in") meet(event, "acknowledge", into);
  if (name == "whistle_closed" || name == "whistle_withdrawn" || name == "whistle_refused")
    forget(text_in(event, "whistle"));
  // Reworked, reopened, given to another lead: limits begin anew.
  if (name == "verification_failed" || name == "whistle_reopened" || name == "evaluated")
    std::erase_if(met_, [whistle = text_in(event, "whistle")](const Clock& clock) {
      return std::get<0>(clock) == whistle && std::get<2>(clock) == "resolve";
    });
}

/// Nothing more is to come of it, or nothing that its limits before still matter for.
void Hours::forget(const std::string& whistle) {
  const auto of_it = [&](const Clock& clock) { return std::get<0>(clock) == whistle; };
  for (std::set<Clock>* clocks : {&missed_, &met_}) {
    auto first = clocks->lower_bound({whistle, "", ""});
    auto last = first;
    while (last != clocks->end() && of_it(*last)) ++last;
    clocks->erase(first, last);
  }
}

void Hours::fire(const Json& event, Hour& hour) {
  const auto level = event.value("level", std::size_t{0});
  if (level >= core::level_count) return;
  Counts& counts = hour.offices[text_in(event, "office")];
  ++counts.levels[level];
  const auto collapsed = event.find("collapsed");
  const bool over_one =
      collapsed != event.end() && collapsed->is_array() &&
      std::find(collapsed->begin(), collapsed->end(), Json(1)) != collapsed->end();
  if (level != 1 && !over_one) return;
  ++counts.missed;
  missed_.insert({text_in(event, "whistle"), text_in(event, "office"), text_in(event, "clock")});
}

void Hours::meet(const Json& event, const char* clock, Hour& hour) {
  std::string office = text_in(event, "office");
  if (office.empty() && event.contains("who")) office = text_in(event.at("who"), "office");
  const Clock key{text_in(event, "whistle"), office, clock};
  if (!met_.insert(key).second || missed_.contains(key)) return;
  ++hour.offices[office].on_time;
}

Json Hours::json(core::Instant now) const {
  const std::int64_t last = hour_of(now);
  const std::int64_t first = last - static_cast<std::int64_t>(shown) + 1;
  std::map<std::string, Counts> offices;
  Json hours = Json::array();
  for (std::int64_t hour = first; hour <= last; ++hour) {
    Counts all;
    std::uint64_t raised = 0;
    if (const auto found = hours_.find(hour); found != hours_.end()) {
      raised = found->second.raised;
      for (const auto& [office, counts] : found->second.offices) {
        Counts& own = offices[office];
        own.on_time += counts.on_time;
        own.missed += counts.missed;
        all.on_time += counts.on_time;
        all.missed += counts.missed;
        for (std::size_t level = 0; level < core::level_count; ++level) {
          own.levels[level] += counts.levels[level];
          all.levels[level] += counts.levels[level];
        }
      }
    }
    const std::int64_t from = std::chrono::milliseconds(std::chrono::hours{hour}).count();
    hours.push_back({{"from", from},
                     {"raised", raised},
                     {"on_time", all.on_time},
                     {"missed", all.missed},
                     {"levels", all.levels}});
  }
  Json by_office = Json::array();
  for (const auto& [office, counts] : offices)
    if (!office.empty())
      by_office.push_back({{"office", office},
                           {"on_time", counts.on_time},
                           {"missed", counts.missed},
                           {"levels", counts.levels}});
  return {{"hours", std::move(hours)}, {"offices", std::move(by_office)}};
}

core::Result<std::unique_ptr<History>, std::string> History::open(boost::asio::io_context& io,
                                                                  zmq::context_t& context,
                                                                  client::Settings settings,
                                                                  bool sees_all) {
  // It gives no commands.
  settings.outbox.clear();
  auto history = std::make_unique<History>(sees_all);
  History* self = history.get();
  auto line = Line::open(
      io, context, std::move(settings),
      {.event = [self](const client::FeedEvent& event) { self->hours_.hear(event.body); },
       .caught_up = [self] { self->complete_ = true; }});
  if (!line) return core::fail(line.error());
  history->line_ = std::move(*line);
  history->line_->follow("begin");
  return history;
}

Json History::json_now() const {
  Json json = hours_.json(line_->now().value_or(core::Instant{}));
  json["complete"] = complete_;
  return json;
}

void History::json(std::function<void(const Json&)> ready) {
  if (complete_)
    ready(json_now());
  else
    waiting_.emplace_back(client::Steady::now(), std::move(ready));
}

void History::tend() {
  for (auto& [since, ready] : std::exchange(waiting_, {})) {
    if (complete_ || client::Steady::now() - since > beginning_patience)
      ready(json_now());
    else
      waiting_.emplace_back(since, std::move(ready));
  }
}

}  // namespace shao::centre
