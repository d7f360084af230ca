// The key that signs heads of the journal (heads.hpp): Ed25519, in a file of its owner's alone.
//
//   auto written = write_sign_key("sign.key");            // mode 0600, never overwrites
//   auto key = read_sign_key("sign.key");
//   say(key->public_key);                                 // what a verifier needs, 64 hex digits
//
//   public = "9f2c..."      64 lower-case hex digits
//   secret = "07ab..."      64 lower-case hex digits: the seed
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "dispatcher/core/result.hpp"

namespace shao::archive {

class SignKey {
 public:
  /// Wipes the secret.
  ~SignKey();
  SignKey(const SignKey&) = default;
  SignKey& operator=(const SignKey&) = default;

  const std::string& public_key() const { return public_key_; }
  /// 128 hex digits.
  std::string sign(std::string_view message) const;

 private:
  friend core::Result<SignKey, std::string> read_sign_key(const std::string& path);
  SignKey() = default;
  std::string public_key_;
  std::array<unsigned char, 64> secret_{};
};

/// Makes a key and its file; the public key.
core::Result<std::string, std::string> write_sign_key(const std::string& path);
/// Refuses a file that anyone but its owner may read, and keys that do not belong together.
core::Result<SignKey, std::string> read_sign_key(const std::string& path);

/// Whether `text` can be a public key: 64 lower-case hex digits.
bool is_public_key(std::string_view text);
/// Names a key in a line of heads: 16 hex digits.
std::string key_id_of(const std::string& public_key);
bool is_signed(std::string_view message, const std::string& signature,
               const std::string& public_key);

}  // namespace shao::archive
