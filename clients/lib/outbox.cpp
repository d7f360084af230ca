#include "clients/lib/outbox.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <utility>

namespace shao::client {

namespace {

namespace fs = std::filesystem;
using codec::Json;

std::int64_t milliseconds(WallClock::time_point at) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

WallClock::time_point wall(std::int64_t milliseconds) {
  return WallClock::time_point{std::chrono::milliseconds{milliseconds}};
}

/// A line of the file takes effect on the items; one that cannot be read was never finished.
void take_line(const std::string& line, std::map<std::string, Outbox::Item>& items) {
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_object() || !json.contains("id") || !json["id"].is_string()) return;
  const auto id = json["id"].get<std::string>();
  if (json.contains("body") && json["body"].is_string()) {
    items[id] = {json["body"].get<std::string>(), std::nullopt};
  } else if (json.value("accepted", false)) {
    const auto found = items.find(id);
    if (found != items.end()) found->second.accepted_at = wall(json.value("at", std::int64_t{0}));
  } else {
    items.erase(id);
  }
}

bool write_all(int descriptor, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const auto count = write(descriptor, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    written += static_cast<std::size_t>(count);
  }
  return true;
}

std::string line_of(const std::string& id, const std::string& body) {
  return codec::dump(Json{{"id", id}, {"body", body}}) + "\n";
}
std::string line_of(const std::string& id, bool accepted, WallClock::time_point at) {
  return codec::dump(Json{{"id", id}, {"accepted", accepted}, {"at", milliseconds(at)}}) + "\n";
}

core::Unexpected<std::string> failed(const std::string& what, const fs::path& path) {
  return core::Unexpected{what + " " + path.string() + ": " + std::strerror(errno)};
}

}  // namespace

Outbox::Outbox(Outbox&& other) noexcept
    : lock_(std::exchange(other.lock_, -1)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      unwritten_(std::exchange(other.unwritten_, {})),
      must_sync_(other.must_sync_),
      items_(std::move(other.items_)) {}

Outbox& Outbox::operator=(Outbox&& other) noexcept {
  std::swap(lock_, other.lock_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(unwritten_, other.unwritten_);
  std::swap(must_sync_, other.must_sync_);
  std::swap(items_, other.items_);
  return *this;
}

Outbox::~Outbox() {
  if (!unwritten_.empty() && descriptor_ >= 0) write_all(descriptor_, unwritten_);
  for (const int descriptor : {descriptor_, lock_})
    if (descriptor >= 0) close(descriptor);
}

core::Result<Outbox, std::string> Outbox::open(const fs::path& folder) {
  Outbox outbox;
  if (folder.empty()) return outbox;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return core::Unexpected{"the outbox " + folder.string() + ": " + error.message()};
  fs::permissions(folder, fs::perms::owner_all, error);
  const fs::path lock = folder / "lock";
  outbox.lock_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (outbox.lock_ < 0) return failed("the outbox cannot be opened:", lock);
  if (flock(outbox.lock_, LOCK_EX | LOCK_NB) != 0)
    return core::Unexpected{"the outbox " + folder.string() +
                            " is in use by another client: end it, or give this one an outbox of "
                            "its own"};
  const fs::path path = folder / "outbox.jsonl";
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) take_line(line, outbox.items_);
  outbox.tidy(WallClock::now());

  // Compacted into a new file, which takes the old one's place when it is on the disk.
  std::string text;
  for (const auto& [id, item] : outbox.items_) {
    text += line_of(id, item.body);
    if (item.accepted_at) text += line_of(id, true, *item.accepted_at);
  }
  const fs::path fresh = folder / "outbox.new";
  outbox.descriptor_ =
      ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  if (outbox.descriptor_ < 0 || !write_all(outbox.descriptor_, text) ||
      fdatasync(outbox.descriptor_) != 0 || rename(fresh.c_str(), path.c_str()) != 0)
    return failed("the outbox cannot be written:", fresh);
  return outbox;
}

void Outbox::add_line(std::string line) {
  if (descriptor_ >= 0) unwritten_ += std::move(line);
}

bool Outbox::put(const std::string& id, const std::string& body) {
  const auto found = items_.find(id);
  if (found != items_.end()) return found->second.body == body;
  items_[id] = {body, std::nullopt};
  add_line(line_of(id, body));
  must_sync_ = true;
  return true;
}

core::Result<bool, std::string> Outbox::sync() {
  if (unwritten_.empty()) return true;
  if (!write_all(descriptor_, unwritten_) || (must_sync_ && fdatasync(descriptor_) != 0))
    return core::Unexpected{std::string("the outbox cannot be written: ") + std::strerror(errno) +
                            "; nothing was sent"};
  unwritten_.clear();
  must_sync_ = false;
  return true;
}

void Outbox::settle(const std::string& id, bool accepted, WallClock::time_point now) {
  const auto found = items_.find(id);
  if (found == items_.end()) return;
  add_line(line_of(id, accepted, now));
  if (accepted)
    found->second.accepted_at = now;
  else
    items_.erase(found);
}

std::size_t Outbox::waiting() const {
  return static_cast<std::size_t>(std::count_if(
      items_.begin(), items_.end(), [](const auto& item) { return !item.second.accepted_at; }));
}

void Outbox::tidy(WallClock::time_point now) {
  std::erase_if(items_, [&](const auto& item) {
    return item.second.accepted_at && *item.second.accepted_at + kept_for < now;
  });
}

}  // namespace shao::client
