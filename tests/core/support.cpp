#include "tests/core/support.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "config/config.hpp"

namespace shao::core::test {

const Policy& shunyi() {
  static const config::Configuration configuration = [] {
    const auto files = config::read_directory(SHAO_SOURCE_DIR "/config/shunyi");
    if (!files) throw std::runtime_error(files.error().str());
    config::Loaded loaded = config::load(*files);
    if (!loaded.configuration) throw std::runtime_error(loaded.problems.front().str());
    return std::move(*loaded.configuration);
  }();
  return configuration.policy;
}

std::string text_of_file(const std::string& path_in_tree) {
  std::ifstream file(SHAO_SOURCE_DIR "/" + path_in_tree, std::ios::binary);
  BOOST_REQUIRE_MESSAGE(file.good(), "cannot read " << path_in_tree);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void check_or_rewrite(const std::string& path_in_tree, const std::string& text) {
  const char* rewrite = std::getenv("SHAO_REWRITE");
  if (rewrite != nullptr && std::string_view(rewrite) == "1") {
    std::ofstream file(SHAO_SOURCE_DIR "/" + path_in_tree, std::ios::binary);
    file << text;
    file.close();
    BOOST_REQUIRE_MESSAGE(file.good(), "cannot write " << path_in_tree);
    return;
  }
  std::istringstream wanted(text_of_file(path_in_tree));
  std::istringstream found(text);
  std::string want;
  std::string have;
  int differences = 0;
  for (int line = 1; differences < 20; ++line) {
    const bool more_wanted = static_cast<bool>(std::getline(wanted, want));
    const bool more_found = static_cast<bool>(std::getline(found, have));
    if (!more_wanted && !more_found) break;
    if (more_wanted && more_found && want == have) continue;
    ++differences;
    BOOST_ERROR(path_in_tree << ":" << line << "\n  the file says  "
                             << (more_wanted ? want : "(ends)") << "\n  the core says  "
                             << (more_found ? have : "(ends)"));
  }
  BOOST_TEST_INFO("SHAO_REWRITE=1 writes " << path_in_tree << " anew: look at the difference");
  BOOST_TEST(differences == 0);
}

Instant at(std::string_view local) {
  std::string text(local);
  if (text.size() == 16) text += ":00";
  text[10] = 'T';
  const auto instant = config::parse_instant(text + "+08:00");
  // Thrown, not checked: constants of the tests come here before the checks are set up.
  if (!instant) throw std::invalid_argument("not a time: " + std::string(local));
  return *instant;
}

std::string local(Instant instant) {
  std::string text = config::format_instant(instant, "Asia/Shanghai").substr(0, 19);
  text[10] = ' ';
  const auto milliseconds = (instant - whole_second(instant)).count();
  if (milliseconds != 0) {
    const std::string digits = std::to_string(milliseconds);
    text += "." + std::string(3 - digits.size(), '0') + digits;
  }
  return text;
}

// ---- the cast ----------------------------------------------------------------------------------

Actor one(std::string_view office, Role role) {
  return {OfficeId(office), Roles{role}, ""};
}
Actor community() {
  return one(community_code, Role::community);
}
Actor street() {
  return one(street_code, Role::street);
}
Actor leader() {
  return one(street_code, Role::street_leader);
}
Actor top_leader() {
  return one(street_code, Role::street_top_leader);
}
Actor centre() {
  return one("ZHZX", Role::command_centre);
}
Actor dispatcher() {
  return one("ZHZX", Role::dispatcher);
}
Actor liaison(std::string_view office) {
  return one(office, Role::dept_liaison);
}
Actor officer(std::string_view office) {
  return one(office, Role::dept_officer);
}

namespace {

Raise raise_of(std::string_view record, std::string_view unit, std::string_view kind,
               std::string_view category, std::string_view urgency, std::string_view title) {
  Raise raise;
  raise.record = record;
  raise.unit = OfficeId(unit);
  raise.kind = KindId(kind);
  raise.category = CategoryId(category);
  raise.urgency = UrgencyId(urgency);
  raise.title = title;
  return raise;
}

}  // namespace

Raise demand(std::string_view record) {
  return raise_of(record, community_code, "DEMAND", "PROPERTY", "U3", "物业不作为");
}
Raise gas_leak(std::string_view record) {
  return raise_of(record, community_code, "EMERGENCY", "GAS_LEAK", "U1", "3号楼燃气泄漏");
}
Raise black_taxi(std::string_view record) {
  return raise_of(record, street_code, "ENFORCE_NOW", "ILLEGAL_TAXI", "U3", "地铁口黑车");
}
Raise nobodys(std::string_view record) {
  return raise_of(record, street_code, "ENFORCE_NOW", "", "U3", "说不清的事");
}

// ---- the desk ----------------------------------------------------------------------------------

Desk::Desk(Policy with) : policy(std::move(with)) {}

Decision Desk::tell(Instant now, const Actor& actor, const Command& command) {
  const std::string number = std::to_string(++told_);
  return tell(now, actor, command, "command-" + number, "hash-" + number);
}

Decision Desk::tell(Instant now, const Actor& actor, const Command& command, const CommandId& id,
                    const std::string& hash, std::optional<Instant> made_at) {
  const Cause cause{actor, id, hash, made_at};
  Decision decision = decide(state, policy, command, cause, now);
  happen(decision, now, cause);
  return decision;
}

void Desk::claim(Instant now) {
  const std::uint64_t epoch = state.terms().size() + 1;
  journal.push_back(
      {state.last_event() + 1, now, {}, false, {TermClaimed{epoch, "nonce", now, 1}}});
  state.apply(journal.back());
}

std::vector<Event> Desk::wake(Instant now, std::size_t most) {
  Decision decision = decide(state, policy, Wake{most}, Cause{}, now);
  BOOST_TEST(!decision.refused());
  happen(decision, now, Cause{});
  return decision.events;
}

void Desk::happen(Decision decision, Instant now, const Cause& cause) {
  for (Record& record : records_of(std::move(decision), state, now, cause, false)) {
    state.apply(record);
    journal.push_back(std::move(record));
    for (const std::string& sentence : broken_invariants(state, policy)) BOOST_FAIL(sentence);
  }
}

Answer Desk::accept(Instant now, const Actor& actor, const Command& command) {
  const Decision decision = tell(now, actor, command);
  if (const auto* refusal = std::get_if<Refusal>(&decision.outcome))
    BOOST_FAIL("refused: " << name_of(refusal->reject) << ", " << refusal->field << " \""
                           << refusal->value << "\", expected " << refusal->expected);
  return std::get<Answer>(decision.outcome);
}

std::string Desk::refuse(Instant now, const Actor& actor, const Command& command) {
  return refusal_in(tell(now, actor, command));
}

WhistleId Desk::raise(Instant now, const Raise& raise) {
  const bool by_community = policy.office(raise.unit)->type == OfficeType::community;
  const Role role = by_community ? Role::community
                    : policy.office(raise.unit)->type == OfficeType::department
                        ? Role::command_centre
                        : Role::street;
  return accept(now, {raise.unit, Roles{role}, ""}, raise).whistle;
}

const Whistle& Desk::operator[](WhistleId id) const {
  const Whistle* found = state.whistle(id);
  BOOST_REQUIRE(found != nullptr);
  return *found;
}

const Clock& Desk::clock(WhistleId id, std::string_view office, ClockKind kind) const {
  const Assignment* assignment = (*this)[id].assignment(OfficeId(office));
  BOOST_REQUIRE(assignment != nullptr);
  const Clock* found = assignment->clock(kind);
  BOOST_REQUIRE(found != nullptr);
  return *found;
}

const Clock& Desk::clock(WhistleId id, ClockKind kind) const {
  const Clock* found = (*this)[id].clock(kind);
  BOOST_REQUIRE(found != nullptr);
  return *found;
}

std::string refusal_in(const Decision& decision) {
  const auto* refusal = std::get_if<Refusal>(&decision.outcome);
  return refusal == nullptr ? "accepted" : std::string(name_of(refusal->reject));
}

std::vector<std::string> levels_in(const std::vector<Event>& events) {
  std::vector<std::string> texts;
  for (const Event& event : events) {
    const auto* level = std::get_if<LevelFired>(&event);
    if (level == nullptr) continue;
    std::string collapsed;
    for (const std::uint8_t lower : level->collapsed)
      collapsed += (collapsed.empty() ? "" : ",") + std::to_string(lower);
    if (!collapsed.empty()) collapsed = "(" + collapsed + ") ";
    texts.push_back(level->office.str() + " " + std::string(name_of(level->clock)) + " " +
                    std::to_string(level->level) + " " + collapsed + local(level->due));
  }
  return texts;
}

std::vector<std::string> told_in(const std::vector<Event>& events) {
  std::vector<std::string> all;
  for (const Event& event : events)
    if (const auto* level = std::get_if<LevelFired>(&event))
      for (const Recipient& recipient : level->notify) all.push_back(recipient.str());
  return all;
}

}  // namespace shao::core::test
