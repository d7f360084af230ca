// Residents' names and phones, hidden.
#include "dispatcher/codec/masking.hpp"

#include <boost/test/unit_test.hpp>

namespace {
using namespace shao;
using codec::Json;
}  // namespace

BOOST_AUTO_TEST_SUITE(masking)

BOOST_AUTO_TEST_CASE(a_name_keeps_its_first_character) {
  BOOST_TEST(codec::masked_name("张三") == "张**");
  BOOST_TEST(codec::masked_name("欧阳小明") == "欧**");
  BOOST_TEST(codec::masked_name("李") == "李**");
  BOOST_TEST(codec::masked_name("John Smith") == "J**");
  BOOST_TEST(codec::masked_name("𠮷田") == "𠮷**");
  BOOST_TEST(codec::masked_name("") == "");
  BOOST_TEST(codec::masked_name("张**") == "张**");
}

BOOST_AUTO_TEST_CASE(a_phone_of_eleven_digits_keeps_three_and_four) {
  BOOST_TEST(codec::masked_phone("13812341234") == "138****1234");
  BOOST_TEST(codec::masked_phone("138 1234 1234") == "138****1234");
  BOOST_TEST(codec::masked_phone("010-69441234") == "010****1234");
  BOOST_TEST(codec::masked_phone("+86 13812341234") == "861****1234");
}

BOOST_AUTO_TEST_CASE(a_shorter_phone_is_stars_alone) {
  for (const char* phone : {"6944123", "69441234", "1381234123", "110", "1", "ext. 12", "none",
                            "一三八一二三四一二三四", "138*123*1234"})
    BOOST_TEST(codec::masked_phone(phone) == "****");
  BOOST_TEST(codec::masked_phone("") == "");
}

BOOST_AUTO_TEST_CASE(masking_twice_is_masking_once) {
  for (const char* phone : {"13812341234", "69441234", "138****1234", "****", "abc"}) {
    const std::string once = codec::masked_phone(phone);
    BOOST_TEST(codec::masked_phone(once) == once);
  }
}

BOOST_AUTO_TEST_CASE(a_phone_dressed_up_as_masked_is_masked_all_the_same) {
  BOOST_TEST(codec::masked_phone("138****12341234") == "138****1234");
  BOOST_TEST(codec::masked_phone("1381234****") == "****");
  BOOST_TEST(codec::masked_phone("abc****1234") == "****");
  BOOST_TEST(codec::masked_phone("138****abcd") == "****");
}

BOOST_AUTO_TEST_CASE(a_view_loses_the_reporter_s_name_and_phone_the_exact_place_and_nothing_else) {
  Json view = {{"whistle", "W1"},
               {"title", "张三丰 13812341234"},
               {"place", {{"address", "建新南区1号"}, {"lon", 116.654321}, {"lat", 40.138}}},
               {"reporter", {{"name", "张三丰"}, {"phone", "13812341234"}, {"since", 2020}}}};
  Json expected = view;
  expected["place"] = {{"address", "建新南区****"}, {"lon", 116.65}, {"lat", 40.14}};
  expected["reporter"]["name"] = "张**";
  expected["reporter"]["phone"] = "138****1234";
  codec::mask_particulars(view);
  BOOST_TEST(view == expected);
}

BOOST_AUTO_TEST_CASE(an_event_s_view_is_masked_with_it) {
  Json event = {{"event", "whistle_dispatched"},
                {"view", {{"whistle", "W1"}, {"reporter", {{"name", "张三丰"}}}}}};
  codec::mask_particulars(event);
  BOOST_TEST(event["view"]["reporter"]["name"] == "张**");
  BOOST_TEST(event["event"] == "whistle_dispatched");
}

BOOST_AUTO_TEST_CASE(an_address_is_told_to_the_estate_and_no_further) {
  BOOST_TEST(codec::masked_address("胜利街道建新南区3号楼") == "胜利街道建新****");
  BOOST_TEST(codec::masked_address("石园3号") == "石园****");
  BOOST_TEST(codec::masked_address("3号楼") == "****");
  BOOST_TEST(codec::masked_address("") == "");
  for (const char* address : {"胜利街道建新南区3号楼", "石园3号", "7", "Elm Street"}) {
    const std::string once = codec::masked_address(address);
    BOOST_TEST(codec::masked_address(once) == once);
  }
}

BOOST_AUTO_TEST_CASE(a_reporter_of_another_shape_is_taken_out_rather_than_let_through) {
  Json view = {{"whistle", "W1"}, {"reporter", "张三丰 13812341234"}};
  codec::mask_particulars(view);
  BOOST_TEST(view == Json({{"whistle", "W1"}}));
  view = {{"reporter", {{"name", {"张三丰"}}, {"phone", 13812341234}}}};
  codec::mask_particulars(view);
  BOOST_TEST(view["reporter"] == Json::object());
  // A place in words instead of degrees, and one without any.
  view = {{"place", {{"address", "石园3号"}, {"lon", "石园3号"}}}};
  codec::mask_particulars(view);
  BOOST_TEST(view["place"] == Json({{"address", "石园****"}}));
  Json list = Json::array({1, 2});
  codec::mask_particulars(list);
  BOOST_TEST(list == Json::array({1, 2}));
}

BOOST_AUTO_TEST_SUITE_END()
