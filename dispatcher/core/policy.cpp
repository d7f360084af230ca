#include "dispatcher/core/policy.hpp"

#include <algorithm>

namespace shao::core {

namespace {
template <class Map, class Id>
const typename Map::mapped_type* find(const Map& map, Id id) {
  const auto found = map.find(id);
  return found == map.end() ? nullptr : &found->second;
}
}  // namespace

const Office* Policy::office(OfficeId id) const {
  return find(offices, id);
}
const Kind* Policy::kind(KindId id) const {
  return find(kinds, id);
}
const Urgency* Policy::urgency(UrgencyId id) const {
  return find(urgencies, id);
}

const Category* Policy::category(CategoryId id) const {
  const auto found = std::find_if(categories.begin(), categories.end(),
                                  [&](const Category& category) { return category.id == id; });
  return found == categories.end() ? nullptr : &*found;
}

bool Policy::is_centre(OfficeId office) const {
  const RoleOffice& seat = role_offices[static_cast<std::size_t>(Role::command_centre)];
  return seat.seat == RoleSeat::named_office && seat.office == office;
}

OfficeId Policy::street_of(OfficeId unit) const {
  const Office* found = office(unit);
  return found != nullptr && !found->parent.empty() ? found->parent : unit;
}

}  // namespace shao::core
