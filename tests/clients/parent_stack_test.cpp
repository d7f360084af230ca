// A jurisdiction above: two whole stacks and shao parent run between them, killed in the middle.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "deploy/local/process.hpp"
#include "tests/clients/running.hpp"

using namespace shao::test;
using namespace std::chrono_literals;
using shao::codec::Json;
namespace fs = std::filesystem;
namespace local = shao::local;

namespace {

/// Shunyi's configuration with something at the end of some files.
fs::path changed(const TempFolder& folder, const std::string& name,
                 const std::vector<std::pair<std::string, std::string>>& more) {
  const fs::path to = folder.path() / name;
  fs::copy(SHAO_SOURCE_DIR "/config/shunyi", to);
  for (const auto& [file, text] : more) std::ofstream(to / file, std::ios::app) << text;
  return to;
}

local::Stack started(const fs::path& data, const fs::path& config) {
  local::StackSettings settings;
  settings.data = data;
  settings.config = config;
  settings.bin = SHAO_BIN_DIR;
  settings.listen = "tcp://127.0.0.1:*";
  auto stack = local::Stack::start(settings);
  BOOST_REQUIRE_MESSAGE(stack.has_value(), (stack ? "" : stack.error()));
  return std::move(*stack);
}

/// The district with a city above it, and the city with the district as one of its raisers.
class Two {
 public:
  Two()
      : district_(started(
            folder_.path() / "district",
            changed(
                folder_, "below",
                {{"levels.toml",
                  "\n[[level]]\nlevel = 5\nname = \"提请市级\"\nname_en = \"To the city\"\n"
                  "notify = [\"parent\"]\nafter_emergency = \"120 m\"\nafter_normal = \"7 wd\"\n"},
                 {"jurisdiction.toml", "parent = \"BJ\"\n"},
                 {"offices.toml",
                  "\n[[office]]\nid = \"BJ\"\nname = \"北京市\"\nname_en = \"Beijing\"\n"
                  "type = \"department\"\nform = \"parent\"\ncan_lead = false\n"
                  "roles = [\"parent\"]\n"}}))),
        city_(started(folder_.path() / "city",
                      renamed(changed(folder_, "above",
                                      {{"offices.toml",
                                        "\n[[office]]\nid = \"SHUNYI\"\nname = \"顺义区\"\n"
                                        "name_en = \"Shunyi\"\ntype = \"subdistrict\"\n"
                                        "can_lead = false\n"}})))) {}

  void run() {
    auto process = local::Process::start(
        {.program = SHAO_BIN_DIR "/shao",
         .arguments = {"parent", "run", "--profile", profile(district_, "BJ"), "--above",
                       profile(city_, "SHUNYI"), "--folder", folder_ / "parent"},
         .log = folder_.path() / "log"});
    BOOST_REQUIRE_MESSAGE(process.has_value(), (process ? "" : process.error()));
    process_.emplace(std::move(*process));
  }
  /// Its folder is lost.
  void forget() { fs::remove_all(folder_.path() / "parent"); }
  local::Process& process() { return *process_; }
  std::string log() const { return read_text(folder_ / "log"); }

  Ran below(const std::string& office, std::vector<std::string> arguments) {
    return shao::test::shao(std::move(arguments),
                            {{"SHAO_PROFILE", profile(district_, office)}, {"LC_ALL", "C"}});
  }
  Ran above(const std::string& office, std::vector<std::string> arguments) {
    return shao::test::shao(std::move(arguments),
                            {{"SHAO_PROFILE", profile(city_, office)}, {"LC_ALL", "C"}});
  }
  /// What the parent noted on a whistle of the district.
  std::vector<std::string> notes(const std::string& whistle) {
    return notes_in(below("ZHZX", {"show", whistle, "--json"}), "BJ");
  }
  std::vector<std::string> notes_above(const std::string& whistle) {
    return notes_in(above("ZHZX", {"show", whistle, "--json"}), "SHUNYI");
  }
  /// A demand of the district, dispatched.
  std::string dispatched(const std::string& id) {
    const Ran raised =
        below(community, {"raise", "--id", id, "--unit", community, "--kind", "DEMAND",
                          "--category", "PROPERTY", "--title", "物业不修电梯", "--reporter-name",
                          "张三丰", "--reporter-phone", "13812341234", "--json"});
    BOOST_REQUIRE_MESSAGE(raised.exit == 0, raised.err);
    const std::string whistle = raised.json()["whistle"];
    BOOST_REQUIRE(below(street, {"approve", whistle}).exit == 0);
    return whistle;
  }

