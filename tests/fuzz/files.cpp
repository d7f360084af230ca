// A client's own files, by another hand: its outbox, its key, its profile.
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "clients/lib/outbox.hpp"
#include "clients/lib/profile.hpp"
#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

namespace {

namespace fs = std::filesystem;

/// In memory, where syncing a file costs nothing; gone at the end.
class Folder {
 public:
  Folder() {
    std::string path =
        fs::exists("/dev/shm") ? "/dev/shm/shao-fuzz-XXXXXX" : "/tmp/shao-fuzz-XXXXXX";
    require(::mkdtemp(path.data()) != nullptr, "there is room for a folder");
    path_ = path;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

const Folder& folder() {
  static const Folder made;
  return made;
}

void write(const fs::path& path, std::string_view bytes) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  require(descriptor >= 0 &&
              ::write(descriptor, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
          "there is room for a file");
  ::close(descriptor);
}

}  // namespace

void outbox(std::string_view bytes) {
  using shao::client::Outbox;
  static const fs::path path = folder() / "outbox";
  static const bool made = fs::create_directory(path);
  require(made, "the folder of the outbox was made");
  write(path / "outbox.jsonl", bytes);
  std::vector<std::string> ids;
  std::map<std::string, std::string> bodies;
  {
    const auto first = Outbox::open(path);
    require(first.has_value(), "an outbox opens whatever its file says");
    ids = first->in_order();
    for (const auto& [id, item] : first->items()) bodies[id] = item.body;
  }
  const auto again = Outbox::open(path);
  require(again.has_value() && again->in_order() == ids,
          "an outbox holds the same when opened again");
  for (const auto& [id, item] : again->items())
    require(bodies.at(id) == item.body, "what is to be sent stays what it was");
}

void key_file(std::string_view bytes) {
  static const fs::path path = folder() / "some.key";
  static const fs::path copy = folder() / "copy.key";
  write(path, bytes);
  const auto file = wire::read_key_file(path);
  if (!file) return require(file.error().find(path.string()) == 0, "an error names the file");
  fs::remove(copy);
  const auto written = wire::write_key_file(copy, *file);
  require(written.has_value(), "a key that was read can be written");
  const auto again = wire::read_key_file(copy);
  require(again.has_value() && *again == *file, "a key file is read back as it was written");
}

void profile(std::string_view bytes) {
  static const fs::path path = folder() / "office.toml";
  static const bool made = [] {
    const auto keys = wire::new_key_pair();
    return wire::write_key_file(folder() / "ZJW.key", {"ZJW", keys}).has_value();
  }();
  require(made, "the profile's key was made");
  write(path, bytes);
  for (const bool chinese : {false, true}) {
    const auto settings = shao::client::read_profile(path, chinese);
    if (!settings) {
      require(settings.error().size() > path.string().size(), "what is no profile has a reason");
      continue;
    }
    require(!settings->brokers.empty() && shao::client::check(*settings).has_value(),
            "a profile that was taken is whole");
  }
}

}  // namespace shao::fuzz
