#include "tests/codec/sample.hpp"

#include <boost/test/unit_test.hpp>
#include <random>
#include <tuple>

#include "dispatcher/codec/event_fields.hpp"

namespace shao::codec_test {

namespace {

/// Puts random values into every field the codec knows of.
class Filler {
 public:
  template <class T>
  using Ref = T&;

  explicit Filler(std::uint64_t seed) : random_(seed) {}

  template <class T>
  void operator()(std::string_view, T& value) {
    fill(value);
  }

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

  void fill(bool& value) { value = below(2) == 0; }
  void fill(std::uint64_t& value) { value = 1 + below(std::uint64_t{1} << (1 + below(60))); }
  void fill(std::uint8_t& level) { level = static_cast<std::uint8_t>(below(core::level_count)); }
  void fill(double& value) {
    value =
        std::ldexp(static_cast<double>(below(1'000'003)) - 5e5, static_cast<int>(below(40)) - 20);
  }
  void fill(core::Instant& value) {
    value =
        core::Instant{core::Duration{static_cast<std::int64_t>(below(4'000'000'000'000)) - 1000}};
  }
  void fill(std::string& text) {
    constexpr std::string_view parts[] = {"电梯停运", "lift", "\"",           "\\",  "\n", "\r\n",
                                          "\t",       "\x01", "\x7F",         "😀",   "é",  "{}",
                                          "[,]",      ":",    "\xE2\x80\xA8", "null"};
    text.clear();
    for (std::uint64_t i = below(5); i-- > 0;) text += parts[below(std::size(parts))];
    if (below(8) == 0) text += '\0';
  }
  template <class Tag>
  void fill(core::Name<Tag>& name) {
    constexpr std::string_view names[] = {"ZJW",      "110113001", "",
                                          "PROPERTY", "顺义",      "A-NAME-OF-23-CHARACTERS"};
    name = core::Name<Tag>(names[below(std::size(names))]);
  }
  void fill(core::WhistleId& id) { fill(id.value); }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void fill(Enum& value) { value = static_cast<Enum>(below(codec::enum_size<Enum>)); }
  void fill(core::Roles& roles) {
    for (std::size_t i = 0; i < core::role_count; ++i)
      if (below(3) == 0) roles.add(static_cast<core::Role>(i));
  }
  template <class T>
  void fill(std::optional<T>& value) {
    if (below(3) > 0) fill(value.emplace());
  }
  template <class T>
  void fill(std::vector<T>& list) {
    list.resize(below(5));
    for (T& one : list) fill(one);
  }
  template <class... T>
  void all(T&... values) {
    (fill(values), ...);
  }
  void fill(core::ClockPlan& plan) {
    all(plan.clock, plan.starts, plan.due, plan.working);
    for (core::Instant& level : plan.levels) fill(level);
    if (below(2) == 0) plan.levels.back() = core::never;
  }
  void fill(core::Recipient& one) { all(one.office, one.role); }
  void fill(core::OnDuty& one) { all(one.office, one.who); }
  void fill(core::Held& one) { all(one.recipient, one.until); }
  void fill(core::Assigned& one) { all(one.office, one.lead, one.clocks); }
  void fill(core::Limit& one) {
    one = {static_cast<std::int32_t>(below(1000)), static_cast<core::Unit>(below(4))};
  }
  void fill(core::ClockMoved& one) { all(one.office, one.plan); }
  void fill(core::Rework& one) { all(one.office, one.resolve, one.progress); }
  void fill(core::NearMiss& one) { all(one.rule, one.condition, one.wanted); }
  void fill(core::Evaluation& one) {
    all(one.office, one.solved, one.satisfaction, one.on_time, one.text);
  }
  void fill(core::Sealed& one) { all(one.text); }
  void fill(core::Event&) {}  // random_record chooses the alternatives

