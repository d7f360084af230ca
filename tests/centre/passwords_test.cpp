// Passwords: how they are kept, made and chosen, and that hashing them cannot take the machine.
#include "clients/centre/door/passwords.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <future>
#include <set>
#include <thread>

#include "clients/centre/door/hashers.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;

const std::string name_of_it = "li.na";

std::string expected(const std::string& chosen, const std::string& name = name_of_it) {
  const auto problem = door::check_password(chosen, "old password", name);
  if (!problem) return {};
  BOOST_TEST(problem->field == "new");
  BOOST_TEST(problem->value == "");
  if (!chosen.empty()) {
    BOOST_TEST(problem->message.find(chosen) == std::string::npos);
    BOOST_TEST(problem->message_zh.find(chosen) == std::string::npos);
  }
  return problem->expected;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_password)

BOOST_AUTO_TEST_CASE(is_kept_as_argon2id_with_two_passes_over_19_mebibytes) {
  const auto hash = door::hash_of("correct horse");
  BOOST_REQUIRE(hash);
  BOOST_TEST(hash->starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  BOOST_TEST(*hash != *door::hash_of("correct horse"));
  BOOST_TEST(door::fits(*hash, "correct horse"));
  BOOST_TEST(!door::fits(*hash, "correct hors"));
  BOOST_TEST(!door::fits(*hash, ""));
  BOOST_TEST(!door::fits("", ""));
  BOOST_TEST(!door::fits("no hash", "no hash"));
}

BOOST_AUTO_TEST_CASE(that_was_hashed_at_another_cost_is_told_apart) {
  BOOST_TEST(!door::needs_rehash(*door::hash_of("x")));
  BOOST_TEST(door::needs_rehash(*door::hash_of("x", {.passes = 1})));
  BOOST_TEST(door::needs_rehash(*door::hash_of("x", {.bytes = 8192 * 1024})));
  BOOST_TEST(door::fits(*door::hash_of("x", {.passes = 1}), "x"));
}

BOOST_AUTO_TEST_CASE(that_is_made_has_sixteen_characters_none_of_which_looks_like_another) {
  std::set<std::string> made;
  std::set<char> used;
  for (int i = 0; i < 200; ++i) {
    const std::string password = door::new_password();
    BOOST_TEST(password.size() == 16u);
    made.insert(password);
    used.insert(password.begin(), password.end());
  }
  BOOST_TEST(made.size() == 200u);
  BOOST_TEST(used.size() == 31u);
  for (const char c : std::string("0o1il")) BOOST_TEST(!used.contains(c));
}

BOOST_AUTO_TEST_CASE(that_is_chosen_has_ten_characters_and_is_another_one) {
  BOOST_TEST(expected("ten chars.") == "");
  BOOST_TEST(expected("nine char") == "at least 10 characters, not 9");
  BOOST_TEST(expected("") == "at least 10 characters, not 0");
  // Characters, not bytes.
  BOOST_TEST(expected("九个汉字不够长一点") == "at least 10 characters, not 9");
  BOOST_TEST(expected("十个汉字已经够长了吧") == "");
  BOOST_TEST(expected("old password") == "another one than before");
  BOOST_TEST(expected("my li.na password") == "one without the name of the account in it");
  BOOST_TEST(expected("listen to me", "li") == "");
  BOOST_TEST(expected(std::string(1024, 'x')) == "");
  BOOST_TEST(expected(std::string(1025, 'x')) == "at most 1024 bytes");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(hashers)

BOOST_AUTO_TEST_CASE(do_two_things_at_a_time_and_refuse_what_would_wait_too_long) {
  std::atomic<int> begun = 0;
  std::atomic<int> done = 0;
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  door::Hashers hashers(3);
  const auto work = [&, opened] {
    ++begun;
    opened.wait();
    ++done;
  };
  for (int i = 0; i < 2; ++i) BOOST_TEST(hashers.add(work));
  while (begun < 2) std::this_thread::yield();
  for (int i = 0; i < 3; ++i) BOOST_TEST(hashers.add(work));
  BOOST_TEST(!hashers.add(work));
  BOOST_TEST(begun == 2);
  gate.set_value();
  while (done < 5) std::this_thread::yield();
  BOOST_TEST(hashers.add(work));
  while (done < 6) std::this_thread::yield();
  BOOST_TEST(begun == 6);
}

BOOST_AUTO_TEST_CASE(end_what_is_under_way_and_drop_what_waits) {
  std::atomic<int> begun = 0;
  std::atomic<int> done = 0;
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  std::optional<door::Hashers> hashers(std::in_place);
  for (int i = 0; i < 4; ++i)
    hashers->add([&, opened] {
      ++begun;
      opened.wait();
      ++done;
    });
  while (begun < 2) std::this_thread::yield();
  // Opened when the end has begun, or what waits would be done as well.
  std::jthread later([&] {
    std::this_thread::sleep_for(50ms);
    gate.set_value();
  });
  hashers.reset();
  BOOST_TEST(begun == 2);
  BOOST_TEST(done == 2);
}

BOOST_AUTO_TEST_SUITE_END()
