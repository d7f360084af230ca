#include "dispatcher/archive/sign_key.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "dispatcher/journal/file_descriptor.hpp"

namespace shao::archive {

namespace {

constexpr std::size_t key_digits = std::size_t{2} * crypto_sign_PUBLICKEYBYTES;

std::string hex_of(const unsigned char* bytes, std::size_t size) {
  std::vector<char> hex(2 * size + 1);
  sodium_bin2hex(hex.data(), hex.size(), bytes, size);
  return {hex.data(), 2 * size};
}

/// Exactly `size` bytes from their lower-case hex digits.
bool bytes_of(std::string_view hex, unsigned char* bytes, std::size_t size) {
  if (hex.size() != 2 * size || hex.find_first_not_of("0123456789abcdef") != hex.npos) return false;
  return sodium_hex2bin(bytes, size, hex.data(), hex.size(), nullptr, nullptr, nullptr) == 0;
}

std::string file_of(const std::string& public_key, const std::string& secret) {
  return "public = \"" + public_key + "\"\nsecret = \"" + secret + "\"\n";
}

std::string last_error() {
  return std::generic_category().message(errno);
}

}  // namespace

SignKey::~SignKey() {
  sodium_memzero(secret_.data(), secret_.size());
}

std::string SignKey::sign(std::string_view message) const {
  std::array<unsigned char, crypto_sign_BYTES> signature{};
  crypto_sign_detached(signature.data(), nullptr,
                       reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                       secret_.data());
  return hex_of(signature.data(), signature.size());
}

core::Result<std::string, std::string> write_sign_key(const std::string& path) {
  std::array<unsigned char, crypto_sign_SEEDBYTES> seed{};
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
  randombytes_buf(seed.data(), seed.size());
  crypto_sign_seed_keypair(public_key.data(), secret.data(), seed.data());
  const std::string shown = hex_of(public_key.data(), public_key.size());
  const std::string text = file_of(shown, hex_of(seed.data(), seed.size()));
  const journal::FileDescriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file && errno == EEXIST)
    return core::fail(path + ": exists already; a key is never overwritten");
  if (!file) return core::fail(path + ": cannot be created: " + last_error());
  if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      ::fsync(file.get()) != 0)
    return core::fail(path + ": cannot be written: " + last_error());
  return shown;
}

core::Result<SignKey, std::string> read_sign_key(const std::string& path) {
  const journal::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return core::fail(path + ": cannot be opened: " + last_error());
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return core::fail(path + ": is not a file");
  if ((status.st_mode & 0077U) != 0)
    return core::fail(path + ": others may read or change this secret; run chmod 600 " + path);
  const std::size_t size =
      file_of(std::string(key_digits, '0'), std::string(key_digits, '0')).size();
  std::string text(size + 1, '\0');
  const auto got = ::read(file.get(), text.data(), text.size());
  const auto none = core::fail(
      path + ": is no key for signing; right would be: one that shao keys new --sign made");
  if (got != static_cast<ssize_t>(size)) return none;
  text.resize(size);
  SignKey key;
  key.public_key_ = text.substr(text.find('"') + 1, key_digits);
  const std::string secret = text.substr(size - 2 - key_digits, key_digits);
  std::array<unsigned char, crypto_sign_SEEDBYTES> seed{};
  if (text != file_of(key.public_key_, secret) || !bytes_of(secret, seed.data(), seed.size()))
    return none;
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key{};
  static_assert(crypto_sign_SECRETKEYBYTES == std::tuple_size_v<decltype(key.secret_)>);
  crypto_sign_seed_keypair(public_key.data(), key.secret_.data(), seed.data());
  if (key.public_key_ != hex_of(public_key.data(), public_key.size()))
    return core::fail(path + ": public does not belong to secret; the file was altered");
  return key;
}

bool is_public_key(std::string_view text) {
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> bytes{};
  return bytes_of(text, bytes.data(), bytes.size());
}

std::string key_id_of(const std::string& public_key) {
  std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
  crypto_generichash(hash.data(), hash.size(),
                     reinterpret_cast<const unsigned char*>(public_key.data()), public_key.size(),
                     nullptr, 0);
  return hex_of(hash.data(), hash.size()).substr(0, 16);
}

bool is_signed(std::string_view message, const std::string& signature,
               const std::string& public_key) {
  std::array<unsigned char, crypto_sign_BYTES> bytes{};
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> key{};
  return bytes_of(signature, bytes.data(), bytes.size()) &&
         bytes_of(public_key, key.data(), key.size()) &&
         crypto_sign_verify_detached(bytes.data(),
                                     reinterpret_cast<const unsigned char*>(message.data()),
                                     message.size(), key.data()) == 0;
}

}  // namespace shao::archive
