#include "clients/drill/drill.hpp"

#include <algorithm>
#include <fstream>
#include <queue>

#include "clients/drill/desks.hpp"
#include "clients/drill/engine_clock.hpp"
#include "clients/drill/journal_reader.hpp"
#include "clients/drill/script.hpp"
#include "config/config.hpp"
#include "dispatcher/journal/access.hpp"

namespace shao::drill {

namespace {

using namespace std::chrono_literals;
using codec::Json;
using Steady = std::chrono::steady_clock;

constexpr auto tend_every = 50ms;
constexpr auto ask_time_every = 250ms;
constexpr auto longest_wait = 10ms;
constexpr auto connect_patience = 60s;
constexpr auto drain_patience = 20s;
/// Nothing has happened and nobody means to do anything: the drill is stuck.
constexpr auto stuck_after = 30s;
/// Engine time a drill takes at most, and what a slow machine may add.
constexpr auto longest_drill = std::chrono::days{45};
constexpr auto slow_machine = 120s;
constexpr std::size_t most_named = 8;

using core::fail;

/// What is meant to be done, the earliest first.
struct Due {
  core::Instant at;
  std::uint64_t order;  // of two at the same instant the one meant first
  std::size_t desk;
  Intention intention;
  bool operator<(const Due& other) const {
    return std::tie(at, order) > std::tie(other.at, other.order);
  }
};

class Run {
 public:
  Run(const DrillSettings& settings, Observer& observer, local::Stack& stack)
      : settings_(settings), observer_(observer), stack_(stack), clock_(settings.speed) {}

  core::Result<DrillResult, std::string> run() {
    const auto begun = Steady::now();
    until_ = begun + limit();
    if (const auto opened = open_desks(); !opened) return fail(opened.error());
    observer_.began(stack_);
    if (const auto ready = connect(); !ready) return fail(ready.error());
    write_agenda();
    moved_ = Steady::now();
    while (!finished() && unfinished_.empty()) {
      if (const auto went = round(); !went) return fail(went.error());
      if (cancelled()) return fail("the drill was cancelled");
      look_for_an_end();
    }
    if (const auto drained = drain(); !drained) return fail(drained.error());
    return close(begun);
  }

 private:
  // ---- beginning -----------------------------------------------------------------------------

  Steady::duration limit() const {
    if (settings_.time_limit > 0s) return settings_.time_limit;
    const std::chrono::duration<double> simulated(longest_drill);
    return slow_machine + std::chrono::duration_cast<Steady::duration>(simulated / settings_.speed);
  }

  core::Result<std::monostate, std::string> open_desks() {
    const World world{&stack_.configuration().policy, settings_.seed};
    if (auto opened = desks_.open(stack_, world); !opened) return opened;
    for (std::size_t i = 0; i < desks_.size(); ++i)
      told_.following(desks_[i].office.id(), {.from = 0, .sees_all = desks_[i].sees_all});
    return std::monostate{};
  }

  /// Before the first whistle everyone must be listening and know the time.
  core::Result<std::monostate, std::string> connect() {
    const auto until = Steady::now() + connect_patience;
    while (!clock_.known() || !desks_.everyone_listens()) {
      if (auto went = round(); !went) return went;
      if (cancelled()) return fail("the drill was cancelled");
      if (Steady::now() >= until)
        return fail("after " + std::to_string(connect_patience.count()) +
                    " s not every office is connected: look at the broker's log");
    }
    return std::monostate{};
  }

  void write_agenda() {
    const core::Calendar& calendar = stack_.configuration().policy.calendar;
    const core::Instant start =
        calendar.add_working(clock_.now(Steady::now()), std::chrono::minutes{1});
    for (Scripted& one :
         write_script(stack_.configuration().policy, {settings_.seed, settings_.whistles, start})) {
      const auto desk = desks_.of(one.office);
      if (!desk) continue;
      ++progress_.to_raise;
      mean(*desk, std::move(one.intention));
    }
  }

  // ---- one round of the loop -----------------------------------------------------------------

  core::Result<std::monostate, std::string> round() {
    auto now = Steady::now();
    if (now >= next_tend_) {
      stack_.tend();
      next_tend_ = now + tend_every;
    }
    if (now >= next_time_) {
      ask_time(now);
      next_time_ = now + ask_time_every;
    }
    const auto hear_one = [this](std::size_t desk, client::News news) {
      hear(desk, std::move(news));
    };
    if (auto went = desks_.listen(pause(now), hear_one); !went) return went;
    now = Steady::now();
    if (auto went = do_what_is_due(now); !went) return went;
    if (clock_.known()) progress_.now = clock_.now(now);
    observer_.round(progress_);
    if (settings_.meanwhile) settings_.meanwhile(stack_, progress_);
    return std::monostate{};
  }

