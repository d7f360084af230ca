// Signed heads: what shows a journal that was rewritten as a whole.
#include "dispatcher/archive/heads.hpp"

#include <sys/stat.h>

#include "dispatcher/archive/check.hpp"
#include "tests/archive/archive_fixture.hpp"

namespace {

using namespace shao;
using namespace shao::test;

struct HeadsFixture : ArchiveFixture {
  std::string heads = folder / "heads.txt";
  std::string key_file = folder / "sign.key";
  std::string public_key = must(archive::write_sign_key(key_file));

  archive::HeadLog log() {
    return must(
        archive::HeadLog::open(heads, must(archive::read_sign_key(key_file)), jurisdiction));
  }
  /// A journal of `count` acknowledgements, archived, with a signed head after each.
  void journal_with_heads(int count, const char* office = "ZJW") {
    Scribe scribe(redis, "nonce1");
    scribe.claim();
    auto lines = log();
    for (int i = 0; i < count; ++i) {
      scribe.acknowledge(1, office);
      archive_all();
      auto archive = open();
      must(lines.write(must(archive.end())->linked));
    }
  }
  std::optional<journal::Fault> fault_in_journal() {
    archive::HeadCheck check(must(archive::read_heads(heads, public_key, jurisdiction)));
    const auto checked =
        must(archive::check_journal(redis, jurisdiction, [&](const archive::Linked& linked) {
          check.see(journal::entry_id(linked.entry.epoch, linked.entry.last), linked.chain);
        }));
    BOOST_CHECK(!checked.fault);
    return check.first_fault();
  }
  std::string problem_of_file() {
    const auto read = archive::read_heads(heads, public_key, jurisdiction);
    return read ? "none" : read.error();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(signed_heads, HeadsFixture)

BOOST_AUTO_TEST_CASE(fit_the_journal_they_were_signed_of) {
  journal_with_heads(4);
  BOOST_TEST(must(archive::read_heads(heads, public_key, jurisdiction)).size() == 4u);
  BOOST_CHECK(!fault_in_journal());
}

BOOST_AUTO_TEST_CASE(alone_show_a_journal_that_was_rewritten_with_a_chain_right_in_itself) {
  journal_with_heads(4);
  // Who can write to Redis writes the whole journal anew, functions, head and all.
  run(redis, {"DEL", stream_key, head_key});
  Scribe forger(redis, "nonce1");
  forger.claim();
  forger.acknowledge(1, "ZJW");
  for (int i = 0; i < 3; ++i) forger.acknowledge(1, "SJ");
  const auto verdict = must(journal::verify(redis, jurisdiction, [](const journal::Entry&) {}));
  BOOST_CHECK(!verdict.fault);
  const auto fault = fault_in_journal();
  BOOST_REQUIRE(fault);
  BOOST_TEST(fault->id == "1-3");  // the first that was signed and is another one now
  BOOST_TEST(says(fault->problem, "line 2"));
  BOOST_TEST(says(fault->problem, "what came before was rewritten"));
}

BOOST_AUTO_TEST_CASE(show_a_journal_whose_end_was_cut_off) {
  journal_with_heads(4);
  rewind_to(1, 3);
  run(redis, {"XSETID", stream_key, "1-3"});
  const auto fault = fault_in_journal();
  BOOST_REQUIRE(fault);
  BOOST_TEST(fault->id == "1-4");
  BOOST_TEST(says(fault->problem, "not there any more"));
}

BOOST_AUTO_TEST_CASE(of_what_a_rewind_took_back_fit_the_archive) {
  journal_with_heads(3);
  rewind_to(1, 2);
  Scribe second(redis, "nonce2");
  second.claim();
  second.acknowledge(1, "SJ");
  archive_all();
  archive::HeadCheck check(must(archive::read_heads(heads, public_key, jurisdiction)));
  auto archive = must(archive::Archive::open_to_read(file));
  const auto checked =
      must(archive::check_with_journal(archive, redis, [&](const archive::Linked& linked) {
        check.see(journal::entry_id(linked.entry.epoch, linked.entry.last), linked.chain);
      }));
  BOOST_CHECK(!checked.fault);
  BOOST_CHECK(!check.first_fault());
}

BOOST_AUTO_TEST_CASE(are_written_once_for_each_head_and_go_on_after_a_line_that_was_cut_short) {
  journal_with_heads(1);
  const std::string whole = read_text(heads);
  write_text(heads, whole + whole.substr(0, 40));
  BOOST_TEST(problem_of_file() == "none");  // it never counted
  auto lines = log();
  BOOST_TEST(read_text(heads) == whole);
  auto archive = open();
  must(lines.write(must(archive.end())->linked));
  must(lines.write(must(archive.end())->linked));
  BOOST_TEST(must(archive::read_heads(heads, public_key, jurisdiction)).size() == 2u);
}

BOOST_AUTO_TEST_CASE(name_the_first_line_that_was_altered_or_is_anothers) {
  journal_with_heads(3);
  const std::string whole = read_text(heads);
  std::string altered = whole;
  altered[whole.find('\n') + 1 + whole.substr(whole.find('\n') + 1).find("1-3") + 2] = '4';
  write_text(heads, altered);
  BOOST_TEST(says(problem_of_file(), ":2: the signature does not fit"));
  write_text(heads, whole + "nonsense\n");
  BOOST_TEST(says(problem_of_file(), ":4: is no signed head"));
  write_text(heads, whole);
  BOOST_TEST(says(archive::read_heads(heads, public_key, "haidian").error(), ":1: is of shunyi"));
  public_key = must(archive::write_sign_key(folder / "other.key"));
  BOOST_TEST(says(problem_of_file(), ":1: was signed with key"));
}

BOOST_AUTO_TEST_CASE(are_signed_with_a_key_that_is_its_owners_alone) {
  const auto again = archive::write_sign_key(key_file);
  BOOST_REQUIRE(!again);
  BOOST_TEST(says(again.error(), "never overwritten"));
  ::chmod(key_file.c_str(), 0644);
  BOOST_TEST(says(archive::read_sign_key(key_file).error(), "others may read"));
  ::chmod(key_file.c_str(), 0600);
  std::string text = read_text(key_file);
  text[10] = text[10] == 'a' ? 'b' : 'a';
  write_text(key_file, text);
  BOOST_TEST(says(archive::read_sign_key(key_file).error(), "does not belong to secret"));
  write_text(key_file, "secret");
  BOOST_TEST(says(archive::read_sign_key(key_file).error(), "is no key for signing"));
}

BOOST_AUTO_TEST_SUITE_END()
