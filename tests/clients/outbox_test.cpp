// The outbox's file: what survives a crash, a torn line, a second client.
#include "clients/lib/outbox.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/clients/support.hpp"

using namespace shao;
using client::Outbox;
using namespace std::chrono_literals;

namespace {

constexpr core::Instant noon{1770955200s};

Outbox open(const test::TempFolder& folder) {
  auto outbox = Outbox::open(folder.path());
  BOOST_REQUIRE_MESSAGE(outbox.has_value(), (outbox ? "" : outbox.error()));
  return std::move(*outbox);
}

/// Runs `work` on the outbox in another process, which is ended with SIGKILL once it is done.
template <class Work>
void in_a_process_that_crashes(const test::TempFolder& folder, Work work) {
  int done[2];
  BOOST_REQUIRE(::pipe(done) == 0);
  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    auto outbox = Outbox::open(folder.path());
    if (!outbox) ::_exit(1);
    work(*outbox);
    if (::write(done[1], "x", 1) != 1) ::_exit(2);
    for (;;) ::pause();
  }
  ::close(done[1]);
  char byte = 0;
  const bool told = ::read(done[0], &byte, 1) == 1;
  ::close(done[0]);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  BOOST_REQUIRE(told);
}

void append(const test::TempFolder& folder, const std::string& text) {
  std::ofstream(folder / "outbox.jsonl", std::ios::app | std::ios::binary) << text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_command_that_was_synced_survives_kill_9) {
  const test::TempFolder folder;
  in_a_process_that_crashes(folder, [](Outbox& outbox) {
    outbox.put("ack:W1", R"({"do":"ack","whistle":"W1"})");
    outbox.put("ack:W2", R"({"do":"ack","whistle":"W2"})");
    outbox.sync();
  });
  const Outbox outbox = open(folder);
  BOOST_TEST(outbox.waiting() == 2u);
  BOOST_REQUIRE(outbox.find("ack:W1"));
  BOOST_TEST(outbox.find("ack:W1")->body == R"({"do":"ack","whistle":"W1"})");
}

BOOST_AUTO_TEST_CASE(one_that_was_not_synced_was_never_sent_and_may_be_gone) {
  const test::TempFolder folder;
  in_a_process_that_crashes(folder, [](Outbox& outbox) {
    outbox.put("a", "{}");
    outbox.sync();
    outbox.put("b", "{}");
  });
  const Outbox outbox = open(folder);
  BOOST_TEST(outbox.find("a") != nullptr);
  BOOST_TEST(outbox.find("b") == nullptr);
}

BOOST_AUTO_TEST_CASE(an_answered_command_does_not_wait_after_a_crash) {
  const test::TempFolder folder;
  in_a_process_that_crashes(folder, [](Outbox& outbox) {
    for (const char* id : {"accepted", "refused", "waiting"}) outbox.put(id, "{}");
    outbox.sync();
    outbox.accept("accepted", "3-9f2c", noon);
    outbox.refuse("refused");
    outbox.sync();
  });
  const Outbox outbox = open(folder);
  BOOST_TEST(outbox.waiting() == 1u);
  BOOST_TEST(outbox.find("refused") == nullptr);
  BOOST_TEST(outbox.find("waiting") != nullptr);
  // Kept, with its term, to be offered again in another one.
  BOOST_REQUIRE(outbox.find("accepted"));
  BOOST_REQUIRE(outbox.find("accepted")->accepted.has_value());
  BOOST_TEST(outbox.find("accepted")->accepted->term == "3-9f2c");
}