  std::mt19937_64 random_;
};

template <std::size_t... Index>
core::Event event_of(std::size_t which, std::index_sequence<Index...>) {
  core::Event event;
  ((which == Index && (event.emplace<Index>(), true)) || ...);
  return event;
}

// How many members each struct without its own == has. A wrong number does not compile.
template <class T>
constexpr std::size_t arity = 0;
template <>
constexpr std::size_t arity<core::TermClaimed> = 4;
template <>
constexpr std::size_t arity<core::PolicyAdopted> = 1;
template <>
constexpr std::size_t arity<core::WhistleRaised> = 13;
template <>
constexpr std::size_t arity<core::ReviewAsked> = 2;
template <>
constexpr std::size_t arity<core::WhistleApproved> = 1;
template <>
constexpr std::size_t arity<core::WhistleRefused> = 2;
template <>
constexpr std::size_t arity<core::WhistleDispatched> = 6;
template <>
constexpr std::size_t arity<core::LeadNamed> = 4;
template <>
constexpr std::size_t arity<core::SceneReleased> = 2;
template <>
constexpr std::size_t arity<core::WithdrawalAgreed> = 3;
template <>
constexpr std::size_t arity<core::WhistleWithdrawn> = 2;
template <>
constexpr std::size_t arity<core::Acknowledged> = 2;
template <>
constexpr std::size_t arity<core::Contacted> = 4;
template <>
constexpr std::size_t arity<core::ReportedIn> = 6;
template <>
constexpr std::size_t arity<core::ProgressReported> = 4;
template <>
constexpr std::size_t arity<core::Resolved> = 4;
template <>
constexpr std::size_t arity<core::CaseActivated> = 1;
template <>
constexpr std::size_t arity<core::VerificationAsked> = 2;
template <>
constexpr std::size_t arity<core::Verified> = 3;
template <>
constexpr std::size_t arity<core::VerificationFailed> = 3;
template <>
constexpr std::size_t arity<core::Evaluated> = 4;
template <>
constexpr std::size_t arity<core::WhistleClosed> = 2;
template <>
constexpr std::size_t arity<core::LevelFired> = 11;
template <>
constexpr std::size_t arity<core::LevelTold> = 6;
template <>
constexpr std::size_t arity<core::MissCleared> = 5;
template <>
constexpr std::size_t arity<core::DisputeRaised> = 6;
template <>
constexpr std::size_t arity<core::DisputeDismissed> = 3;
template <>
constexpr std::size_t arity<core::DisputeUpheld> = 4;
template <>
constexpr std::size_t arity<core::AssistingAdded> = 3;
template <>
constexpr std::size_t arity<core::AssistingRelieved> = 3;
template <>
constexpr std::size_t arity<core::MeetingConvened> = 4;
template <>
constexpr std::size_t arity<core::MeetingHeld> = 4;
template <>
constexpr std::size_t arity<core::LeadReplaced> = 4;
template <>
constexpr std::size_t arity<core::SuspensionAsked> = 7;
template <>
constexpr std::size_t arity<core::SuspensionRefused> = 2;
template <>
constexpr std::size_t arity<core::WhistleSuspended> = 3;
template <>
constexpr std::size_t arity<core::WhistleResumed> = 3;
template <>
constexpr std::size_t arity<core::ExtensionAsked> = 4;
template <>
constexpr std::size_t arity<core::ExtensionRefused> = 2;
template <>
constexpr std::size_t arity<core::WhistleExtended> = 4;
template <>
constexpr std::size_t arity<core::WhistleReopened> = 3;
template <>
constexpr std::size_t arity<core::LevelRaised> = 6;
template <>
constexpr std::size_t arity<core::WhistleMerged> = 3;
template <>
constexpr std::size_t arity<core::MergedIn> = 6;
template <>
constexpr std::size_t arity<core::WhistleUnmerged> = 4;
template <>
constexpr std::size_t arity<core::WhistleReplanned> = 4;
template <>
constexpr std::size_t arity<core::MergedOut> = 3;
template <>
constexpr std::size_t arity<core::Noted> = 4;
template <>
constexpr std::size_t arity<core::ParticularsRevealed> = 3;
template <>
constexpr std::size_t arity<core::ParticularsErased> = 2;
template <>
constexpr std::size_t arity<core::OfficeTold> = 7;
template <>
constexpr std::size_t arity<core::Classification> = 4;
template <>
constexpr std::size_t arity<core::Routing> = 6;
template <>
constexpr std::size_t arity<core::Cause> = 4;
template <>
constexpr std::size_t arity<core::Record> = 5;

template <class T>
auto members(const T& t) {
  if constexpr (arity<T> == 1) {
    const auto& [a] = t;
    return std::tie(a);
  } else if constexpr (arity<T> == 2) {
    const auto& [a, b] = t;
    return std::tie(a, b);
  } else if constexpr (arity<T> == 3) {
    const auto& [a, b, c] = t;
    return std::tie(a, b, c);
  } else if constexpr (arity<T> == 4) {
    const auto& [a, b, c, d] = t;
    return std::tie(a, b, c, d);
  } else if constexpr (arity<T> == 5) {
    const auto& [a, b, c, d, e] = t;
    return std::tie(a, b, c, d, e);
  } else if constexpr (arity<T> == 6) {
    const auto& [a, b, c, d, e, f] = t;
    return std::tie(a, b, c, d, e, f);
  } else if constexpr (arity<T> == 7) {
    const auto& [a, b, c, d, e, f, g] = t;
    return std::tie(a, b, c, d, e, f, g);
  } else if constexpr (arity<T> == 8) {
    const auto& [a, b, c, d, e, f, g, h] = t;
    return std::tie(a, b, c, d, e, f, g, h);
  } else if constexpr (arity<T> == 11) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k] = t;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k);
  } else {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m] = t;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m);
  }
}

