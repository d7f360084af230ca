#include "clients/cli/look.hpp"

#include <csignal>
#include <iostream>

#include "clients/cli/kept_position.hpp"
#include "clients/cli/table.hpp"
#include "config/config.hpp"
#include "dispatcher/codec/position.hpp"

namespace shao::cli {

namespace {

using namespace std::chrono_literals;
using codec::Json;

volatile std::sig_atomic_t interrupted = 0;  // set by Ctrl-C, which ends `watch` cleanly

/// A field that holds milliseconds, as local time; "-" when it is not there.
std::string time_in(const Json& json, const char* field, const std::string& timezone) {
  const auto found = json.find(field);
  if (found == json.end() || !found->is_number_integer()) return "-";
  return config::format_instant(core::Instant{core::Duration{found->get<std::int64_t>()}},
                                timezone);
}

std::string case_state(const std::string& name) {
  return spoken_name<core::CaseState>(core::case_state_names, name);
}
std::string assignment_state(const std::string& name) {
  return spoken_name<core::AssignmentState>(core::assignment_state_names, name);
}

/// Asks, and prints with `print` or as JSON.
template <class Print>
Exit answer_question(const Globals& globals, const Json& question, Print print) {
  auto session = Session::open(globals, Session::Outbox::none);
  if (!session) return session.error();
  const Outcome outcome = session->question(question);
  if (outcome.kind != Outcome::Kind::accepted) return report(globals, outcome, false);
  if (globals.json)
    std::cout << codec::dump(outcome.body) << '\n';
  else
    print(outcome.body, session->client().settings().timezone);
  return Exit::done;
}

void print_clocks(const Json& clocks, const std::string& who, const std::string& timezone,
                  std::vector<std::vector<std::string>>& rows) {
  for (const Json& clock : clocks) {
    const std::string state = clock.value("state", "");
    const std::string shown = state == "running" ? say("running", "计时中")
                              : state == "met"   ? say("met", "已完成")
                                                 : say("stopped", "已停止");
    rows.push_back({who, clock_name(clock.value("clock", "")), shown,
                    clock.value("missed", false) ? say("missed", "超期") : "",
                    time_in(clock, "due", timezone), time_in(clock, "ended", timezone)});
  }
}

void print_whistle(const Json& answer, const std::string& timezone) {
  const Json& view = answer.at("whistle");
  std::cout << text_in(view, "whistle") << "  " << case_state(text_in(view, "state")) << "  "
            << exercise_mark(view) << text_in(view, "title") << '\n';
  if (view.contains("detail")) std::cout << text_in(view, "detail") << '\n';
  const auto line = [&](const std::string& name, const std::string& value) {
    if (value != "-") std::cout << "  " << name << ": " << value << '\n';
  };
  line(say("kind", "种类"), with_name(answer, text_in(view, "kind")));
  line(say("category", "类别"), with_name(answer, text_in(view, "category")));
  line(say("urgency", "紧急程度"), with_name(answer, text_in(view, "urgency")));
  line(say("unit", "吹哨单位"), with_name(answer, text_in(view, "unit")));
  line(say("rule", "派单规则"), view.contains("rule") && !view["rule"].is_null()
                                    ? text_in(view, "rule") + " (" + text_in(view, "policy") + ")"
                                    : "-");
  line(say("level", "督办级别"), text_in(view, "level"));
  line(say("raised", "拟哨时间"), time_in(view, "raised_at", timezone));
  line(say("blown", "吹哨时间"), time_in(view, "blown_at", timezone));
  if (view.contains("place")) line(say("place", "地点"), text_in(view["place"], "address"));
  if (view.contains("reporter"))
    line(say("reporter", "当事人"),
         text_in(view["reporter"], "name") + " " + text_in(view["reporter"], "phone") +
             say("   (in clear: shao reveal)", "   （查看全文：shao reveal）"));
  if (flag_in(view, "erased"))
    line(say("reporter", "当事人"), say("erased for good", "已永久抹除"));
  if (flag_in(view, "unreadable"))
    line(say("reporter", "当事人"), say("cannot be read: the key is gone; tell the operator",
                                        "无法读取：密钥已丢失，请告知运维人员"));

  std::vector<std::vector<std::string>> rows{{say("office", "单位"), say("clock", "时限"),
                                              say("state", "状态"), "", say("due", "到期"),
                                              say("ended", "完成于")}};
  for (const Json& assignment : view.at("assignments"))
    print_clocks(
        assignment.at("clocks"),
        with_name(answer, text_in(assignment, "office")) + "  " +
            (assignment.value("lead", false) ? say("lead", "主办") : say("assists", "协办")) + " " +
            assignment_state(text_in(assignment, "state")),
        timezone, rows);
  print_clocks(view.at("clocks"), say("the whistle", "本哨"), timezone, rows);
  if (rows.size() > 1) {
    std::cout << '\n';
    print_table(rows);
  }

  if (answer.contains("likely_same")) {
    std::cout << '\n' << say("May be the same matter", "可能是同一件事") << '\n';
    for (const Json& one : answer.at("likely_same"))
      std::cout << "  " << text_in(one, "whistle") << "  " << case_state(text_in(one, "state"))
                << "  " << with_name(answer, text_in(one, "unit")) << "  "
                << time_in(one, "raised_at", timezone) << "  " << text_in(one, "title") << '\n';
  }

  std::cout << '\n' << say("Timeline", "全过程") << '\n';
  if (answer.contains("timeline"))
    for (const Json& event : answer.at("timeline"))
      std::cout << "  " << time_in(event, "at", timezone) << "  #" << text_in(event, "n") << "  "
                << codec::describe(event, chinese()) << '\n';

  const Json& levels = answer.at("levels");
  std::cout << '\n' << say("Still to come", "还会触发") << '\n';
  if (levels.empty()) std::cout << "  " << say("nothing", "无") << '\n';
  for (const Json& level : levels) {
    std::cout << "  " << time_in(level, "due", timezone) << "  "
              << with_name(answer, text_in(level, "office")) << "  "
              << clock_name(text_in(level, "clock")) << "  "
              << codec::spoken_level(level.value("level", std::size_t{0}), chinese()) << "  -> "
              << told_of(answer, level,
                         [&](const Json& until) {
                           return time_in({{"at", until}}, "at", timezone);
                         })
              << '\n';
  }
}

void print_list(const Json& answer, const std::string& timezone) {
  const Json& whistles = answer.at("whistles");
  const auto tell_of_more = [&] {
    if (answer.value("more", false))
      std::cout << say("there are more: --before ", "还有更多：--before ")
                << text_in(answer, "next") << '\n';
  };
  if (whistles.empty()) {
    std::cout << say("no such whistles", "没有符合的哨") << '\n';
    tell_of_more();
    return;
  }
  std::vector<std::vector<std::string>> rows{
      {say("whistle", "哨"), say("state", "状态"), say("level", "级"), say("lead", "主办"),
       say("unit", "吹哨单位"), say("next due", "下一时限"), say("title", "标题")}};
  for (const Json& one : whistles)
    rows.push_back({text_in(one, "whistle"), case_state(text_in(one, "state")),
                    text_in(one, "level"), with_name(answer, text_in(one, "lead")),
                    with_name(answer, text_in(one, "unit")), time_in(one, "next_due", timezone),
                    exercise_mark(one) + text_in(one, "title")});
  print_table(rows);
  tell_of_more();
}

/// Follows until it has seen enough, or is interrupted.
class Watch {
 public:
  Watch(Session& session, const Globals& globals, const WatchFlags& flags)
      : client_(session.client()), globals_(globals), flags_(flags) {}

