// Whistles from files: JSON lines and CSV. What is taken is a raise that has a record's number.
#include "clients/cli/records.hpp"
#include "clients/lib/client.hpp"
#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

namespace {

void check(const cli::Records& records) {
  for (const cli::GoodRecord& good : records.good) {
    require(good.line > 0 && good.body.value("do", "") == "raise", "a good record is a raise");
    require(client::is_id(cli::command_id_of(good.body)), "its command has an id that can be sent");
  }
  for (const cli::BadRecord& bad : records.bad)
    require(bad.line > 0 && !bad.problem.empty(), "a bad record has its line and the problem");
}

}  // namespace

void import(std::string_view bytes) {
  check(cli::records_from_json_lines(bytes));
  if (const auto records = cli::records_from_csv(bytes)) check(*records);
}

}  // namespace shao::fuzz
