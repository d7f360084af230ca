// Classification and routing: which kind, category and urgency a whistle is of, and which rule
// places it.
#include <algorithm>
#include <array>

#include "dispatcher/core/plan.hpp"

namespace shao::core {

namespace {

/// Characters, not bytes: key words are Chinese, and "most characters" is what people count.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool mentions(const Subject& subject, std::string_view word) {
  return subject.title.find(word) != std::string_view::npos ||
         subject.detail.find(word) != std::string_view::npos;
}

const Category* by_keywords(const Policy& policy, const Subject& subject) {
  const Category* best = nullptr;
  std::size_t most = 0;
  for (const Category& category : policy.categories) {
    std::size_t matched = 0;
    for (const std::string& word : category.keywords)
      if (mentions(subject, word)) matched += characters(word);
    if (matched > most) {
      most = matched;
      best = &category;
    }
  }
  return best;
}

/// One condition of a rule as it stands to a whistle. Not named: it does not count.
struct Condition {
  std::string_view name;
  bool named = false;
  bool holds = false;
  std::string wanted;
};

std::string text_of(std::string_view text) {
  return std::string(text);
}
template <class Tag>
std::string text_of(Name<Tag> name) {
  return name.str();
}
std::string text_of(OfficeType type) {
  switch (type) {
    case OfficeType::community:
      return "community";
    case OfficeType::subdistrict:
      return "subdistrict";
    case OfficeType::town:
      return "town";
    case OfficeType::department:
      return "department";
  }
  return {};
}

template <class List>
std::string joined(const List& list) {
  std::string text;
  for (const auto& item : list) {
    if (!text.empty()) text += '|';
    text += text_of(item);
  }
  return text;
}

template <class List, class Predicate>
Condition condition(std::string_view name, const List& list, Predicate holds) {
  return {name, !list.empty(), std::any_of(list.begin(), list.end(), holds), joined(list)};
}

std::array<Condition, 7> conditions(const Policy& policy, const Rule& rule,
                                    const Classification& is, const Subject& subject, Instant at) {
  const Office* unit = policy.office(subject.unit);
  const OfficeId street = policy.street_of(subject.unit);
  const bool working = policy.calendar.working_at(at);
  return {
      condition("category", rule.categories, [&](CategoryId id) { return id == is.category; }),
      condition("kind", rule.kinds, [&](KindId id) { return id == is.kind; }),
      condition("urgency", rule.urgencies, [&](UrgencyId id) { return id == is.urgency; }),
      condition("origin", rule.origins,
                [&](OfficeType type) { return unit != nullptr && unit->type == type; }),
      condition("place", rule.places,
                [&](OfficeId id) { return id == subject.unit || id == street; }),
      condition("keyword", rule.keywords,
                [&](const std::string& word) { return mentions(subject, word); }),
      Condition{"hours", rule.hours.has_value(),
                rule.hours && (*rule.hours == Hours::working) == working,
                rule.hours ? (*rule.hours == Hours::working ? "working" : "closed") : ""},
  };
}

}  // namespace

Classification classify(const Policy& policy, const Subject& subject) {
  Classification is{subject.kind, subject.category, subject.urgency, ClassifiedBy::raiser};
  const Category* category = nullptr;
  if (!subject.category.empty()) {
    category = policy.category(subject.category);
  } else if ((category = by_keywords(policy, subject)) != nullptr) {
    is.category = category->id;
    is.by = ClassifiedBy::keywords;
  } else {
    is.by = ClassifiedBy::backstop;
  }
  if (is.kind.empty()) is.kind = category ? category->default_kind : policy.backstop.kind;
  if (is.urgency.empty())
    is.urgency = category ? category->default_urgency : policy.backstop.urgency;
  return is;
}

Routing route(const Policy& policy, const Classification& is, const Subject& subject, Instant at) {
  Routing routing;
  if (!subject.to.empty()) {
    routing.asked = true;
    routing.lead = subject.to;
    routing.reason = "the raiser whistles to this office";
    return routing;
  }
  for (const Rule& rule : policy.rules) {
    std::size_t matched = 0;
    std::size_t failed = 0;
    const Condition* miss = nullptr;
    std::string reason;
    const auto all = conditions(policy, rule, is, subject, at);
    for (const Condition& one : all) {
      if (!one.named) continue;
      if (one.holds) {
        ++matched;
        if (!reason.empty()) reason += ", ";
        reason += std::string(one.name) + " " + one.wanted;
      } else {
        ++failed;
        miss = &one;
      }
    }
    if (failed == 0 && routing.rule.empty()) {
      routing.rule = rule.id;
      routing.reason = reason.empty() ? "matches every whistle" : reason;
      routing.lead = rule.lead;
      for (OfficeId office : rule.assist)
        if (office != rule.lead) routing.assist.push_back(office);
    } else if (failed == 1 && matched > 0) {
      routing.near.push_back({rule.id, std::string(miss->name), miss->wanted});
    }
  }
  if (routing.rule.empty()) {
    routing.lead = policy.backstop.office;
    routing.reason = "no rule matches: the backstop is lead until it names one";
  }
  return routing;
}

}  // namespace shao::core
