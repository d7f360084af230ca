#include "tests/core/tale.hpp"

#include "dispatcher/codec/answer_json.hpp"
#include "dispatcher/codec/event_json.hpp"
#include "dispatcher/codec/spoken.hpp"
#include "tests/core/support.hpp"

namespace shao::core::test {

std::string Tale::when(Instant instant) {
  return local(whole_second(instant)).substr(5);
}

std::string Tale::of(const Record& record) {
  std::string text;
  if (!record.cause.actor.office.empty()) seen_.insert(record.cause.actor.office);
  for (std::size_t i = 0; i < record.events.size(); ++i) {
    text += "  " + when(record.at) + "  " +
            codec::describe(codec::event_json(record, i), chinese_) + "\n" +
            clocks(record.events[i]);
    if (const auto* raised = std::get_if<WhistleRaised>(&record.events[i]))
      seen_.insert({raised->unit, raised->street});
    std::visit(
        [&](const auto& e) {
          if constexpr (requires { e.notify; })
            for (const Recipient& recipient : e.notify) seen_.insert(recipient.office);
          if constexpr (requires { e.signer; }) seen_.insert(e.signer.office);
        },
        record.events[i]);
  }
  return text;
}

std::string Tale::clocks_of(OfficeId office, const std::vector<ClockPlan>& plans) {
  if (plans.empty()) return {};
  std::string text = "      ";
  if (!office.empty()) {
    seen_.insert(office);
    text += office.str() + (chinese_ ? "：" : ": ");
  }
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (i > 0) text += chinese_ ? "，" : ", ";
    text += std::string(codec::spoken(plans[i].clock, chinese_)) + " " + when(plans[i].due);
  }
  return text + "\n";
}

std::string Tale::clocks(const Event& event) {
  std::string text;
  const auto of_all = [&](const std::vector<Assigned>& assigned) {
    for (const Assigned& one : assigned) text += clocks_of(one.office, one.clocks);
  };
  const auto of_rework = [&](const std::vector<Rework>& rework) {
    for (const Rework& one : rework) {
      std::vector<ClockPlan> plans{one.resolve};
      if (one.progress) plans.push_back(*one.progress);
      text += clocks_of(one.office, plans);
    }
  };
  std::visit(
      [&](const auto& e) {
        if constexpr (requires { of_all(e.assigned); }) of_all(e.assigned);
        if constexpr (requires { of_rework(e.rework); }) of_rework(e.rework);
        if constexpr (requires { e.clock.levels; }) text += clocks_of({}, {e.clock});
        if constexpr (requires { e.progress->levels; })
          if (e.progress) text += clocks_of({}, {*e.progress});
        if constexpr (requires { e.evaluate; }) text += clocks_of({}, {e.evaluate});
        if constexpr (requires { e.name_lead->levels; })
          if (e.name_lead) text += clocks_of({}, {*e.name_lead});
        if constexpr (requires { e.ruling->levels; })
          if (e.ruling) text += clocks_of({}, {*e.ruling});
        if constexpr (requires { e.clocks.front().plan; })
          for (const ClockMoved& moved : e.clocks) text += clocks_of(moved.office, {moved.plan});
      },
      event);
  return text;
}

std::string Tale::answered(const Answer& answer) const {
  return "  = " + answer.whistle.str() + " " + std::string(codec::spoken(answer.state, chinese_)) +
         (answer.repeated ? (chinese_ ? "（此前已答复）" : " (answered before)") : "") + "\n";
}

std::string Tale::refused(const Refusal& refusal) const {
  return "  = " + std::string(name_of(refusal.reject)) + (chinese_ ? "：" : ": ") +
         codec::sentence(refusal, chinese_) + "\n";
}

std::string Tale::offices() const {
  std::string text;
  for (const OfficeId id : seen_) {
    const Office* office = shunyi().office(id);
    if (office == nullptr) continue;
    const bool english = !chinese_ && !office->name_en.empty();
    text += "  " + id.str() + "  " + (english ? office->name_en : office->name) + "\n";
  }
  return text;
}

}  // namespace shao::core::test