  Exit run(const std::string& from) {
    client_.follow(from);
    while (interrupted == 0 && !enough()) {
      if (auto done = client_.wait(200ms); !done) return report_local(done.error());
      tell_silence();
      position_.clear();
      while (!enough()) {
        auto news = client_.take();
        if (!news) break;
        std::visit([this](const auto& one) { hear(one); }, *news);
      }
      // What could not be written out was not seen: the position stays before it.
      if (!std::cout.flush()) return report_local(output_lost());
      if (!flags_.resume.empty() && !position_.empty() && !keep_position(flags_.resume, position_))
        return report_local(position_lost(flags_.resume));
      if (revoked_) return Exit::refused;
    }
    return Exit::done;
  }

 private:
  bool enough() const { return revoked_ || (flags_.count > 0 && shown_ >= flags_.count); }

  void hear(const client::FeedEvent& event) {
    if (globals_.json) {
      Json line = event.body;
      line["position"] = event.position;
      std::cout << codec::dump(line) << '\n';
    } else {
      std::cout << time_in(event.body, "at", client_.settings().timezone) << "  #"
                << text_in(event.body, "n") << "  " << codec::describe(event.body, chinese())
                << '\n';
    }
    position_ = event.position;
    ++shown_;
  }
  void hear(const client::CaughtUp& caught_up) { position_ = caught_up.position; }
  void hear(const client::Rewound& rewound) {
    if (globals_.json)
      std::cout << codec::dump(Json{{"rewound", rewound.position}}) << '\n';
    else
      complain(say("the journal went back to ", "台账已回退至 ") + rewound.position);
    position_ = rewound.position;
  }
  void hear(const client::Trimmed& trimmed) {
    if (globals_.json)
      std::cout << codec::dump(Json{{"trimmed", trimmed.position}, {"from", trimmed.from}}) << '\n';
    else
      complain(say(
          "events after " + trimmed.from + " up to " + trimmed.position +
              " are only in the archive now (shao history)",
          trimmed.from + " 之后至 " + trimmed.position + " 的记录已归档,请用 shao history 查询"));
    position_ = trimmed.position;
  }
  /// A broker that was started anew may hear of the jurisdiction yet; a revoked key stays so.
  void hear(const client::Failed& failed) {
    const std::string error = text_in(failed.body, "error");
    if (error != told_) complain(message_of(failed.body));
    told_ = error;
    revoked_ = error == "key_revoked";
  }
  template <class Other>
  void hear(const Other&) {}

