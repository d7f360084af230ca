// keys.toml: which CURVE key speaks for which office. Optional: a deployment makes its own.
#include <array>
#include <cstdint>
#include <limits>

#include "config/draft.hpp"

namespace shao::config {

namespace {

constexpr std::array<std::string_view, 2> status_names = {"active", "revoked"};
constexpr std::size_t key_length = 40;
constexpr std::string_view z85 =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

/// 40 characters of Z85 (ZeroMQ RFC 32), each five of which are a number of 32 bits.
bool is_key(std::string_view text) {
  if (text.size() != key_length) return false;
  for (std::size_t i = 0; i < text.size(); i += 5) {
    std::uint64_t number = 0;
    for (const char c : text.substr(i, 5)) {
      const auto digit = z85.find(c);
      if (digit == std::string_view::npos) return false;
      number = number * z85.size() + digit;
    }
    if (number > std::numeric_limits<std::uint32_t>::max()) return false;
  }
  return true;
}

core::Roles read_roles(Reader& reader, const Word& office, const Draft& draft) {
  const auto found = draft.roles_of.find(core::OfficeId(office.text));
  const core::Roles all = found == draft.roles_of.end() ? core::Roles{} : found->second;
  if (reader.node("roles") == nullptr) return all;
  core::Roles roles;
  for (const Word& word : reader.words("roles")) {
    const auto role = role_of(word, reader.problems());
    if (!role) continue;
    roles.add(*role);
    if (found == draft.roles_of.end() || all.has(*role)) continue;
    reader.problems().error(
        word.at, "key.role",
        {"a key of " + office.text + " may not have the role " + word.text +
             ": the office does not have it in offices.toml",
         office.text + " 的密钥不能有角色 " + word.text + ":offices.toml 中该单位没有此角色"});
  }
  return roles;
}

void read_key(const Node& node, Draft& draft, std::map<std::string, int>& lines,
              Problems& problems) {
  Reader reader(node, {"key", "密钥"}, problems);
  Key key;
  const auto office = reader.word("office");
  const auto public_key = reader.word("public");
  if (office && draft.offices.knows(*office, problems)) {
    key.office = core::OfficeId(office->text);
    key.roles = read_roles(reader, *office, draft);
  } else {
    reader.optional_words("roles");
  }
  key.label = reader.optional_text("label");
  key.revoked = reader.choice("status", status_names, 0) == 1;
  reader.finish();
  if (!public_key) return;
  if (!is_key(public_key->text))
    problems.error(
        public_key->at, "key.format",
        {"\"" + public_key->text +
             "\" is no public key; it should be the 40 Z85 characters of \"public\" in "
             "the key file",
         "“" + public_key->text + "”不是公钥;应为密钥文件中 \"public\" 的 40 个 Z85 字符"});
  const auto [first, is_new] = lines.emplace(public_key->text, public_key->at.line);
  if (!is_new)
    problems.error(public_key->at, "key.duplicate",
                   {"this public key is there twice, first in line " +
                        std::to_string(first->second) + "; each key speaks for one office",
                    "该公钥重复,首次出现在第 " + std::to_string(first->second) +
                        " 行;一把密钥只代表一个单位"});
  key.public_key = public_key->text;
  draft.keys.push_back(std::move(key));
}

}  // namespace

void read_keys(const Node& document, Draft& draft, Problems& problems) {
  Reader reader(document, {"keys.toml", "keys.toml"}, problems);
  std::map<std::string, int> lines;
  if (reader.node("key") != nullptr)
    for (const Node& node : reader.tables("key")) read_key(node, draft, lines, problems);
  reader.finish();
}

}  // namespace shao::config
