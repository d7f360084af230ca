#include "tests/e2e/support.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

namespace shao::e2e {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

void fail_for(const std::string& reason) {
  BOOST_FAIL(reason);
  throw std::logic_error(reason);  // BOOST_FAIL has thrown
}

local::StackSettings settings_in(const std::filesystem::path& data) {
  local::StackSettings settings;
  settings.data = data;
  settings.config = SHAO_SOURCE_DIR "/config/shunyi";
  settings.bin = SHAO_BIN_DIR;
  settings.listen = "tcp://127.0.0.1:*";
  settings.reserve = std::uint64_t{1} << 20;
  return settings;
}

Desk::Desk(local::Stack& stack, const std::string& office) : stack_(stack) {
  const auto profile =
      must(client::read_profile(stack.folder().profile_of(core::OfficeId(office))));
  client_.emplace(must(client::Client::open(context_, profile)));
}

std::optional<Json> Desk::command(const std::string& id, const Json& body,
                                  std::chrono::milliseconds patience) {
  BOOST_REQUIRE(client_->send(id, body));
  return answer_to(id, patience);
}

std::optional<Json> Desk::ask(const Json& body, std::chrono::milliseconds patience) {
  const std::string id = "q" + std::to_string(++questions_);
  client_->ask(id, body);
  return answer_to(id, patience);
}

std::optional<Json> Desk::answer_to(const std::string& id, std::chrono::milliseconds patience) {
  const auto until = Steady::now() + patience;
  while (Steady::now() < until) {
    stack_.tend();
    BOOST_REQUIRE(client_->wait(10ms).has_value());
    while (auto news = client_->take()) {
      if (auto* answer = std::get_if<client::Answered>(&*news); answer && answer->id == id)
        return std::move(answer->body);
      if (auto* failed = std::get_if<client::Failed>(&*news); failed && failed->id == id)
        return std::move(failed->body);
    }
  }
  return std::nullopt;
}

void Silent::refused(const std::string& office, const std::string& command, const Json& answer) {
  notes_ += office + " " + command + " refused: " + answer.value("message", "") + "\n";
}

void Silent::said(const std::string& what) {
  notes_ += what + "\n";
}

std::string wrongs_of(const drill::DrillResult& result) {
  std::string text;
  for (const std::string& fault : result.verdict.faults) text += fault + "\n";
  for (const std::string& example : result.verdict.examples) text += example + "\n";
  if (!result.unfinished.empty()) text += result.unfinished + "\n";
  if (!result.verdict.clean()) text += result.verdict.line() + "\n";
  return text;
}

}  // namespace shao::e2e
