// shao archive, journal, leader and backtest on a private Redis without dispatcher or broker: what
// an operator is told of a journal that was put back, rewound, altered, trimmed, or is not there.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "deploy/local/process.hpp"
#include "tests/archive/archive_fixture.hpp"
#include "tests/clients/recorded.hpp"
#include "tests/clients/support.hpp"

namespace shao::test::redis_without_a_stack {

using codec::Json;
using namespace std::chrono_literals;

struct Shore : ArchiveFixture {
  Ran with_redis(std::vector<std::string> arguments, const Environment& environment = {}) {
    arguments.insert(arguments.end(), {"--redis", server.url()});
    return shao(arguments, environment);
  }
  Ran archived(const Environment& environment = {}) {
    return with_redis({"archive", "--to", file}, environment);
  }
  /// W1 raised and acknowledged.
  void write_three() {
    Scribe first(redis, "nonce1");
    first.claim();
    first.raise(1, "电梯停运");
    first.acknowledge(1);
  }
  std::string sign_key() {
    const std::string key = folder / "sign.key";
    const Ran made = shao({"keys", "new", "--sign", "--out", key, "--json"});
    BOOST_REQUIRE_MESSAGE(made.exit == 0, made.err);
    public_key = made.json()["public"];
    return key;
  }
  std::string public_key;
};

BOOST_FIXTURE_TEST_SUITE(redis_without_a_stack, Shore)

BOOST_AUTO_TEST_CASE(a_journal_is_put_back_from_its_archive_whole_and_only_where_there_is_none) {
  const auto& records = a_day_in_march();
  archive_to(file, entries_of(records));
  const Ran restored = with_redis({"archive", "--restore", file});
  BOOST_TEST(restored.exit == 0, restored.err);
  const std::string entries = std::to_string(records.size());
  BOOST_TEST(restored.out.starts_with("restored " + entries + " entries, checked"), restored.out);
  BOOST_TEST(holds(restored.out, "next: shao config apply, of the folder whose version is "));
  const Ran occupied = with_redis({"archive", "--restore", file});
  BOOST_TEST(occupied.exit == 1, occupied.err);
  const Ran foreign = with_redis({"archive", "--restore", file, "--jurisdiction", "elsewhere"});
  BOOST_TEST(foreign.exit == 2, foreign.err);
  BOOST_TEST(with_redis({"archive", "--restore", folder / "nowhere.sqlite"}).exit == 2);

  // Without a configuration in it there is nothing to apply.
  const std::string small = folder / "small.sqlite";
  archive_to(small, entries_of({records[0]}), "elsewhere");
  const Ran json =
      with_redis({"archive", "--restore", small, "--jurisdiction", "elsewhere", "--json"});
  BOOST_TEST(json.json()["entries"] == 1);
  BOOST_TEST(json.json()["id"] == "1-1");
  BOOST_TEST(json.json()["configuration"] == "");
  const std::string third = folder / "third.sqlite";
  archive_to(third, entries_of({records[0]}), "third");
  const Ran bare =
      with_redis({"archive", "--restore", third, "--jurisdiction", "third"}, in_chinese);
  BOOST_TEST(bare.out.starts_with("已恢复 1 个条目"), bare.out);
  BOOST_TEST(!holds(bare.out, "下一步"), bare.out);

  // It reads and checks as the archive does.
  const Ran cat = with_redis({"journal", "cat", "--whistle", "w4"}, {{"TZ", "UTC"}});
  BOOST_TEST(cat.exit == 0, cat.err);
  BOOST_TEST(holds(cat.out, "2026-03-09T03:02:00"), cat.out);
  BOOST_TEST(holds(cat.out, "CGZF acknowledged"), cat.out);
  BOOST_TEST(!holds(cat.out, "RQ acknowledged"), cat.out);
  BOOST_TEST(holds(with_redis({"journal", "cat"}, in_chinese).out, "签收"));
  const Ran checked = with_redis({"journal", "verify", "--archive", file});
  BOOST_TEST(checked.exit == 0, checked.err);
  BOOST_TEST(checked.out.starts_with("the journal checks: " + entries + " entries up to event "));
  BOOST_TEST(!holds(checked.out, "took back"), checked.out);
  const Ran tried = with_redis({"backtest", "--rules", SHAO_SOURCE_DIR "/config/shunyi", "--json"});
  BOOST_TEST(tried.json()["figures"]["whistles"] == 6, tried.err);
}

BOOST_AUTO_TEST_CASE(archiving_says_how_far_it_came_and_goes_on_from_there) {
  write_three();
  const Ran first = archived();
  BOOST_TEST(first.out == "archived 3 entries more; the archive ends with event 3\n", first.err);
  const Ran again = with_redis({"archive", "--to", file, "--json"});
  BOOST_TEST(again.json() == Json({{"ok", true}, {"entries", 0}, {"last", 3}}));
  const Ran foreign = with_redis({"archive", "--to", file, "--jurisdiction", "elsewhere"});
  BOOST_TEST(foreign.exit == 2, foreign.err);
  BOOST_TEST(holds(foreign.err, "is the archive of shunyi"), foreign.err);
  const Ran verify =
      shao({"journal", "verify", "--archive", file, "--jurisdiction", "elsewhere"}, in_chinese);
  BOOST_TEST(verify.exit == 2, verify.err);
  BOOST_TEST(holds(verify.err, "shunyi"), verify.err);
}

BOOST_AUTO_TEST_CASE(a_rewind_is_told_and_what_it_took_back_stays_marked) {
  write_three();
  BOOST_REQUIRE(archived().exit == 0);
  rewind_to(1, 2);
  Scribe second(redis, "nonce2");
  second.claim();
  second.acknowledge(1, "SJ");
  const Ran told = archived();
  BOOST_TEST(told.exit == 0, told.err);
  BOOST_TEST(holds(told.err, "it and the archive part after 1-2; 1 archived events up to 1-3"),
             told.err);
  const Ran story = shao({"history", "W1", "--archive", file});
  BOOST_TEST(holds(story.out, "ZJW acknowledged W1  [taken back by a rewind]\n"), story.out);
  BOOST_TEST(holds(story.out, "SJ acknowledged W1\n"), story.out);
  BOOST_TEST(holds(shao({"history", "--event", "acknowledged", "--archive", file}, in_chinese).out,
                   "【已因台账回退撤销】"));
  const Json json = shao({"history", "W1", "--archive", file, "--json"}).json();
  std::size_t taken_back = 0;
  for (const Json& event : json["timeline"]) taken_back += event.value("taken_back", false) ? 1 : 0;
  BOOST_TEST(taken_back == 1u);
  const Ran words = shao({"journal", "verify", "--archive", file});
  BOOST_TEST(holds(words.out, "and 1 entries that a rewind took back"), words.out);
  BOOST_TEST(shao({"journal", "verify", "--archive", file, "--json"}).json()["taken_back"] == 1);
}

BOOST_AUTO_TEST_CASE(signed_heads_are_counted_and_the_first_that_does_not_fit_is_named) {
  write_three();
  const std::string key = sign_key();
  const std::string heads = folder / "heads.txt";
  const auto sign = [&](const std::string& with, const std::string& into) {
    return with_redis({"archive", "--to", file, "--heads", into, "--sign-key", with});
  };
  const Ran no_key = sign(folder / "no.key", heads);
  BOOST_TEST(no_key.exit == 2);
  BOOST_TEST(holds(no_key.err, "--sign-key: "), no_key.err);
  const Ran no_folder = sign(key, folder / "no/heads.txt");
  BOOST_TEST(no_folder.exit == 4);
  BOOST_TEST(holds(no_folder.err, "--heads: "), no_folder.err);
  const Ran full = sign(key, "/dev/full");
  BOOST_TEST(full.exit == 4, full.out);
  BOOST_TEST(holds(full.err, "/dev/full"), full.err);
  BOOST_REQUIRE(sign(key, heads).exit == 0);
  BOOST_TEST(holds(read_text(heads), " shunyi 1-3 "));

  const auto check = [&](const std::string& of, bool json) {
    std::vector<std::string> arguments{"journal",    "verify",   "--heads", of,
                                       "--sign-key", public_key, "--redis", server.url()};
    if (json) arguments.emplace_back("--json");
    return shao(arguments);
  };
  BOOST_TEST(holds(check(heads, false).out, "signed heads that fit: 1"));
  BOOST_TEST(check(folder / "none.txt", false).exit == 1);
  // Somebody wrote the journal anew, with a chain that is right in itself.
  run(redis, {"DEL", stream_key, head_key});
  Scribe other(redis, "nonce1");
  other.claim();
  other.raise(1, "电梯正常");
  other.acknowledge(1);
  const Ran words = check(heads, false);
  BOOST_TEST(words.exit == 1);
  BOOST_TEST(holds(words.err, "the journal does not check: entry 1-3: "), words.err);
  const Ran json = check(heads, true);
  BOOST_TEST(json.exit == 1);
  BOOST_TEST(json.json()["ok"] == false);
  BOOST_TEST(json.json()["fault"]["id"] == "1-3");
}

BOOST_AUTO_TEST_CASE(a_journal_that_is_not_there_is_not_in_order) {
  const Ran words = with_redis({"journal", "verify"});
  BOOST_TEST(words.exit == 1);
  BOOST_TEST(holds(words.err, "there is no journal of shunyi there"), words.err);
  const Ran json = with_redis({"journal", "verify", "--json"});
  BOOST_TEST(json.exit == 1);
  BOOST_TEST(json.json() == Json({{"ok", false}, {"entries", 0}}));
  BOOST_TEST(with_redis({"journal", "cat"}).out.empty());
}

BOOST_AUTO_TEST_CASE(an_entry_that_cannot_be_read_is_named_by_whoever_meets_it) {
  write_three();
  run(redis, {"XADD", stream_key, "1-4", "r", "nonsense", "h", std::string(64, '0')});
  const Ran cat = with_redis({"journal", "cat"});
  BOOST_TEST(cat.exit == 4);
  BOOST_TEST(holds(cat.err, "entry 1-4 cannot be read: "), cat.err);
  const Ran tried = with_redis({"backtest", "--rules", SHAO_SOURCE_DIR "/config/shunyi"});
  BOOST_TEST(tried.exit == 4);
  BOOST_TEST(holds(tried.err, "entry 1-4 cannot be read: "), tried.err);
  const Ran kept = archived(in_chinese);
  BOOST_TEST(kept.exit == 1, kept.err);
  BOOST_TEST(holds(kept.err, "1-4"), kept.err);
}

BOOST_AUTO_TEST_CASE(a_journal_trimmed_past_the_archive_leaves_a_gap_that_is_refused) {
  write_three();
  trim_before("1-3");
  const Ran ran = archived();
  BOOST_TEST(ran.exit == 1, ran.err);
  BOOST_TEST(holds(ran.err, "1 to 2"), ran.err);
}

BOOST_AUTO_TEST_CASE(functions_are_given_to_redis_and_nobody_leads_without_a_dispatcher) {
  BOOST_TEST(holds(with_redis({"journal", "functions"}).out, "Redis has this release's functions"));
  BOOST_TEST(with_redis({"journal", "functions", "--json"}).json() == Json({{"ok", true}}));
  const Ran leader = with_redis({"leader"});
  BOOST_TEST(leader.exit == 0, leader.err);
  BOOST_TEST(holds(leader.out, "nobody leads now"), leader.out);
  BOOST_TEST(holds(leader.out, "nobody stands by"), leader.out);
  const Json json = with_redis({"leader", "--json"}).json();
  BOOST_TEST(json["leader"].is_null());
  BOOST_TEST(json["standby"].is_null());
  const Ran over = with_redis({"leader", "hand-over"}, in_chinese);
  BOOST_TEST(over.exit == 1);
  BOOST_TEST(holds(over.err, "当前无主调度"), over.err);
  for (const auto& unnamed :
       std::vector<std::vector<std::string>>{{"leader"}, {"leader", "hand-over"}}) {
    const Ran ran = shao(unnamed);
    BOOST_TEST(ran.exit == 2);
    BOOST_TEST(holds(ran.err, "--redis is required"), ran.err);
  }
  const Ran nothing = with_redis({"config", "show"});
  BOOST_TEST(nothing.exit == 4);
  BOOST_TEST(holds(nothing.err, "no configuration was applied to shunyi"), nothing.err);
}

/// Redis dies and comes back: the trouble is told once, and the archive is whole at the end.
BOOST_AUTO_TEST_CASE(who_follows_the_journal_tells_each_trouble_once_and_goes_on) {
  write_three();
  const std::string log = folder / "log";
  auto process = local::Process::start(
      {.program = SHAO_BIN_DIR "/shao",
       .arguments = {"archive", "--to", file, "--follow", "--redis", server.url()},
       .log = log});
  BOOST_REQUIRE(process.has_value());
  const auto within = [](auto is_so) {
    for (int i = 0; i < 600; ++i) {
      if (is_so()) return true;
      std::this_thread::sleep_for(50ms);
    }
    return false;
  };
  const auto ends_with = [&](const std::string& event) {
    return within([&] {
      return holds(shao({"journal", "verify", "--archive", file}).out, "up to event " + event);
    });
  };
  BOOST_TEST(ends_with("3"));
  server.process().kill();
  BOOST_TEST(within([&] { return !read_text(log).empty(); }));
  std::this_thread::sleep_for(1500ms);  // it tries again meanwhile
  restart();
  Scribe second(redis, "nonce2");
  second.claim();
  BOOST_TEST(ends_with("4"));
  BOOST_TEST(process->terminate(10s) == 0);
  const std::string told = read_text(log);
  BOOST_TEST(std::count(told.begin(), told.end(), '\n') <= 3, told);
  BOOST_TEST(holds(told, "the archive ends with event 4"), told);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shao::test::redis_without_a_stack
