#include "clients/centre/door/tokens.hpp"

#include <sodium.h>

#include <array>
#include <span>

#include "dispatcher/journal/replies.hpp"

namespace shao::door {

namespace {

constexpr std::size_t secret_bytes = 32;
constexpr int base64url = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::size_t token_characters = 43;
static_assert(sodium_base64_ENCODED_LEN(secret_bytes, base64url) == token_characters + 1);

using Secret = std::array<unsigned char, secret_bytes>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string in_base64url(const Secret& secret) {
  std::array<char, token_characters + 1> text{};
  sodium_bin2base64(text.data(), text.size(), secret.data(), secret.size(), base64url);
  return text.data();
}

std::string in_hex(std::span<const unsigned char> bytes) {
  std::string text(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

Secret blake2b(std::string_view text, std::string_view key) {
  Secret hash{};
  crypto_generichash(hash.data(), hash.size(), bytes_of(text), text.size(), bytes_of(key),
                     key.size());
  return hash;
}

/// Of this text and the account, as nobody can make it who does not know its password's hash.
std::string keyed_hash(const Account& account, std::string_view text) {
  // The hash is longer than a key may be.
  const Secret key = blake2b(account.hash, {});
  return in_base64url(blake2b(account.name + "\n" + std::string(text),
                              {reinterpret_cast<const char*>(key.data()), key.size()}));
}

std::string mark_of(const Account& account, std::string_view seconds) {
  return std::string(seconds) + "." + keyed_hash(account, seconds);
}

}  // namespace

std::string new_token() {
  Secret secret{};
  randombytes_buf(secret.data(), secret.size());
  return in_base64url(secret);
}

std::string hash_of_token(std::string_view token) {
  return token.size() == token_characters ? in_hex(blake2b(token, {})) : std::string();
}

bool same_secret(std::string_view one, std::string_view other) {
  return !one.empty() && one.size() == other.size() &&
         sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::string known_mark(const Account& account, core::Instant now) {
  return mark_of(account, std::to_string(core::seconds_of(now)));
}

bool is_known(const Account& account, std::string_view mark, core::Instant now) {
  const std::string_view text = mark.substr(0, mark.find('.'));
  const auto made = journal::number_from(text);
  constexpr std::uint64_t longest = std::chrono::seconds{known_for}.count();
  const auto today = static_cast<std::uint64_t>(core::seconds_of(now));
  if (!made || *made > today || today - *made > longest) return false;
  return same_secret(mark, mark_of(account, text));
}

std::string new_id() {
  std::array<unsigned char, 16> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return in_hex(bytes);
}

std::string trusted_csrf(const Account& account) {
  return keyed_hash(account, "csrf");
}

}  // namespace shao::door
