// Positions in the feed: their text, and the term they name.
#include "dispatcher/codec/position.hpp"

#include <boost/test/unit_test.hpp>

#include "dispatcher/codec/answer_json.hpp"
#include "tests/codec/sample.hpp"

namespace {
using namespace shao;
using codec::Position;
}  // namespace

BOOST_AUTO_TEST_SUITE(positions)

BOOST_AUTO_TEST_CASE(a_position_is_epoch_nonce_number) {
  BOOST_TEST(codec::format({3, "9f2c", 57}) == "3-9f2c-57");
  BOOST_TEST((codec::parse_position("3-9f2c-57") == Position{3, "9f2c", 57}));
  const Position largest{UINT64_MAX, "Zz0", UINT64_MAX};
  BOOST_TEST((codec::parse_position(codec::format(largest)) == largest));
}

BOOST_AUTO_TEST_CASE(other_texts_are_no_position) {
  for (const char* text : {"",
                           "-",
                           "--",
                           "begin",
                           "now",
                           "3-57",
                           "3--57",
                           "-9f-57",
                           "3-9f-",
                           "3-9f-5 7",
                           " 3-9f-57",
                           "3-9f-57 ",
                           "+3-9f-57",
                           "3-9f-+57",
                           "3-9f--57",
                           "3-9.f-57",
                           "3-9:f-57",
                           "3-9[f-57",
                           "3-9{f-57",
                           "3-9-f-57",
                           "x-9f-57",
                           "3-9f-x",
                           "18446744073709551616-9f-1",
                           "3-9f-18446744073709551616",
                           "3-张-57"})
    BOOST_TEST(!codec::parse_position(text).has_value(), "taken: " << text);
}

BOOST_AUTO_TEST_CASE(a_number_lies_in_the_term_it_was_written_in) {
  core::State state;
  const auto claim = [&](core::EventNumber number, std::uint64_t epoch, const char* nonce) {
    state.apply({number,
                 codec_test::monday_ten,
                 {},
                 false,
                 {core::TermClaimed{epoch, nonce, codec_test::monday_ten, 1}}});
  };
  const auto adopt = [&](core::EventNumber number) {
    state.apply({number, codec_test::monday_ten, {}, false, {core::PolicyAdopted{"v"}}});
  };
  BOOST_TEST(codec::format(codec::position_at(state, 0)) == "0-0-0");
  claim(1, 3, "aa");
  adopt(2);
  claim(3, 5, "bb");
  adopt(4);
  BOOST_TEST(codec::format(codec::position_at(state, 0)) == "0-0-0");
  BOOST_TEST(codec::format(codec::position_at(state, 1)) == "3-aa-1");
  BOOST_TEST(codec::format(codec::position_at(state, 2)) == "3-aa-2");
  BOOST_TEST(codec::format(codec::position_at(state, 3)) == "5-bb-3");
  BOOST_TEST(codec::format(codec::position_at(state, 4)) == "5-bb-4");
}

BOOST_AUTO_TEST_CASE(a_repeated_answer_names_the_term_of_the_first) {
  codec_test::Jurisdiction small;
  const core::WhistleId whistle = small.raise("PROPERTY");
  const core::EventNumber number = small.state.last_event();
  small.state.apply({number + 1,
                     codec_test::monday_ten,
                     {},
                     false,
                     {core::TermClaimed{4, "next", codec_test::monday_ten, 1}}});
  core::Answer answer{whistle, core::CaseState::dispatched, number, codec_test::monday_ten, false};
  const codec::Json first = {{"ok", true},
                             {"whistle", "W1"},
                             {"state", "DISPATCHED"},
                             {"number", number},
                             {"position", "3-9f2c-" + std::to_string(number)},
                             {"at", 1772416800000}};
  BOOST_TEST(codec::answer_json(answer, small.state) == first);
  answer.repeated = true;
  codec::Json again = first;
  again["first"] = false;
  BOOST_TEST(codec::answer_json(answer, small.state) == again);
}

BOOST_AUTO_TEST_SUITE_END()
