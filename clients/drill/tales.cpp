#include "clients/drill/tales.hpp"

#include <algorithm>
#include <array>

#include "dispatcher/codec/event_json.hpp"

namespace shao::drill {

namespace {

/// What a story is about, and what makes it whole.
struct TaleSubject {
  Bent about;
  Bent with;
  const char* title;
  const char* title_zh;
};
constexpr std::array<TaleSubject, 7> subjects{{
    {Bent::another_lead, Bent::disputed, "a dispute and its ruling", "退单与裁定"},
    {Bent::met, Bent::assisting_added, "a joint whistle and its meeting", "双派单与联席会议"},
    {Bent::suspended, Bent::resumed_by_itself, "a suspension", "挂账"},
    {Bent::extended, Bent::extended, "an extension", "延期"},
    {Bent::not_solved, Bent::not_solved, "an evaluation that says: not solved", "评价未解决"},
    {Bent::reopened, Bent::reopened, "a matter that came back", "反弹重启"},
    {Bent::lead_replaced, Bent::pressed_by_hand, "a lead that never came", "更换主办"},
}};

/// The straight way as far as a story needs it; the rest of its steps are the same in every case.
template <class E>
constexpr bool sets_the_scene =
    std::is_same_v<E, core::WhistleRaised> || std::is_same_v<E, core::WhistleDispatched> ||
    std::is_same_v<E, core::LeadNamed> || std::is_same_v<E, core::Evaluated> ||
    std::is_same_v<E, core::WhistleClosed>;
/// Steps of a bend that are counted with the one they lead to.
template <class E>
constexpr bool leads_there =
    std::is_same_v<E, core::MeetingConvened> || std::is_same_v<E, core::SuspensionAsked> ||
    std::is_same_v<E, core::ExtensionAsked> || std::is_same_v<E, core::LevelRaised>;

bool worth_telling(const core::Event& event) {
  return bent_by(event) || std::visit(
                               [](const auto& e) {
                                 using E = std::decay_t<decltype(e)>;
                                 return sets_the_scene<E> || leads_there<E>;
                               },
                               event);
}

}  // namespace

Tales::Tales(const BendCounts& bends, const core::State& end) {
  for (const TaleSubject& subject : subjects) {
    const auto& cases = bends.cases(subject.about);
    const auto& whole = bends.cases(subject.with);
    const auto ended = [&](core::WhistleId id) {
      const core::Whistle* whistle = end.whistle(id);
      return whistle != nullptr && whistle->state == core::CaseState::closed;
    };
    auto found = std::find_if(cases.begin(), cases.end(), [&](core::WhistleId id) {
      return ended(id) && std::find(whole.begin(), whole.end(), id) != whole.end();
    });
    if (found == cases.end()) found = std::find_if(cases.begin(), cases.end(), ended);
    if (found != cases.end()) tales_.push_back({subject.title, subject.title_zh, *found});
  }
}

void Tales::take(const core::Record& record) {
  for (std::size_t i = 0; i < record.events.size(); ++i)
    for (Tale& tale : tales_)
      if (core::whistle_of(record.events[i]) == tale.whistle && worth_telling(record.events[i])) {
        tale.events.push_back(codec::event_json(record, i));
        tale.events.back().erase("exercise");  // all of a drill is
      }
}

}  // namespace shao::drill