bool equal(const core::Event& a, const core::Event& b);
template <class T>
bool equal(const T& a, const T& b);

bool equal(const std::vector<core::Event>& a, const std::vector<core::Event>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!equal(a[i], b[i])) return false;
  return true;
}

template <class T>
bool equal(const T& a, const T& b) {
  if constexpr (arity<T> == 0) {
    return a == b;
  } else {
    const auto ours = members(a);
    const auto theirs = members(b);
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return (equal(std::get<I>(ours), std::get<I>(theirs)) && ...);
    }
    (std::make_index_sequence<arity<T>>{});
  }
}

bool equal(const core::Event& a, const core::Event& b) {
  return a.index() == b.index() && std::visit(
                                       [&](const auto& event) {
                                         using E = std::decay_t<decltype(event)>;
                                         return equal(event, std::get<E>(b));
                                       },
                                       a);
}

core::Calendar ninety_days() {
  using namespace std::chrono_literals;
  std::vector<core::Calendar::Day> days;
  const core::Instant midnight = monday_ten - 10h;
  for (int i = 0; i < 90; ++i) {
    const core::Instant day = midnight + i * 24h;
    days.push_back({day, {{day + 9h, day + 18h}}});
  }
  return core::Calendar(std::move(days), midnight + 60 * 24h);
}

}  // namespace

core::Record random_record(std::uint64_t seed, std::size_t count) {
  Filler filler(seed);
  core::Record record;
  codec::fields(filler, record);
  record.events.clear();
  for (std::size_t i = 0; i < count; ++i) {
    record.events.push_back(event_of((seed + i) % std::variant_size_v<core::Event>,
                                     std::make_index_sequence<std::variant_size_v<core::Event>>{}));
    std::visit([&](auto& event) { codec::fields(filler, event); }, record.events.back());
  }
  return record;
}

bool same(const core::Record& a, const core::Record& b) {
  return equal(a, b);
}