 private:
  /// The city calls one of the district's categories otherwise.
  static fs::path renamed(const fs::path& config) {
    const auto replace = [&](const char* file, const std::string& from, const std::string& to) {
      std::string text = read_text(config / file);
      for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1))
        text.replace(at, from.size(), to);
      std::ofstream(config / file) << text;
    };
    replace("jurisdiction.toml", "name = \"shunyi\"", "name = \"beijing\"");
    replace("categories.toml", "\"PROPERTY\"", "\"ESTATE\"");
    replace("rules.toml", "\"PROPERTY\"", "\"ESTATE\"");
    return config;
  }
  static std::string profile(const local::Stack& stack, const std::string& office) {
    return stack.folder().profile_of(shao::core::OfficeId(office)).string();
  }
  static std::vector<std::string> notes_in(const Ran& shown, const std::string& office) {
    std::vector<std::string> all;
    const Json answer = shown.json();
    for (const Json& event : answer.at("timeline"))
      if (event["event"] == "noted" && event["office"] == office) all.push_back(event["text"]);
    return all;
  }

  TempFolder folder_;
  local::Stack district_;
  local::Stack city_;
  std::optional<local::Process> process_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(what_level_4_cannot_settle_is_raised_above_once_and_its_fate_comes_back) {
  Two two;
  two.run();
  const std::string whistle = two.dispatched("up-1");
  BOOST_TEST(two.below("ZHZX", {"escalate", whistle, "--level", "6", "--reason", "x"}).exit == 1);
  BOOST_REQUIRE(
      two.below("ZHZX", {"escalate", whistle, "--level", "5", "--reason", "区内无法解决"}).exit ==
      0);
  BOOST_REQUIRE_MESSAGE(within(20s, [&] { return two.notes(whistle).size() >= 2; }), two.log());
  BOOST_TEST(two.notes(whistle)[0] == "handed up to beijing W1");
  BOOST_TEST(holds(two.notes(whistle)[1], "beijing: W1"), two.notes(whistle)[1]);

  const Json shown = two.above("ZHZX", {"show", "W1", "--json"}).json();
  BOOST_TEST(shown["whistle"]["record"].get<std::string>().starts_with("shunyi-" + whistle + "-"));
  BOOST_TEST(shown["whistle"]["unit"] == "SHUNYI");
  BOOST_TEST(shown["whistle"]["title"] == "物业不修电梯");
  // The city classifies by itself what it does not know.
  BOOST_TEST(shown["whistle"]["category"] == "ESTATE");
  BOOST_TEST(holds(shown["whistle"]["detail"], "shunyi " + whistle + " (" + community));
  BOOST_TEST(shown["whistle"]["state"] == "DISPATCHED");
  for (const char* canary : {"张三", "138"}) BOOST_TEST(!holds(shown.dump(), canary), canary);

  // Killed; meanwhile the city's department comes, and another whistle goes up. A third one is
  // over before anybody could carry it.
  two.process().kill();
  const std::string over = two.dispatched("up-3");
  BOOST_REQUIRE(
      two.below("ZHZX", {"escalate", over, "--level", "5", "--reason", "区内无法解决"}).exit == 0);
  BOOST_REQUIRE(two.below(street, {"withdraw", over, "--reason", "已自行解决"}).exit == 0);
  BOOST_REQUIRE(two.above("ZJW", {"report-in", "W1", "--person", "王五", "--place", "小区"}).exit ==
                0);
  const std::string other = two.dispatched("up-2");
  BOOST_REQUIRE(
      two.below("ZHZX", {"escalate", other, "--level", "5", "--reason", "区内无法解决"}).exit == 0);
  two.run();
  BOOST_REQUIRE_MESSAGE(
      within(20s, [&] { return two.notes(other).size() >= 2 && two.notes(whistle).size() >= 3; }),
      two.log());
  BOOST_TEST(holds(two.notes(whistle)[2], "reported in"), two.notes(whistle)[2]);
  BOOST_TEST(two.notes(other)[0] == "handed up to beijing W2");
  BOOST_TEST(two.above("ZHZX", {"show", "W3"}).exit == 1);

  BOOST_TEST(two.notes(over).empty());

  // Another lead above is news below; of what was heard before nothing comes again, whoever
  // carries.
  BOOST_REQUIRE(two.above("ZHZX", {"escalate", "W1", "--level", "3", "--reason", "久拖"}).exit ==
                0);
  BOOST_REQUIRE(
      two.above("ZHZX", {"replace-lead", "W1", "--lead", "CGW", "--reason", "不作为"}).exit == 0);
  BOOST_REQUIRE_MESSAGE(within(20s, [&] { return two.notes(whistle).size() >= 4; }), two.log());
  BOOST_TEST(holds(two.notes(whistle)[3], "CGW"), two.notes(whistle)[3]);
  BOOST_TEST(two.process().terminate(5s) == 0);
  two.forget();
  two.run();
  std::this_thread::sleep_for(3s);
  BOOST_TEST(two.notes(whistle).size() == 4U);
  BOOST_TEST(two.above("ZHZX", {"show", "W3"}).exit == 1);

  // Merged above, what becomes of the one is news of both.
  BOOST_REQUIRE(two.above("ZHZX", {"merge", "W2", "--into", "W1", "--reason", "同一件事"}).exit ==
                0);
  BOOST_REQUIRE(two.above("CGW", {"report-in", "W1", "--person", "赵六", "--place", "小区"}).exit ==
                0);
  const auto both_heard = [&] {
    const auto heard = [&](const std::string& one) {
      const std::vector<std::string> notes = two.notes(one);
      return !notes.empty() && holds(notes.back(), "CGW") && holds(notes.back(), "reported in");
    };
    return heard(whistle) && heard(other);
  };
  BOOST_REQUIRE_MESSAGE(within(20s, both_heard), two.log());

  // It ends below: the city hears of it, once, and only of what went up.
  BOOST_REQUIRE(two.below(street, {"withdraw", whistle, "--reason", "已自行解决"}).exit == 0);
  BOOST_REQUIRE_MESSAGE(within(20s, [&] { return !two.notes_above("W1").empty(); }), two.log());
  BOOST_TEST(two.notes_above("W1").size() == 1U);
  BOOST_TEST(holds(two.notes_above("W1")[0], "withdrew " + whistle), two.notes_above("W1")[0]);
  BOOST_TEST(two.process().terminate(5s) == 0);
}

