#include "clients/drill/bends.hpp"

#include <type_traits>
#include <variant>

namespace shao::drill {

namespace {

/// Enough to find a good one to tell among them.
constexpr std::size_t most_cases = 50;

struct BentWords {
  const char* english;
  const char* chinese;
};
constexpr std::array<BentWords, bent_count> bent_words{{
    {"disputes", "退单申请"},
    {"upheld: another lead", "准予退单、改派主办"},
    {"upheld: an assisting office is relieved", "准予协办单位退出"},
    {"dismissed", "驳回退单"},
    {"offices called to assist", "增派协办"},
    {"assisting offices relieved", "解除协办"},
    {"joint meetings with minutes", "联席会议（有纪要）"},
    {"suspended", "挂账"},
    {"resumed by itself at the review", "到复核日自行恢复"},
    {"suspensions refused", "不同意挂账"},
    {"extended", "延期"},
    {"extensions refused", "不同意延期"},
    {"failed verification", "核查不通过"},
    {"evaluated as not solved, back to work", "评价未解决、退回重办"},
    {"reopened", "反弹重启"},
    {"lead replaced", "更换主办"},
    {"pressed by hand", "人工提级"},
    {"notes", "备注"},
}};

}  // namespace

std::string spoken(Bent bent, bool chinese) {
  const auto& [english, in_chinese] = bent_words[static_cast<std::size_t>(bent)];
  return chinese ? in_chinese : english;
}

std::optional<Bent> bent_by(const core::Event& event) {
  const auto bent = [](const auto& e) -> std::optional<Bent> {
    using E = std::decay_t<decltype(e)>;
    if constexpr (std::is_same_v<E, core::DisputeRaised>) return Bent::disputed;
    if constexpr (std::is_same_v<E, core::DisputeDismissed>) return Bent::dispute_dismissed;
    if constexpr (std::is_same_v<E, core::DisputeUpheld>)
      return e.assigned.empty() ? Bent::returned : Bent::another_lead;
    if constexpr (std::is_same_v<E, core::AssistingAdded>) return Bent::assisting_added;
    if constexpr (std::is_same_v<E, core::AssistingRelieved>) return Bent::assisting_relieved;
    if constexpr (std::is_same_v<E, core::MeetingHeld>) return Bent::met;
    if constexpr (std::is_same_v<E, core::WhistleSuspended>) return Bent::suspended;
    if constexpr (std::is_same_v<E, core::WhistleResumed>)
      if (e.reason.empty()) return Bent::resumed_by_itself;
    if constexpr (std::is_same_v<E, core::SuspensionRefused>) return Bent::suspension_refused;
    if constexpr (std::is_same_v<E, core::WhistleExtended>) return Bent::extended;
    if constexpr (std::is_same_v<E, core::ExtensionRefused>) return Bent::extension_refused;
    if constexpr (std::is_same_v<E, core::VerificationFailed>) return Bent::verification_failed;
    if constexpr (std::is_same_v<E, core::Evaluated>)
      if (!e.rework.empty()) return Bent::not_solved;
    if constexpr (std::is_same_v<E, core::WhistleReopened>) return Bent::reopened;
    if constexpr (std::is_same_v<E, core::LeadReplaced>) return Bent::lead_replaced;
    if constexpr (std::is_same_v<E, core::LevelRaised>)
      if (e.why == core::Pressure::by_hand) return Bent::pressed_by_hand;
    if constexpr (std::is_same_v<E, core::Noted>) return Bent::noted;
    return std::nullopt;
  };
  return std::visit(bent, event);
}

void BendCounts::add(Bent bent, core::WhistleId whistle) {
  ++counts_[static_cast<std::size_t>(bent)];
  auto& cases = cases_[static_cast<std::size_t>(bent)];
  if (cases.size() < most_cases) cases.push_back(whistle);
}

}  // namespace shao::drill