  std::chrono::milliseconds pause(Steady::time_point now) const {
    if (agenda_.empty() || !clock_.known()) return longest_wait;
    const auto left =
        std::chrono::floor<std::chrono::milliseconds>(clock_.when(agenda_.top().at) - now);
    return std::clamp<std::chrono::milliseconds>(left, 0ms, longest_wait);
  }

  void ask_time(Steady::time_point now) {
    desks_.ask(desks_.centre(), "time-" + std::to_string(++questions_), {{"ask", "status"}}, now);
  }

  void mean(std::size_t desk, Intention intention) {
    if (draining_) return;
    if (text_in(intention.body, "do") == "reopen") ++reopens_meant_;
    agenda_.push({intention.at, ++order_, desk, std::move(intention)});
  }

  core::Result<std::monostate, std::string> do_what_is_due(Steady::time_point now) {
    if (!clock_.known()) return std::monostate{};
    const core::Instant at = clock_.now(now);
    while (!agenda_.empty() && agenda_.top().at <= at) {
      const Due due = agenda_.top();
      agenda_.pop();
      if (!desks_[due.desk].office.still_means(due.intention)) {
        if (text_in(due.intention.body, "do") == "reopen") --reopens_meant_;
        continue;
      }
      if (auto sent = desks_.send(due.desk, due.intention, now); !sent) return sent;
      moved_ = now;
    }
    return std::monostate{};
  }

  // ---- what the clients are told -------------------------------------------------------------

  void hear(std::size_t index, client::News news) {
    Desk& desk = desks_[index];
    if (auto* event = std::get_if<client::FeedEvent>(&news)) {
      hear_event(index, event->body);
    } else if (std::holds_alternative<client::CaughtUp>(news)) {
      desk.caught_up = true;
    } else if (auto* answer = std::get_if<client::Answered>(&news)) {
      hear_answer(index, answer->id, answer->body);
    } else if (auto* failed = std::get_if<client::Failed>(&news)) {
      const auto sent = desk.sent.find(failed->id);
      if (sent != desk.sent.end() && text_in(sent->second.intention.body, "do") == "reopen")
        --reopens_meant_;
      desk.sent.erase(failed->id);
      told_.refused(text_in(failed->body, "error"));
      observer_.said(desk.office.id().str() + ": " + failed->id + " " +
                     text_in(failed->body, "message"));
    } else if (std::holds_alternative<client::Rewound>(news)) {
      unfinished_ = desk.office.id().str() + " was told that the journal went back";
    } else if (std::holds_alternative<client::Trimmed>(news)) {
      unfinished_ = desk.office.id().str() + " fell so far behind that events were trimmed";
    } else if (auto* term = std::get_if<client::TermChanged>(&news);
               term && index == desks_.centre()) {
      ++progress_.terms;
      observer_.said("a new term began: " + term->term);
    }
  }

  void hear_event(std::size_t index, const Json& event) {
    Desk& desk = desks_[index];
    told_.received(desk.office.id(), event.value("n", core::EventNumber{0}));
    ++events_;
    clock_.at_least(instant_in(event, "at"), Steady::now());
    for (Intention& intention : desk.office.hear(event)) mean(index, std::move(intention));
    if (index != desks_.centre()) return;
    moved_ = Steady::now();
    const std::string name = text_in(event, "event");
    if (name == "whistle_closed" || name == "whistle_withdrawn" || name == "whistle_refused") {
      ++progress_.ended;
      ++endings_;
    }
    if (name == "whistle_reopened") --progress_.ended;
    observer_.heard(event);
  }

