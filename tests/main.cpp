// The one place Boost.Test is compiled: every test program links this. What the product logs while
// it is tested is kept back, since a failed check drowned in it; SHAO_TEST_LOG=1 shows it. A case
// that does not end is named before the runner ends its program, which otherwise says only that.
#define BOOST_TEST_MODULE shaodao
#include <spdlog/spdlog.h>

#include <boost/test/tree/observer.hpp>
#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>

namespace {

struct QuietLog {
  QuietLog() {
    if (std::getenv("SHAO_TEST_LOG") == nullptr) spdlog::set_level(spdlog::level::off);
  }
};

/// Says on standard error which case has been at work for a minute. From a thread: a signal would
/// interrupt what the case waits for.
class SlowCase : public boost::unit_test::test_observer {
 public:
  SlowCase() { boost::unit_test::framework::register_observer(*this); }
  ~SlowCase() override { boost::unit_test::framework::deregister_observer(*this); }

  void test_unit_start(const boost::unit_test::test_unit& unit) override {
    if (unit.p_type == boost::unit_test::TUT_CASE) now_at(unit.p_name.get());
  }
  void test_unit_finish(const boost::unit_test::test_unit& unit, unsigned long) override {
    if (unit.p_type == boost::unit_test::TUT_CASE) now_at({});
  }

 private:
  void now_at(std::string name) {
    const std::lock_guard lock(mutex_);
    name_ = std::move(name);
    ++turn_;
    changed_.notify_one();
  }

  void watch(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      const std::uint64_t turn = turn_;
      const auto another = [&] { return turn_ != turn; };
      if (changed_.wait_for(lock, stop, std::chrono::minutes{1}, another) ||
          stop.stop_requested() || name_.empty())
        continue;
      std::cerr << "after a minute still in " << name_ << std::endl;
      changed_.wait(lock, stop, another);
    }
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::string name_;
  std::uint64_t turn_ = 0;
  std::jthread watcher_{[this](const std::stop_token& stop) { watch(stop); }};
};

}  // namespace

BOOST_TEST_GLOBAL_FIXTURE(QuietLog);
BOOST_TEST_GLOBAL_FIXTURE(SlowCase);
