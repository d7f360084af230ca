// What all subcommands share: the connection's flags, help, errors in the locale's language.
#include "clients/cli/program.hpp"

#include <exception>
#include <iostream>
#include <memory>

namespace shao::cli {

namespace {

/// A flag that may be repeated takes one value each time: what follows may be the subcommand.
CLI::Option* one_each(CLI::Option* option) {
  return option->allow_extra_args(false);
}

std::string exit_codes() {
  return say(
      "Exit codes: 0 done; 1 refused by the jurisdiction; 2 wrong usage or input; 3 no answer in "
      "time (the command goes on with: shao outbox send); 4 this machine failed.",
      "退出码：0 完成；1 辖区未受理；2 用法或输入有误；3 未按时收到答复（之后用 shao outbox send "
      "继续发送）；4 本机故障。");
}

}  // namespace

Program::Program()
    : app_{say("shao: raise whistles, report in, follow, explain, operate",
               "shao：吹哨、报到、跟看、推演、运维")} {
  if (chinese()) {
    auto formatter = std::make_shared<CLI::Formatter>();
    for (const auto& [label, shown] :
         {std::pair{"Usage", "用法"}, std::pair{"REQUIRED", "（必填）"},
          std::pair{"Positionals", "参数"}, std::pair{"OPTIONS", "选项"},
          std::pair{"SUBCOMMAND", "子命令"}, std::pair{"Excludes", "不能同时用"}})
      formatter->label(label, shown);
    app_.formatter(std::move(formatter));
    app_.option_defaults()->group("选项");
  }
  app_.name("shao");
  app_.set_help_flag("-h,--help", say("this help", "本帮助"))->group(say("Options", "选项"));
  app_.set_help_all_flag("--help-all", say("help of all subcommands", "所有子命令的帮助"))
      ->group(say("Options", "选项"));
  app_.set_version_flag("--version", SHAO_VERSION, say("the version", "版本"))
      ->group(say("Options", "选项"));
  app_.require_subcommand(1);
  app_.footer(say("Example:\n  shao show W12 --profile data/profiles/ZJW.toml\n\n",
                  "示例：\n  shao show W12 --profile data/profiles/ZJW.toml\n\n") +
              exit_codes());
  add_connection();
  section_ = say("From the whistle to the close", "从吹哨到结案");
  add_raise();
  add_moves();
  section_ = say("When a case bends", "案件不走直路时");
  add_bends();
  section_ = say("Looking", "查看");
  add_looks();
  add_explain();
  section_ = say("Running it", "运维");
  add_backtest();
  add_config();
  add_journal();
  add_archive();
  add_leader();
  add_hooks();
  add_parent();
  add_keys();
}

int Program::run(int argc, char** argv) {
  try {
    app_.parse(argc, argv);
    const Exit outcome = action_();
    if (std::cout.flush()) return static_cast<int>(outcome);
    if (outcome != Exit::local_failure) complain(output_lost());
    return static_cast<int>(Exit::local_failure);
  } catch (const CLI::CallForHelp& help) {
    return app_.exit(help);
  } catch (const CLI::CallForAllHelp& help) {
    return app_.exit(help);
  } catch (const CLI::CallForVersion& version) {
    return app_.exit(version);
  } catch (const CLI::ParseError& error) {
    complain(complaint(error));
    return static_cast<int>(Exit::bad_input);
  } catch (const std::exception& error) {
    // An answer without what PROTOCOL.md promises, no memory: nothing we could do better.
    complain(error.what());
    return static_cast<int>(Exit::local_failure);
  }
}

/// CLI11's own sentences are English; the Chinese ones say what kind of mistake it is first.
std::string Program::complaint(const CLI::Error& error) const {
  const std::string see = say("; see --help", "；用法见 --help");
  const auto is = [&](CLI::ExitCodes code) {
    return error.get_exit_code() == static_cast<int>(code);
  };
  const std::vector<std::string> unknown = app_.remaining();
  if (is(CLI::ExitCodes::RequiredError) && !unknown.empty())
    return say("no subcommand is called \"", "没有这个子命令：\"") + unknown.front() + "\"" + see;
  if (!chinese()) return error.what() + see;
  constexpr std::pair<CLI::ExitCodes, const char*> kinds[] = {
      {CLI::ExitCodes::RequiredError, "缺少必填项"},
      {CLI::ExitCodes::ExtrasError, "不认识的参数"},
      {CLI::ExitCodes::ConversionError, "值的类型不对"},
      {CLI::ExitCodes::ValidationError, "值不合要求"},
      {CLI::ExitCodes::ArgumentMismatch, "缺少值"},
      {CLI::ExitCodes::ExcludesError, "不能同时使用"}};
  for (const auto& [code, shown] : kinds)
    if (is(code)) return std::string(shown) + "：" + error.what() + see;
  return error.what() + see;
}

void Program::add_connection() {
  app_.add_option(
      "--profile", globals_.profile,
      say("connection profile (or SHAO_PROFILE)", "连接文件（或环境变量 SHAO_PROFILE）"));
  one_each(app_.add_option("--broker", globals_.brokers,
                           say("broker endpoint, repeatable", "接入程序地址，可重复")));
  app_.add_option("--broker-key", globals_.broker_key,
                  say("the broker's public key", "接入程序公钥"));
  app_.add_option("--key", globals_.key, say("your key file", "本单位密钥文件"));
  app_.add_option("--jurisdiction", globals_.jurisdiction,
                  say("for example shunyi", "辖区，如 shunyi"));
  app_.add_option("--person", globals_.person,
                  say("who sits at the key; journaled", "经办人，记入台账"));
  app_.add_option("--command-id", globals_.command_id,
                  say("an id of your own: sending it twice is harmless", "自选编号，重复发送无害"))
      ->check([](const std::string& id) {
        return client::is_id(id) ? ""
                                 : say("1 to 64 printable ASCII characters without a space",
                                       "应为 1 至 64 个可见 ASCII 字符，不含空格");
      });
  app_.add_option("--timeout", globals_.timeout,
                  say("seconds to wait for an answer", "等待答复的秒数"))
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  app_.add_flag("--json", globals_.json, say("output for scripts", "供脚本使用的输出"));
}

CLI::App* Program::add(CLI::App& to, const std::string& name, const std::string& what,
                       const std::string& example, std::function<Exit()> action) {
  CLI::App* sub = to.add_subcommand(name, what);
  sub->fallthrough();
  sub->group(&to == &app_ ? section_ : say("Subcommands", "子命令"));
  sub->set_help_flag("-h,--help", say("this help", "本帮助"))->group(say("Options", "选项"));
  sub->set_help_all_flag();
  sub->footer(say("Example:\n  ", "示例：\n  ") + example + "\n\n" + exit_codes() +
              say("\nConnection, --json, --timeout and more: shao --help",
                  "\n连接、--json、--timeout 等：shao --help"));
  // Of `leader hand-over` CLI11 calls that of `leader` last.
  if (action)
    sub->callback([this, sub, action = std::move(action)] {
      if (sub->get_subcommands().empty()) action_ = action;
    });
  return sub;
}

CLI::App* Program::add(const std::string& name, const std::string& what, const std::string& example,
                       std::function<Exit()> action) {
  return add(app_, name, what, example, std::move(action));
}

void Program::add_looks() {
  CLI::App* list =
      add("list", say("whistles your office may see", "列出本单位可见的哨"),
          "shao list --state open --limit 20", [this] { return run_list(globals_, list_); });
  list->add_option("--state", list_.state,
                   say("open, closed, all, or a case state", "open、closed、all 或状态名"))
      ->capture_default_str();
  list->add_option("--limit", list_.limit, "1..500")
      ->check(CLI::Range(1, 500))
      ->capture_default_str();
  list->add_option("--before", list_.before, say("older than this whistle", "早于此哨"))
      ->transform(whistle_number);
  CLI::App* show =
      add("show", say("one whistle: timeline and levels to come", "一声哨的全过程和还会触发的级别"),
          "shao show W12", [this] { return run_show(globals_, whistle_); });
  show->add_option("whistle", whistle_, say("its number", "哨的编号"))
      ->required()
      ->transform(whistle_number);
  CLI::App* watch = add("watch", say("follow live; Ctrl-C ends", "实时跟看；Ctrl-C 结束"),
                        "shao watch --from begin\n  shao watch --resume position.txt --json",
                        [this] { return run_watch(globals_, watch_); });
  watch->add_option("--from", watch_.from, say("begin, now, or a position", "begin、now 或位置"))
      ->capture_default_str();
  watch->add_option("--resume", watch_.resume,
                    say("file that keeps the position", "保存位置的文件"));
  watch->add_option("--count", watch_.count, say("end after so many events", "收到若干事件后结束"));
  add("status", say("the leader and its figures", "运行状态"), "shao status",
      [this] { return run_status(globals_); });
}

void Program::add_explain() {
  CLI::App* sub =
      add("explain",
          say("what would happen to this whistle (needs no server); or of one that was "
              "raised: why, and why not yet",
              "这声哨会怎样派、几点到期（不需要服务器）；或已吹的哨：为什么、在等什么"),
          "shao explain W12\n  shao explain --config config/shunyi --unit 110113001 --kind DEMAND "
          "--category PROPERTY \\\n"
          "    --at 2026-02-13T17:30:00+08:00 --json",
          [this] {
            if (!whistle_.empty()) return run_explain_live(globals_, whistle_);
            if (explain_.config.empty())
              throw CLI::RequiredError(say("a whistle's number, or --config and --unit",
                                           "哨的编号，或 --config 和 --unit"));
            explain_.json = globals_.json;
            return run_explain(explain_);
          });
  auto* whistle = sub->add_option("whistle", whistle_,
                                  say("a whistle's number: of this one, and nothing else",
                                      "哨的编号：只看此哨，不能与其他选项同用"))
                      ->transform(whistle_number);
  auto* folder =
      sub->add_option("--config", explain_.config, say("configuration folder", "配置文件夹"));
  auto* unit =
      sub->add_option("--unit", explain_.unit, say("code of the unit that raises", "吹哨单位代码"));
  folder->needs(unit);
  unit->needs(folder);
  sub->add_option("--kind", explain_.kind,
                  "EMERGENCY, ENFORCE_NOW, ENFORCE_PLAN, DEMAND, KEY_WORK");
  sub->add_option("--category", explain_.category,
                  say("found by key words when not given", "不填则按关键词识别"));
  sub->add_option("--urgency", explain_.urgency, "U1, U2, U3, U4");
  sub->add_option("--to", explain_.to,
                  say("of a department: the office it whistles to", "部门吹哨时指明的单位"));
  sub->add_option("--title", explain_.title, say("for key words", "标题，用于识别"));
  sub->add_option("--detail", explain_.detail, say("for key words", "详情，用于识别"));
  sub->add_option(
      "--at", explain_.at,
      say("when it is blown, RFC 3339; now when not given", "吹哨时间，RFC 3339 格式；不填为现在"));
  for (CLI::Option* option : sub->get_options())
    if (option != whistle && option != sub->get_help_ptr()) option->excludes(whistle);
}

}  // namespace shao::cli
