#include "clients/drill/bench.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <unordered_map>

#include "clients/drill/crowd.hpp"
#include "clients/drill/drill.hpp"
#include "clients/drill/journal_reader.hpp"
#include "clients/drill/measure.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/plan.hpp"

namespace shao::drill {

namespace {

using namespace std::chrono_literals;
using codec::Json;
using Steady = std::chrono::steady_clock;

constexpr std::size_t fdatasyncs = 300;
constexpr auto patience = 30s;
constexpr auto stragglers = 5s;

using core::fail;

/// A sort of whistle that is dispatched at once and resolved without a release.
struct Sort {
  core::CategoryId category;
  core::KindId kind;
  core::OfficeId lead;
};

std::vector<Sort> sorts_of(const core::Policy& policy, core::OfficeId unit, core::Instant now) {
  std::vector<Sort> sorts;
  for (const core::Category& category : policy.categories) {
    const core::Kind* kind = policy.kind(category.default_kind);
    if (kind == nullptr || kind->needs_review || kind->release_before_resolve ||
        !kind->raisers.has(core::Role::street))
      continue;
    const core::Classification is{kind->id, category.id, category.default_urgency};
    const core::Routing routing =
        core::route(policy, is, {unit, kind->id, category.id, {}, {}, {}}, now);
    if (!routing.rule.empty()) sorts.push_back({category.id, kind->id, routing.lead});
  }
  return sorts;
}

/// The text of a string field in compact JSON, without parsing all of it.
std::string field_in(const std::string& json, std::string_view field) {
  const std::string mark = "\"" + std::string(field) + "\":\"";
  const auto at = json.find(mark);
  if (at == json.npos) return {};
  const auto begin = at + mark.size();
  return json.substr(begin, json.find('"', begin) - begin);
}

class Bench {
 public:
  Bench(const BenchSettings& settings, local::Stack& stack)
      : settings_(settings),
        stack_(stack),
        crowd_(stack, {[this](auto office, auto& id, auto& body) { answer(office, id, body); },
                       [this](auto office, auto& body) { event(office, body); },
                       [this](auto, auto& body) { error(body); }}) {}

  core::Result<BenchResult, std::string> run() {
    if (const auto joined = join(); !joined) return fail(joined.error());
    result_.fdatasync = measure_fdatasync(stack_.folder().root(), fdatasyncs);
    result_.appendfsync = appendfsync_of(stack_.redis_as(journal::RedisUser::dispatcher));
    if (!crowd_.ready(patience)) return fail("not every office was let in within 30 s");
    closed_loop();
    settle();
    open_loop();
    if (cancelled()) return fail("the benchmark was cancelled");
    std::sort(result_.dispatch.begin(), result_.dispatch.end());
    return std::move(result_);
  }

 private:
  struct UnderWay {
    std::size_t lead;  // its number in the crowd
    Steady::time_point to_be_sent;
    bool measured = false;
  };

  core::Result<std::monostate, std::string> join() {
    const core::Policy& policy = stack_.configuration().policy;
    for (const auto& [id, office] : policy.offices) {
      if (office.type == core::OfficeType::community) continue;
      const bool follows = office.type == core::OfficeType::department;
      const auto number = crowd_.join(id, follows);
      if (!number) return fail(number.error());
      numbers_[id] = *number;
      if (!follows) streets_.push_back(id);
    }
    if (streets_.empty()) return fail("the directory has no subdistrict or town");
    const auto now = std::chrono::time_point_cast<core::Duration>(std::chrono::system_clock::now());
    sorts_ = sorts_of(policy, streets_.front(), now);
    if (sorts_.empty())
      return fail("no category of this jurisdiction is dispatched without review and release");
    return std::monostate{};
  }

  // ---- raising -------------------------------------------------------------------------------

