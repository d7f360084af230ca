// Files as one run of bytes (a line "name length", the text, and so on) and the name of a content.
#include <sodium.h>

#include <array>
#include <charconv>

#include "config/config.hpp"

namespace shao::config {

std::string version_of(const Files& files) {
  constexpr std::size_t length = 8;
  static_assert(length < crypto_generichash_BYTES_MIN,
                "a shorter hash is the head of a longer one");
  const std::string bytes = files_to_bytes(files);
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size(), nullptr, 0);
  std::array<char, 2 * length + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), length);
  return hex.data();
}

std::string files_to_bytes(const Files& files) {
  std::string bytes;
  for (const auto& [name, text] : files) {
    bytes += name + ' ' + std::to_string(text.size()) + '\n';
    bytes += text;
  }
  return bytes;
}

core::Result<Files, std::string> files_from_bytes(std::string_view bytes) {
  Files files;
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    const auto space = line.rfind(' ');
    if (line.size() == bytes.size() || space == std::string_view::npos || space == 0)
      return core::Unexpected{std::string("not the bytes of a configuration: no \"name length\"")};
    const std::string name(line.substr(0, space));
    std::size_t length = 0;
    const char* const end = line.data() + line.size();
    const auto [rest, failure] = std::from_chars(line.data() + space + 1, end, length);
    bytes.remove_prefix(line.size() + 1);
    if (failure != std::errc{} || rest != end || length > bytes.size())
      return core::Unexpected{"the bytes of the configuration end within " + name};
    if (!files.emplace(name, bytes.substr(0, length)).second)
      return core::Unexpected{"the bytes of the configuration have " + name + " twice"};
    bytes.remove_prefix(length);
  }
  if (files.empty()) return core::Unexpected{std::string("a configuration without files")};
  return files;
}

}  // namespace shao::config
