#include "clients/centre/door/passwords.hpp"

#include <sodium.h>

#include <array>
#include <cstdint>

#include "dispatcher/codec/utf8.hpp"

namespace shao::door {

namespace {
constexpr std::size_t shortest_chosen = 10;
constexpr std::size_t shortest_telling = 4;  // a name that stands in words by chance tells nothing
constexpr std::size_t made_characters = 16;
// Without 0 and o, 1, i and l.
constexpr std::string_view clear_characters = "abcdefghjkmnpqrstuvwxyz23456789";
}  // namespace

std::optional<std::string> hash_of(std::string_view password, HashCost cost) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), cost.passes, cost.bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    return std::nullopt;
  return std::string(hash.data());
}

bool fits(const std::string& hash, std::string_view password) {
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool needs_rehash(const std::string& hash) {
  constexpr HashCost today;
  return crypto_pwhash_str_needs_rehash(hash.c_str(), today.passes, today.bytes) != 0;
}

std::string new_password() {
  std::string password(made_characters, '\0');
  for (char& c : password)
    c = clear_characters[randombytes_uniform(static_cast<std::uint32_t>(clear_characters.size()))];
  return password;
}

std::optional<Problem> check_password(std::string_view chosen, std::string_view former,
                                      std::string_view account) {
  const auto wrong = [](std::string expected, std::string expected_zh) {
    return malformed(
        {"new", "the new password", "新密码", "", std::move(expected), std::move(expected_zh)});
  };
  const std::size_t length = codec::characters(chosen);
  if (length < shortest_chosen)
    return wrong("at least 10 characters, not " + std::to_string(length),
                 "至少 10 个字符，现为 " + std::to_string(length) + " 个");
  if (chosen.size() > longest_password) return wrong("at most 1024 bytes", "不超过 1024 字节");
  if (chosen == former) return wrong("another one than before", "与原密码不同");
  if (account.size() >= shortest_telling && chosen.find(account) != chosen.npos)
    return wrong("one without the name of the account in it", "不含账号名称");
  return std::nullopt;
}

}  // namespace shao::door