  void raise(Steady::time_point to_be_sent, bool measured) {
    const std::size_t number = ++raised_;
    const core::OfficeId unit = streets_[number % streets_.size()];
    const Sort& sort = sorts_[number % sorts_.size()];
    const std::string record = "B-" + std::to_string(number);
    under_way_[record] = {numbers_.at(sort.lead), to_be_sent, measured};
    const std::string body = codec::dump({{"do", "raise"},
                                          {"id", record},
                                          {"unit", unit.view()},
                                          {"kind", sort.kind.view()},
                                          {"category", sort.category.view()},
                                          {"title", "路口占道经营"},
                                          {"detail", "早高峰占道经营，行人只能走机动车道"}});
    send(numbers_.at(unit), "raise:" + record, body);
  }

  void send(std::size_t office, const std::string& id, const std::string& body) {
    if (!crowd_.send(office, id, body)) error("a socket took no more");
  }

  /// The department of a whistle holds its dispatch.
  void event(std::size_t office, const std::string& body) {
    if (field_in(body, "event") != "whistle_dispatched") return;
    const auto found = under_way_.find(field_in(body, "record"));
    if (found == under_way_.end() || found->second.lead != office) return;
    const auto now = Steady::now();
    if (closed_) {
      act(office, "ack", field_in(body, "whistle"), {});
      return;
    }
    if (found->second.measured)
      result_.dispatch.push_back(
          std::chrono::duration_cast<std::chrono::microseconds>(now - found->second.to_be_sent));
    under_way_.erase(found);
  }

  void act(std::size_t office, const char* what, const std::string& whistle, Json fields) {
    Json body = std::move(fields);
    body["do"] = what;
    body["whistle"] = whistle;
    send(office, std::string(what) + ":" + whistle, codec::dump(body));
  }

  void answer(std::size_t office, const std::string& id, const std::string& body) {
    if (body.find("\"ok\":true") == body.npos) return error(body);
    if (!closed_) return;
    const std::string what = id.substr(0, id.find(':'));
    const std::string whistle = id.substr(id.find(':') + 1);
    if (what == "ack")
      act(office, "report-in", whistle, {{"person", "李四"}, {"place", "现场"}});
    else if (what == "report-in")
      act(office, "resolve", whistle, {{"evidence", {"photo.jpg"}}});
    else if (what == "resolve")
      ++resolved_;
  }

  void error(const std::string& body) {
    if (result_.errors++ == 0) result_.first_error = body;
  }

  // ---- the two loops -------------------------------------------------------------------------

  void closed_loop() {
    closed_ = true;
    const auto begun = Steady::now();
    const auto warm = begun + settings_.warm_up;
    const auto end = warm + settings_.lasts;
    std::size_t before = 0;
    CpuSeconds cpu;
    bool measuring = false;
    while (Steady::now() < end && !cancelled()) {
      const auto now = Steady::now();
      if (!measuring && now >= warm) {
        measuring = true;
        before = resolved_;
        cpu = cpu_now();
      }
      while (raised_ - resolved_ < settings_.under_way && result_.errors == 0) raise(now, false);
      crowd_.wait(5ms);
      stack_.tend();
    }
    const std::chrono::duration<double> took = Steady::now() - warm;
    result_.lifecycles_per_second = static_cast<double>(resolved_ - before) / took.count();
    result_.closed_cpu = since(cpu);
  }

  /// What is under way comes to its end.
  void settle() {
    const auto until = Steady::now() + stragglers;
    while (resolved_ < raised_ && Steady::now() < until && !cancelled()) crowd_.wait(5ms);
    under_way_.clear();
    closed_ = false;
  }

  void open_loop() {
    const auto gap = std::chrono::nanoseconds(1s) / settings_.rate;
    const auto begun = Steady::now();
    const auto warm = begun + settings_.warm_up;
    const auto end = warm + settings_.lasts;
    CpuSeconds cpu;
    bool measuring = false;
    auto next = begun;
    while (Steady::now() < end && !cancelled()) {
      if (!measuring && Steady::now() >= warm) {
        measuring = true;
        cpu = cpu_now();
      }
      // Late or not, what was to be sent by now is sent, and its wait counts.
      for (; next <= Steady::now() && next < end; next += gap) {
        raise(next, next >= warm);
        if (next >= warm) ++result_.sent;
      }
      crowd_.wait(1ms);
    }
    result_.open_cpu = since(cpu);
    const auto until = Steady::now() + stragglers;
    while (!under_way_.empty() && Steady::now() < until && !cancelled()) crowd_.wait(5ms);
  }

