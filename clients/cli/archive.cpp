#include "clients/cli/archive.hpp"

#include <charconv>
#include <chrono>
#include <csignal>
#include <iostream>
#include <thread>

#include "clients/cli/table.hpp"
#include "config/config.hpp"
#include "dispatcher/archive/archiver.hpp"
#include "dispatcher/archive/heads.hpp"
#include "dispatcher/archive/restore.hpp"
#include "dispatcher/archive/search.hpp"

namespace shao::cli {

namespace {

using namespace std::chrono_literals;
using codec::Json;

constexpr auto look_again = 200ms;
constexpr auto try_again = 1s;

volatile std::sig_atomic_t archive_interrupted = 0;  // set by Ctrl-C, which ends --follow cleanly

std::string sentence_of(const archive::Error& error) {
  return chinese() ? error.message_zh : error.message;
}

void wait(std::chrono::milliseconds most) {
  constexpr auto step = 20ms;
  for (auto waited = 0ms; waited < most && archive_interrupted == 0; waited += step)
    std::this_thread::sleep_for(step);
}

/// One who follows the journal: connects, and connects again.
class ArchiveRun {
 public:
  ArchiveRun(const ArchiveFlags& flags, archive::Archive& archive,
             std::optional<archive::HeadLog> heads)
      : flags_(flags), archive_(archive), archiver_(archive), heads_(std::move(heads)) {}

  Exit run() {
    for (;;) {
      const auto step = one_step();
      if (!step) {
        const bool passing = step.error().kind == archive::ErrorKind::redis;
        if (!flags_.follow || !passing) return complain_of(step.error());
        // Once for each trouble, not once a second.
        if (const std::string trouble = sentence_of(step.error()); trouble != trouble_)
          complain(trouble_ = trouble);
        wait(try_again);
      } else {
        trouble_.clear();
        entries_ += step->entries;
        last_ = step->last;
        if (step->rewound) tell(*step->rewound);
        if (!sign_when_due()) return Exit::local_failure;
        if (step->entries == 0 && !flags_.follow) break;
        if (step->entries == 0) wait(look_again);
      }
      if (archive_interrupted != 0) break;
    }
    if (!sign()) return Exit::local_failure;
    tell_end();
    return Exit::done;
  }

 private:
  bool sign_when_due() {
    const auto now = std::chrono::steady_clock::now();
    if (now < sign_next_) return true;
    sign_next_ = now + std::chrono::seconds{flags_.heads_every};
    return sign();
  }
  /// False when it cannot be written: who relies on signed heads must hear that there are none.
  bool sign() {
    if (!heads_) return true;
    const auto end = archive_.end();
    if (!end) {
      complain(sentence_of(end.error()));
      return false;
    }
    if (!*end) return true;
    const auto written = heads_->write((*end)->linked);
    if (!written) complain(written.error());
    return written.has_value();
  }

  archive::Result<archive::Step> one_step() {
    const auto failed = [](const journal::Error& error) {
      return core::Unexpected{
          archive::Error{archive::ErrorKind::redis, error.message, error.message}};
    };
    if (!redis_ || redis_->problem()) {
      redis_.reset();
      const auto address =
          journal::address_of(flags_.redis.address, flags_.redis.user, flags_.redis.password_file);
      if (!address) return failed(address.error());
      auto redis = journal::RedisConnection::connect(*address);
      if (!redis) return failed(redis.error());
      if (const auto ready = redis->ready(10s); !ready) return failed(ready.error());
      redis_.emplace(std::move(*redis));
    }
    return archiver_.step(*redis_);
  }

  void tell(const archive::Rewound& rewound) {
    if (rewound.abandoned == told_) return;
    told_ = rewound.abandoned;
    const std::string events = std::to_string(rewound.events);
    complain(say("the journal was rewound: it and the archive part after " + rewound.fork + "; " +
                     events + " archived events up to " + rewound.abandoned +
                     " are kept and marked as taken back",
                 "台账已回退：与归档在 " + rewound.fork + " 之后分开；至 " + rewound.abandoned +
                     " 的 " + events + " 个已归档事件予以保留，并标记为已撤销"));
  }

  void tell_end() const {
    if (flags_.json)
      std::cout << codec::dump(Json{{"ok", true}, {"entries", entries_}, {"last", last_}}) << '\n';
    else
      std::cout << say("archived ", "已归档 ") << entries_
                << say(" entries more; the archive ends with event ", " 个新条目；归档至事件 ")
                << last_ << '\n';
  }

