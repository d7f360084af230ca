#include "clients/cli/raise.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "clients/cli/records.hpp"

namespace shao::cli {

namespace {

using namespace std::chrono_literals;
using codec::Json;

/// Commands under way at once.
constexpr std::size_t most_under_way = 64;

core::Result<std::string, std::string> read_file(const std::string& path) {
  std::ostringstream text;
  if (path == "-") {
    text << std::cin.rdbuf();
    return text.str();
  }
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path))
    return core::Unexpected{
        path + say(": there is no such file, or it may not be read", "：没有这个文件，或无权读取")};
  text << file.rdbuf();
  return text.str();
}

Json fields_of(const RaiseFlags& flags) {
  Json fields = Json::object();
  const auto put = [&](const char* name, const std::string& value) {
    if (!value.empty()) fields[name] = value;
  };
  put("id", flags.id);
  put("unit", flags.unit);
  put("kind", flags.kind);
  put("category", flags.category);
  put("urgency", flags.urgency);
  put("title", flags.title);
  put("detail", flags.detail);
  put("occurred_at", flags.occurred_at);
  put("to", flags.to);
  if (!flags.address.empty()) fields["place"]["address"] = flags.address;
  if (!flags.lon.empty()) fields["place"]["lon"] = number_or_text(flags.lon);
  if (!flags.lat.empty()) fields["place"]["lat"] = number_or_text(flags.lat);
  if (!flags.name.empty()) fields["reporter"]["name"] = flags.name;
  if (!flags.phone.empty()) fields["reporter"]["phone"] = flags.phone;
  if (flags.draft) fields["draft"] = true;
  if (flags.exercise) fields["exercise"] = true;
  return fields;
}

std::string at_line(std::size_t line) {
  return say("line ", "第 ") + std::to_string(line) + say(": ", " 行：");
}

Exit bad_input(const std::string& problem) {
  complain(problem);
  return Exit::bad_input;
}

Exit raise_one(const Globals& globals, const RaiseFlags& flags) {
  Json fields = fields_of(flags);
  if (!flags.file.empty()) {
    const auto text = read_file(flags.file);
    if (!text) return bad_input(text.error());
    auto parsed = codec::parse_body(*text);
    if (!parsed) return bad_input(flags.file + ": " + parsed.error());
    parsed->update(fields);  // flags win over the file
    fields = std::move(*parsed);
  }
  auto body = raise_body(std::move(fields));
  if (!body) return bad_input(body.error());
  if (flags.check) {
    std::cout << say("in order", "内容无误") << '\n';
    return Exit::done;
  }
  Globals with_id = globals;
  if (with_id.command_id.empty()) with_id.command_id = command_id_of(*body);
  return run_command(with_id, std::move(*body));
}

/// Raises many records, so many under way at once, and keeps count.
class Import {
 public:
  Import(Session& session, const Globals& globals, const Records& records)
      : session_(session),
        globals_(globals),
        records_(records),
        progress_(isatty(STDERR_FILENO) != 0 && !globals.json) {}

  Exit run() {
    for (const BadRecord& bad : records_.bad) refuse(bad.line, bad.problem, {});
    std::size_t next = 0;
    auto last_heard = client::Steady::now();
    while (next < records_.good.size() || !lines_.empty()) {
      while (next < records_.good.size() && lines_.size() < most_under_way)
        send(records_.good[next++]);
      if (auto done = session_.client().wait(200ms); !done) return report_local(done.error());
      while (auto news = session_.client().take())
        if (take(*news)) last_heard = client::Steady::now();
      show_progress();
      // A key that is not in force, an unknown jurisdiction: each further record would hear the
      // same.
      if (kept_ > 0 ||
          client::Steady::now() - last_heard > std::chrono::seconds{globals_.timeout}) {
        put_by(next);
        break;
      }
    }
    return finish();
  }

 private:
  void send(const GoodRecord& record) {
    const std::string id = command_id_of(record.body);
    if (session_.client().send(id, record.body))
      lines_[id] = {record.line, text_in(record.body, "id")};
    else
      refuse(record.line,
             say("its id was raised with other content a moment ago, or still is on its way",
                 "同编号的另一内容刚刚吹过，或正在发送"),
             {});
  }