core::Policy small_policy() {
  using namespace core;
  constexpr auto minutes = [](int count) { return Limit{count, Unit::minutes}; };
  Policy policy;
  policy.version = "0123456789abcdef";
  policy.jurisdiction = "small";
  const auto office = [&](const char* id, OfficeType type, const char* parent, bool leads) {
    policy.offices[OfficeId(id)] = {OfficeId(id), id, id, type, OfficeId(parent), leads};
  };
  office("S1", OfficeType::subdistrict, "", false);
  office("S1-C1", OfficeType::community, "S1", false);
  office("ZJW", OfficeType::department, "", true);
  office("GA", OfficeType::department, "", true);
  office("ZHZX", OfficeType::department, "", true);

  Kind kind;
  kind.id = KindId("DEMAND");
  kind.raisers = {Role::community, Role::street, Role::command_centre};
  kind.acknowledge = minutes(60);
  kind.contact = minutes(120);
  kind.report_in = minutes(240);
  kind.ladder.fill(Ladder::normal);
  policy.kinds[kind.id] = kind;
  Urgency urgency;
  urgency.id = UrgencyId("U3");
  urgency.resolve = {5, Unit::working_days};
  policy.urgencies[urgency.id] = urgency;
  for (const char* id : {"PROPERTY", "OTHER", "FAR"})
    policy.categories.push_back(
        {CategoryId(id), id, id, kind.id, urgency.id, std::nullopt, {std::string(id) + "-word"}});
  policy.categories.back().resolve_override = Limit{58, Unit::working_days};
  const auto rule = [&](const char* id, const char* category) {
    Rule placed;
    placed.id = RuleId(id);
    placed.categories = {CategoryId(category)};
    placed.lead = OfficeId("ZJW");
    placed.assist = {OfficeId("GA")};
    policy.rules.push_back(placed);
  };
  rule("R-PROPERTY", "PROPERTY");
  rule("R-FAR", "FAR");
  policy.backstop = {OfficeId("ZHZX"), kind.id, urgency.id};
  policy.whistle_limits.review = minutes(60);
  policy.whistle_limits.name_lead = minutes(30);
  policy.whistle_limits.verify = {3, Unit::working_days};
  policy.whistle_limits.evaluate = {3, Unit::working_days};
  policy.round_clock_limits = {minutes(60), minutes(120)};
  for (std::size_t i = 0; i < optional_level; ++i) {
    policy.levels[i].after_normal = policy.levels[i].after_emergency =
        minutes(i < 2 ? 0 : 10 * static_cast<int>(i));
    policy.levels[i].notify = {i < 4 ? Role::dept_liaison : Role::command_centre};
  }
  policy.levels[0].percent = 80;
  policy.role_offices.fill({RoleSeat::assigned_office, {}});
  policy.role_offices[static_cast<std::size_t>(Role::command_centre)] = {RoleSeat::named_office,
                                                                         OfficeId("ZHZX")};
  policy.calendar = ninety_days();
  return policy;
}

Jurisdiction::Jurisdiction() {
  records.push_back({1, monday_ten, {}, true, {core::TermClaimed{3, "9f2c", monday_ten, 1}}});
  state.apply(records.back());
}

core::Decision Jurisdiction::give(core::OfficeId office, core::Roles roles,
                                  const core::Command& command, core::Instant now) {
  const core::Cause cause{{office, roles, "李四"}, "c" + std::to_string(++commands_), "hash"};
  core::Decision decision = core::decide(state, policy, command, cause, now);
  core::Decision events = decision;
  for (core::Record& record : core::records_of(std::move(events), state, now, cause, true)) {
    state.apply(record);
    records.push_back(std::move(record));
  }
  return decision;
}

core::WhistleId Jurisdiction::raise(const char* category) {
  core::Raise raise;
  raise.record = "r" + std::to_string(commands_);
  raise.unit = core::OfficeId("S1-C1");
  raise.category = core::CategoryId(category);
  raise.title = "电梯停运";
  raise.key = core::KeyId("key");
  raise.particulars = {"sealed"};
  const core::Decision decision =
      give(core::OfficeId("S1"), {core::Role::street}, core::Command{raise});
  BOOST_REQUIRE(!decision.refused());
  return std::get<core::Answer>(decision.outcome).whistle;
}

std::vector<std::string> keys(const codec::Json& json) {
  std::vector<std::string> all;
  for (const auto& [key, value] : json.items()) all.push_back(key);
  return all;
}

}  // namespace shao::codec_test
