// The folder of a local stack, where something stands in its way: whoever starts one must be told
// what, and nothing of somebody else's may be written over.
#include "deploy/local/data_folder.hpp"

#include <sys/file.h>

#include <boost/test/unit_test.hpp>
#include <functional>
#include <thread>

#include "clients/lib/profile.hpp"
#include "deploy/local/process.hpp"
#include "tests/e2e/small.hpp"

namespace shao::e2e {

namespace {

using namespace std::chrono_literals;
using local::DataFolder;
using test::read_text;
using test::write_text;

/// The error of what must not succeed; the test goes on to look at it.
template <class T>
std::string error_of(const core::Result<T, std::string>& outcome) {
  return outcome.has_value() ? std::string("it succeeded") : outcome.error();
}

void says(const std::string& error, const std::string& what) {
  BOOST_TEST(error.find(what) != error.npos, "'" + error + "' does not say '" + what + "'");
}

/// A link that leads nowhere: there is nothing, and nothing can be written.
void block(const std::filesystem::path& path) {
  std::filesystem::create_directories(path.parent_path());
  std::filesystem::create_symlink("/nowhere/at all", path);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_data_folder_with_a_path_that_does_not_work_is_refused) {
  const SmallPlace place;
  const auto refused = [&](const std::filesystem::path& root) {
    return error_of(DataFolder::open(root, place.config()));
  };
  says(refused(place.path() / "a,b"), "has a comma or a control character");
  says(refused(place.path() / "a\nb"), "has a comma or a control character");
  write_text(place.path() / "file", "text");
  says(refused(place.path() / "file"), "is not a folder");
  says(refused(place.path() / "file" / "below"), "cannot make the data folder");
  BOOST_TEST(read_text(place.path() / "file") == "text");
}

BOOST_AUTO_TEST_CASE(what_stands_where_a_data_folder_s_parts_go_is_named) {
  const auto refused = [](const std::function<void(const std::filesystem::path&)>& obstruct) {
    const SmallPlace place;
    std::filesystem::create_directories(place.data());
    write_text(place.data() / "lock", "");
    obstruct(place.data());
    return error_of(DataFolder::open(place.data(), place.config()));
  };
  says(refused([](const auto& data) {
         std::filesystem::remove(data / "lock");
         std::filesystem::create_directory(data / "lock");
       }),
       "cannot write into the data folder");
  says(refused([](const auto& data) { write_text(data / "profiles", "text"); }),
       "/data/profiles: ");
  says(refused([](const auto& data) { block(data / "config"); }), "cannot make ");
  for (const char* secret :
       {"dispatcher.key", "broker.key", "redis-dispatcher.password", "residents.key", "sign.key"})
    says(refused([&](const auto& data) { block(data / "keys" / secret); }), secret);
}

BOOST_AUTO_TEST_CASE(a_configuration_that_cannot_be_copied_is_not_copied_in_part) {
  const SmallPlace place;
  std::filesystem::create_directory(place.path() / "empty");
  says(error_of(DataFolder::open(place.data(), place.path() / "empty")), "it has no .toml file");
  says(error_of(DataFolder::open(place.data(), place.path() / "missing")), "missing");
  // The longest name there can be has no room for a draft beside it.
  write_text(place.config() / (std::string(250, 'x') + ".toml"), "");
  says(error_of(DataFolder::open(place.data(), place.config())), "cannot write ");
  BOOST_TEST(!std::filesystem::exists(place.data() / "config"));
}

BOOST_AUTO_TEST_CASE(a_folder_whose_holder_is_about_to_end_is_waited_for) {
  const SmallPlace place;
  std::filesystem::create_directories(place.data());
  const auto lock = place.data() / "lock";
  for (const char* holder : {"", "4194305\n"}) {
    write_text(lock, holder);
    const journal::FileDescriptor file(::open(lock.c_str(), O_RDWR | O_CLOEXEC));
    BOOST_REQUIRE(::flock(file.get(), LOCK_EX | LOCK_NB) == 0);
    // As a child does that a killed stack has left behind: it holds the lock a moment longer.
    std::jthread ends([&] {
      std::this_thread::sleep_for(200ms);
      ::flock(file.get(), LOCK_UN);
    });
    const auto begun = std::chrono::steady_clock::now();
    BOOST_TEST(error_of(DataFolder::open(place.data(), place.config())) == "it succeeded");
    BOOST_TEST((std::chrono::steady_clock::now() - begun > 150ms));
    BOOST_TEST(read_text(lock) == std::to_string(::getpid()) + "\n");
  }
}

BOOST_AUTO_TEST_CASE(a_configuration_with_errors_is_refused_with_all_of_them) {
  config::Files files = config::with(small_files(), "rules.toml", "lead = \"D2\"", "lead = \"D9\"");
  files = config::with(files, "offices.toml", "parent = \"S1\"", "parent = \"S9\"");
  const SmallPlace place(files);
  const auto folder = must(DataFolder::open(place.data(), place.config()));
  const std::string error = error_of(folder.configure());
  says(error, "the configuration in " + (place.data() / "config").string() + " has errors:");
  says(error, "rules.toml");
  says(error, "offices.toml");
  BOOST_TEST(!std::filesystem::exists(place.data() / "config/keys.toml"));
}

BOOST_AUTO_TEST_CASE(a_configuration_that_is_gone_or_cannot_be_written_to_is_named) {
  const auto refused = [](const std::function<void(const std::filesystem::path&)>& obstruct) {
    const SmallPlace place;
    const auto folder = must(DataFolder::open(place.data(), place.config()));
    obstruct(place.data());
    return error_of(folder.configure());
  };
  says(refused([](const auto& data) { std::filesystem::remove_all(data / "config"); }), "config");
  says(refused([](const auto& data) {
         std::filesystem::create_directory(data / "config/keys.toml.new");
       }),
       "cannot write ");
  says(refused([](const auto& data) { block(data / "keys/S1.key"); }), "S1.key");
}

BOOST_AUTO_TEST_CASE(an_office_that_has_a_key_keeps_it_and_a_new_one_gets_its_own) {
  const SmallPlace place;
  const auto folder = must(DataFolder::open(place.data(), place.config()));
  BOOST_TEST(must(folder.configure()).keys.size() == 7U);
  const auto key = place.data() / "keys/D1.key";
  const std::string before = read_text(key);
  const auto offices = place.data() / "config/offices.toml";
  write_text(offices, read_text(offices) +
                          "\n[[office]]\nid = \"D3\"\nname = \"丙局\"\ntype = \"department\"\n");
  const auto configuration = must(folder.configure());
  BOOST_TEST(configuration.keys.size() == 8U);
  BOOST_TEST(read_text(key) == before);
  BOOST_TEST(std::filesystem::exists(place.data() / "keys/D3.key"));
  // What was written there first is still there.
  BOOST_TEST(read_text(place.data() / "config/keys.toml").find("# Who may speak") == 0U);
}

BOOST_AUTO_TEST_CASE(profiles_of_a_folder_with_quotes_in_its_path_can_be_read) {
  const SmallPlace place;
  const auto root = place.path() / "a \"b\" \\c";
  const auto folder = must(DataFolder::open(root, place.config()));
  must(folder.write_profiles(must(folder.configure()), "tcp://127.0.0.1:7700"));
  const auto profile = must(client::read_profile(folder.profile_of(core::OfficeId("D1"))));
  BOOST_TEST(profile.outbox == (root / "outbox/D1").string());
  BOOST_TEST(profile.jurisdiction == "small");
}

BOOST_AUTO_TEST_CASE(what_a_start_writes_anew_and_cannot_is_named) {
  const SmallPlace place;
  const auto folder = must(DataFolder::open(place.data(), place.config()));
  const auto configuration = must(folder.configure());
  std::filesystem::create_directories(place.data() / "profiles/S1.toml");
  says(error_of(folder.write_profiles(configuration, "tcp://127.0.0.1:7700")),
       "cannot write " + (place.data() / "profiles/S1.toml").string());
  std::filesystem::remove(place.data() / "keys/broker.key");
  says(error_of(folder.write_profiles(configuration, "tcp://127.0.0.1:7700")), "broker.key");
  std::filesystem::remove(folder.redis_password(journal::RedisUser::dispatcher));
  says(error_of(folder.write_redis_users("small")), "redis-dispatcher.password");
}

BOOST_AUTO_TEST_CASE(hooks_are_suggested_to_who_has_none_and_never_written_over) {
  const SmallPlace place;
  const auto folder = must(DataFolder::open(place.data(), place.config()));
  must(folder.suggest_hooks("# first\n"));
  must(folder.suggest_hooks("# second\n"));
  BOOST_TEST(read_text(place.data() / "config/hooks.toml") == "# first\n");
}

}  // namespace shao::e2e
