// What residents and inspectors tell: titles and details of whistles, by category. Categories that
// have no story of their own tell one of their key words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clients/drill/dice.hpp"
#include "dispatcher/codec/particulars.hpp"
#include "dispatcher/core/command.hpp"
#include "dispatcher/core/policy.hpp"

namespace shao::drill {

struct Story {
  std::string title;
  std::string detail;
};

/// Of a whistle whose raiser knows its category.
Story story_of(const core::Category& category, Dice& dice);
/// Of one whose category has to be found: it says one of the category's key words.
Story story_in_words_of(const core::Category& category, Dice& dice);
/// Of one that no key word and no rule knows.
Story story_of_nothing_known(Dice& dice);

/// A place in a subdistrict or town, and who called.
codec::Place place_in(std::string_view street, Dice& dice);
codec::Reporter reporter(Dice& dice);

}  // namespace shao::drill
