#include "tests/core/scenario.hpp"

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "dispatcher/codec/command_json.hpp"
#include "tests/core/support.hpp"
#include "tests/core/tale.hpp"

namespace shao::core::test {

namespace {

using codec::Json;

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

/// `do field=value field="value with spaces"`
class CommandText {
 public:
  explicit CommandText(const std::string& text) : text_(text) {}

  Json body() {
    Json body = {{"do", word(' ')}};
    while (position_ < text_.size()) {
      const std::string field = word('=');
      body[field] = value_of(body["do"] == "raise", field, value());
    }
    return body;
  }

 private:
  std::string word(char end) {
    const std::size_t begin = position_;
    const std::size_t found = std::min(text_.find(end, begin), text_.size());
    position_ = found + 1;
    return text_.substr(begin, found - begin);
  }
  std::string value() {
    if (position_ >= text_.size() || text_[position_] != '"') return word(' ');
    ++position_;
    std::string text = word('"');
    if (position_ < text_.size()) ++position_;  // the space behind it
    return text;
  }

  static Json value_of(bool raise, const std::string& field, const std::string& value) {
    constexpr std::array<std::string_view, 4> flags{"pass", "draft", "uphold", "approve"};
    constexpr std::array<std::string_view, 6> lists{"assist",  "evidence", "offices",
                                                    "relieve", "proof",    "attachments"};
    const auto among = [&](const auto& names) {
      return std::find(names.begin(), names.end(), field) != names.end();
    };
    if (among(flags)) return value == "true";
    if (among(lists)) return split(value, ',');
    if (field == "level") return std::stoi(value);
    if (field == "place" && raise) return {{"address", value}};
    if (field == "evaluations") return evaluations(value);
    if (field != "reporter") return value;
    const auto parts = split(value, '/');
    return {{"name", parts.at(0)}, {"phone", parts.at(1)}};
  }
  static Json evaluations(const std::string& value) {
    Json list = Json::array();
    for (const std::string& one : split(value, ',')) {
      const auto parts = split(one, ':');
      list.push_back({{"office", parts.at(0)},
                      {"solved", parts.at(1)},
                      {"satisfaction", parts.at(2)},
                      {"on_time", parts.size() < 4}});
    }
    return list;
  }

  std::string text_;
  std::size_t position_ = 0;
};

/// 110113001/street_leader(王主任)
Actor actor_of(const std::string& who) {
  const std::size_t slash = who.find('/');
  BOOST_REQUIRE_MESSAGE(slash != std::string::npos, "no role in \"" << who << "\"");
  const std::size_t open = std::min(who.find('(', slash), who.size());
  const auto role = role_named(who.substr(slash + 1, open - slash - 1));
  BOOST_REQUIRE_MESSAGE(role.has_value(), "no such role in \"" << who << "\"");
  Actor actor = one(who.substr(0, slash), *role);
  BOOST_REQUIRE_MESSAGE(shunyi().office(actor.office), "no such office in \"" << who << "\"");
  if (open < who.size()) actor.person = who.substr(open + 1, who.size() - open - 2);
  return actor;
}

class Player {
 public:
  explicit Player(bool chinese) : tale_(chinese) {}

  std::string play(const std::string& line) {
    const std::size_t gap = line.find("  ");
    BOOST_REQUIRE_MESSAGE(gap != std::string::npos, "not a line of a scenario: " << line);
    const Instant now = at(line.substr(0, gap));
    BOOST_REQUIRE_MESSAGE(now >= now_, "time goes backwards: " << line);
    now_ = now;
    const std::string what = line.substr(gap + 2);
    std::string outcome = time_passes();
    if (what == "time passes") return outcome;
    const std::size_t second = what.find("  ");
    BOOST_REQUIRE_MESSAGE(second != std::string::npos, "no command in: " << line);
    return outcome + command(actor_of(what.substr(0, second)), what.substr(second + 2));
  }

  std::string offices() const { return tale_.offices(); }

 private:
  /// Everything due before now, each when it was.
  std::string time_passes() {
    const std::size_t before = desk_.journal.size();
    while (const auto next = desk_.state.next_deadline()) {
      if (*next >= now_) break;
      desk_.wake(*next + Duration{1}, 100000);
    }
    return told_since(before);
  }

  std::string command(Actor actor, const std::string& text) {
    Json body = CommandText(text).body();
    if (body["do"] == "raise" && !body.contains("unit")) body["unit"] = actor.office.view();
    auto said = codec::decode_command(body);
    if (!said) return tale_.refused(said.error());
    // The core asks no more of what is sealed than whether there is something.
    if (auto* contact = std::get_if<Contact>(&said->command)) contact->reached = {said->reached};
    const std::size_t before = desk_.journal.size();
    const Decision decision = desk_.tell(now_, actor, said->command,
                                         "step-" + std::to_string(++step_), codec::body_hash(body));
    const std::string events = told_since(before);
    if (const auto* refusal = std::get_if<Refusal>(&decision.outcome))
      return events + tale_.refused(*refusal);
    return events + tale_.answered(std::get<Answer>(decision.outcome));
  }

  std::string told_since(std::size_t before) {
    std::string text;
    for (std::size_t i = before; i < desk_.journal.size(); ++i) text += tale_.of(desk_.journal[i]);
    return text;
  }

  Desk desk_;
  Tale tale_;
  Instant now_{};
  int step_ = 0;
};

}  // namespace

std::string played(const std::string& text) {
  Player player(text.find("\nlanguage en\n") == std::string::npos);
  std::istringstream lines(text);
  std::string all;
  std::string blank;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  ")) continue;  // an earlier outcome
    if (line.empty()) {
      blank += "\n";
      continue;
    }
    all += std::exchange(blank, "") + line + "\n";
    if (line.starts_with("#") || line == "language en") continue;
    BOOST_TEST_CONTEXT(line) {
      all += player.play(line);
    }
  }
  return all + "\n" + player.offices();
}

}  // namespace shao::core::test
