#include "tests/chaos/judge.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "clients/drill/accounting.hpp"
#include "clients/drill/drill.hpp"
#include "clients/drill/journal_reader.hpp"
#include "dispatcher/codec/position.hpp"
#include "tests/chaos/offices.hpp"
#include "tests/chaos/told_file.hpp"
#include "tests/files.hpp"
#include "tests/sim/book.hpp"

namespace shao::chaos {

namespace {

using codec::Json;
using Millis = TrueTime::Millis;

/// Instants are whole milliseconds, and two processes look at the machine's clock.
constexpr Millis clock_blur{20};

std::int64_t whole(Millis millis) {
  return static_cast<std::int64_t>(std::ceil(millis.count()));
}

/// One event as some office was first told of it.
struct FirstTold {
  Millis at;
  std::string name;
};

class Judge {
 public:
  explicit Judge(Evidence evidence)
      : evidence_(std::move(evidence)),
        rules_{std::make_shared<const config::Configuration>(evidence_.configuration)},
        book_(rules_, [this](const std::string& what) { complaint_of_the_book(what); }) {}

  Judgement run() {
    for (const config::Key& key : evidence_.configuration.keys)
      if (!key.revoked)
        told_.following(key.office, {.from = 0, .sees_all = key.roles.any_of(core::sees_all)});
    for (std::size_t i = 0; i < evidence_.office_processes; ++i) {
      const auto read =
          ToldFile::read(told_path(evidence_.data, i), [this](const Json& line) { hear(line); });
      if (!read) wrong(read.error());
    }
    const auto read =
        drill::read_journal(evidence_.redis_url, evidence_.configuration.policy.jurisdiction,
                            [this](const core::Record& record) { take(record); });
    if (!read) wrong("the journal cannot be read: " + read.error());
    close();
    return std::move(judgement_);
  }

 private:
  void wrong(std::string what) { judgement_.violations.push_back(std::move(what)); }

  /// The book says what in words; two of its findings are counted in the last line.
  void complaint_of_the_book(const std::string& what) {
    if (what.find(" a second time") != what.npos) ++judgement_.doubled;
    if (what.find(" before it was due") != what.npos) ++judgement_.early;
    wrong(what);
  }

  // ---- what the offices were told --------------------------------------------------------------

  void hear(const Json& line) {
    const core::OfficeId office(line.value("office", ""));
    if (line.contains("sent")) {
      bodies_[{office, line["sent"]}] = line["body"];
    } else if (line.contains("answered")) {
      hear_answer(office, line["answered"], line["body"], line.value("taken_back", false));
    } else if (line.contains("event")) {
      hear_event(office, line);
    } else if (line.contains("rewound")) {
      wrong(office.str() + " was told that the journal went back, to " +
            line["rewound"].get<std::string>());
    } else if (line.contains("failed")) {
      wrong(office.str() + ": command " + line["failed"].get<std::string>() +
            " failed: " + codec::dump(line["body"]));
    }
  }

  void hear_answer(core::OfficeId office, const std::string& id, const Json& body,
                   bool taken_back) {
    const std::string name = "command " + id + " of " + office.str();
    const auto sent = bodies_.find({office, id});
    if (sent == bodies_.end()) return wrong(name + " was answered and never sent");
    const auto known = told_.commands().find({office, id});
    const bool accepted = body.value("ok", false);
    if (!accepted) {
      ++judgement_.refused;
      if (taken_back || known != told_.commands().end()) {
        ++judgement_.lost;
        wrong(name + " was accepted, and later refused: " + codec::dump(body));
      }
      return;
    }
    if (known != told_.commands().end() &&
        known->second.number != body.value("number", core::EventNumber{0})) {
      ++judgement_.doubled;
      return wrong(name + " was answered with event " + std::to_string(known->second.number) +
                   ", and later: " + codec::dump(body));
    }
    told_.accepted(office, id, sent->second, body);
  }

  void hear_event(core::OfficeId office, const Json& line) {
    const auto position = codec::parse_position(line["event"].get<std::string>());
    if (!position) return wrong(office.str() + " was sent event " + line["event"].dump());
    ++judgement_.told;
    if (position->number <= evidence_.target) told_.received(office, position->number);
    const std::string name = line["body"].value("event", "");
    const Millis at{line.value("at", 0.0)};
    const auto [first, fresh] = first_told_.try_emplace(position->number, FirstTold{at, name});
    if (fresh) return;
    first->second.at = std::min(first->second.at, at);
    if (first->second.name != name)
      wrong(office.str() + " was sent event " + std::to_string(position->number) + " as " + name +
            ", somebody else as " + first->second.name);
  }

  // ---- the journal -----------------------------------------------------------------------------

