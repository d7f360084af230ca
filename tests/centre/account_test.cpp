// What an account may be, and how it is written down.
#include "clients/centre/door/account.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace shao;
using door::Account;

Account an_account() {
  return {.name = "li.na",
          .person = "李娜",
          .office = core::OfficeId("ZJW"),
          .roles = {core::Role::dept_officer, core::Role::assignee},
          .operates = true,
          .disabled = true,
          .must_change = true,
          .generation = 7,
          .hash = "$argon2id$x"};
}

std::string field_of(const Account& account) {
  const auto problem = check(account);
  return problem ? problem->field : std::string();
}

std::string with(std::string from, const std::string& to) {
  std::string text = text_of(an_account());
  text.replace(text.find(from), from.size(), to);
  const auto account = door::account_from(text);
  BOOST_REQUIRE_MESSAGE(!account, text);
  BOOST_TEST(account.error().find("argon2id") == std::string::npos);
  return account.error();
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(an_account_of_a_person)

BOOST_AUTO_TEST_CASE(is_read_as_it_was_written) {
  for (Account account : {an_account(), Account{.name = "a1",
                                        .person = "p",
                                        .office = core::OfficeId("110113001"),
                                        .roles = {core::Role::community},
                                        .hash = "h"}}) {
    const auto again = door::account_from(text_of(account));
    BOOST_REQUIRE_MESSAGE(again, (again ? "" : again.error()));
    BOOST_CHECK(*again == account);
  }
}

BOOST_AUTO_TEST_CASE(that_cannot_be_read_is_told_by_the_field_that_is_wrong) {
  BOOST_TEST(with("\"person\":\"李娜\"", "\"person\":1") == "its person is missing or no text");
  BOOST_TEST(with("\"office\":\"ZJW\"", "\"office\":\"\"") ==
             "its office is missing or no code of an office");
  BOOST_TEST(with("\"operates\":true", "\"operates\":1") == "its operates is missing or no flag");
  BOOST_TEST(with("\"generation\":7", "\"generation\":-7") ==
             "its generation is missing or no number");
  BOOST_TEST(with("\"roles\":[", "\"x\":[") == "its roles is missing or no list");
  BOOST_TEST(with("\"assignee\"", "\"king\"") == "its roles is missing or no list of roles");
  BOOST_TEST(with("\"hash\":", "\"hush\":") == "its hash is missing or no text");
  BOOST_TEST(holds(with("\"li.na\"", "\"Li\""), "the name \"Li\" cannot be taken"));
  BOOST_TEST(holds(with("{", "x"), "not JSON"));
}

BOOST_AUTO_TEST_CASE(has_a_name_that_can_be_typed_and_put_into_an_address) {
  for (const char* name :
       {"li", "li.na", "0731", "a_b-c.d", "a234567890123456789012345678901234567890"})
    BOOST_TEST(door::fits_name(name), name);
  for (const char* name : {"", "a", "Li", "李娜", "..", "-a", "a b", "a/b", "a\n",
                           "a2345678901234567890123456789012345678901"})
    BOOST_TEST(!door::fits_name(name), name);
}

BOOST_AUTO_TEST_CASE(
    that_cannot_be_names_field_and_value_and_what_would_be_right_in_both_languages) {
  BOOST_TEST(field_of(an_account()) == "");
  Account account = an_account();
  account.name = "Li Na";
  const auto problem = check(account);
  BOOST_REQUIRE(problem);
  BOOST_CHECK(problem->kind == door::Problem::Kind::malformed);
  BOOST_TEST(problem->field == "name");
  BOOST_TEST(problem->value == "Li Na");
  BOOST_TEST(holds(problem->expected, "2 to 40"));
  BOOST_TEST(problem->message ==
             "the name \"Li Na\" cannot be taken; right would be: " + problem->expected);
  BOOST_TEST(holds(problem->message_zh, "账号(name)“Li Na”不正确；应为：2 至 40 个"));

  for (const std::string person : {"", "   ", "a\nb"}) {
    account = an_account();
    account.person = person;
    BOOST_TEST(field_of(account) == "person", person);
  }
  account.person.clear();
  for (int i = 0; i < 100; ++i) account.person += "娜";
  BOOST_TEST(field_of(account) == "");
  account.person += "娜";
  BOOST_TEST(field_of(account) == "person");
  // A thousand characters are not thrown back.
  BOOST_TEST(check(account)->value.size() == 300u);

  account = an_account();
  account.office = {};
  BOOST_TEST(field_of(account) == "office");
  account = an_account();
  account.roles = {};
  BOOST_TEST(field_of(account) == "");  // an operator alone
  account.operates = false;
  BOOST_TEST(field_of(account) == "roles");
}

BOOST_AUTO_TEST_CASE(has_roles_by_their_published_names) {
  const auto roles = door::roles_from({"street", "street_leader"});
  BOOST_REQUIRE(roles);
  BOOST_CHECK((*roles == core::Roles{core::Role::street, core::Role::street_leader}));
  BOOST_CHECK((door::names_of(*roles) == std::vector<std::string>{"street", "street_leader"}));
  const auto wrong = door::roles_from({"street", "king"});
  BOOST_REQUIRE(!wrong);
  BOOST_TEST(wrong.error().field == "roles");
  BOOST_TEST(wrong.error().value == "king");
  BOOST_TEST(holds(wrong.error().expected, "community, street, street_leader"));
}

BOOST_AUTO_TEST_SUITE_END()
