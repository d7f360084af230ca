// rules.toml: which office leads, by which conditions. The order of the file is the order of trial.
#include <algorithm>
#include <array>

#include "config/draft.hpp"

namespace shao::config {

namespace {

constexpr std::array<std::string_view, 4> origin_names = {"community", "subdistrict", "town",
                                                          "department"};
constexpr std::array<std::string_view, 2> hours_names = {"working", "closed"};

template <class Id>
std::vector<Id> references(Reader& reader, std::string_view field, const Ids& ids) {
  std::vector<Id> references;
  for (const Word& word : reader.optional_words(field))
    if (ids.knows(word, reader.problems())) references.push_back(Id(word.text));
  return references;
}

std::vector<core::OfficeType> read_origins(Reader& reader) {
  std::vector<core::OfficeType> origins;
  for (const Word& word : reader.optional_words("origin")) {
    const auto found = std::find(origin_names.begin(), origin_names.end(), word.text);
    if (found != origin_names.end()) {
      origins.push_back(static_cast<core::OfficeType>(found - origin_names.begin()));
      continue;
    }
    reader.problems().error(word.at, "field.value",
                            {reader.what().en + ": \"origin\" names \"" + word.text +
                                 "\"; an origin is one of community, subdistrict, town, department",
                             reader.what().zh + ":\"origin\" 含 \"" + word.text +
                                 "\";来源只能是 community、subdistrict、town、department"});
  }
  return origins;
}

std::vector<core::OfficeId> read_assist(Reader& reader, const Draft& draft,
                                        const std::optional<Word>& lead) {
  std::vector<core::OfficeId> assist;
  for (const Word& word : reader.optional_words("assist")) {
    if (!draft.offices.knows(word, reader.problems())) continue;
    if (lead && lead->text == word.text)
      reader.problems().error(word.at, "rule.lead_assists",
                              {reader.what().en + ": " + word.text + " is lead and assists as well",
                               reader.what().zh + ":" + word.text + " 既是主办又是协办"});
    assist.push_back(core::OfficeId(word.text));
  }
  return assist;
}

void read_rule(const Node& node, Draft& draft, Problems& problems) {
  Reader reader(node, named(node, {"rule", "规则"}), problems);
  core::Rule rule;
  if (const auto id = reader.word("id"); id && draft.rules.add(*id, problems))
    rule.id = core::RuleId(id->text);
  rule.categories = references<core::CategoryId>(reader, "category", draft.categories);
  rule.kinds = references<core::KindId>(reader, "kind", draft.kinds);
  rule.urgencies = references<core::UrgencyId>(reader, "urgency", draft.urgencies);
  rule.origins = read_origins(reader);
  rule.places = references<core::OfficeId>(reader, "place", draft.offices);
  for (Word& word : reader.optional_words("keyword")) rule.keywords.push_back(std::move(word.text));
  if (reader.node("hours") != nullptr)
    rule.hours = static_cast<core::Hours>(reader.choice("hours", hours_names).value_or(0));
  const auto lead = reader.word("lead");
  if (lead) {
    check_lead(*lead, draft, problems);
    rule.lead = core::OfficeId(lead->text);
  }
  rule.assist = read_assist(reader, draft, lead);
  reader.finish();
  draft.policy.rules.push_back(std::move(rule));
}

}  // namespace

void read_rules(const Node& document, Draft& draft, Problems& problems) {
  Reader reader(document, {"rules.toml", "rules.toml"}, problems);
  for (const Node& node : reader.tables("rule")) read_rule(node, draft, problems);
  reader.finish();
}

}  // namespace shao::config
