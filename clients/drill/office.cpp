#include "clients/drill/office.hpp"

namespace shao::drill {

Intention intend(core::Instant at, const char* what, core::WhistleId whistle, int turn) {
  std::string id = std::string(what) + ":" + whistle.str();
  if (turn > 0) id += ":" + std::to_string(turn);
  return {at, std::move(id), {{"do", what}, {"whistle", whistle.str()}}, whistle};
}

Intentions Office::hear(const codec::Json& event) {
  const Known* known = knowledge_.hear(event);
  if (known == nullptr) return {};
  Intentions all = department_.hear(event, *known);
  Intentions more = raiser_.hear(event, *known);
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return all;
}

bool Office::still_means(const Intention& intention) const {
  const Known* known = knowledge_.of(intention.whistle);
  if (known == nullptr) return true;  // a raise
  if (core::is_final(known->state)) return false;
  const std::string what = text_in(intention.body, "do");
  // Somebody came after all.
  if (what == "withdraw" && known->street == id_ && intention.id.ends_with(":nobody"))
    return known->state == core::CaseState::dispatched;
  return true;
}

}  // namespace shao::drill