BOOST_AUTO_TEST_CASE(two_connections_to_one_jurisdiction_are_no_way_up) {
  const TempFolder folder;
  const Ran ran =
      shao::test::shao({"parent", "run", "--profile", running().profile("ZJW"), "--above",
                        running().profile("ZHZX"), "--folder", folder / "parent"},
                       {{"LC_ALL", "C"}});
  BOOST_TEST(ran.exit == 2);
  BOOST_TEST(holds(ran.err, "of the same jurisdiction, shunyi"), ran.err);
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_none_and_a_broker_that_is_away_are_said) {
  const TempFolder folder;
  std::string profile = read_text(running().profile("ZHZX"));
  const auto replace = [&](const std::string& field, const std::string& value) {
    const auto at =
        profile.find("\n" + field) == std::string::npos ? 0 : profile.find("\n" + field) + 1;
    BOOST_REQUIRE_MESSAGE(profile.compare(at, field.size(), field) == 0, profile);
    profile.replace(at, profile.find('\n', at) - at, field + " = " + value);
  };
  const fs::path real = fs::path(running().profile("ZHZX")).parent_path();
  replace("broker", "\"tcp://127.0.0.1:1\"");
  replace("jurisdiction", "\"beijing\"");
  replace("key", "\"" + (real.parent_path() / "keys/ZHZX.key").string() + "\"");
  write_text(folder / "above.toml", profile);
  const std::vector<std::string> arguments = {
      "parent",  "run", "--profile", running().profile("ZJW"), "--above", folder / "above.toml",
      "--folder"};
  auto into_a_file = arguments;
  into_a_file.push_back(folder / "above.toml");
  const Ran refused = shao::test::shao(into_a_file, {{"LC_ALL", "C"}});
  BOOST_TEST(refused.exit == 4);
  BOOST_TEST(holds(refused.err, "is no folder that could be used"), refused.err);

  auto good = arguments;
  good.push_back(folder / "parent");
  auto process = local::Process::start(
      {.program = SHAO_BIN_DIR "/shao", .arguments = good, .log = folder.path() / "log"});
  BOOST_REQUIRE(process.has_value());
  const auto said = [&] {
    return holds(read_text(folder / "log"), "the broker of beijing is silent");
  };
  BOOST_TEST(within(40s, said), read_text(folder / "log"));
  BOOST_TEST(
      holds(read_text(folder / "log"), "what level 5 tells shunyi/ZJW/parent goes up to beijing"));
  BOOST_TEST(process->terminate(5s) == 0);
}
