#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <thread>

#include "clients/drill/journal_reader.hpp"
#include "config/config.hpp"
#include "dispatcher/journal/config_store.hpp"
#include "tests/e2e/support.hpp"

namespace shao::e2e {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

using test::read_text;
using test::write_text;

/// The error of a start that must not succeed.
std::string refused_start(const local::StackSettings& settings) {
  const auto stack = local::Stack::start(settings);
  return stack.has_value() ? std::string("it started") : stack.error();
}

Json raise_of(const std::string& record) {
  return {{"do", "raise"},
          {"id", record},
          {"unit", "110113001001"},
          {"kind", "DEMAND"},
          {"category", "PROPERTY"},
          {"title", "电梯停运"},
          {"reporter", {{"name", "张三丰"}, {"phone", "13812341234"}}}};
}

/// A whistle and its timeline, without the number up to which the view was looked at.
std::string shown(Desk& desk, const std::string& whistle) {
  auto answer = desk.ask({{"ask", "whistle"}, {"whistle", whistle}});
  BOOST_REQUIRE(answer.has_value());
  BOOST_REQUIRE_MESSAGE(answer->value("ok", false), answer->dump());
  (*answer)["whistle"].erase("as_of");
  return answer->dump(2);
}

std::string output_of(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  std::string text;
  std::array<char, 4096> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe))
    text.append(part.data(), size);
  ::pclose(pipe);
  return text;
}

/// shao-stack itself, once it says that it is up.
local::Process program_on(const std::filesystem::path& data, const std::filesystem::path& log) {
  auto program = must(local::Process::start(
      {.program = SHAO_BIN_DIR "/shao-stack",
       .arguments = {"--data", data.string(), "--listen", "tcp://127.0.0.1:*", "--no-web"},
       .name = "shao-stack",
       .log = log}));
  const auto until = Steady::now() + 60s;
  while (read_text(log).find("Shaodao is up") == std::string::npos) {
    if (const auto status = program.wait(50ms))
      fail_for("shao-stack ended with " + std::to_string(*status) + ": " + read_text(log));
    if (Steady::now() >= until) fail_for("shao-stack is not up after 60 s: " + read_text(log));
  }
  return program;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_stack_that_is_stopped_and_started_again_finds_everything_as_it_was) {
  const TempFolder folder;
  std::string before;
  {
    auto stack = must(local::Stack::start(settings_in(folder.path())));
    Desk community(stack, "110113001001");
    const auto raised = community.command("raise:r-1", raise_of("r-1"));
    BOOST_REQUIRE(raised.has_value());
    BOOST_REQUIRE_MESSAGE(raised->value("ok", false), raised->dump());
    BOOST_TEST(raised->value("whistle", "") == "W1");
    BOOST_TEST(raised->value("state", "") == "REVIEW");
    Desk street(stack, "110113001");
    const auto approved = street.command("approve:W1", {{"do", "approve"}, {"whistle", "W1"}});
    BOOST_REQUIRE(approved.has_value());
    BOOST_TEST(approved->value("state", "") == "DISPATCHED");
    Desk department(stack, "ZJW");
    const auto acknowledged = department.command("ack:W1", {{"do", "ack"}, {"whistle", "W1"}});
    BOOST_REQUIRE(acknowledged.has_value());
    BOOST_TEST(acknowledged->value("ok", false));
    before = shown(community, "W1");
    stack.stop();
  }
  auto stack = must(local::Stack::start(settings_in(folder.path())));
  Desk community(stack, "110113001001");
  BOOST_TEST(shown(community, "W1") == before);
  // The same command once more has its first answer.
  const auto again = community.command("raise:r-1", raise_of("r-1"));
  BOOST_REQUIRE(again.has_value());
  BOOST_TEST(again->value("whistle", "") == "W1");
  BOOST_TEST(again->value("first", true) == false);
  const auto read = drill::read_journal(stack.redis_as(journal::RedisUser::reader),
                                        stack.jurisdiction(), [](const core::Record&) {});
  BOOST_TEST(read.has_value(), (read.has_value() ? "" : read.error()));
}

