// Connection profiles: what is wrong is named, in both languages.
#include "clients/lib/profile.hpp"

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "tests/clients/support.hpp"

using namespace shao;

namespace {

struct ProfileFixture {
  test::TempFolder folder;
  wire::KeyPair broker = wire::new_key_pair();
  wire::KeyPair own = wire::new_key_pair();

  ProfileFixture() {
    BOOST_REQUIRE(wire::write_key_file(folder / "ZJW.key", {"ZJW", own}).has_value());
  }

  std::map<std::string, std::string> good() const {
    return {{"broker", "[\"tcp://127.0.0.1:7700\", \"tcp://127.0.0.1:7701\"]"},
            {"broker_key", "'" + broker.public_key + "'"},
            {"key", "\"ZJW.key\""},
            {"jurisdiction", "\"shunyi\""},
            {"outbox", "\"outbox\""}};
  }
  auto read(const std::map<std::string, std::string>& fields, bool chinese = false) const {
    std::ostringstream text;
    for (const auto& [name, value] : fields) text << name << " = " << value << "\n";
    test::write_text(folder / "profile.toml", text.str());
    return client::read_profile(folder / "profile.toml", chinese);
  }
  std::string problem(std::map<std::string, std::string> fields, bool chinese = false) const {
    const auto settings = read(fields, chinese);
    BOOST_REQUIRE(!settings);
    return settings.error();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_profile_is_read_with_paths_beside_it, ProfileFixture) {
  const auto settings = read(good());
  BOOST_REQUIRE_MESSAGE(settings.has_value(), (settings ? "" : settings.error()));
  BOOST_TEST(settings->brokers.size() == 2u);
  BOOST_TEST(settings->office == "ZJW");
  BOOST_TEST((settings->own == own));
  BOOST_TEST(settings->outbox.string() == folder / "outbox");
  BOOST_TEST(settings->timezone == "Asia/Shanghai");
}

BOOST_FIXTURE_TEST_CASE(one_broker_needs_no_list, ProfileFixture) {
  auto fields = good();
  fields["broker"] = "\"tcp://127.0.0.1:7700\"";
  BOOST_TEST(read(fields)->brokers.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(what_is_missing_or_wrong_is_named_with_its_value, ProfileFixture) {
  const struct {
    const char* field;
    const char* value;  // nullptr: absent
    const char* says;
  } cases[] = {
      {"broker", nullptr, "broker is missing"},
      {"broker", "\"127.0.0.1\"", "\"127.0.0.1\""},
      {"broker", "\"tcp://127.0.0.1:70000\"", "tcp://127.0.0.1:7700"},
      {"broker", "[]", "broker is missing"},
      {"broker_key", nullptr, "broker_key is missing"},
      {"broker_key", "\"abc\"", "\"abc\""},
      {"jurisdiction", nullptr, "jurisdiction is missing"},
      {"jurisdiction", "\"Shun/Yi\"", "\"Shun/Yi\""},
      {"key", nullptr, "key is missing"},
      {"key", "\"nowhere.key\"", "nowhere.key"},
      {"outbox", "\"unfinished", "line 5"},
  };
  for (const auto& one : cases) {
    auto fields = good();
    if (one.value == nullptr)
      fields.erase(one.field);
    else
      fields[one.field] = one.value;
    const std::string said = problem(fields);
    BOOST_TEST(test::holds(said, one.says), one.field << ": " << said);
    BOOST_TEST(test::holds(said, folder / "profile.toml"), said);
  }
}

BOOST_FIXTURE_TEST_CASE(in_chinese_too, ProfileFixture) {
  auto fields = good();
  fields.erase("broker");
  BOOST_TEST(test::holds(problem(fields, true), "未填"));
  fields["broker"] = "\"x\"";
  BOOST_TEST(test::holds(problem(fields, true), "例如 tcp://127.0.0.1:7700"));
}

BOOST_FIXTURE_TEST_CASE(a_profile_that_is_not_there_is_named, ProfileFixture) {
  const auto settings = client::read_profile(folder / "none.toml");
  BOOST_REQUIRE(!settings);
  BOOST_TEST(test::holds(settings.error(), "none.toml"));
}
