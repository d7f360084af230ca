#include "dispatcher/sealing/sealing.hpp"

#include <sodium.h>

#include <vector>

namespace shao::sealing {

namespace {

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(Key::size == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

using Bytes = std::vector<unsigned char>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string base64_of(const Bytes& bytes, int variant) {
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
  text.pop_back();  // its NUL
  return text;
}

std::optional<Bytes> bytes_from(const std::string& base64) {
  Bytes bytes(base64.size());
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes.data(), bytes.size(), base64.data(), base64.size(), nullptr, &size,
                        &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
      end != base64.data() + base64.size())
    return std::nullopt;
  bytes.resize(size);
  return bytes;
}

/// What is authenticated beside the text: it cannot be moved to another whistle or another field.
std::string bound_to(const core::KeyId& id, Purpose purpose) {
  return id.str() + static_cast<char>('0' + static_cast<int>(purpose));
}

}  // namespace

Key::~Key() {
  sodium_memzero(bytes.data(), bytes.size());
}

Key new_key() {
  Key key;
  randombytes_buf(key.bytes.data(), key.bytes.size());
  return key;
}

core::KeyId new_key_id() {
  Bytes bytes(16);
  randombytes_buf(bytes.data(), bytes.size());
  return core::KeyId(base64_of(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING));
}

std::optional<Key> key_from(std::string_view hex) {
  Key key;
  std::size_t size = 0;
  if (hex.size() != 2 * Key::size ||
      sodium_hex2bin(key.bytes.data(), key.bytes.size(), hex.data(), hex.size(), nullptr, &size,
                     nullptr) != 0 ||
      size != Key::size)
    return std::nullopt;
  return key;
}

core::Sealed seal(const Key& key, const core::KeyId& id, Purpose purpose, std::string_view text) {
  const std::string bound = bound_to(id, purpose);
  Bytes bytes(nonce_size + text.size() + tag_size);
  crypto_generichash_state state;
  crypto_generichash_init(&state, key.bytes.data(), key.bytes.size(), nonce_size);
  for (const std::string_view part : {std::string_view(bound), text})
    crypto_generichash_update(&state, bytes_of(part), part.size());
  crypto_generichash_final(&state, bytes.data(), nonce_size);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes.data() + nonce_size, nullptr, bytes_of(text),
                                             text.size(), bytes_of(bound), bound.size(), nullptr,
                                             bytes.data(), key.bytes.data());
  return {base64_of(bytes, sodium_base64_VARIANT_ORIGINAL)};
}

std::optional<std::string> open(const Key& key, const core::KeyId& id, Purpose purpose,
                                const core::Sealed& sealed) {
  if (sealed.empty()) return std::nullopt;
  const auto bytes = bytes_from(sealed.text);
  if (!bytes || bytes->size() < nonce_size + tag_size) return std::nullopt;
  const std::string bound = bound_to(id, purpose);
  std::string text(bytes->size() - nonce_size - tag_size, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          reinterpret_cast<unsigned char*>(text.data()), nullptr, nullptr,
          bytes->data() + nonce_size, bytes->size() - nonce_size, bytes_of(bound), bound.size(),
          bytes->data(), key.bytes.data()) != 0)
    return std::nullopt;
  return text;
}

std::string wrap(const Key& master, const core::KeyId& id, const Key& key) {
  return seal(master, id, Purpose::key,
              {reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()})
      .text;
}

std::optional<Key> unwrap(const Key& master, const core::KeyId& id, const std::string& wrapped) {
  auto opened = open(master, id, Purpose::key, {wrapped});
  if (!opened || opened->size() != Key::size) return std::nullopt;
  std::string& text = *opened;
  Key key;
  std::copy(text.begin(), text.end(), key.bytes.begin());
  sodium_memzero(text.data(), text.size());
  return key;
}

std::string hash_key(const Key& master) {
  constexpr std::string_view what_for = "command bodies";
  std::string key(Key::size, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(key.data()), key.size(), bytes_of(what_for),
                     what_for.size(), master.bytes.data(), master.bytes.size());
  return key;
}

}  // namespace shao::sealing