BOOST_AUTO_TEST_CASE(a_configuration_that_was_applied_is_in_force_after_a_restart) {
  const TempFolder folder;
  std::string from_elsewhere;
  const auto in_force = [](local::Stack& stack) {
    Desk centre(stack, "ZHZX");
    const auto answer = centre.ask({{"ask", "status"}});
    BOOST_REQUIRE(answer.has_value());
    return answer->value("policy", "");
  };
  {
    auto stack = must(local::Stack::start(settings_in(folder.path() / "data")));
    auto files = config::read_directory(stack.folder().config().string());
    BOOST_REQUIRE(files.has_value());
    files->at("rules.toml") += "\n# another version\n";
    from_elsewhere = config::version_of(*files);
    auto redis = journal::RedisConnection::connect(stack.redis_as(journal::RedisUser::config));
    BOOST_REQUIRE(redis.has_value());
    const auto stored = journal::store_config(*redis, stack.jurisdiction(), from_elsewhere,
                                              config::files_to_bytes(*files));
    BOOST_REQUIRE(stored.has_value());
    BOOST_REQUIRE(journal::set_current(*redis, stack.jurisdiction(), from_elsewhere).has_value());
    stack.stop();
  }
  {
    auto stack = must(local::Stack::start(settings_in(folder.path() / "data")));
    BOOST_TEST(in_force(stack) == from_elsewhere);
    std::ofstream(stack.folder().config() / "rules.toml", std::ios::app) << "\n# changed here\n";
    stack.stop();
  }
  // A folder that was changed itself says what is meant.
  auto stack = must(local::Stack::start(settings_in(folder.path() / "data")));
  BOOST_TEST(in_force(stack) != from_elsewhere);
}

BOOST_AUTO_TEST_CASE(a_stack_whose_configuration_has_hooks_runs_them_and_changes_them_with_it) {
  const TempFolder folder;
  auto settings = settings_in(folder.path());
  const auto hook_into = [](const std::string& file) {
    return "[[hook]]\nid = \"duty\"\noffice = \"ZJW\"\non = [\"assigned\"]\n"
           "program = [\"/usr/bin/tee\", \"-a\", \"" +
           file + "\"]\n";
  };
  settings.hooks = hook_into("first");
  auto stack = must(local::Stack::start(settings));
  Desk community(stack, "110113001001");
  Desk street(stack, "110113001");
  const auto told = [&](const std::string& file, const std::string& whistle) {
    const auto until = Steady::now() + 20s;
    const auto holds = [&] {
      return read_text(stack.folder().hooks() / file).find("\"whistle\":\"" + whistle + "\"") !=
             std::string::npos;
    };
    while (!holds() && Steady::now() < until) {
      stack.tend();
      std::this_thread::sleep_for(50ms);
    }
    return holds();
  };
  const auto dispatch = [&](const std::string& record, const std::string& whistle) {
    const auto raised = community.command("raise:" + record, raise_of(record));
    BOOST_REQUIRE(raised.has_value());
    BOOST_REQUIRE_MESSAGE(raised->value("whistle", "") == whistle, raised->dump());
    const auto approved =
        street.command("approve:" + whistle, {{"do", "approve"}, {"whistle", whistle}});
    BOOST_REQUIRE(approved.has_value());
    BOOST_TEST(approved->value("state", "") == "DISPATCHED");
  };
  dispatch("hook-1", "W1");
  BOOST_TEST(told("first", "W1"));
  // What died is started again, and goes on where it was.
  stack.kill(local::Part::hooks);
  dispatch("hook-2", "W2");
  BOOST_TEST(told("first", "W2"));
  write_text(stack.folder().config() / "hooks.toml", hook_into("second"));
  must(stack.apply_configuration());
  dispatch("hook-3", "W3");
  BOOST_TEST(told("second", "W3"));
  write_text(stack.folder().config() / "hooks.toml", "");
  must(stack.apply_configuration());
  BOOST_TEST(stack.pid(local::Part::hooks) == 0);
}

/// Seconds. Reading Shunyi's configuration takes the dispatcher most of them under sanitizers, and
/// other tests run beside this one.
#ifdef __SANITIZE_ADDRESS__
constexpr double slowest_revocation = 4;
#else
constexpr double slowest_revocation = 1;
#endif

BOOST_AUTO_TEST_CASE(a_revoked_key_stops_within_a_second_of_being_applied) {
  const TempFolder folder;
  auto stack = must(local::Stack::start(settings_in(folder.path())));
  Desk community(stack, "110113001001");
  Desk other(stack, "110113001002");
  BOOST_REQUIRE(community.ask({{"ask", "status"}}).has_value());

  const auto key =
      wire::read_key_file(stack.folder().key_of(core::OfficeId("110113001001")).string());
  BOOST_REQUIRE(key.has_value());
  const auto path = stack.folder().config() / "keys.toml";
  std::string text = read_text(path);
  const auto stanza = text.find(key->keys.public_key);
  BOOST_REQUIRE(stanza != text.npos);
  const std::string active = "status = \"active\"";
  const auto status = text.find(active, stanza);
  BOOST_REQUIRE(status != text.npos);
  text.replace(status, active.size(), "status = \"revoked\"");
  write_text(path, text);
  const auto applied = must(stack.apply_configuration());

  const auto since = Steady::now();
  std::optional<Steady::duration> stopped;
  while (!stopped && Steady::now() - since < 10s) {
    const auto answer = community.ask({{"ask", "status"}}, 500ms);
    if (answer && answer->value("error", "") == "key_revoked") stopped = Steady::now() - since;
  }
  BOOST_REQUIRE_MESSAGE(stopped, "the revoked key was still answered after ten seconds");
  BOOST_TEST(std::chrono::duration<double>(*stopped).count() < slowest_revocation);
  BOOST_TEST_MESSAGE("revoked after " << std::chrono::duration<double>(*stopped).count() << " s");
  // The others go on.
  const auto answer = other.ask({{"ask", "status"}});
  BOOST_REQUIRE(answer.has_value());
  BOOST_TEST(answer->value("ok", false));
}

