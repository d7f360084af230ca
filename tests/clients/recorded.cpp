#include "tests/clients/recorded.hpp"

#include <boost/test/unit_test.hpp>

#include "dispatcher/codec/record_json.hpp"
#include "tests/core/support.hpp"

namespace shao::test {

namespace {

std::vector<core::Record> decided() {
  namespace cast = core::test;
  using namespace core;
  const auto at = [](const char* time) { return cast::at(std::string("2026-03-09 ") + time); };
  const auto acknowledge = [&](cast::Desk& desk, const char* time, WhistleId whistle) {
    for (const char* office : {"ZJW", "SJ", "SF"})
      desk.accept(at(time), cast::liaison(office), Acknowledge{whistle});
  };

  cast::Desk desk;
  desk.claim(at("08:30"));
  desk.journal.push_back(
      {desk.state.last_event() + 1, at("08:30"), {}, false, {PolicyAdopted{desk.policy.version}}});
  desk.state.apply(desk.journal.back());

  const WhistleId gas = desk.raise(at("09:00"), cast::gas_leak("G-1"));
  desk.accept(at("09:02"), cast::liaison("RQ"), Acknowledge{gas});
  desk.accept(at("09:05"), cast::officer("RQ"), Contact{gas, {"sealed"}, "电话"});
  desk.accept(at("09:20"), cast::officer("RQ"), ReportIn{gas, "王", "3号楼", ""});
  desk.accept(at("09:50"), cast::officer("RQ"), Progress{gas, "关阀"});

  const WhistleId slow = desk.raise(at("10:00"), cast::demand("D-1"));
  desk.accept(at("10:05"), cast::leader(), Approve{slow});
  Raise second = cast::demand("D-2");
  second.title.clear();
  second.detail = "电梯停运，物业无人接听";
  const WhistleId late = desk.raise(at("10:30"), second);
  const WhistleId nobody = desk.raise(at("10:40"), cast::nobodys("N-1"));
  acknowledge(desk, "10:50", slow);
  desk.accept(at("10:55"), cast::officer("ZJW"), Contact{slow, {"sealed"}, "电话"});
  desk.accept(at("11:00"), cast::dispatcher(), Assign{nobody, OfficeId("CGZF"), {}, "管辖"});
  desk.accept(at("11:02"), cast::liaison("CGZF"), Acknowledge{nobody});
  const WhistleId taxi = desk.raise(at("11:10"), cast::black_taxi("T-1"));
  desk.accept(at("11:11"), cast::leader(), Withdraw{taxi, "误报"});

  Raise work = cast::demand("K-1");
  work.unit = OfficeId(cast::street_code);
  work.kind = KindId("KEY_WORK");
  const WhistleId key_work = desk.raise(at("11:20"), work);
  desk.accept(at("11:25"), cast::top_leader(), Approve{key_work});
  acknowledge(desk, "11:26", key_work);
  desk.accept(at("11:30"), cast::leader(), Approve{late});
  Raise practice = cast::demand("E-1");
  practice.exercise = true;
  const WhistleId exercise = desk.raise(at("11:30"), practice);
  desk.accept(at("11:35"), cast::leader(), Approve{exercise});
  desk.accept(at("11:40"), cast::liaison("SJ"), Acknowledge{late});
  desk.accept(at("11:40"), cast::liaison("SF"), Acknowledge{late});
  desk.raise(at("14:00"), cast::demand("D-3"));
  desk.wake(at("14:25"));
  desk.accept(at("14:30"), cast::liaison("ZJW"), Acknowledge{late});
  desk.accept(at("14:35"), cast::officer("ZJW"), Contact{late, {"sealed"}, "电话"});
  desk.wake(at("18:00"));
  return desk.journal;
}

}  // namespace

const std::vector<core::Record>& a_day_in_march() {
  static const std::vector<core::Record> records = decided();
  return records;
}

std::vector<archive::Linked> entries_of(const std::vector<core::Record>& records) {
  std::vector<archive::Linked> entries;
  std::string chain;
  std::uint64_t epoch = 0;
  for (const core::Record& record : records) {
    const auto* claim = std::get_if<core::TermClaimed>(&record.events.front());
    if (claim != nullptr) epoch = claim->epoch;
    journal::Entry entry{epoch, record.first + record.events.size() - 1,
                         codec::encode_batch({codec::encode_record(record)}), ""};
    chain = journal::chain(chain, journal::entry_id(entry.epoch, entry.last), entry.bytes);
    if (claim == nullptr) entry.hash = chain;
    entries.push_back({std::move(entry), chain});
  }
  return entries;
}

void archive_to(const std::string& file, const std::vector<archive::Linked>& entries,
                const std::string& jurisdiction) {
  auto archive = archive::Archive::open_to_write(file, jurisdiction);
  BOOST_REQUIRE_MESSAGE(archive.has_value(), (archive ? "" : archive.error().message));
  const auto added = archive->add(entries, std::nullopt, {});
  BOOST_REQUIRE_MESSAGE(added.has_value(), (added ? "" : added.error().message));
}

void tamper(const std::string& file, const std::string& sql) {
  auto database = archive::Database::open(file, archive::Database::Access::write);
  BOOST_REQUIRE(database.has_value());
  database->run("PRAGMA foreign_keys = OFF");
  database->run(sql);
  BOOST_REQUIRE_MESSAGE(!database->problem(), sql);
}

}  // namespace shao::test
