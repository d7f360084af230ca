// The feed without sockets, in a world where everything goes wrong at random: published events are
// lost, answers are late or lost, leaders change, journals go back, clients are cut off or take
// nothing. In the end every client must hold exactly what its office may see, and at no moment may
// it have been sent an event twice, out of order, or with a wrong `prev`.
#include <boost/test/unit_test.hpp>
#include <deque>
#include <map>
#include <random>

#include "tests/brokers/support.hpp"

using namespace shao;
using namespace shao::test;

namespace {

/// What an office keeps of the feed, across its connections.
struct Office {
  std::string key;
  std::string routing_id;  // empty: not connected
  std::vector<codec::Position> held;
  codec::Position at;    // resumes from here
  codec::Position last;  // expected as the next prev
};

class World {
 public:
  explicit World(std::uint64_t seed)
      : random_(seed),
        feed_("shunyi", identity_,
              {[this](const std::string& to, const Frames& frames) { return send(to, frames); },
               [this](const link::AskHistory& question) { return ask(question); }},
              4 + seed % 40) {
    using core::Role;
    identity_.learn({"shunyi",
                     "d",
                     "p1",
                     {{"A", core::OfficeId("A"), {Role::dept_liaison}},
                      {"B", core::OfficeId("B"), {Role::dept_liaison}},
                      {"C", core::OfficeId("C"), {Role::command_centre}}}});
    for (const char* key : {"A", "B", "C"}) offices_.push_back({key, {}, {}, {}, {}});
    claim();
    announce(true);
  }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) step();
    settle();
  }

 private:
  bool chance(int percent) { return random_() % 100 < static_cast<std::uint64_t>(percent); }
  Office& some_office() { return offices_[random_() % offices_.size()]; }

  void step() {
    now_ += milliseconds(random_() % 60);
    const auto dice = random_() % 100;
    if (dice < 40)
      for (auto n = random_() % 8; n > 0; --n) append(chance(85));
    else if (dice < 50)
      announce(false);
    else if (dice < 65)
      answer();
    else if (dice < 75)
      connect(some_office());
    else if (dice < 78)
      some_office().routing_id.clear();
    else if (dice < 88)
      credit(some_office());
    else if (dice < 90)
      change_leader(0);
    else if (dice < 92)
      change_leader(random_() % 6);
    feed_.pump(now_);
  }

  /// Everything works again: in the end all must be well.
  void settle() {
    calm_ = true;
    announce(false);
    for (Office& office : offices_)
      if (office.routing_id.empty()) connect(office);
    for (int i = 0; i < 400; ++i) {
      now_ += 150ms;
      announce(false);
      while (!questions_.empty()) answer();
      for (Office& office : offices_) {
        if (office.routing_id.empty()) connect(office);
        feed_.credit(office.routing_id, 50);
      }
      while (feed_.pump(now_)) {
      }
    }
    for (const Office& office : offices_) {
      std::vector<codec::Position> visible;
      for (const link::Event& event : journal_)
        if (sees(office, event)) visible.push_back(*codec::parse_position(event.position));
      BOOST_CHECK(office.held == visible);
    }
  }

  static bool sees(const Office& office, const link::Event& event) {
    const auto& see = event.audience.see;
    return office.key == "C" || std::count(see.begin(), see.end(), core::OfficeId(office.key)) > 0;
  }

  codec::Position next() const {
    return {epoch_, "n" + std::to_string(epoch_), journal_.size() + 1};
  }

  void append(bool heard) {
    std::vector<std::string> see;
    if (chance(50)) see.emplace_back("A");
    if (chance(20)) see.emplace_back("B");
    const auto position = next();
    journal_.push_back(plain_event(codec::format(position), position.number, see));
    if (heard) feed_.published(journal_.back());
  }

  void claim() {
    ++epoch_;
    append(chance(80));
  }

  /// A new leader, on a journal that lost its last `lost` events.
  void change_leader(std::size_t lost) {
    journal_.resize(journal_.size() - std::min(lost, journal_.size()));
    claim();
    if (chance(70)) append(true);  // heard before the announcement
    announce(true);
  }

  void announce(bool changed) {
    if (changed) feed_.leader_changed();
    const auto number = journal_.size();
    feed_.announced({epoch_,
                     "n" + std::to_string(epoch_),
                     number,
                     number == 0 ? "begin" : journal_.back().position,
                     {},
                     1,
                     "p1",
                     false});
  }

  bool ask(const link::AskHistory& question) {
    if (!calm_ && chance(10)) return false;
    questions_.push_back(question);
    return true;
  }

  void answer() {
    if (questions_.empty()) return;
    const link::AskHistory question = questions_.front();
    questions_.pop_front();
    if (!calm_ && chance(15)) {
      now_ += 4s;  // lost, and the time the feed waits for it
      return;
    }
    link::History page{"shunyi", question.ref, link::Found::here, question.position, {}};
    const auto position = codec::parse_position(question.position).value_or(codec::Position{});
    auto at = static_cast<std::size_t>(position.number);
    if (at > 0 && (at > journal_.size() || journal_[at - 1].position != question.position)) {
      page.found = link::Found::rewound;
      at = std::min(at, journal_.size());
      while (at > 0 && codec::parse_position(journal_[at - 1].position)->epoch > position.epoch)
        --at;
      page.position = at == 0 ? "begin" : journal_[at - 1].position;
    } else {
      // A dispatcher may give less than was asked for.
      const auto most = calm_ ? question.limit : 1 + random_() % question.limit;
      for (; at < journal_.size() && page.events.size() < most; ++at)
        page.events.push_back(journal_[at]);
      if (!page.events.empty()) page.position = page.events.back().position;
    }
    feed_.history(std::move(page), now_);
  }

  void connect(Office& office) {
    office.routing_id = "c" + std::to_string(++connections_);
    office.last = office.at;
    const std::string from = office.at.number == 0 ? "begin" : codec::format(office.at);
    feed_.follow(office.routing_id, office.key, {"shunyi", from, 1 + random_() % 20});
  }

  void credit(Office& office) {
    if (!office.routing_id.empty()) feed_.credit(office.routing_id, 1 + random_() % 30);
  }

  wire::Sent send(const std::string& to, const Frames& frames) {
    const auto office = std::find_if(offices_.begin(), offices_.end(),
                                     [&](const Office& each) { return each.routing_id == to; });
    if (office == offices_.end()) return wire::Sent::gone;
    if (!calm_ && chance(5)) return wire::Sent::full;
    if (frames[1] == "EVENT") {
      const auto position = *codec::parse_position(frames[2]);
      BOOST_REQUIRE_EQUAL(frames[3], broker::text_of(office->last));
      BOOST_REQUIRE(office->held.empty() || office->held.back().number < position.number);
      office->held.push_back(position);
      office->at = position;
      office->last = position;
    } else if (frames[1] == "COMPLETE") {
      BOOST_REQUIRE_EQUAL(frames[3], broker::text_of(office->last));
      if (frames[2] != "begin") office->at = *codec::parse_position(frames[2]);
    } else if (frames[1] == "REWOUND") {
      const auto fork =
          frames[2] == "begin" ? codec::Position{} : *codec::parse_position(frames[2]);
      while (!office->held.empty() && office->held.back().number > fork.number)
        office->held.pop_back();
      office->at = fork;
      office->routing_id.clear();  // follows again later
    }
    return wire::Sent::yes;
  }

  std::mt19937_64 random_;
  broker::Identity identity_;
  broker::Feed feed_;
  std::vector<Office> offices_;
  std::vector<link::Event> journal_;
  std::deque<link::AskHistory> questions_;
  std::uint64_t epoch_ = 0;
  broker::Feed::Time now_{std::chrono::hours{1}};
  int connections_ = 0;
  bool calm_ = false;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(tail_suite)

