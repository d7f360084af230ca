// A disk of Redis that fills up, a real small one: new whistles are refused in time, those that
// were raised go on, and a Redis that ended for want of room comes back by its reserve.
#include <sys/mount.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <thread>

#include "tests/e2e/support.hpp"

namespace shao::e2e {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;

/// A file system of its own at a path.
class SmallDisk {
 public:
  SmallDisk(std::filesystem::path path, const std::string& size) : path_(std::move(path)) {
    std::filesystem::create_directories(path_);
    mounted_ = ::mount("tmpfs", path_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (mounted_) ::umount2(path_.c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  /// Until so much is left.
  void fill_up_to(std::uint64_t left) {
    const auto available = std::filesystem::space(path_).available;
    BOOST_REQUIRE(available > left);
    std::ofstream file(path_ / "filler", std::ios::binary | std::ios::app);
    const std::string block(4096, 'x');
    for (auto size = available - left; size >= block.size() && file; size -= block.size())
      file << block << std::flush;
  }
  void empty() { std::filesystem::remove(path_ / "filler"); }
  bool has_reserve() const { return std::filesystem::exists(path_ / "reserve"); }

 private:
  std::filesystem::path path_;
  bool mounted_ = false;
};

Json raise_of(const std::string& record) {
  return {{"do", "raise"},    {"id", record},           {"unit", "110113001"},
          {"kind", "DEMAND"}, {"category", "PROPERTY"}, {"title", "电梯停运"}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_disk_that_fills_up_keeps_out_new_whistles_and_the_others_go_on) {
  const test::TempFolder folder;
  // Redis' folder is there before the stack, which makes the rest of its own.
  must(local::DataFolder::open(folder.path() / "data", SHAO_SOURCE_DIR "/config/shunyi"));
  SmallDisk disk(folder.path() / "data/redis", "64m");
  if (!disk.mounted()) {
    BOOST_TEST_MESSAGE("not tried: only root can mount a small file system");
    return;
  }
  std::string said;
  local::StackSettings settings = settings_in(folder.path() / "data");
  settings.reserve = 16 * mebibyte;
  settings.say = [&](const std::string& what) { said += what + "\n"; };
  auto stack = must(local::Stack::start(settings));
  BOOST_TEST(disk.has_reserve());
  Desk street(stack, "110113001");
  const auto first = street.command("raise:1", raise_of("1"));
  BOOST_REQUIRE(first && first->value("ok", false));
  BOOST_TEST((*street.ask({{"ask", "status"}}))["storage"]["low"] == false);

  const auto until_low = [&](bool low) {
    const auto until = Steady::now() + 15s;
    while (Steady::now() < until) {
      const auto status = street.ask({{"ask", "status"}});
      if (status && (*status)["storage"]["low"] == low) return true;
      std::this_thread::sleep_for(100ms);
    }
    return false;
  };
  disk.fill_up_to(5 * mebibyte);
  BOOST_REQUIRE(until_low(true));
  const auto refused = street.command("raise:2", raise_of("2"));
  BOOST_REQUIRE(refused.has_value());
  BOOST_TEST(refused->value("refused", "") == "storage_low", refused->dump());
  BOOST_TEST(refused->value("message_zh", "").find("请致电指挥中心") != std::string::npos);
  // The one that was accepted is told so again, and goes on.
  const auto repeated = street.command("raise:1:again", raise_of("1"));
  BOOST_REQUIRE(repeated.has_value());
  BOOST_TEST(repeated->value("whistle", "") == first->value("whistle", "-"), repeated->dump());
  const Json withdraw{{"do", "withdraw"}, {"whistle", (*first)["whistle"]}, {"reason", "误报"}};
  const auto moved = street.command("withdraw", withdraw);
  BOOST_REQUIRE(moved.has_value());
  BOOST_TEST(moved->value("ok", false), moved->dump());
  disk.empty();
  BOOST_REQUIRE(until_low(false));
  // More than what is left of one page of a file, since the room of that is taken already.
  std::vector<std::string> whistles;
  for (int i = 3; i < 23; ++i) {
    const auto accepted = street.command("raise:" + std::to_string(i), raise_of(std::to_string(i)));
    BOOST_REQUIRE(accepted.has_value());
    BOOST_TEST(accepted->value("ok", false), accepted->dump());
    whistles.push_back(accepted->value("whistle", ""));
  }

  // Not a page is left: Redis ends at an append, and its reserve brings it back.
  disk.fill_up_to(0);
  for (const std::string& whistle : whistles) {
    const Json last{{"do", "withdraw"}, {"whistle", whistle}, {"reason", "误报"}};
    const auto answered = street.command("withdraw:" + whistle, last, 40s);
    BOOST_REQUIRE(answered.has_value());
    BOOST_TEST(answered->value("ok", false), answered->dump());
  }
  BOOST_TEST(said.find("redis-server has ended") != std::string::npos, said);
  BOOST_TEST(said.find("its reserve of 16 MiB was given back") != std::string::npos, said);
  BOOST_TEST(!disk.has_reserve());
  disk.empty();
  const auto until = Steady::now() + 20s;
  while (!disk.has_reserve() && Steady::now() < until) {
    stack.tend();
    std::this_thread::sleep_for(50ms);
  }
  BOOST_TEST(disk.has_reserve());
}

}  // namespace shao::e2e
