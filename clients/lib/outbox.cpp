#include "clients/lib/outbox.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

namespace shao::client {

namespace {

namespace fs = std::filesystem;
using codec::Json;

/// A file shorter than this is not worth writing anew.
constexpr std::size_t least_lines = 10'000;

/// An instant that is none, by another hand, is as good as long ago.
core::Instant instant_in(const Json& line, const char* name, core::Instant otherwise) {
  const auto found = line.find(name);
  if (found == line.end()) return otherwise;
  const auto instant = codec::instant_from(*found);
  return instant ? *instant : core::Instant{};
}

/// A field of a line of ours; a line by another hand may hold anything.
template <class T>
T field(const Json& line, const char* name, T otherwise) {
  const auto found = line.find(name);
  if (found == line.end()) return otherwise;
  if constexpr (std::is_same_v<T, std::string>) {
    return found->is_string() ? found->template get<T>() : otherwise;
  } else if constexpr (std::is_same_v<T, bool>) {
    return found->is_boolean() ? found->template get<T>() : otherwise;
  } else {
    return found->is_number_integer() ? found->template get<T>() : otherwise;
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

/// Makes a rename within `folder` outlive a power cut.
bool sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = fsync(descriptor) == 0;
  close(descriptor);
  return synced;
}

std::string put_line(const std::string& id, const std::string& body) {
  return codec::dump(Json{{"id", id}, {"body", body}}) + "\n";
}
std::string accepted_line(const std::string& id, const Outbox::Accepted& accepted) {
  return codec::dump(Json{{"id", id},
                          {"accepted", true},
                          {"at", codec::milliseconds(accepted.at)},
                          {"term", accepted.term},
                          {"since", codec::milliseconds(accepted.since)}}) +
         "\n";
}
std::string refused_line(const std::string& id) {
  return codec::dump(Json{{"id", id}, {"accepted", false}}) + "\n";
}

core::Unexpected<std::string> failed(const std::string& what, const fs::path& path) {
  return core::Unexpected{what + " " + path.string() + ": " + std::strerror(errno)};
}

}  // namespace

Outbox::Outbox(Outbox&& other) noexcept
    : folder_(std::move(other.folder_)),
      lock_(std::exchange(other.lock_, -1)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      unwritten_(std::exchange(other.unwritten_, {})),
      must_sync_(other.must_sync_),
      torn_(other.torn_),
      next_order_(other.next_order_),
      lines_(other.lines_),
      term_(std::move(other.term_)),
      now_(other.now_),
      items_(std::move(other.items_)) {}

Outbox& Outbox::operator=(Outbox&& other) noexcept {
  std::swap(folder_, other.folder_);
  std::swap(lock_, other.lock_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(unwritten_, other.unwritten_);
  std::swap(must_sync_, other.must_sync_);
  std::swap(torn_, other.torn_);
  std::swap(next_order_, other.next_order_);
  std::swap(lines_, other.lines_);
  std::swap(term_, other.term_);
  std::swap(now_, other.now_);
  std::swap(items_, other.items_);
  return *this;
}

Outbox::~Outbox() {
  if (!unwritten_.empty() && descriptor_ >= 0) write_all(descriptor_, unwritten_);
  for (const int descriptor : {descriptor_, lock_})
    if (descriptor >= 0) close(descriptor);
}

/// One that cannot be read was never finished, so what it says was never sent.
void Outbox::take_line(const std::string& line) {
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_object()) return;
  const auto id = field<std::string>(json, "id", "");
  if (id.empty()) return;
  if (json.contains("body")) {
    items_[id] = {field<std::string>(json, "body", ""), next_order_++, std::nullopt};
  } else if (field(json, "accepted", false)) {
    const auto found = items_.find(id);
    const core::Instant at = instant_in(json, "at", {});
    if (found != items_.end())
      found->second.accepted =
          Accepted{at, field<std::string>(json, "term", ""), instant_in(json, "since", at)};
  } else {
    items_.erase(id);
  }
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
  for (std::string line; std::getline(file, line);) outbox.take_line(line);
  outbox.folder_ = folder;
  if (auto compacted = outbox.compact(); !compacted) return core::Unexpected{compacted.error()};
  return outbox;
}

/// Into a new file, which takes the old one's place when it is on the disk.
core::Result<bool, std::string> Outbox::compact() {
  std::string text;
  std::size_t lines = 0;
  for (const std::string& id : in_order()) {
    const Item& item = items_.at(id);
    text += put_line(id, item.body);
    ++lines;
    if (!item.accepted) continue;
    text += accepted_line(id, *item.accepted);
    ++lines;
  }
  const fs::path fresh = folder_ / "outbox.new";
  const int descriptor =
      ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) return failed("the outbox cannot be written:", fresh);
  if (!write_all(descriptor, text) || fdatasync(descriptor) != 0 ||
      rename(fresh.c_str(), (folder_ / "outbox.jsonl").c_str()) != 0 || !sync_folder(folder_)) {
    auto error = failed("the outbox cannot be written:", fresh);
    close(descriptor);
    return error;
  }
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = descriptor;
  lines_ = lines;
  unwritten_.clear();  // the new file says it all
  must_sync_ = false;
  torn_ = false;
  return true;
}

void Outbox::add_line(const std::string& line) {
  if (descriptor_ < 0) return;
  unwritten_ += line;
  ++lines_;
}

bool Outbox::put(const std::string& id, const std::string& body) {
  if (const Item* known = find(id)) return known->body == body;
  items_[id] = {body, next_order_++, std::nullopt};
  add_line(put_line(id, body));
  must_sync_ = true;
  return true;
}

core::Result<bool, std::string> Outbox::sync() {
  if (unwritten_.empty()) return true;
  if (std::exchange(torn_, false)) unwritten_.insert(0, "\n");
  if (!write_all(descriptor_, unwritten_) || (must_sync_ && fdatasync(descriptor_) != 0)) {
    torn_ = true;
    return core::Unexpected{std::string("the outbox cannot be written: ") + std::strerror(errno) +
                            "; nothing was sent"};
  }
  unwritten_.clear();
  must_sync_ = false;
  return true;
}

void Outbox::accept(const std::string& id, const std::string& term, core::Instant at) {
  const auto found = items_.find(id);
  if (found == items_.end()) return;
  found->second.accepted = Accepted{at, term, at};
  add_line(accepted_line(id, *found->second.accepted));
}

void Outbox::confirm(const std::string& id, core::Instant at) {
  const auto found = items_.find(id);
  if (found == items_.end()) return;
  // Only the end of a journal can be lost: what has outlived other terms need not begin anew.
  const std::optional<Accepted>& known = found->second.accepted;
  if (known && known->term == term_) return;
  const core::Duration outlived = known ? known->outlived : core::Duration{0};
  found->second.accepted = Accepted{known ? known->at : at, term_, now_ - outlived};
  add_line(accepted_line(id, *found->second.accepted));
}

void Outbox::heard(const std::string& term, core::Instant now) {
  if (term == term_) {
    now_ = std::max(now_, now);
  } else {
    for (auto& [id, item] : items_)
      if (item.accepted && item.accepted->term == term_)
        item.accepted->outlived = std::max(core::Duration{0}, now_ - item.accepted->since);
    term_ = term;
    now_ = now;
  }
  std::erase_if(items_, [this](const auto& item) {
    return item.second.accepted && now_ - item.second.accepted->at > offered_for;
  });
}

void Outbox::forget_outlived(double clock_speed) {
  const auto span = std::chrono::duration<double, std::milli>(kept_for) * clock_speed;
  std::erase_if(items_, [&](const auto& item) {
    return item.second.accepted && item.second.accepted->term == term_ &&
           now_ - item.second.accepted->since > span;
  });
}

void Outbox::refuse(const std::string& id) {
  if (items_.erase(id) > 0) add_line(refused_line(id));
}

const Outbox::Item* Outbox::find(const std::string& id) const {
  const auto found = items_.find(id);
  return found == items_.end() ? nullptr : &found->second;
}

std::vector<std::string> Outbox::in_order() const {
  std::vector<std::string> ids;
  ids.reserve(items_.size());
  for (const auto& [id, unused] : items_) ids.push_back(id);
  std::sort(ids.begin(), ids.end(), [this](const std::string& a, const std::string& b) {
    return items_.at(a).order < items_.at(b).order;
  });
  return ids;
}

std::size_t Outbox::waiting() const {
  return static_cast<std::size_t>(std::count_if(
      items_.begin(), items_.end(), [](const auto& item) { return !item.second.accepted; }));
}

core::Result<bool, std::string> Outbox::tidy() {
  const bool worth_it = lines_ > least_lines && lines_ > 8 * items_.size();
  return descriptor_ >= 0 && worth_it ? compact() : core::Result<bool, std::string>(true);
}

}  // namespace shao::client