BOOST_AUTO_TEST_CASE(the_python_script_of_the_protocol_page_raises_a_whistle) {
  const std::string page = read_text(SHAO_SOURCE_DIR "/brokers/PROTOCOL.md");
  const std::string fence = "```python\n";
  const auto begin = page.find(fence);
  BOOST_REQUIRE(begin != page.npos);
  const auto end = page.find("```", begin + fence.size());
  BOOST_REQUIRE(end != page.npos);
  const std::string script = page.substr(begin + fence.size(), end - begin - fence.size());
  const TempFolder folder;
  auto stack = must(local::Stack::start(settings_in(folder.path() / "data")));
  const auto file = folder.path() / "raise.py";
  write_text(file, script);
  const std::string command =
      "/usr/bin/python3 '" + file.string() + "' '" + stack.endpoint() + "' '" + stack.broker_key() +
      "' '" + stack.folder().key_of(core::OfficeId("110113002")).string() + "' 2>&1";
  const std::string output = output_of(command);
  const Json answer = Json::parse(output, nullptr, false);
  BOOST_REQUIRE_MESSAGE(answer.is_object(), output);
  BOOST_TEST(answer.value("ok", false), output);
  Desk street(stack, "110113002");
  const auto listed = street.ask({{"ask", "list"}, {"state", "all"}});
  BOOST_REQUIRE(listed.has_value());
  BOOST_TEST((*listed)["whistles"].size() == 1U);
  // Raised again by the same script, it is the same whistle.
  const Json again = Json::parse(output_of(command), nullptr, false);
  BOOST_TEST(again.value("whistle", "") == answer.value("whistle", "?"));
  BOOST_TEST(again.value("first", true) == false);
}

BOOST_AUTO_TEST_CASE(the_program_ends_cleanly_and_when_it_is_killed_all_its_parts_end_with_it) {
  const TempFolder folder;
  const auto data = folder.path() / "data";
  {
    local::Process program = program_on(data, folder.path() / "log1");
    BOOST_TEST(program.terminate(20s) == 0);
  }
  local::Process program = program_on(data, folder.path() / "log2");
  program.kill();
  // Every part holds the folder's lock; a new stack waits until the last of them has let go.
  auto stack = must(local::Stack::start(settings_in(data)));
  Desk street(stack, "110113001");
  BOOST_TEST(street.ask({{"ask", "status"}}).has_value());
}

BOOST_AUTO_TEST_CASE(a_second_stack_on_the_same_folder_is_refused_and_told_why) {
  const TempFolder folder;
  const auto stack = must(local::Stack::start(settings_in(folder.path())));
  const std::string error = refused_start(settings_in(folder.path()));
  BOOST_TEST(error.find("runs on " + folder.path().string() + " already (process ") != error.npos,
             error);
}

BOOST_AUTO_TEST_CASE(a_start_that_cannot_work_names_what_is_in_its_way) {
  const TempFolder folder;
  const auto says = [](const std::string& error, const std::string& what) {
    BOOST_TEST(error.find(what) != error.npos, "'" + error + "' does not say '" + what + "'");
  };
  {
    zmq::context_t context;
    zmq::socket_t taken(context, zmq::socket_type::router);
    taken.bind("tcp://127.0.0.1:*");
    auto settings = settings_in(folder.path() / "port");
    settings.listen = taken.get(zmq::sockopt::last_endpoint);
    says(refused_start(settings), "cannot listen on " + settings.listen);
  }
  auto no_programs = settings_in(folder.path() / "programs");
  no_programs.bin = folder.path();
  says(refused_start(no_programs), "there is no program " + folder.path().string());
  says(refused_start(settings_in(folder.path() / std::string(100, 'x'))), "choose a shorter one");
  write_text(folder.path() / "somebody's file", "text");
  says(refused_start(settings_in(folder.path())), "holds other things");
  auto no_config = settings_in(folder.path() / "config");
  no_config.config = folder.path() / "nothing";
  says(refused_start(no_config), "nothing");
  auto broken = settings_in(folder.path() / "broken");
  std::filesystem::copy(broken.config, folder.path() / "broken-config");
  write_text(folder.path() / "broken-config" / "rules.toml", "[[rule]]\nid = \n");
  broken.config = folder.path() / "broken-config";
  says(refused_start(broken), "rules.toml:2");
}

}  // namespace shao::e2e
