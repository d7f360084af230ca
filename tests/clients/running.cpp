#include "tests/clients/running.hpp"

#include <boost/test/unit_test.hpp>

namespace shao::test {

Running::Running() {
  local::StackSettings settings;
  settings.data = folder_.path() / "data";
  settings.config = SHAO_SOURCE_DIR "/config/shunyi";
  settings.bin = SHAO_BIN_DIR;
  settings.listen = "tcp://127.0.0.1:*";
  auto stack = local::Stack::start(settings);
  BOOST_REQUIRE_MESSAGE(stack.has_value(), (stack ? "" : stack.error()));
  stack_.emplace(std::move(*stack));
}

std::string Running::profile(const std::string& office) {
  return stack_->folder().profile_of(core::OfficeId(office)).string();
}

std::vector<std::string> Running::with_redis(std::vector<std::string> arguments,
                                             journal::RedisUser user) {
  for (const std::string& flag :
       {std::string("--redis"), stack_->redis_url(), std::string("--redis-user"),
        std::string(name_of(user)), std::string("--redis-password-file"),
        stack_->folder().redis_password(user).string()})
    arguments.push_back(flag);
  return arguments;
}

Running& running() {
  static Running one;
  return one;
}

Ran as(const std::string& office, std::vector<std::string> arguments, const std::string& locale) {
  return shao(arguments, {{"SHAO_PROFILE", running().profile(office)}, {"LC_ALL", locale}});
}

std::string dispatched(const std::string& id) {
  const Ran raised =
      as(community, {"raise", "--id", id, "--unit", community, "--kind", "DEMAND", "--category",
                     "PROPERTY", "--title", "电梯停运", "--reporter-name", "张三丰",
                     "--reporter-phone", "13812341234", "--json"});
  BOOST_REQUIRE_MESSAGE(raised.exit == 0, raised.err);
  const std::string whistle = raised.json()["whistle"];
  BOOST_REQUIRE(as(street, {"approve", whistle}).exit == 0);
  return whistle;
}

}  // namespace shao::test