  bool take(const client::News& news) {
    const auto* answered = std::get_if<client::Answered>(&news);
    const auto* failed = std::get_if<client::Failed>(&news);
    if (answered == nullptr && failed == nullptr) return false;
    const std::string& id = answered ? answered->id : failed->id;
    const Json& body = answered ? answered->body : failed->body;
    const auto found = lines_.find(id);
    if (found == lines_.end()) {
      clear_progress();
      tell_of_earlier(news);
      return false;
    }
    if (failed && failed->kept) {
      ++kept_;
      clear_progress();
      complain(message_of(body));
    } else if (flag_in(body, "ok")) {
      const bool first = flag_in(body, "first", true);
      ++(first ? raised_ : known_);
      if (globals_.json)
        std::cout << codec::dump(Json{{"line", found->second.line},
                                      {"id", found->second.record},
                                      {"first", first},
                                      {"whistle", body.value("whistle", "")},
                                      {"state", body.value("state", "")}})
                  << '\n';
    } else {
      refuse(found->second.line, message_of(body), body);
    }
    lines_.erase(found);
    return true;
  }

  void refuse(std::size_t line, const std::string& problem, const Json& answer) {
    ++refused_;
    clear_progress();
    if (globals_.json)
      std::cout << codec::dump(Json{{"line", line}, {"problem", problem}, {"answer", answer}})
                << '\n';
    else
      std::cerr << at_line(line) << problem << '\n';
  }

  void show_progress() const {
    if (!progress_) return;
    constexpr std::size_t bar = 30;
    const std::size_t all = records_.good.size() + records_.bad.size();
    const std::size_t done = raised_ + known_ + refused_ + kept_;
    const std::size_t full = all == 0 ? bar : done * bar / all;
    std::cerr << "\r[" << std::string(full, '#') << std::string(bar - full, '.') << "] " << done
              << "/" << all << std::flush;
  }
  void clear_progress() const {
    if (progress_) std::cerr << "\r\033[K";
  }

  /// The records from `next` on go into the outbox: whoever sends it on sends them, too.
  void put_by(std::size_t next) {
    silent_ = lines_.size() + kept_;
    for (; next < records_.good.size(); ++next, ++silent_)
      session_.client().send(command_id_of(records_.good[next].body), records_.good[next].body);
    if (auto done = session_.client().pump(); !done) complain(done.error());
  }

  Exit finish() {
    clear_progress();
    if (globals_.json) {
      std::cout << codec::dump(Json{{"raised", raised_},
                                    {"known", known_},
                                    {"refused", refused_},
                                    {"unanswered", silent_}})
                << '\n';
    } else {
      std::cout << say("raised ", "已吹哨 ") << raised_ << say(", raised before ", "，此前已吹 ")
                << known_ << say(", refused ", "，未受理 ") << refused_;
      if (silent_ > 0) std::cout << say(", not answered yet ", "，尚无答复 ") << silent_;
      std::cout << '\n';
    }
    if (silent_ > 0) return report_silence(globals_, true);
    if (refused_ == 0) return Exit::done;
    return raised_ + known_ > 0 ? Exit::refused : Exit::bad_input;
  }

  Session& session_;
  const Globals& globals_;
  const Records& records_;
  const bool progress_;
  struct UnderWay {
    std::size_t line;
    std::string record;  // its own id
  };
  std::map<std::string, UnderWay> lines_;  // by command id
  std::size_t raised_ = 0;
  std::size_t known_ = 0;
  std::size_t refused_ = 0;
  std::size_t kept_ = 0;    // could not be passed on now
  std::size_t silent_ = 0;  // of all: without an answer
};

Exit raise_many(const Globals& globals, const RaiseFlags& flags) {
  const auto text = read_file(flags.from);
  if (!text) return bad_input(text.error());
  Records records;
  if (flags.from.ends_with(".csv")) {
    auto read = records_from_csv(*text);
    if (!read) return bad_input(flags.from + ": " + read.error());
    records = std::move(*read);
  } else {
    records = records_from_json_lines(*text);
  }
  if (flags.check) {
    if (globals.json) {
      Json problems = Json::array();
      for (const BadRecord& bad : records.bad)
        problems.push_back({{"line", bad.line}, {"problem", bad.problem}});
      std::cout << codec::dump(Json{{"in_order", records.good.size()}, {"problems", problems}})
                << '\n';
    } else {
      for (const BadRecord& bad : records.bad)
        std::cerr << at_line(bad.line) << bad.problem << '\n';
      std::cout << say("in order ", "无误 ") << records.good.size()
                << say(", not in order ", "，有误 ") << records.bad.size() << '\n';
    }
    if (records.bad.empty()) return Exit::done;
    return records.good.empty() ? Exit::bad_input : Exit::refused;
  }
  auto session = Session::open(globals, Session::Outbox::durable);
  if (!session) return session.error();
  return Import(*session, globals, records).run();
}

}  // namespace

Exit run_raise(const Globals& globals, const RaiseFlags& flags) {
  return flags.from.empty() ? raise_one(globals, flags) : raise_many(globals, flags);
}

}  // namespace shao::cli
