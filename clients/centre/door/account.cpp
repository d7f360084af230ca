#include "clients/centre/door/account.hpp"

#include <algorithm>
#include <utility>

#include "clients/centre/door/fields.hpp"
#include "dispatcher/codec/utf8.hpp"

namespace shao::door {

namespace {

using codec::Json;
using core::fail;

constexpr std::size_t shortest_name = 2;
constexpr std::size_t longest_name = 40;
constexpr std::size_t longest_person = 100;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool fits_person(std::string_view person) {
  const auto shown = [](char c) { return c != ' '; };
  return std::ranges::any_of(person, shown) && std::ranges::none_of(person, codec::is_control) &&
         codec::characters(person) <= longest_person;
}

/// What is shown of a wrong value: enough to find it.
std::string shown(std::string_view value) {
  return std::string(codec::beginning(value, longest_person));
}

}  // namespace

bool fits_name(std::string_view name) {
  return name.size() >= shortest_name && name.size() <= longest_name &&
         is_letter_or_digit(name.front()) && std::ranges::all_of(name, [](char c) {
           return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-';
         });
}

std::optional<Problem> check(const Account& account) {
  if (!fits_name(account.name))
    return malformed({"name", "the name", "账号", shown(account.name),
                      "2 to 40 lower-case letters, digits, '.', '_' and '-', beginning with a "
                      "letter or a digit, for example li.na",
                      "2 至 40 个小写字母、数字、“.”、“_”或“-”，以字母或数字开头，例如 li.na"});
  if (!fits_person(account.person))
    return malformed({"person", "the person", "姓名", shown(account.person),
                      "the person's name as others are to read it, 1 to 100 characters in one line",
                      "供他人识别的姓名，1 至 100 个字符，不换行"});
  if (account.office.empty())
    return malformed({"office", "the office", "单位", "", "the code of an office of the directory",
                      "单位目录中的单位代码"});
  if (account.roles.empty() && !account.operates)
    return malformed({"roles", "the roles", "角色", "",
                      "at least one role; none only for somebody who just manages accounts",
                      "至少一个角色；仅管理账号的管理员可以没有角色"});
  return std::nullopt;
}

Outcome<core::Roles> roles_from(const std::vector<std::string>& names) {
  core::Roles roles;
  for (const std::string& name : names) {
    const auto role = core::role_named(name);
    if (!role) {
      std::string all;
      for (const std::string_view one : core::role_names)
        all.append(all.empty() ? "" : ", ").append(one);
      return core::Unexpected{malformed(
          {"roles", "the role", "角色", shown(name), "some of " + all, "以下角色：" + all})};
    }
    roles.add(*role);
  }
  return roles;
}

std::vector<std::string> names_of(core::Roles roles) {
  std::vector<std::string> names;
  for (const std::string_view name : core::role_names)
    if (roles.has(*core::role_named(name))) names.emplace_back(name);
  return names;
}

std::string text_of(const Account& account) {
  return codec::dump({{"name", account.name},
                      {"person", account.person},
                      {"office", account.office.str()},
                      {"roles", names_of(account.roles)},
                      {"operates", account.operates},
                      {"disabled", account.disabled},
                      {"must_change", account.must_change},
                      {"generation", account.generation},
                      {"hash", account.hash}});
}

core::Result<Account, std::string> account_from(std::string_view text) {
  const auto object = codec::parse_object(text);
  if (!object) return fail(object.error());
  Fields fields(*object);
  Account account;
  account.name = fields.text("name");
  account.person = fields.text("person");
  const std::string office = fields.text("office");
  if (!core::OfficeId::fits(office)) fields.wrong("office", "code of an office");
  account.office = core::OfficeId(office);
  account.operates = fields.flag("operates");
  account.disabled = fields.flag("disabled");
  account.must_change = fields.flag("must_change");
  account.generation = fields.number("generation");
  account.hash = fields.text("hash");
  for (const Json& role : fields.list("roles")) {
    const auto known = role.is_string() ? core::role_named(role.get<std::string>()) : std::nullopt;
    if (known)
      account.roles.add(*known);
    else
      fields.wrong("roles", "list of roles");
  }
  if (!fields.problem().empty()) return fail(fields.problem());
  if (const auto problem = check(account)) return fail(problem->message);
  return account;
}

}  // namespace shao::door