  void hear_answer(std::size_t index, const std::string& id, const Json& body) {
    Desk& desk = desks_[index];
    const auto found = desk.sent.find(id);
    if (found == desk.sent.end()) return;
    const Desk::Sent sent = std::move(found->second);
    desk.sent.erase(found);
    const auto now = Steady::now();
    const Intention& meant = sent.intention;
    if (meant.body.is_null()) {
      const Json leader = body.value("leader", Json::object());
      clock_.read(std::to_string(leader.value("epoch", 0)) + text_in(leader, "nonce"),
                  instant_in(body, "now"), sent.at, now);
      head_ = std::max(head_, body.value("number", core::EventNumber{0}));
      ++answered_questions_;
      return;
    }
    answers_.push_back(std::chrono::duration_cast<std::chrono::microseconds>(now - sent.at));
    const std::string what = text_in(meant.body, "do");
    if (what == "reopen") --reopens_meant_;
    if (body.value("ok", false)) {
      told_.accepted(desk.office.id(), id, meant.body, body);
      head_ = std::max(head_, body.value("number", core::EventNumber{0}));
      if (what == "raise") ++progress_.raised;
      if (what == "reopen") ++reopened_;
    } else {
      told_.refused(text_in(body, "refused"));
      observer_.refused(desk.office.id().str(), id, body);
      if (what == "raise") --progress_.to_raise;
      for (Intention& again : desk.office.refused(meant, body)) mean(index, std::move(again));
    }
  }

  // ---- ending --------------------------------------------------------------------------------

  /// A case that is reopened ends twice.
  bool finished() const {
    return progress_.raised == progress_.to_raise && reopens_meant_ == 0 &&
           endings_ >= progress_.raised + reopened_ && desks_.nobody_waits();
  }
  bool cancelled() const { return settings_.cancelled && settings_.cancelled(); }

  void look_for_an_end() {
    const auto now = Steady::now();
    // With nothing meant and no clock running, nothing can ever happen again.
    if (agenda_.empty() && now - moved_ > stuck_after)
      unfinished_ = "nothing has happened for " + std::to_string(stuck_after.count()) + " s; " +
                    what_is_open();
    if (now >= until_) unfinished_ = "the time limit is over; " + what_is_open();
  }

  std::string what_is_open() const {
    std::string text = std::to_string(progress_.raised - progress_.ended) + " whistles are open:";
    std::size_t named = 0;
    for (const auto& [id, known] : desks_[desks_.centre()].office.knowledge().all()) {
      if (core::is_final(known.course.state) || ++named > most_named) continue;
      text += " " + id.str() + " (" + known.kind.str() + ", " +
              std::string(core::name_of(known.course.state)) + ", lead " + known.lead.str() + ")";
    }
    return text + desks_.who_waits();
  }

  /// Everybody is to have all there is for them before the books are compared: the feed says
  /// "complete" up to the head as it was asked for after the end.
  core::Result<std::monostate, std::string> drain() {
    // Its receipts are events like any other.
    stack_.end_hooks();
    const auto until = Steady::now() + drain_patience;
    const std::uint64_t asked = questions_;
    agenda_ = {};
    draining_ = true;
    const auto enough = [&] {
      return answered_questions_ > asked && desks_.everyone_has(head_) && desks_.nobody_waits();
    };
    while (!enough() && Steady::now() < until)
      if (auto went = round(); !went) return went;
    return std::monostate{};
  }

  /// In a drill that did not come to its end levels go on firing: what comes after everybody had
  /// all there was is lost to nobody.
  bool is_accounted_for(const core::Record& record) const {
    return unfinished_.empty() || record.first <= head_;
  }

  core::Result<DrillResult, std::string> close(Steady::time_point begun) {
    DrillResult result;
    result.took = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - begun);
    result.gaps = desks_.gaps();
    const auto read = [&](const std::function<void(const core::Record&)>& each) {
      return read_journal(stack_.redis_as(journal::RedisUser::reader), stack_.jurisdiction(), each);
    };
    Audit audit;
    const auto audited = [&](const core::Record& record) {
      if (is_accounted_for(record)) audit.take(record);
    };
    if (const auto took = read(audited); !took)
      return fail("the journal cannot be read: " + took.error());
    result.verdict = audit.close(told_);
    // Once more, now that it is known which cases are worth telling.
    Tales tales(result.verdict.bends, audit.state());
    if (const auto took = read([&](const core::Record& record) { tales.take(record); }); !took)
      return fail("the journal cannot be read: " + took.error());
    result.tales = tales.all();
    std::ifstream told(stack_.folder().hooks() / "told.jsonl");
    std::getline(told, result.message);
    result.refusals = told_.refusals();
    result.answers = std::move(answers_);
    std::sort(result.answers.begin(), result.answers.end());
    result.events = events_;
    result.unfinished = unfinished_;
    return result;
  }

