// The heap of timers against a plain sorted set, over many random operations.
#include "dispatcher/core/timers.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <random>
#include <set>

namespace {

using namespace shao::core;

using Entry = Timers::Entry;

std::vector<Entry> before(const std::set<Entry>& model, Instant now, std::size_t most) {
  std::vector<Entry> entries;
  for (const Entry& entry : model) {
    if (entry.due >= now || entries.size() == most) break;
    entries.push_back(entry);
  }
  return entries;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(timers)

BOOST_AUTO_TEST_CASE(an_empty_heap_has_nothing_due) {
  Timers timers;
  timers.set(WhistleId{1}, std::nullopt);
  BOOST_TEST(timers.size() == 0u);
  BOOST_TEST(!timers.first());
  BOOST_TEST(timers.due_before(Instant::max(), 10).empty());
}

BOOST_AUTO_TEST_CASE(what_is_due_now_is_not_due_before_now) {
  Timers timers;
  timers.set(WhistleId{1}, at_second(100));
  BOOST_TEST(timers.due_before(at_second(100), 10).empty());
  BOOST_TEST(timers.due_before(at_second(100) + Duration{1}, 10).size() == 1u);
}

BOOST_AUTO_TEST_CASE(equal_instants_come_in_the_order_of_the_whistles) {
  Timers timers;
  for (const std::uint64_t id : {5u, 2u, 9u, 1u, 7u}) timers.set(WhistleId{id}, at_second(100));
  std::vector<std::uint64_t> order;
  for (const Entry& entry : timers.due_before(at_second(200), 10))
    order.push_back(entry.whistle.value);
  BOOST_TEST(order == (std::vector<std::uint64_t>{1, 2, 5, 7, 9}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(they_agree_with_a_sorted_set_over_two_hundred_thousand_random_operations) {
  std::mt19937_64 random(4096);
  Timers timers;
  std::set<Entry> model;
  std::map<std::uint64_t, Instant> due_of;
  for (int i = 0; i < 200000; ++i) {
    const WhistleId whistle{random() % 700 + 1};
    // Many equal instants, and sometimes far fewer timers than whistles.
    const std::uint64_t what = random() % (i / 20000 % 2 == 0 ? 10 : 3);
    std::optional<Instant> due;
    if (what != 0) due = at_second(static_cast<std::int64_t>(random() % 500));
    timers.set(whistle, due);
    if (const auto known = due_of.find(whistle.value); known != due_of.end()) {
      model.erase({known->second, whistle});
      due_of.erase(known);
    }
    if (due) {
      model.insert({*due, whistle});
      due_of[whistle.value] = *due;
    }
    BOOST_TEST_REQUIRE(timers.size() == model.size());
    const auto first = timers.first();
    BOOST_TEST_REQUIRE(first.has_value() == !model.empty());
    if (first) BOOST_TEST_REQUIRE((*first == *model.begin()));
    if (i % 97 == 0) {
      const Instant now = at_second(static_cast<std::int64_t>(random() % 520));
      const std::size_t most = random() % 300;
      BOOST_TEST_REQUIRE((timers.due_before(now, most) == before(model, now, most)));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
