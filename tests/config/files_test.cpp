// Files as a whole: from the disk, as bytes, by version.
#include "tests/files.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "tests/config/support.hpp"

namespace {

using namespace shao::config;
namespace fs = std::filesystem;

/// A configuration's folder.
class Directory : public shao::test::TempFolder {
 public:
  void write(const std::string& name, const std::string& text) const {
    shao::test::write_text(*this / name, text);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(files)

BOOST_AUTO_TEST_CASE(a_directory_gives_its_toml_files_and_no_others) {
  const Directory directory;
  directory.write("rules.toml", "a\r\nb");
  directory.write("rules.toml~", "old");
  directory.write("README.md", "text");
  const auto read = read_directory(directory.path().string());
  BOOST_REQUIRE(read);
  BOOST_TEST((*read == Files{{"rules.toml", "a\r\nb"}}));
}

BOOST_AUTO_TEST_CASE(a_directory_that_is_not_there_or_empty_is_a_problem) {
  const Directory directory;
  const auto empty = read_directory(directory.path().string());
  BOOST_REQUIRE(!empty);
  BOOST_TEST(empty.error().code == "file.unreadable");
  const auto missing = read_directory(directory.path().string() + "/none");
  BOOST_REQUIRE(!missing);
  BOOST_TEST(missing.error().file == directory.path().string() + "/none");
  BOOST_TEST(!missing.error().message_zh.empty());
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_a_problem) {
  const Directory directory;
  fs::create_directory(directory.path().string() + "/rules.toml");
  const auto read = read_directory(directory.path().string());
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().file == directory.path().string() + "/rules.toml");
}

BOOST_AUTO_TEST_CASE(a_version_names_names_and_texts) {
  const Files files = small_files();
  const std::string version = version_of(files);
  BOOST_TEST(version.size() == 16u);
  BOOST_TEST(version.find_first_not_of("0123456789abcdef") == std::string::npos);
  BOOST_TEST(version_of(small_files()) == version);
  BOOST_TEST(version_of(with(files, "rules.toml", "lead", "laed")) != version);
  // A text that moves from one file to the next is another content.
  BOOST_TEST(version_of({{"a", "xy"}, {"b", ""}}) != version_of({{"a", "x"}, {"b", "y"}}));
  BOOST_TEST(version_of({{"a", ""}}) != version_of({{"b", ""}}));
  BOOST_TEST(loaded(files).policy.version == version);
}

BOOST_AUTO_TEST_CASE(bytes_give_the_same_files_again) {
  const Files files{{"a.toml", "x = 1\n"}, {"b.toml", ""}, {"c.toml", std::string("\0\n 3\n", 5)}};
  const auto again = files_from_bytes(files_to_bytes(files));
  BOOST_REQUIRE(again);
  BOOST_TEST((*again == files));
  const auto shunyi = files_from_bytes(files_to_bytes(shunyi_files()));
  BOOST_REQUIRE(shunyi);
  BOOST_TEST((*shunyi == shunyi_files()));
}

BOOST_AUTO_TEST_CASE(bytes_that_were_cut_or_are_others_are_refused) {
  const std::string bytes = files_to_bytes({{"a.toml", "x = 1\n"}, {"b.toml", "y"}});
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto files = files_from_bytes(std::string_view(bytes).substr(0, length));
    // A cut between two files is seen by the version, which names all of them.
    if (files) BOOST_TEST((*files == Files{{"a.toml", "x = 1\n"}}));
  }
  for (const char* text : {"{}", "a.toml\n", "a.toml x\n", "a.toml -1\nx", "a.toml 1 \nx",
                           "a.toml 99999999999999999999\nx", " 1\nx", "a 1\nxa 1\ny"})
    BOOST_TEST(!files_from_bytes(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
