// Child processes, a private Redis and its reserve, where they cannot do what they are for: the
// operator is told why, and nothing is left behind.
#include "deploy/local/process.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <thread>

#include "brokers/wire/sockets.hpp"
#include "deploy/local/private_redis.hpp"
#include "deploy/local/probe.hpp"
#include "deploy/local/reserve.hpp"
#include "tests/files.hpp"

namespace shao::local {

namespace {

using namespace std::chrono_literals;
using test::read_text;
using test::TempFolder;
using test::write_text;

template <class T>
std::string why_not(const core::Result<T, std::string>& outcome) {
  return outcome.has_value() ? std::string("it succeeded") : outcome.error();
}

void must_say(const std::string& error, const std::string& what) {
  BOOST_TEST(error.find(what) != error.npos, "'" + error + "' does not say '" + what + "'");
}

/// A shell with this script.
Process shell(const std::string& script, Command command = {}) {
  command.program = "/bin/sh";
  command.arguments = {"-c", script};
  auto process = Process::start(command);
  BOOST_REQUIRE_MESSAGE(process.has_value(), why_not(process));
  return std::move(*process);
}

/// Waits until there is something in the file.
void wait_for(const std::filesystem::path& file) {
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (read_text(file).empty() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(5ms);
  BOOST_REQUIRE(!read_text(file).empty());
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_program_that_cannot_be_started_is_told_of_with_the_reason) {
  const TempFolder folder;
  must_say(why_not(Process::start({.program = folder.path() / "nothing"})),
           "cannot start " + (folder / "nothing") + ": exec: No such file");
  must_say(why_not(Process::start({.program = "/bin/true", .log = folder.path() / "no" / "log"})),
           "its log " + (folder / "no/log"));
  must_say(why_not(Process::start({.program = "/bin/true", .keeps = {999}})),
           "cannot start /bin/true: fcntl: Bad file descriptor");
}

BOOST_AUTO_TEST_CASE(a_program_has_what_it_was_given_before_what_we_have) {
  const TempFolder folder;
  const auto log = folder.path() / "log";
  ::setenv("SHAO_TEST_OURS", "ours", 1);
  Process process = shell("echo $0 $SHAO_TEST_OURS $SHAO_TEST_MORE",
                          {.name = "as it is called",
                           .log = log,
                           .environment = {"SHAO_TEST_OURS=its", "SHAO_TEST_MORE=more"}});
  BOOST_TEST(process.wait(10s).value_or(-1) == 0);
  ::unsetenv("SHAO_TEST_OURS");
  BOOST_TEST(read_text(log) == "as it is called its more\n");
}

BOOST_AUTO_TEST_CASE(an_end_is_told_as_a_shell_tells_it_and_as_often_as_it_is_asked_for) {
  Process process = shell("exit 7");
  BOOST_TEST(process.wait(10s).value_or(-1) == 7);
  BOOST_TEST(!process.alive());
  BOOST_TEST(process.pid() == 0);
  BOOST_TEST(process.wait(0s).value_or(-1) == 7);
  BOOST_TEST(process.terminate(0s) == 7);
  Process killed = shell("kill -9 $$");
  BOOST_TEST(killed.wait(10s).value_or(-1) == 128 + SIGKILL);
}

BOOST_AUTO_TEST_CASE(a_program_that_does_not_listen_is_ended_after_its_grace) {
  const TempFolder folder;
  const auto log = folder.path() / "log";
  Process stubborn = shell("trap '' TERM; echo deaf; while :; do sleep 0.05; done", {.log = log});
  wait_for(log);
  BOOST_TEST(stubborn.terminate(100ms) == 128 + SIGKILL);
  Process polite = shell("trap 'exit 3' TERM; echo listens >&2; while :; do sleep 0.05; done",
                         {.log = folder.path() / "polite"});
  wait_for(folder.path() / "polite");
  BOOST_TEST(polite.terminate(10s) == 3);
}

BOOST_AUTO_TEST_CASE(a_process_that_takes_another_one_s_place_ends_it) {
  Process process = shell("exec sleep 60");
  const pid_t first = process.pid();
  process = shell("exec sleep 60");
  BOOST_TEST(::kill(first, 0) != 0);
  BOOST_TEST(process.alive());
  const pid_t second = process.pid();
  {
    const Process moved = std::move(process);
    BOOST_TEST(moved.pid() == second);
  }
  BOOST_TEST(::kill(second, 0) != 0);
}

BOOST_AUTO_TEST_CASE(a_signal_of_ours_does_not_cut_short_the_wait_for_a_child) {
  struct sigaction noticed {};
  struct sigaction before {};
  noticed.sa_handler = [](int) {};
  BOOST_REQUIRE(::sigaction(SIGALRM, &noticed, &before) == 0);
  const itimerval often{{0, 20'000}, {0, 20'000}};
  const itimerval never{};
  Process process = shell("exec sleep 60");
  ::setitimer(ITIMER_REAL, &often, nullptr);
  const auto begun = std::chrono::steady_clock::now();
  const auto ended = process.wait(200ms);
  const auto took = std::chrono::steady_clock::now() - begun;
  ::setitimer(ITIMER_REAL, &never, nullptr);
  ::sigaction(SIGALRM, &before, nullptr);
  BOOST_TEST(!ended.has_value());
  BOOST_TEST((took >= 195ms));
}

// ---- Redis ---------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_redis_that_cannot_have_its_folder_says_so) {
  const TempFolder folder;
  write_text(folder.path() / "file", "text");
  const auto refused = [&](const std::filesystem::path& directory) {
    return why_not(PrivateRedis::start({.directory = directory, .wait_for_lock = 50ms}, 10s));
  };
  must_say(refused(folder.path() / "file" / "below"), "cannot make ");
  std::filesystem::create_directories(folder.path() / "locked" / "lock");
  must_say(refused(folder.path() / "locked"), "cannot open ");
  std::filesystem::create_directories(folder.path() / "mute" / "redis.log");
  must_say(refused(folder.path() / "mute"), "its log ");
  must_say(refused(folder.path() / std::string(90, 'x')), "choose a shorter directory");
  if (::geteuid() == 0) {
    std::filesystem::create_directory(folder.path() / "theirs");
    BOOST_REQUIRE(::chown((folder / "theirs").c_str(), 65534, 65534) == 0);
    must_say(refused(folder.path() / "theirs"), "belongs to user 65534");
  }
}

BOOST_AUTO_TEST_CASE(a_redis_that_ends_at_once_is_told_of_with_the_end_of_its_log) {
  const TempFolder folder;
  const std::string error = why_not(
      PrivateRedis::start({.directory = folder.path(), .options = {"--no-such-option", "1"}}, 20s));
  must_say(error, "the private Redis ended with status 1");
  must_say(error, "no-such-option");
}

BOOST_AUTO_TEST_CASE(a_second_redis_on_one_folder_is_kept_out) {
  const TempFolder folder;
  auto first = PrivateRedis::start({.directory = folder.path()}, 20s);
  BOOST_REQUIRE_MESSAGE(first.has_value(), why_not(first));
  must_say(why_not(PrivateRedis::launch({.directory = folder.path(), .wait_for_lock = 50ms})),
           "another Redis runs on " + folder.path().string());
}

BOOST_AUTO_TEST_CASE(a_reserve_is_held_only_where_there_is_room_and_whole_or_not_at_all) {
  const TempFolder folder;
  const auto file = folder.path() / "reserve";
  BOOST_TEST(!Reserve(folder.path(), 0).hold());
  BOOST_TEST(!std::filesystem::exists(file));
  constexpr std::uint64_t more_than_any_disk = std::uint64_t{1} << 60;
  BOOST_TEST(!Reserve(folder.path(), more_than_any_disk).hold());
  BOOST_TEST(Reserve(folder.path(), more_than_any_disk).disk_is_full());
  BOOST_TEST(!Reserve(folder.path() / "missing", 4096).hold());
  BOOST_TEST(!Reserve(folder.path() / "missing", 4096).disk_is_full());

  const Reserve reserve(folder.path(), 1 << 20);
  // The disk gives out in the middle.
  struct sigaction ignored {};
  struct sigaction before {};
  ignored.sa_handler = SIG_IGN;
  ::sigaction(SIGXFSZ, &ignored, &before);
  rlimit was{};
  ::getrlimit(RLIMIT_FSIZE, &was);
  const rlimit small{4096, was.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const bool held = reserve.hold();
  ::setrlimit(RLIMIT_FSIZE, &was);
  ::sigaction(SIGXFSZ, &before, nullptr);
  BOOST_TEST(!held);
  BOOST_TEST(!std::filesystem::exists(file));

  BOOST_TEST(reserve.hold());
  BOOST_TEST(reserve.held());
  // It is there already.
  BOOST_TEST(!reserve.hold());
  BOOST_TEST(!reserve.disk_is_full());
  BOOST_TEST(reserve.release());
  BOOST_TEST(!reserve.release());
  std::filesystem::create_directories(file / "somebody's");
  BOOST_TEST(!reserve.hold());
  BOOST_TEST(std::filesystem::exists(file / "somebody's"));
}

// ---- what is asked of a stack that starts ----------------------------------------------------

BOOST_AUTO_TEST_CASE(an_endpoint_that_cannot_be_listened_on_is_named_with_what_would_be_right) {
  must_say(why_not(free_endpoint("nonsense")), "expected for example tcp://127.0.0.1:7700");
  const auto free = free_endpoint("tcp://127.0.0.1:*");
  BOOST_REQUIRE(free.has_value());
  BOOST_TEST(free->find("tcp://127.0.0.1:") == 0U);
  BOOST_TEST(free->find('*') == free->npos);
}

BOOST_AUTO_TEST_CASE(only_an_answer_that_says_ok_counts_as_one) {
  zmq::context_t context;
  const wire::KeyPair server = wire::new_key_pair();
  zmq::socket_t router = wire::server_socket(context, zmq::socket_type::router, server);
  router.bind("tcp://127.0.0.1:*");
  Probe probe(wire::endpoint_of(router), server.public_key, wire::new_key_pair(), "small");
  const std::string good = R"({"ok":true,"raised":3})";
  const auto heard = [&](const std::vector<wire::Frames>& answers) {
    std::jthread broker([&] {
      const auto until = std::chrono::steady_clock::now() + 5s;
      while (std::chrono::steady_clock::now() < until) {
        if (const auto asked = wire::receive_routed(router)) {
          BOOST_TEST(asked->frames[1] == "QUERY");
          for (const wire::Frames& answer : answers)
            wire::send_to(router, asked->routing_id, answer);
          return;
        }
        std::this_thread::sleep_for(2ms);
      }
    });
    return probe.ask(300ms);
  };
  BOOST_TEST(!heard({{"shao1", "ANSWER", "probe"},
                     {"shao1", "ERROR", "probe", good},
                     {"shao1", "ANSWER", "probe", "no JSON"},
                     {"shao1", "ANSWER", "probe", R"({"ok":false,"refused":"unavailable"})"}})
                  .has_value());
  BOOST_TEST(
      heard({{"shao1", "ANSWER", "probe", R"({"ok":false})"}, {"shao1", "ANSWER", "probe", good}})
          .value_or("nothing") == good);
}

BOOST_AUTO_TEST_CASE(of_a_long_log_the_end_is_shown) {
  const TempFolder folder;
  write_text(folder.path() / "log", std::string(5000, 'a') + "the end\n");
  const std::string shown = end_of_log(folder.path() / "log");
  BOOST_TEST(shown.size() == 1500U);
  BOOST_TEST(shown.ends_with("the end\n"));
  write_text(folder.path() / "short", "all of it\n");
  BOOST_TEST(end_of_log(folder.path() / "short") == "all of it\n");
  BOOST_TEST(end_of_log(folder.path() / "missing") == "");
}

}  // namespace shao::local