  const DrillSettings& settings_;
  Observer& observer_;
  local::Stack& stack_;
  EngineClock clock_;
  Desks desks_;
  std::priority_queue<Due> agenda_;
  std::uint64_t order_ = 0;
  Told told_;
  Progress progress_;
  bool draining_ = false;  // nobody means to do anything any more
  std::size_t endings_ = 0;
  std::size_t reopens_meant_ = 0;  // and not yet answered
  std::size_t reopened_ = 0;
  std::vector<std::chrono::microseconds> answers_;
  std::uint64_t events_ = 0;
  std::uint64_t questions_ = 0;
  std::uint64_t answered_questions_ = 0;
  core::EventNumber head_ = 0;
  Steady::time_point next_tend_{};
  Steady::time_point next_time_{};
  Steady::time_point moved_{};
  Steady::time_point until_{};
  std::string unfinished_;
};

}  // namespace

std::string hooks_of_a_drill(const local::Path& directory) {
  const auto files = config::read_directory(directory.string());
  if (!files) return {};
  const config::Loaded loaded = config::load(*files);
  if (!loaded.configuration) return {};
  const core::RoleOffice& supervision =
      loaded.configuration->policy
          .role_offices[static_cast<std::size_t>(core::Role::supervision_office)];
  if (supervision.seat != core::RoleSeat::named_office) return {};
  return R"(# An example; config/README.md has the fields.
[[hook]]
id = "supervision"
office = ")" +
         supervision.office.str() + R"("
on = ["level_3", "level_4"]
program = ["/usr/bin/tee", "-a", "told.jsonl"]
)";
}

namespace {

/// One desk of each face, with all the roles of its office.
std::vector<local::Stack::WebAccount> accounts_of_a_drill(const core::Policy& policy) {
  using R = core::Role;
  const auto first = [&](auto wanted) {
    const auto found = std::find_if(policy.offices.begin(), policy.offices.end(),
                                    [&](const auto& entry) { return wanted(entry.second); });
    return found == policy.offices.end() ? core::OfficeId{} : found->first;
  };
  const core::OfficeId centre =
      first([&](const core::Office& o) { return policy.is_centre(o.id); });
  const core::OfficeId street =
      first([](const core::Office& o) { return o.type == core::OfficeType::subdistrict; });
  std::map<core::OfficeId, std::size_t> leads;
  for (const core::Rule& rule : policy.rules) ++leads[rule.lead];
  const auto busiest = std::max_element(
      leads.begin(), leads.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  std::vector<local::Stack::WebAccount> accounts{
      {"zhzx", "指挥中心值班员", centre, {R::command_centre, R::dispatcher}}};
  if (!street.empty())
    accounts.push_back(
        {"street", "街道值班员", street, {R::street, R::street_leader, R::street_top_leader}});
  if (busiest != leads.end())
    accounts.push_back({"dept",
                        "部门值班员",
                        busiest->first,
                        {R::dept_liaison, R::dept_officer, R::dept_deputy_head, R::dept_head}});
  return accounts;
}

/// Where to look, and as whom: one line.
core::Result<std::string, std::string> open_to_browsers(local::Stack& stack) {
  constexpr std::size_t typed = 12;  // characters a person can copy
  const std::string password = journal::new_password().substr(0, typed);
  std::string names;
  for (const auto& account : accounts_of_a_drill(stack.configuration().policy)) {
    if (const auto added = stack.add_web_account(account, password); !added)
      return fail(added.error());
    names += (names.empty() ? "" : ", ") + account.name;
  }
  if (const auto there = stack.wait_for_web(20s); !there) return fail(there.error());
  return stack.web_address() + "  (" + names + ": " + password + ")";
}

}  // namespace

core::Result<DrillResult, std::string> run_drill(const DrillSettings& settings,
                                                 Observer& observer) {
  local::StackSettings own = settings.stack;
  own.exercise = true;
  own.clock_speed = settings.speed;
  own.exercise_start = settings.start;
  own.cancelled = settings.cancelled;
  if (own.hooks.empty()) own.hooks = hooks_of_a_drill(own.config);
  own.say = [&](const std::string& what) { observer.said(what); };
  auto stack = local::Stack::start(std::move(own));
  if (!stack) return fail(stack.error());
  if (!stack->web_address().empty()) {
    const auto where = open_to_browsers(*stack);
    if (!where) return fail(where.error());
    observer.said(*where);
  }
  return Run(settings, observer, *stack).run();
}

}  // namespace shao::drill