  void tell_silence() {
    const bool silent = client_.silent_brokers() > 0;
    if (silent && !told_silence_)
      complain(say("the broker is silent; trying on. Is your key in its directory?",
                   "接入程序没有回应，继续尝试。您的密钥是否在名录里？"));
    told_silence_ = silent;
  }

  client::Client& client_;
  const Globals& globals_;
  const WatchFlags& flags_;
  std::string position_;  // to keep
  std::string told_;
  std::size_t shown_ = 0;
  bool told_silence_ = false;
  bool revoked_ = false;
};

}  // namespace

Exit run_list(const Globals& globals, const ListFlags& flags) {
  Json question = {{"ask", "list"}, {"state", flags.state}, {"limit", flags.limit}};
  if (!flags.before.empty()) question["before"] = flags.before;
  return answer_question(globals, question, print_list);
}

Exit run_show(const Globals& globals, const std::string& whistle) {
  return answer_question(globals, {{"ask", "whistle"}, {"whistle", whistle}}, print_whistle);
}

Exit run_status(const Globals& globals) {
  return answer_question(
      globals, {{"ask", "status"}}, [](const Json& status, const std::string& timezone) {
        const auto line = [](const std::string& name, const std::string& value) {
          std::cout << name << ": " << value << '\n';
        };
        line(say("now", "当前时间"), time_in(status, "now", timezone));
        line(say("open whistles", "在办"), text_in(status, "open"));
        line(say("raised", "累计吹哨"), text_in(status, "raised"));
        line(say("levels fired", "累计预警督办"), text_in(status, "levels_fired"));
        if (const auto exercises = status.find("exercises"); exercises != status.end())
          line(say("exercises, not counted above", "演练（不计入以上）"),
               say("open ", "在办 ") + text_in(*exercises, "open") + say(", raised ", "，累计 ") +
                   text_in(*exercises, "raised") + say(", levels fired ", "，预警督办 ") +
                   text_in(*exercises, "levels_fired"));
        line(say("last event", "最后事件"), text_in(status, "position"));
        line(say("configuration", "配置版本"), text_in(status, "policy"));
        line(say("durability", "落盘方式"), text_in(status, "durability"));
        if (const auto storage = status.find("storage"); storage != status.end())
          line(say("storage", "存储"),
               std::to_string(storage->value("free_percent", 0)) + " % " +
                   (storage->value("low", false)
                        ? say("free: new whistles are refused", "可用：暂不受理新哨")
                        : say("free", "可用")));
        if (status.value("exercise", false))
          line(say("exercise, speed", "演练，倍速"), text_in(status, "clock_speed"));
      });
}

Exit run_watch(const Globals& globals, const WatchFlags& flags) {
  std::string from = flags.from;
  if (!flags.resume.empty())
    if (auto kept = kept_position(flags.resume)) from = *kept;
  if (from != "begin" && from != "now" && !codec::parse_position(from)) {
    complain(say("--from \"" + from + "\" is no position: begin, now, or one like 3-9f2c-57",
                 "--from \"" + from + "\" 不是有效位置：应为 begin、now 或形如 3-9f2c-57"));
    return Exit::bad_input;
  }
  if (!flags.resume.empty() && !can_keep_position(flags.resume))
    return report_local(position_lost(flags.resume));
  auto session = Session::open(globals, Session::Outbox::none);
  if (!session) return session.error();
  std::signal(SIGINT, [](int) { interrupted = 1; });
  std::signal(SIGTERM, [](int) { interrupted = 1; });
  return Watch(*session, globals, flags).run(from);
}

}  // namespace shao::cli