BOOST_AUTO_TEST_CASE(whatever_goes_wrong_everybody_ends_with_what_they_may_see_each_event_once) {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) BOOST_TEST_CONTEXT("seed " << seed) {
      World(seed).run(600);
    }
}

BOOST_AUTO_TEST_CASE(a_duplicate_and_a_deposed_leaders_late_event_change_nothing) {
  broker::Tail tail(10);
  tail.event(plain_event("2-b-5", 5, {}));
  BOOST_TEST(!tail.event(plain_event("2-b-5", 5, {})).grew);
  BOOST_TEST(!tail.event(plain_event("1-a-6", 6, {})).grew);
  BOOST_TEST(!tail.must_ask());
  BOOST_TEST(tail.event(plain_event("2-b-6", 6, {})).grew);
  BOOST_TEST(tail.end()->number == 6u);
}

BOOST_AUTO_TEST_CASE(the_first_event_of_a_term_is_held_back_until_the_journal_confirms_it) {
  broker::Tail tail(10);
  tail.event(plain_event("1-a-5", 5, {}));
  BOOST_TEST(!tail.event(plain_event("2-b-6", 6, {})).grew);
  BOOST_TEST(tail.must_ask());
  BOOST_TEST(!tail.event(plain_event("2-b-7", 7, {})).grew);
  const auto heard = tail.history({"shunyi", "h1", link::Found::rewound, "1-a-4", {}});
  BOOST_TEST(*heard.doubtful_after == 4u);
  BOOST_TEST(tail.must_ask());  // now from the fork
  tail.history({"shunyi",
                "h2",
                link::Found::here,
                "2-b-6",
                {plain_event("2-b-5", 5, {}), plain_event("2-b-6", 6, {})}});
  BOOST_TEST(!tail.must_ask());
  BOOST_TEST(tail.end()->number == 7u);
  BOOST_TEST(codec::format(tail.ring().find(5)->position()) == "2-b-5");
}

BOOST_AUTO_TEST_CASE(
    a_leader_of_a_lower_epoch_is_followed_when_the_journal_was_rewound_to_before_ours) {
  broker::Tail tail(10);
  tail.event(plain_event("15-old-688", 688, {}));
  link::Announcement leader;
  leader.position = "14-new-690";
  tail.leader(leader);
  BOOST_TEST(tail.must_ask());
  // Nobody can say where the two went apart.
  const auto heard = tail.history({"shunyi", "h1", link::Found::rewound, "begin", {}});
  BOOST_TEST(*heard.doubtful_after == 0u);
  BOOST_TEST(!tail.must_ask());
  BOOST_TEST(tail.ring().empty());
  tail.leader(leader);
  BOOST_TEST(tail.end()->number == 690u);
  BOOST_TEST(tail.event(plain_event("14-new-691", 691, {})).grew);
}

BOOST_AUTO_TEST_CASE(what_was_cut_off_until_the_journal_was_trimmed_goes_on_behind_the_gap) {
  broker::Tail tail(10);
  tail.event(plain_event("1-a-5", 5, {}));
  tail.event(plain_event("2-b-900", 900, {}));
  BOOST_TEST(tail.must_ask());
  const auto heard = tail.history({"shunyi", "h1", link::Found::trimmed, "2-b-800", {}});
  BOOST_TEST(*heard.doubtful_after == 0u);
  BOOST_TEST(tail.ring().empty());
  BOOST_TEST(codec::format(*tail.end()) == "2-b-800");
  BOOST_TEST(tail.must_ask());
}

BOOST_AUTO_TEST_SUITE_END()
