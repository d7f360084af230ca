// Who a socket is: CURVE key pairs and the files they live in.
//
//   wire::KeyPair keys = wire::new_key_pair();
//   auto written = wire::write_key_file("ZJW.key", {"ZJW", keys});   // mode 0600, never overwrites
//   auto read = wire::read_key_file("ZJW.key");
//   if (!read) fail(read.error());                                  // a sentence for people
//
// A key file is three lines, each `name = "value"`; `#` starts a comment:
//
//   office = "ZJW"
//   public = "fK6>h)Wy..."          40 characters, Z85 (ZeroMQ RFC 32)
//   secret = "9x!k2Qm)..."          40 characters, Z85
#pragma once

#include <string>
#include <string_view>

#include "dispatcher/core/result.hpp"

namespace shao::wire {

/// Length of a key in Z85 text.
inline constexpr std::size_t key_length = 40;

/// Both keys in Z85.
struct KeyPair {
  std::string public_key;
  std::string secret_key;
  bool operator==(const KeyPair&) const = default;
};

struct KeyFile {
  std::string office;
  KeyPair keys;
  bool operator==(const KeyFile&) const = default;
};

KeyPair new_key_pair();

/// The public key that belongs to `secret`; the error says what is wrong with `secret`, without
/// repeating it.
core::Result<std::string, std::string> public_of(const std::string& secret);

/// Whether `text` can be a key: 40 characters of the Z85 alphabet.
bool is_key(std::string_view text);

/// Refuses a file that anyone but its owner may read, and keys that do not belong together.
core::Result<KeyFile, std::string> read_key_file(const std::string& path);

/// Creates `path` with mode 0600 and makes it durable; an existing file is never touched. Returns
/// the path written.
core::Result<std::string, std::string> write_key_file(const std::string& path, const KeyFile& file);

}  // namespace shao::wire
