// Two whistles about the same matter (并单): one ends, the other goes on for both, with the earlier
// of their limits, and is evaluated by each raiser. A merge that was wrong is undone (拆单).
#include <algorithm>

#include "dispatcher/core/decider.hpp"
#include "dispatcher/core/levels.hpp"
#include "dispatcher/core/planted.hpp"

namespace shao::core {

Check Decider::take(const Merge& c) {
  const Move& move = move_named("merge");
  if (Check no = check_role(move, actor_)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (Check no = check_same_matter(c)) return no;
  if (Check no = check_text("reason", c.reason, "how it is known that they are the same"))
    return no;
  // The one that the command is about comes last: its event is the answer's.
  happen(
      MergedIn{c.into, whistle_->id, whistle_->unit, whistle_->street, c.reason, made_earlier()});
  happen(WhistleMerged{whistle_->id, c.into, c.reason});
  return std::nullopt;
}

Check Decider::check_same_matter(const Merge& c) {
  const auto wrong = [&](std::string expected) {
    return refusal(Reject::wrong_state, "into", c.into.str(), std::move(expected));
  };
  // Whoever merges sees every whistle of the jurisdiction.
  if (c.into == whistle_->id) return wrong("another whistle than the one that is merged");
  if (other_ == nullptr)
    return refusal(Reject::unknown_whistle, "into", c.into.str(), "a whistle of this jurisdiction");
  if (!is_worked_on(other_->state))
    return wrong("a whistle in DISPATCHED, ACTIVE, DISPUTED; it is " +
                 std::string(name_of(other_->state)));
  if (other_->kind != whistle_->kind || other_->category != whistle_->category)
    return wrong("a whistle of the same kind and category: " + whistle_->kind.str() + ", " +
                 whistle_->category.str());
  if (other_->exercise != whistle_->exercise)
    return wrong(whistle_->exercise ? "an exercise, as the one that is merged is"
                                    : "a whistle in earnest, as the one that is merged is");
  if (!whistle_->merged.empty())
    return refusal(Reject::wrong_state, "whistle", whistle_->id.str(),
                   "one that goes on for itself alone; merge the other into it instead");
  return std::nullopt;
}

std::vector<ClockMoved> Decider::made_earlier() const {
  std::vector<ClockMoved> earlier;
  if (planted(Bug::later_limit_kept)) return earlier;
  for (const Assignment& mine : other_->assignments) {
    const Assignment* theirs = whistle_->assignment(mine.office);
    if (theirs == nullptr) continue;
    for (const Clock& clock : mine.clocks) {
      const Clock* same = theirs->clock(clock.kind);
      if (same != nullptr && clock.state == ClockState::running &&
          same->state == ClockState::running && same->due < clock.due)
        earlier.push_back({mine.office, same->plan()});
    }
  }
  return earlier;
}

Check Decider::take(const Unmerge& c) {
  const Move& move = move_named("unmerge");
  if (Check no = check_role(move, actor_)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (is_final(other_->state))
    return refusal(
        Reject::too_late, "whistle", whistle_->id.str(),
        "a whistle whose other, " + whistle_->merged_into.str() + ", is still open; raise it anew");
  if (Check no = check_text("reason", c.reason, "why they are not the same")) return no;
  happen(MergedOut{whistle_->merged_into, whistle_->id, c.reason});
  happen(WhistleUnmerged{whistle_->id, whistle_->merged_into, c.reason,
                         resumed_clocks(*whistle_, policy_, now_)});
  return std::nullopt;
}

std::vector<OfficeId> Decider::own_units() const {
  std::vector<OfficeId> own;
  const auto look = [&](OfficeId unit, OfficeId street) {
    if ((actor_.office == unit || actor_.office == street) &&
        std::find(own.begin(), own.end(), unit) == own.end())
      own.push_back(unit);
  };
  look(whistle_->unit, whistle_->street);
  for (const Merged& one : whistle_->merged) look(one.unit, one.street);
  return own;
}

Check Decider::check_some_raiser(OfficeId named) {
  const std::vector<OfficeId> own = own_units();
  if (own.empty()) return check_unit(*whistle_, actor_, true);
  if (named.empty() || std::find(own.begin(), own.end(), named) != own.end()) return std::nullopt;
  return refusal(Reject::not_your_unit, "unit", named.view(),
                 "a raiser that you speak for: " + list_of(own));
}

Result<OfficeId, Refusal> Decider::evaluating_unit(const Evaluate& c) {
  std::vector<OfficeId> left = own_units();
  if (planted(Bug::unit_unchecked) && left.empty()) left.push_back(whistle_->unit);
  const std::string own = list_of(left);
  std::erase_if(left, [&](OfficeId unit) {
    return whistle_->evaluated_by(unit) || (!c.unit.empty() && unit != c.unit);
  });
  if (left.size() == 1) return left.front();
  if (left.empty())
    return Unexpected{refusal(Reject::only_once, "unit", c.unit.empty() ? own : c.unit.view(),
                              "a raiser that has not evaluated it yet")};
  return Unexpected{
      refusal(Reject::missing_field, "unit", "", "whose evaluation it is: " + list_of(left))};
}

}  // namespace shao::core