  void take(const core::Record& record) {
    if (auto strange = evidence_.time.take(record)) wrong(*strange);
    book_.take(record);
    if (record.last() <= evidence_.target) audit_.take(record);
    const Millis recorded = evidence_.time.of(record.at);
    core::EventNumber number = record.first;
    for (const core::Event& event : record.events) {
      compare_with_first_told(number, event, recorded);
      ++number;
      const auto* fired = std::get_if<core::LevelFired>(&event);
      if (fired == nullptr) continue;
      ++judgement_.levels;
      lateness_.push_back(recorded - evidence_.time.due(fired->due));
    }
  }

  /// Nobody can have been told of it before it happened: a term whose clock runs ahead would stamp
  /// it so.
  void compare_with_first_told(core::EventNumber number, const core::Event& event,
                               Millis recorded) {
    const auto found = first_told_.find(number);
    if (found == first_told_.end()) return;
    if (found->second.name != core::name_of(event))
      wrong("event " + std::to_string(number) + " was sent as " + found->second.name +
            ", the journal has " + std::string(core::name_of(event)));
    if (recorded <= found->second.at + clock_blur) return;
    if (std::holds_alternative<core::LevelFired>(event)) ++judgement_.early;
    wrong("event " + std::to_string(number) + " (" + std::string(core::name_of(event)) +
          ") is stamped " + std::to_string(whole(recorded - found->second.at)) +
          " ms after somebody was told of it");
  }

  /// No log, and no file of Redis, may hold a resident's particulars in clear: every telephone
  /// number that was raised is looked for, and of names and addresses the first hundred of each.
  void look_for_particulars() {
    constexpr std::size_t most = 100;
    std::set<std::string> phones, names, addresses;
    for (const auto& [key, body] : bodies_) {
      if (body.contains("reporter")) {
        phones.insert(body["reporter"].value("phone", ""));
        if (names.size() < most) names.insert(body["reporter"].value("name", ""));
      }
      if (body.contains("place") && body["place"].is_object() && addresses.size() < most)
        addresses.insert(body["place"].value("address", ""));
    }
    names.insert(addresses.begin(), addresses.end());
    names.erase("");
    for (const char* folder : {"log", "redis"})
      for (const auto& entry :
           std::filesystem::recursive_directory_iterator(evidence_.data / folder)) {
        if (!entry.is_regular_file()) continue;
        const std::string text = test::read_text(entry.path());
        if (auto phone = phone_in(text, phones); !phone.empty())
          wrong(entry.path().string() + " holds the telephone number " + phone);
        for (const std::string& name : names)
          if (text.find(name) != std::string::npos) wrong(entry.path().string() + " holds " + name);
      }
  }

  static std::string phone_in(const std::string& line, const std::set<std::string>& phones) {
    constexpr const char* digits = "0123456789";
    for (std::size_t at = line.find_first_of(digits); at != line.npos;) {
      const std::size_t end = std::min(line.find_first_not_of(digits, at), line.size());
      if (std::string number = line.substr(at, end - at); phones.contains(number)) return number;
      at = line.find_first_of(digits, end);
    }
    return {};
  }

  void close() {
    look_for_particulars();
    drill::Verdict verdict = audit_.close(told_);
    judgement_.acknowledged = told_.commands().size();
    judgement_.lost += verdict.lost;
    judgement_.doubled += verdict.duplicated;
    for (std::string& what : verdict.examples) wrong(std::move(what));
    for (std::string& what : verdict.faults) wrong(std::move(what));
    if (auto what = book_.overdue(evidence_.settled); !what.empty())
      wrong(what + " was due and is not recorded");
    if (first_told_.size() > 0 && first_told_.rbegin()->first > book_.last_event())
      wrong("event " + std::to_string(first_told_.rbegin()->first) +
            " was sent, and the journal ends with event " + std::to_string(book_.last_event()));
    judgement_.whistles = book_.cases().size();
    judgement_.events = book_.last_event();
    judgement_.terms = book_.terms();
    std::sort(lateness_.begin(), lateness_.end());
    judgement_.late_p99_ms = whole(drill::quantile(lateness_, 0.99));
    judgement_.late_max_ms = lateness_.empty() ? 0 : whole(lateness_.back());
  }

  Evidence evidence_;
  Judgement judgement_;
  const sim::Policies rules_;
  sim::Book book_;
  drill::Audit audit_;
  drill::Told told_;
  std::map<std::pair<core::OfficeId, std::string>, Json> bodies_;
  std::map<core::EventNumber, FirstTold> first_told_;
  std::vector<Millis> lateness_;
};

}  // namespace

Judgement judge(Evidence evidence) {
  return Judge(std::move(evidence)).run();
}

}  // namespace shao::chaos
