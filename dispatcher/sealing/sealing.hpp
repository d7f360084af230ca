// Sealing what a resident told us, so that the journal can be kept for ever and the resident be
// forgotten all the same: each whistle has a key of its own, outside the journal; what is sealed
// with it stays in the chain of hashes, and is noise once the key is destroyed.
//
//   sealed  = base64( nonce ciphertext )     XChaCha20-Poly1305; the key's id and the purpose are
//                                            authenticated with it
//   wrapped = the same of the 32 bytes of a whistle's key, sealed with the master key
//
// The keys lie in Redis, wrapped: who has a copy of Redis and not the master key reads nothing. The
// nonce is a keyed hash of what is sealed, so that the same text under the same key gives the same
// bytes: a state replayed twice is the same twice, and no nonce is ever used for two texts.
//
//   const Key master = *key_from(*journal::read_password_file("residents.key"));
//   const core::KeyId id = new_key_id();
//   const Key key = new_key();
//   core::Sealed sealed = seal(key, id, Purpose::particulars, text);
//   keep(id, wrap(master, id, key));
//   ... auto again = unwrap(master, id, kept);  open(*again, id, Purpose::particulars, sealed) ...
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/core/sealed.hpp"

namespace shao::sealing {

class Key {
 public:
  static constexpr std::size_t size = 32;
  Key() = default;
  Key(const Key&) = default;
  Key& operator=(const Key&) = default;
  /// Wipes it.
  ~Key();

  std::array<unsigned char, size> bytes{};
};

enum class Purpose : std::uint8_t { particulars, reached, key };

Key new_key();
/// 128 random bits: no two whistles of any journal have the same.
core::KeyId new_key_id();
/// A key from its 64 hex digits; nothing when they are none.
std::optional<Key> key_from(std::string_view hex);

core::Sealed seal(const Key& key, const core::KeyId& id, Purpose purpose, std::string_view text);
/// Nothing when it was sealed with another key, for another purpose, or altered.
std::optional<std::string> open(const Key& key, const core::KeyId& id, Purpose purpose,
                                const core::Sealed& sealed);

std::string wrap(const Key& master, const core::KeyId& id, const Key& key);
std::optional<Key> unwrap(const Key& master, const core::KeyId& id, const std::string& wrapped);

/// The key of codec::body_hash: a hash of a command's body in the journal must not tell who guesses
/// a resident's number that the guess is right.
std::string hash_key(const Key& master);

}  // namespace shao::sealing
