// The link's messages: what one side builds the other reads, and anything else is refused.
#include "brokers/link.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/brokers/support.hpp"

using namespace shao;
using namespace shao::test;

namespace {

const link::Stamp stamp{core::OfficeId("ZJW"),
                        {core::Role::dept_liaison, core::Role::dept_officer},
                        std::string(40, 'k')};

link::Event full_event() {
  link::Event event = plain_event("3-9f-57", 57, {"SWJ", "ZJW"});
  event.audience.full = {core::OfficeId("ZJW")};
  event.audience.enter = {core::OfficeId("SWJ")};
  event.audience.enter_all = true;
  event.view = R"({"whistle":"W12"})";
  return event;
}

std::vector<link::FromBroker> from_broker() {
  return {link::Ask{link::AskKind::command, "shunyi", std::string("\0abcd", 5), stamp, "c-1", "{}"},
          link::Ask{link::AskKind::query, "shunyi", "ref", stamp, "q-1", "{\"ask\":\"status\"}"},
          link::AskHistory{"shunyi", "h1", "begin", 500}, link::AskDirectory{"shunyi", "d1"}};
}

std::vector<link::FromDispatcher> from_dispatcher() {
  return {
      link::Answer{"shunyi", "ref", "c-1", R"({"ok":true})"},
      link::NotLeader{"shunyi", "ref", "c-1"},
      link::NotLeader{"shunyi", "h1", ""},
      link::History{"shunyi",
                    "h1",
                    link::Found::here,
                    "3-9f-58",
                    {full_event(), plain_event("3-9f-58", 58, {})}},
      link::History{"shunyi", "h1", link::Found::here, "3-9f-58", {}},
      link::History{"shunyi", "h1", link::Found::rewound, "2-aa-40", {}},
      link::History{"shunyi", "h1", link::Found::trimmed, "2-aa-40", {}},
      link::Directory{
          "shunyi",
          "d1",
          "v7",
          {{wire::new_key_pair().public_key, core::OfficeId("ZJW"), {core::Role::dept_liaison}}}},
      link::Directory{"shunyi", "d1", "v8", {}}};
}

std::vector<link::Published> published() {
  return {link::PublishedEvent{"shunyi", full_event()},
          link::PublishedLeader{
              "shunyi", {3, "9f", 57, "3-9f-57", core::at_second(1770975000), 60, "v7", true}}};
}

/// Every message that differs from `good` by a missing last frame, an extra one, or one frame that
/// holds rubbish.
std::vector<Frames> damaged(const Frames& good) {
  std::vector<Frames> all;
  all.emplace_back(good.begin(), good.end() - 1);
  all.push_back(good);
  all.back().push_back("extra");
  for (std::size_t i = 0; i < good.size(); ++i)
    for (const char* rubbish : {"", "\xff\xfe", "[1,2", "null", "{\"see\":5}"}) {
      all.push_back(good);
      all.back()[i] = rubbish;
    }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(link_suite)

BOOST_AUTO_TEST_CASE(every_message_is_read_as_it_was_built) {
  for (const auto& message : from_broker()) {
    const auto read = link::parse_from_broker(link::to_frames(message));
    BOOST_REQUIRE(read.has_value());
    BOOST_CHECK(*read == message);
  }
  for (const auto& message : from_dispatcher()) {
    const auto read = link::parse_from_dispatcher(link::to_frames(message));
    BOOST_REQUIRE(read.has_value());
    BOOST_CHECK(*read == message);
  }
  for (const auto& message : published()) {
    const auto read = link::parse_published(link::to_frames(message));
    BOOST_REQUIRE(read.has_value());
    BOOST_CHECK(*read == message);
  }
}

BOOST_AUTO_TEST_CASE(damaged_messages_are_refused_or_read_as_another_message_and_never_throw) {
  std::size_t refused = 0;
  std::size_t all = 0;
  const auto count = [&](bool read) {
    ++all;
    if (!read) ++refused;
  };
  for (const auto& message : from_broker())
    for (const Frames& frames : damaged(link::to_frames(message)))
      count(link::parse_from_broker(frames).has_value());
  for (const auto& message : from_dispatcher())
    for (const Frames& frames : damaged(link::to_frames(message)))
      count(link::parse_from_dispatcher(frames).has_value());
  for (const auto& message : published())
    for (const Frames& frames : damaged(link::to_frames(message)))
      count(link::parse_published(frames).has_value());
  // Opaque frames (ref, id, body) take anything, so not all are refused.
  BOOST_TEST(refused > all / 3);
  BOOST_TEST(!link::parse_from_broker({}).has_value());
  BOOST_TEST(!link::parse_published({}).has_value());
  BOOST_TEST(!link::parse_from_broker({"shaod1", "HISTORY", "shunyi", "h", "begin", "0"}));
  BOOST_TEST(!link::parse_from_broker({"shaod1", "HISTORY", "shunyi", "h", "begin", "501"}));
  BOOST_TEST(!link::parse_from_broker({"shaod1", "HISTORY", "Shunyi", "h", "begin", "5"}));
}

BOOST_AUTO_TEST_CASE(an_audience_is_sorted_by_who_reads_it) {
  const Frames frames{"shunyi event", "3-9f-57", R"({"see":["ZJW","CGW","SWJ"]})", "{}", ""};
  const auto read = link::parse_published(frames);
  BOOST_REQUIRE(read.has_value());
  const auto& see = std::get<link::PublishedEvent>(*read).event.audience.see;
  BOOST_CHECK(
      (see == std::vector{core::OfficeId("CGW"), core::OfficeId("SWJ"), core::OfficeId("ZJW")}));
}

BOOST_AUTO_TEST_SUITE_END()
