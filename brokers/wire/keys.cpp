#include "brokers/wire/keys.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace shao::wire {
namespace {

using core::Unexpected;

constexpr std::string_view z85 =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
constexpr std::size_t file_limit = 4096;

/// Closes a file descriptor.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }
  bool open() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

std::string why(int error) {
  return std::generic_category().message(error);
}

core::Result<std::string, std::string> read_all(int file, const std::string& path) {
  std::string text(file_limit + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Unexpected{path + ": cannot be read: " + why(errno)};
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > file_limit) return Unexpected{path + ": is no key file: longer than 4096 bytes"};
  text.resize(size);
  return text;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const auto first = text.find_first_not_of(blanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// `name = "value"`, with nothing after the closing quote but a comment.
core::Result<std::pair<std::string, std::string>, std::string> parse_line(std::string_view line) {
  const auto equals = line.find('=');
  const std::string expected = "expected a line like office = \"ZJW\"";
  if (equals == line.npos) return Unexpected{expected};
  const std::string_view name = trimmed(line.substr(0, equals));
  const std::string_view rest = trimmed(line.substr(equals + 1));
  if (name.empty() || rest.size() < 2 || rest.front() != '"') return Unexpected{expected};
  const auto quote = rest.find('"', 1);
  if (quote == rest.npos) return Unexpected{std::string("the closing \" is missing")};
  const std::string_view after = trimmed(rest.substr(quote + 1));
  if (!after.empty() && after.front() != '#')
    return Unexpected{std::string("something stands after the closing \"")};
  return std::pair{std::string(name), std::string(rest.substr(1, quote - 1))};
}

core::Result<KeyFile, std::string> parse(std::string_view text, const std::string& path) {
  std::map<std::string, std::string> fields;
  int number = 0;
  while (!text.empty()) {
    ++number;
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    const std::string where = path + ":" + std::to_string(number) + ": ";
    auto field = parse_line(line);
    if (!field) return Unexpected{where + field.error()};
    const auto& name = field->first;
    if (name != "office" && name != "public" && name != "secret")
      return Unexpected{where + "unknown name " + name + "; known are office, public, secret"};
    if (!fields.insert(*field).second) return Unexpected{where + name + " is given twice"};
  }
  for (const char* name : {"office", "public", "secret"})
    if (!fields.contains(name)) return Unexpected{path + ": the line for " + name + " is missing"};
  KeyFile file{fields["office"], {fields["public"], fields["secret"]}};
  if (file.office.empty()) return Unexpected{path + ": office is empty"};
  if (!is_key(file.keys.public_key))
    return Unexpected{path + ": public is not a key: 40 characters of Z85 are needed"};
  auto belongs = public_of(file.keys.secret_key);
  if (!belongs) return Unexpected{path + ": " + belongs.error()};
  if (*belongs != file.keys.public_key)
    return Unexpected{path + ": public does not belong to secret; the file was altered"};
  return file;
}

}  // namespace

KeyPair new_key_pair() {
  std::array<char, key_length + 1> public_key{};
  std::array<char, key_length + 1> secret_key{};
  // Fails only in a libzmq without CURVE, which no build of ours links.
  if (zmq_curve_keypair(public_key.data(), secret_key.data()) != 0)
    throw std::runtime_error("this libzmq has no CURVE");
  return {public_key.data(), secret_key.data()};
}

bool is_key(std::string_view text) {
  return text.size() == key_length && text.find_first_not_of(z85) == text.npos;
}

core::Result<std::string, std::string> public_of(const std::string& secret) {
  const std::string wrong = "secret is not a key: 40 characters of Z85 are needed";
  if (!is_key(secret)) return Unexpected{wrong};
  std::array<char, key_length + 1> public_key{};
  // Also refuses groups of five characters that no four bytes encode to.
  if (zmq_curve_public(public_key.data(), secret.c_str()) != 0) return Unexpected{wrong};
  return std::string(public_key.data());
}

core::Result<KeyFile, std::string> read_key_file(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return Unexpected{path + ": cannot be opened: " + why(errno)};
  struct stat status {};
  if (::fstat(file.get(), &status) != 0)
    return Unexpected{path + ": cannot be examined: " + why(errno)};
  if (!S_ISREG(status.st_mode)) return Unexpected{path + ": is not a file"};
  if ((status.st_mode & 0077) != 0)
    return Unexpected{path + ": others may read or change this secret; run chmod 600 " + path};
  auto text = read_all(file.get(), path);
  if (!text) return Unexpected{text.error()};
  return parse(*text, path);
}

core::Result<std::string, std::string> write_key_file(const std::string& path,
                                                      const KeyFile& key_file) {
  const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.open() && errno == EEXIST)
    return Unexpected{path + ": exists already; a key is never overwritten"};
  if (!file.open()) return Unexpected{path + ": cannot be created: " + why(errno)};
  const std::string text = "office = \"" + key_file.office + "\"\npublic = \"" +
                           key_file.keys.public_key + "\"\nsecret = \"" + key_file.keys.secret_key +
                           "\"\n";
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t put = ::write(file.get(), text.data() + written, text.size() - written);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return Unexpected{path + ": cannot be written: " + why(errno)};
    written += static_cast<std::size_t>(put);
  }
  if (::fsync(file.get()) != 0) return Unexpected{path + ": cannot be written: " + why(errno)};
  return path;
}

}  // namespace shao::wire