  bool cancelled() const { return settings_.cancelled && settings_.cancelled(); }

  CpuSeconds cpu_now() {
    return {cpu_seconds(::getpid()), cpu_seconds(stack_.pid(local::Part::dispatcher)),
            cpu_seconds(stack_.pid(local::Part::broker)),
            cpu_seconds(stack_.pid(local::Part::redis))};
  }
  CpuSeconds since(const CpuSeconds& before) {
    const CpuSeconds now = cpu_now();
    return {now.client - before.client, now.dispatcher - before.dispatcher,
            now.broker - before.broker, now.redis - before.redis};
  }

  const BenchSettings& settings_;
  local::Stack& stack_;
  Crowd crowd_;
  BenchResult result_;
  std::unordered_map<core::OfficeId, std::size_t> numbers_;
  std::vector<core::OfficeId> streets_;
  std::vector<Sort> sorts_;
  std::unordered_map<std::string, UnderWay> under_way_;  // by record
  std::size_t raised_ = 0;
  std::size_t resolved_ = 0;
  bool closed_ = false;
};

}  // namespace

core::Result<BenchResult, std::string> run_bench(const BenchSettings& settings) {
  local::StackSettings own = settings.stack;
  own.exercise = true;
  own.cancelled = settings.cancelled;
  own.broker_options = {"--rate", "1000000", "--burst", "1000000"};
  auto stack = local::Stack::start(std::move(own));
  if (!stack) return fail(stack.error());
  auto result = Bench(settings, *stack).run();
  // What was measured until then is no measure.
  if (settings.cancelled && settings.cancelled()) return fail("the benchmark was cancelled");
  return result;
}

std::string report(const BenchResult& result, const BenchSettings& settings) {
  const auto ms = [](std::chrono::microseconds value) {
    return static_cast<double>(value.count()) / 1e3;
  };
  std::array<char, 2048> text{};
  const auto& closed = result.closed_cpu;
  const auto& open = result.open_cpu;
  std::snprintf(
      text.data(), text.size(),
      "clients: bare CURVE sockets in one process (no outbox), all offices but the communities\n"
      "Redis: appendfsync %s; fdatasync of 512 B on this disk: p50 %.3f ms  p99 %.3f ms\n\n"
      "closed loop, %zu whistles under way, %lld s after %lld s of warm-up\n"
      "  lifecycles of the lead (raise, deliver, acknowledge, report in, resolve): %.0f a second\n"
      "  CPU seconds: clients %.2f  dispatcher %.2f  broker %.2f  Redis %.2f\n\n"
      "open loop, %zu whistles a second, %lld s after %lld s of warm-up\n"
      "  dispatch (raise due to be sent -> department holds it): p50 %.2f ms  p99 %.2f ms  max "
      "%.2f ms\n"
      "  samples %zu of %zu sent\n"
      "  CPU seconds: clients %.2f  dispatcher %.2f  broker %.2f  Redis %.2f\n",
      result.appendfsync.c_str(), ms(quantile(result.fdatasync, 0.5)),
      ms(quantile(result.fdatasync, 0.99)), settings.under_way,
      static_cast<long long>(settings.lasts.count()),
      static_cast<long long>(settings.warm_up.count()), result.lifecycles_per_second, closed.client,
      closed.dispatcher, closed.broker, closed.redis, settings.rate,
      static_cast<long long>(settings.lasts.count()),
      static_cast<long long>(settings.warm_up.count()), ms(quantile(result.dispatch, 0.5)),
      ms(quantile(result.dispatch, 0.99)), ms(quantile(result.dispatch, 1)), result.dispatch.size(),
      result.sent, open.client, open.dispatcher, open.broker, open.redis);
  std::string out = text.data();
  if (result.errors > 0)
    out += "errors: " + std::to_string(result.errors) + ", the first: " + result.first_error + "\n";
  return out;
}

}  // namespace shao::drill
