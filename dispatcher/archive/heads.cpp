#include "dispatcher/archive/heads.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <fstream>
#include <sstream>
#include <system_error>

namespace shao::archive {

namespace {

constexpr std::string_view head_version = "shaodao-head-1";

std::string why_not() {
  return std::generic_category().message(errno);
}

/// Where the last whole line ends.
std::int64_t end_of_lines(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const auto last = text.str().rfind('\n');
  return last == std::string::npos ? 0 : static_cast<std::int64_t>(last) + 1;
}

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words(1);
  for (const char c : line)
    if (c == ' ')
      words.emplace_back();
    else
      words.back() += c;
  return words;
}

}  // namespace

core::Result<HeadLog, std::string> HeadLog::open(const std::string& path, const SignKey& key,
                                                 std::string jurisdiction) {
  journal::FileDescriptor file(
      ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644));
  if (!file) return core::fail(path + ": cannot be opened: " + why_not());
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return core::fail(path + ": is not a file");
  const std::int64_t whole = end_of_lines(path);
  if (whole < status.st_size && ::ftruncate(file.get(), whole) != 0)
    return core::fail(path + ": its last line was cut short and cannot be removed: " + why_not());
  return HeadLog(std::move(file), path, key, std::move(jurisdiction));
}

core::Result<std::monostate, std::string> HeadLog::write(const Linked& head) {
  if (head.chain == written_) return std::monostate{};
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  std::string line(head_version);
  line.append(" ").append(jurisdiction_);
  line.append(" ").append(journal::entry_id(head.entry.epoch, head.entry.last));
  line.append(" ").append(head.chain);
  line.append(" ").append(std::to_string(now.count()));
  line.append(" ").append(key_id_of(key_.public_key()));
  const std::string signature = key_.sign(line);
  line.append(" ").append(signature).append("\n");
  if (::write(file_.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
      ::fsync(file_.get()) != 0)
    return core::fail(path_ + ": cannot be written: " + why_not());
  written_ = head.chain;
  return std::monostate{};
}

core::Result<std::vector<SignedHead>, std::string> read_heads(const std::string& path,
                                                              const std::string& public_key,
                                                              const std::string& jurisdiction) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return core::fail(path + ": cannot be opened: " + why_not());
  std::vector<SignedHead> heads;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (file.eof()) break;  // its writer was cut short: it never counted
    const auto wrong = [&](const std::string& what) {
      return core::fail(path + ":" + std::to_string(number) + ": " + what);
    };
    const auto words = words_of(line);
    std::int64_t at = 0;
    if (words.size() != 7 || words[0] != head_version)
      return wrong("is no signed head: " + std::string(head_version) +
                   " and six more words are expected");
    if (words[5] != key_id_of(public_key))
      return wrong("was signed with key " + words[5] + ", not with " + key_id_of(public_key));
    if (!is_signed(std::string_view(line).substr(0, line.rfind(' ')), words[6], public_key))
      return wrong("the signature does not fit: the line was altered");
    if (words[1] != jurisdiction) return wrong("is of " + words[1] + ", not of " + jurisdiction);
    std::from_chars(words[4].data(), words[4].data() + words[4].size(), at);
    heads.push_back({number, words[2], words[3], core::Instant{core::Duration{at}}});
  }
  return heads;
}

HeadCheck::HeadCheck(std::vector<SignedHead> heads)
    : heads_(std::move(heads)), met_(heads_.size(), false) {
  for (std::size_t i = 0; i < heads_.size(); ++i) by_id_.emplace(heads_[i].id, i);
}

void HeadCheck::see(const std::string& id, const std::string& chain) {
  const auto [first, end] = by_id_.equal_range(id);
  for (auto head = first; head != end; ++head) {
    if (heads_[head->second].chain == chain)
      met_[head->second] = true;
    else
      other_[id] = chain;
  }
}

std::optional<journal::Fault> HeadCheck::first_fault() const {
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    if (met_[i]) continue;
    const std::string line = "the signed head in line " + std::to_string(heads_[i].line);
    const auto other = other_.find(heads_[i].id);
    if (other == other_.end())
      return journal::Fault{heads_[i].id, line + " names this entry, but it is not there any more"};
    return journal::Fault{heads_[i].id, line + " holds another chain hash (" + heads_[i].chain +
                                            ") than the journal (" + other->second +
                                            "): what came before was rewritten"};
  }
  return std::nullopt;
}

}  // namespace shao::archive