BOOST_AUTO_TEST_CASE(commands_keep_the_order_they_were_put_in_across_restarts) {
  const test::TempFolder folder;
  const std::vector<std::string> order{"resolve", "ack", "report-in", "contact"};
  {
    Outbox outbox = open(folder);
    for (const auto& id : order) outbox.put(id, "{}");
    outbox.sync();
  }
  for (int restart = 0; restart < 3; ++restart)
    BOOST_TEST(open(folder).in_order() == order, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_torn_last_line_is_tolerated) {
  const test::TempFolder folder;
  {
    Outbox outbox = open(folder);
    outbox.put("a", "{}");
    outbox.sync();
  }
  append(folder, R"({"id":"b","body":"{\"do\":\"ac)");
  {
    Outbox outbox = open(folder);
    BOOST_TEST(outbox.waiting() == 1u);
    outbox.put("c", "{}");
    outbox.sync();
  }
  const Outbox outbox = open(folder);
  BOOST_TEST(outbox.find("a") != nullptr);
  BOOST_TEST(outbox.find("b") == nullptr);
  BOOST_TEST(outbox.find("c") != nullptr);
}

BOOST_AUTO_TEST_CASE(lines_that_are_none_of_ours_do_no_harm) {
  const test::TempFolder folder;
  append(folder,
         "\n[1,2]\n{\"id\":7}\n{\"id\":\"\",\"body\":\"x\"}\n{\"id\":\"a\",\"body\":\"{}\"}\n"
         "{\"id\":\"a\",\"accepted\":\"yes\"}\n{\"id\":\"b\",\"body\":\"{}\"}\n\xff\xfe\n");
  const Outbox outbox = open(folder);
  BOOST_TEST(outbox.find("b") != nullptr);
  BOOST_TEST(outbox.waiting() == 1u);  // "accepted" that is not true is a refusal
}

BOOST_AUTO_TEST_CASE(an_acceptance_at_an_instant_that_is_none_or_far_off_is_not_kept_for_ever) {
  const test::TempFolder folder;
  const std::pair<const char*, const char*> all[] = {{"a", "9223372036854775807"},
                                                     {"b", "-9223372036854775808"},
                                                     {"in the year 2262", "9223372036854"}};
  for (const auto& [id, at] : all)
    append(folder, std::string("{\"id\":\"") + id + "\",\"body\":\"{}\"}\n{\"id\":\"" + id +
                       "\",\"accepted\":true,\"at\":" + at + "}\n");
  Outbox outbox = open(folder);
  outbox.heard("1-n1", noon);
  BOOST_TEST(outbox.find("a") == nullptr);
  BOOST_TEST(outbox.find("b") == nullptr);
  outbox.confirm("in the year 2262", noon);
  outbox.heard("1-n1", noon + 6min);
  outbox.forget_outlived(1);
  BOOST_TEST(outbox.items().empty());
}

BOOST_AUTO_TEST_CASE(the_same_id_takes_the_same_body_only) {
  const test::TempFolder folder;
  Outbox outbox = open(folder);
  BOOST_TEST(outbox.put("a", "1"));
  BOOST_TEST(outbox.put("a", "1"));
  BOOST_TEST(!outbox.put("a", "2"));
  BOOST_TEST(outbox.find("a")->body == "1");
  BOOST_TEST(outbox.waiting() == 1u);
}

BOOST_AUTO_TEST_CASE(accepted_commands_are_forgotten_when_their_term_has_lasted_some_minutes) {
  const test::TempFolder folder;
  Outbox outbox = open(folder);
  outbox.put("a", "{}");
  outbox.put("b", "{}");
  outbox.heard("1-n1", noon);
  outbox.accept("a", "1-n1", noon);
  outbox.heard("1-n1", noon + Outbox::kept_for);
  outbox.forget_outlived(1);
  BOOST_TEST(outbox.find("a") != nullptr);
  outbox.heard("1-n1", noon + Outbox::kept_for + 1s);
  outbox.forget_outlived(20);  // a drill's minutes are shorter
  BOOST_TEST(outbox.find("a") != nullptr);
  outbox.forget_outlived(1);
  BOOST_TEST(outbox.find("a") == nullptr);
  BOOST_TEST(outbox.find("b") != nullptr);  // not answered: it waits however long
}

BOOST_AUTO_TEST_CASE(who_was_away_over_a_change_of_term_still_holds_what_was_accepted_before) {
  const test::TempFolder folder;
  {
    Outbox outbox = open(folder);
    outbox.put("a", "{}");
    outbox.heard("1-n1", noon);
    outbox.accept("a", "1-n1", noon);
    BOOST_REQUIRE(outbox.sync().has_value());
  }
  Outbox outbox = open(folder);
  outbox.heard("2-n2", noon + 2h);
  outbox.forget_outlived(1);
  BOOST_REQUIRE(outbox.find("a") != nullptr);
  // Confirmed, it has the new term to outlive.
  outbox.confirm("a", noon);
  outbox.heard("2-n2", noon + 2h + 4min);
  outbox.forget_outlived(1);
  BOOST_TEST(outbox.find("a") != nullptr);
  outbox.heard("2-n2", noon + 2h + 6min);
  outbox.forget_outlived(1);
  BOOST_TEST(outbox.find("a") == nullptr);
}

BOOST_AUTO_TEST_CASE(what_short_terms_were_heard_to_last_counts_together) {
  const test::TempFolder folder;
  Outbox outbox = open(folder);
  outbox.put("a", "{}");
  outbox.heard("1-n1", noon);
  outbox.accept("a", "1-n1", noon);
  for (const int term : {1, 2, 3}) {
    const std::string name = std::to_string(term) + "-n";
    outbox.heard(name, noon + term * 1h);
    outbox.confirm("a", noon);
    outbox.heard(name, noon + term * 1h + 2min);
    outbox.forget_outlived(1);
    BOOST_TEST((outbox.find("a") != nullptr) == (term < 3));
  }
}

BOOST_AUTO_TEST_CASE(what_a_dispatcher_will_soon_not_remember_is_not_offered_again) {
  const test::TempFolder folder;
  Outbox outbox = open(folder);
  outbox.put("a", "{}");
  outbox.heard("1-n1", noon);
  outbox.accept("a", "1-n1", noon);
  outbox.heard("2-n2", noon + Outbox::offered_for);
  BOOST_TEST(outbox.find("a") != nullptr);
  outbox.heard("3-n3", noon + Outbox::offered_for + 1ms);
  BOOST_TEST(outbox.find("a") == nullptr);
}

BOOST_AUTO_TEST_CASE(the_file_stays_small_in_a_long_life) {
  const test::TempFolder folder;
  Outbox outbox = open(folder);
  outbox.put("waits", R"({"do":"ack","whistle":"W1"})");
  for (int i = 0; i < 6000; ++i) {
    const std::string id = "c" + std::to_string(i);
    outbox.put(id, "{}");
    outbox.refuse(id);
    if (i % 100 == 0) BOOST_REQUIRE(outbox.sync().has_value());
  }
  BOOST_REQUIRE(outbox.sync().has_value());
  const auto before = std::filesystem::file_size(folder / "outbox.jsonl");
  BOOST_REQUIRE(outbox.tidy().has_value());
  BOOST_TEST(std::filesystem::file_size(folder / "outbox.jsonl") < before / 1000);
  // And it still is the file that is written to.
  outbox.put("after", "{}");
  BOOST_REQUIRE(outbox.sync().has_value());
  const std::string text = test::read_text(folder / "outbox.jsonl");
  BOOST_TEST(text.find("\"waits\"") != std::string::npos);
  BOOST_TEST(text.find("\"after\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_second_client_is_turned_away_and_told_why) {
  const test::TempFolder folder;
  const Outbox first = open(folder);
  const auto second = Outbox::open(folder.path());
  BOOST_REQUIRE(!second);
  BOOST_TEST(second.error().find("in use") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_file_is_for_its_owner_only) {
  const test::TempFolder folder;
  Outbox outbox = open(folder);
  outbox.put("a", "13812341234");
  outbox.sync();
  using std::filesystem::perms;
  const auto mode = std::filesystem::status(folder / "outbox.jsonl").permissions();
  BOOST_TEST(((mode & (perms::group_all | perms::others_all)) == perms::none));
}

BOOST_AUTO_TEST_CASE(without_a_folder_it_is_in_memory) {
  auto outbox = Outbox::open({});
  BOOST_REQUIRE(outbox.has_value());
  BOOST_TEST(outbox->put("a", "{}"));
  BOOST_TEST(outbox->sync().has_value());
  BOOST_TEST(outbox->waiting() == 1u);
}

BOOST_AUTO_TEST_CASE(a_disk_that_takes_nothing_more_is_an_error_and_nothing_is_lost_after_it) {
  const test::TempFolder folder;
  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    auto outbox = Outbox::open(folder.path());
    if (!outbox) ::_exit(1);
    outbox->put("a", std::string(500, 'x'));
    if (!outbox->sync()) ::_exit(2);
    // The file may grow by less than a line: the write stops in its middle.
    const auto size = std::filesystem::file_size(folder / "outbox.jsonl");
    const rlimit tight{size + 100, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &tight);
    outbox->put("b", std::string(500, 'y'));
    if (outbox->sync()) ::_exit(3);
    const rlimit wide{RLIM_INFINITY, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &wide);
    outbox->put("c", std::string(500, 'z'));
    if (!outbox->sync()) ::_exit(4);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  BOOST_REQUIRE(WIFSIGNALED(status));
  const Outbox outbox = open(folder);
  BOOST_REQUIRE(outbox.find("b"));
  BOOST_TEST(outbox.find("b")->body == std::string(500, 'y'));
  BOOST_TEST(outbox.find("a") != nullptr);
  BOOST_TEST(outbox.find("c") != nullptr);
}