  const ArchiveFlags& flags_;
  archive::Archive& archive_;
  archive::Archiver archiver_;
  std::optional<archive::HeadLog> heads_;
  std::chrono::steady_clock::time_point sign_next_;  // the first at once
  std::optional<journal::RedisConnection> redis_;
  std::string trouble_;
  std::string told_;
  std::size_t entries_ = 0;
  core::EventNumber last_ = 0;
};

void tell_restored(const archive::Restored& restored) {
  const std::string end = journal::entry_id(restored.head.epoch, restored.head.number);
  std::cout << say("restored ", "已恢复 ") << restored.entries
            << say(" entries, checked; the journal ends with ", " 个条目，校验无误；台账止于 ")
            << end << '\n';
  if (!restored.configuration.empty())
    std::cout << say("next: shao config apply, of the folder whose version is ",
                     "下一步：shao config apply，应用版本为 ")
              << restored.configuration
              << say(" (shao config lint tells): no dispatcher leads without it",
                     " 的配置文件夹（用 shao config lint 查看版本）：没有它，调度程序无法接任")
              << '\n';
}

Exit run_restore(const ArchiveFlags& flags) {
  auto archive = archive::Archive::open_to_read(flags.restore);
  if (!archive) return complain_of(archive.error());
  auto redis = connect(flags.redis);
  if (!redis) {
    complain(redis.error().message);
    return Exit::local_failure;
  }
  // A named user has not the right to: who deploys has loaded them.
  if (flags.redis.user.empty())
    if (const auto loaded = journal::load_functions(*redis); !loaded) {
      complain(loaded.error().message);
      return Exit::local_failure;
    }
  const auto restored = archive::restore(*archive, flags.jurisdiction, *redis);
  if (!restored) return complain_of(restored.error());
  if (flags.json)
    std::cout << codec::dump(
                     Json{{"ok", true},
                          {"entries", restored->entries},
                          {"last", restored->head.number},
                          {"id", journal::entry_id(restored->head.epoch, restored->head.number)},
                          {"hash", restored->hash},
                          {"configuration", restored->configuration}})
              << '\n';
  else
    tell_restored(*restored);
  return Exit::done;
}

std::string taken_back_note(const archive::EventFound& found) {
  return found.taken_back ? say("  [taken back by a rewind]", "  【已因台账回退撤销】") : "";
}

Json json_of(const archive::EventFound& found) {
  Json event = found.event;
  if (found.taken_back) event["taken_back"] = true;
  return event;
}

void print_event(const archive::EventFound& found, const std::string& timezone) {
  std::cout << "  " << config::format_instant(found.at, timezone) << "  #"
            << text_in(found.event, "n") << "  " << codec::describe(found.event, chinese())
            << taken_back_note(found) << '\n';
}

std::optional<std::uint64_t> number_of(const std::string& whistle) {
  std::uint64_t number = 0;
  const char* const end = whistle.data() + whistle.size();
  if (!whistle.starts_with('W')) return std::nullopt;
  const auto [stopped, error] = std::from_chars(whistle.data() + 1, end, number);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

Exit show_timeline(archive::Archive& archive, const HistoryFlags& flags) {
  const auto number = number_of(flags.whistle);
  if (!number) {
    complain(
        say("\"" + flags.whistle + "\" is no number of a whistle; right would be: one like W12",
            "“" + flags.whistle + "”不是哨的编号；应形如 W12"));
    return Exit::bad_input;
  }
  const auto events = archive::timeline(archive, *number);
  if (!events) return complain_of(events.error());
  if (events->empty()) {
    complain(say("whistle \"" + flags.whistle +
                     "\" is not in the archive; right would be: a number like W12 that was raised",
                 "归档中没有哨“" + flags.whistle + "”；应为已有的编号，例如 W12"));
    return Exit::refused;
  }
  if (flags.json) {
    Json list = Json::array();
    for (const auto& one : *events) list.push_back(json_of(one));
    std::cout << codec::dump(Json{{"whistle", flags.whistle}, {"timeline", list}}) << '\n';
    return Exit::done;
  }
  std::cout << flags.whistle << "  " << exercise_mark(events->front().event)
            << text_in(events->front().event, "title") << '\n'
            << '\n'
            << say("Timeline", "全过程") << '\n';
  for (const auto& one : *events) print_event(one, flags.timezone);
  return Exit::done;
}

/// A time of the command line; the exit code when it is none.
core::Result<std::optional<core::Instant>, Exit> instant_of(const char* flag,
                                                            const std::string& text) {
  if (text.empty()) return std::optional<core::Instant>{};
  const auto instant = config::parse_instant(text);
  if (!instant) {
    complain(std::string(flag) + " \"" + text + "\": " + instant.error());
    return core::Unexpected{Exit::bad_input};
  }
  return std::optional<core::Instant>{*instant};
}

void print_whistles(const archive::Found& found, const std::string& timezone) {
  std::vector<std::vector<std::string>> rows{{say("whistle", "哨"), say("raised", "拟哨时间"),
                                              say("kind", "种类"), say("unit", "吹哨单位"),
                                              say("title", "标题")}};
  for (const auto& one : found.events) {
    const bool titled = one.event.contains("title");
    rows.push_back({text_in(one.event, "whistle"), config::format_instant(one.at, timezone),
                    text_in(one.event, "kind"), text_in(one.event, "unit"),
                    exercise_mark(one.event) + text_in(one.event, titled ? "title" : "detail") +
                        taken_back_note(one)});
  }
  print_table(rows);
}

}  // namespace

Exit complain_of(const archive::Error& error) {
  complain(sentence_of(error));
  switch (error.kind) {
    case archive::ErrorKind::foreign:
      return Exit::bad_input;
    case archive::ErrorKind::gap:
    case archive::ErrorKind::altered:
    case archive::ErrorKind::occupied:
      return Exit::refused;
    default:
      return Exit::local_failure;
  }
}

Exit run_archive(const ArchiveFlags& flags) {
  if (!flags.restore.empty()) return run_restore(flags);
  auto archive = archive::Archive::open_to_write(flags.to, flags.jurisdiction);
  if (!archive) return complain_of(archive.error());
  std::optional<archive::HeadLog> heads;
  if (!flags.heads.empty()) {
    auto key = archive::read_sign_key(flags.sign_key);
    if (!key) {
      complain("--sign-key: " + key.error());
      return Exit::bad_input;
    }
    auto log = archive::HeadLog::open(flags.heads, *key, flags.jurisdiction);
    if (!log) {
      complain("--heads: " + log.error());
      return Exit::local_failure;
    }
    heads.emplace(std::move(*log));
  }
  std::signal(SIGINT, [](int) { archive_interrupted = 1; });
  std::signal(SIGTERM, [](int) { archive_interrupted = 1; });
  return ArchiveRun(flags, *archive, std::move(heads)).run();
}

Exit run_history(const HistoryFlags& flags) {
  auto archive = archive::Archive::open_to_read(flags.archive);
  if (!archive) return complain_of(archive.error());
  if (!flags.whistle.empty()) return show_timeline(*archive, flags);
  archive::Question question;
  question.words = flags.words;
  question.kind = flags.kind;
  question.office = flags.office;
  question.event = flags.event;
  question.command = flags.command;
  question.limit = static_cast<std::size_t>(flags.limit);
  if (flags.before > 0) question.before = flags.before;
  const auto from = instant_of("--from", flags.from);
  const auto to = instant_of("--to", flags.to);
  if (!from || !to) return Exit::bad_input;
  question.from = *from;
  question.to = *to;
  const bool events = !flags.event.empty() || !flags.command.empty();
  const auto found = events ? archive::find_events(*archive, question)
                            : archive::find_whistles(*archive, question);
  if (!found) return complain_of(found.error());
  if (flags.json) {
    Json list = Json::array();
    for (const auto& one : found->events) list.push_back(json_of(one));
    Json answer = {{events ? "events" : "whistles", list}, {"more", found->more}};
    if (found->more) answer["next"] = found->next;
    std::cout << codec::dump(answer) << '\n';
    return Exit::done;
  }
  if (found->events.empty())
    std::cout << say("nothing in the archive answers to that", "归档中没有符合的记录") << '\n';
  else if (events)
    for (const auto& one : found->events) print_event(one, flags.timezone);
  else
    print_whistles(*found, flags.timezone);
  if (found->more)
    std::cout << say("there are more: --before ", "还有更多：--before ") << found->next << '\n';
  return Exit::done;
}

}  // namespace shao::cli
