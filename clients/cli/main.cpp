// shao: the flags and help of every subcommand. What they do is in the other files.
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "clients/cli/explain.hpp"
#include "clients/cli/look.hpp"
#include "clients/cli/moves.hpp"
#include "clients/cli/operate.hpp"
#include "clients/cli/raise.hpp"

namespace {

using namespace shao::cli;
using shao::codec::Json;

/// The command line as it grows: each `add_...` gives it some subcommands.
class Program {
 public:
  Program() {
    app_.require_subcommand(1);
    app_.set_help_all_flag("--help-all", say("help of all subcommands", "所有子命令的帮助"));
    app_.footer(
        say("Exit codes: 0 done, 1 refused, 2 wrong usage or input, 3 no answer in time, "
            "4 local failure.",
            "退出码：0 完成，1 未受理，2 用法或输入有误，3 未按时收到答复，4 本机故障。"));
    app_.add_option(
        "--profile", globals_.profile,
        say("connection profile (or SHAO_PROFILE)", "连接文件（或环境变量 SHAO_PROFILE）"));
    app_.add_option("--broker", globals_.brokers,
                    say("broker endpoint, repeatable", "接入程序地址，可重复"));
    app_.add_option("--broker-key", globals_.broker_key,
                    say("the broker's public key", "接入程序公钥"));
    app_.add_option("--key", globals_.key, say("your key file", "本单位密钥文件"));
    app_.add_option("--jurisdiction", globals_.jurisdiction,
                    say("for example shunyi", "辖区，如 shunyi"));
    app_.add_option("--person", globals_.person,
                    say("who sits at the key; journaled", "经办人，记入台账"));
    app_.add_option(
        "--command-id", globals_.command_id,
        say("an id of your own: sending it twice is harmless", "自选编号，重复发送无害"));
    app_.add_option("--timeout", globals_.timeout,
                    say("seconds to wait for an answer", "等待答复的秒数"))
        ->check(CLI::Range(1, 3600))
        ->capture_default_str();
    app_.add_flag("--json", globals_.json, say("output for scripts", "供脚本使用的输出"));
    add_raise();
    add_moves();
    add_looks();
    add_explain();
    add_operate();
  }

  int run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? 0 : static_cast<int>(Exit::bad_input);
    }
    return static_cast<int>(action_());
  }

 private:
  CLI::App* add(CLI::App& to, const std::string& name, const std::string& what,
                const std::string& example, std::function<Exit()> action) {
    CLI::App* sub = to.add_subcommand(name, what);
    sub->fallthrough();
    sub->footer(say("Example:\n  ", "示例：\n  ") + example);
    if (action) sub->callback([this, action = std::move(action)] { action_ = action; });
    return sub;
  }
  CLI::App* add(const std::string& name, const std::string& what, const std::string& example,
                std::function<Exit()> action) {
    return add(app_, name, what, example, std::move(action));
  }

  void add_raise() {
    CLI::App* sub =
        add("raise", say("blow a whistle, or many from a file", "吹哨，或从文件批量吹哨"),
            "shao raise --id 2026-001 --unit 110113001 --category GAS_LEAK --title 楼道里有燃气味\n"
            "  shao raise --from whistles.csv",
            [this] { return run_raise(globals_, raise_); });
    const auto flag = [&](const char* name, std::string& value, std::string help) {
      sub->add_option(name, value, std::move(help));
    };
    flag("--id", raise_.id,
         say("your own number: unique for ever within the unit", "本单位编号，永不重复"));
    flag("--unit", raise_.unit, say("code of the unit that raises", "吹哨单位代码"));
    flag("--kind", raise_.kind, "EMERGENCY, ENFORCE_NOW, ENFORCE_PLAN, DEMAND, KEY_WORK");
    flag("--category", raise_.category,
         say("found by key words when not given", "不填则按关键词识别"));
    flag("--urgency", raise_.urgency, "U1, U2, U3, U4");
    flag("--title", raise_.title, say("title or detail is required", "标题（标题、详情至少一项）"));
    flag("--detail", raise_.detail, say("what happened", "详情"));
    flag("--address", raise_.address, say("where", "地点"));
    flag("--lon", raise_.lon, say("longitude, degrees", "经度"));
    flag("--lat", raise_.lat, say("latitude, degrees", "纬度"));
    flag("--reporter-name", raise_.name,
         say("the resident; assigned offices only see it", "反映人，仅承办单位可见"));
    flag("--reporter-phone", raise_.phone, say("the resident's phone", "反映人电话"));
    flag("--occurred-at", raise_.occurred_at, say("RFC 3339", "发生时间，RFC 3339 格式"));
    sub->add_flag("--draft", raise_.draft,
                  say("only write it down; submit blows it", "只拟哨，之后用 submit 提交"));
    auto* file = sub->add_option("--file", raise_.file,
                                 say("one whistle as a JSON object; - is standard input",
                                     "一声哨的 JSON 文件；- 为标准输入"));
    auto* from = sub->add_option(
        "--from", raise_.from, say("many: a .csv or JSON-lines file", "批量：.csv 或 JSON 行文件"));
    file->excludes(from);
    sub->add_flag("--check", raise_.check,
                  say("only look whether they are in order", "只检查，不吹哨"));
  }

  /// A move whose body is the whistle and some text fields.
  struct TextField {
    const char* flag;
    const char* field;
    std::string help;
    bool required;
  };
  CLI::App* add_move(const std::string& name, const std::string& action, const std::string& what,
                     const std::string& example, std::vector<TextField> fields) {
    CLI::App* sub = add(name, what, example, [this, action] {
      move_["do"] = action;
      move_["whistle"] = whistle_;
      for (const auto& [field, value] : texts_)
        if (!value.empty()) move_[field] = value;
      return run_command(globals_, move_);
    });
    sub->add_option("whistle", whistle_, say("its number, for example W12", "哨的编号，如 W12"))
        ->required();
    for (const TextField& one : fields) {
      CLI::Option* option = sub->add_option(
          one.flag,
          [this, field = std::string(one.field)](const CLI::results_t& values) {
            texts_[field] = values.front();
            return true;
          },
          one.help);
      option->expected(1)->type_name("TEXT");
      if (one.required) option->required();
    }
    return sub;
  }

  void add_moves() {
    const std::string reason = say("why", "理由");
    add_move("submit", "submit", say("blow a draft", "提交拟好的哨"), "shao submit W12", {});
    add_move("approve", "approve", say("approve a whistle in review", "审哨通过"),
             "shao approve W12", {});
    add_move("refuse", "refuse", say("refuse a whistle in review", "不予吹哨"),
             "shao refuse W12 --reason 与W11重复", {{"--reason", "reason", reason, true}});
    CLI::App* assign =
        add_move("assign", "assign",
                 say("name the lead of a whistle the backstop holds", "为兜底的哨指定主办"),
                 "shao assign W12 --lead ZJW --assist CGW --reason 属物业管理",
                 {{"--lead", "lead", say("office that leads", "主办单位"), true},
                  {"--reason", "reason", reason, true}});
    assign
        ->add_option(
            "--assist",
            [this](const CLI::results_t& values) {
              move_["assist"] = values;
              return true;
            },
            say("assisting offices", "协办单位"))
        ->expected(1, 20)
        ->type_name("OFFICE...");
    add_move("release", "release",
             say("confirm that an emergency's scene is safe", "确认应急现场已安全"),
             "shao release W12 --note 现场已无危险",
             {{"--note", "note", say("note", "说明"), false}});
    add_move("withdraw", "withdraw",
             say("take a whistle back; as the lead: agree to it", "撤哨；主办单位用它表示同意"),
             "shao withdraw W12 --reason 居民已自行解决", {{"--reason", "reason", reason, true}});
    add_move("ack", "ack", say("acknowledge: we have it", "签收"), "shao ack W12", {});
    add_move("contact", "contact", say("the raiser was contacted", "已联系"),
             "shao contact W12 --reached 张主任 --how 电话",
             {{"--reached", "reached", say("who was reached", "联系到谁"), true},
              {"--how", "how", say("by telephone, on the spot...", "方式：电话、当面……"), true}});
    add_move("report-in", "report-in", say("report in: we are there", "报到"),
             "shao report-in W12 --person 李四 --place 胜利街道3号楼",
             {{"--person", "person", say("who reports in", "报到人"), false},
              {"--place", "place", say("where, for kinds on site", "地点（现场类必填）"), false},
              {"--text", "text", say("message, for desk kinds", "留言（非现场类必填）"), false}});
    add_move("progress", "progress", say("say how it goes", "报告进展"),
             "shao progress W12 --text 配件已到，明日更换",
             {{"--text", "text", say("what was done", "内容"), true}});
    CLI::App* resolve = add_move("resolve", "resolve", say("our part is done", "办结"),
                                 "shao resolve W12 --evidence photo/1.jpg --text 已恢复",
                                 {{"--text", "text", say("what was done", "办理结果"), false}});
    resolve
        ->add_option(
            "--evidence",
            [this](const CLI::results_t& values) {
              move_["evidence"] = values;
              return true;
            },
            say("references to pictures, documents", "佐证材料的引用"))
        ->required()
        ->expected(1, 20)
        ->type_name("REF...");
    CLI::App* verify =
        add_move("verify", "verify", say("look whether it is done", "核查"),
                 "shao verify W12 --pass\n  shao verify W12 --fail --reason 仍有积水",
                 {{"--reason", "reason", say("what is not in order", "哪里不行"), false}});
    auto* pass = verify->add_flag(
        "--pass", [this](std::int64_t) { move_["pass"] = true; }, say("it is done", "通过"));
    auto* fail = verify->add_flag(
        "--fail", [this](std::int64_t) { move_["pass"] = false; }, say("it is not", "不通过"));
    pass->excludes(fail);
    verify->require_option(2, 0);

    CLI::App* evaluate =
        add("evaluate", say("say of each office: solved? satisfied?", "评价每个承办单位"),
            "shao evaluate W12 --all --solved yes --satisfaction satisfied\n"
            "  shao evaluate W12 --office ZJW --solved no --satisfaction dissatisfied",
            [this] { return run_evaluate(globals_, evaluate_); });
    evaluate->add_option("whistle", evaluate_.whistle, say("its number", "哨的编号"))->required();
    evaluate->add_option("--office", evaluate_.offices, say("office, repeatable", "单位，可重复"));
    evaluate->add_flag("--all", evaluate_.all,
                       say("every office that worked on it", "所有承办单位"));
    evaluate->add_option("--solved", evaluate_.solved, "yes, partly, no")
        ->check(CLI::IsMember({"yes", "partly", "no"}));
    evaluate
        ->add_option("--satisfaction", evaluate_.satisfaction,
                     "very, satisfied, basic, average, dissatisfied")
        ->check(CLI::IsMember({"very", "satisfied", "basic", "average", "dissatisfied"}));
    evaluate->add_option("--text", evaluate_.text, say("words", "评语"));
    evaluate->add_flag("--late", evaluate_.late, say("it came too late", "不及时"));

    CLI::App* outbox =
        add("outbox", say("commands that wait for an answer", "待发箱"), "shao outbox send", {});
    outbox->require_subcommand(1);
    add(*outbox, "send", say("go on sending", "继续发送"), "shao outbox send",
        [this] { return run_outbox_send(globals_); });
    add(*outbox, "list", say("show them", "列出"), "shao outbox list",
        [this] { return run_outbox_list(globals_); });
  }

  void add_looks() {
    CLI::App* list =
        add("list", say("whistles your office may see", "列出本单位可见的哨"),
            "shao list --state open --limit 20", [this] { return run_list(globals_, list_); });
    list->add_option("--state", list_.state,
                     say("open, closed, all, or a case state", "open、closed、all 或状态名"))
        ->capture_default_str();
    list->add_option("--limit", list_.limit, "1..500")
        ->check(CLI::Range(1, 500))
        ->capture_default_str();
    list->add_option("--before", list_.before, say("older than this whistle", "早于此哨"));
    CLI::App* show = add(
        "show", say("one whistle: timeline and levels to come", "一声哨的全过程和还会触发的级别"),
        "shao show W12", [this] { return run_show(globals_, whistle_); });
    show->add_option("whistle", whistle_, say("its number", "哨的编号"))->required();
    CLI::App* watch = add("watch", say("follow live; Ctrl-C ends", "实时跟看；Ctrl-C 结束"),
                          "shao watch --from begin\n  shao watch --resume position.txt --json",
                          [this] { return run_watch(globals_, watch_); });
    watch->add_option("--from", watch_.from, say("begin, now, or a position", "begin、now 或位置"))
        ->capture_default_str();
    watch->add_option("--resume", watch_.resume,
                      say("file that keeps the position", "保存位置的文件"));
    watch->add_option("--count", watch_.count,
                      say("end after so many events", "收到若干事件后结束"));
    add("status", say("the leader and its figures", "运行状态"), "shao status",
        [this] { return run_status(globals_); });
  }

  void add_explain() {
    CLI::App* sub = add("explain",
                        say("what would happen to this whistle; needs no server",
                            "这声哨会怎样派、几点到期；不需要服务器"),
                        "shao explain --config config/shunyi --unit 110113001 --kind DEMAND "
                        "--category PROPERTY \\\n"
                        "    --at 2026-02-13T17:30:00+08:00 --json",
                        [this] {
                          explain_.json = globals_.json;
                          return run_explain(explain_);
                        });
    sub->add_option("--config", explain_.config, say("configuration folder", "配置文件夹"))
        ->required();
    sub->add_option("--unit", explain_.unit, say("code of the unit that raises", "吹哨单位代码"))
        ->required();
    sub->add_option("--kind", explain_.kind,
                    "EMERGENCY, ENFORCE_NOW, ENFORCE_PLAN, DEMAND, KEY_WORK");
    sub->add_option("--category", explain_.category,
                    say("found by key words when not given", "不填则按关键词识别"));
    sub->add_option("--urgency", explain_.urgency, "U1, U2, U3, U4");
    sub->add_option("--title", explain_.title, say("for key words", "标题，用于识别"));
    sub->add_option("--detail", explain_.detail, say("for key words", "详情，用于识别"));
    sub->add_option("--at", explain_.at,
                    say("when it is blown, RFC 3339; now when not given",
                        "吹哨时间，RFC 3339 格式；不填为现在"));
  }

  void add_operate() {
    CLI::App* config =
        add("config", say("rules, limits, offices, calendars", "规则、时限、名录、日历"),
            "shao config lint --config config/shunyi", {});
    config->require_subcommand(1);
    const auto with_redis = [this](CLI::App* sub, std::string& redis) {
      return sub->add_option("--redis", redis, "unix:/path/redis.sock");
    };
    const auto take = [this] {
      config_.json = globals_.json;
      if (!globals_.jurisdiction.empty()) config_.jurisdiction = globals_.jurisdiction;
    };
    CLI::App* lint = add(*config, "lint", say("check a configuration folder", "检查配置文件夹"),
                         "shao config lint --config config/shunyi", [this, take] {
                           take();
                           return run_config_lint(config_);
                         });
    lint->add_option("--config", config_.directory, say("configuration folder", "配置文件夹"))
        ->required();
    CLI::App* apply = add(
        *config, "apply", say("check it and put it into force", "检查并应用"),
        "shao config apply --config data/config --redis unix:data/redis/redis.sock", [this, take] {
          take();
          return run_config_apply(config_);
        });
    apply->add_option("--config", config_.directory, say("configuration folder", "配置文件夹"))
        ->required();
    with_redis(apply, config_.redis)->required();
    CLI::App* show =
        add(*config, "show",
            say("print a folder's or the applied configuration", "显示文件夹中或已应用的配置"),
            "shao config show --redis unix:data/redis/redis.sock", [this, take] {
              take();
              return run_config_show(config_);
            });
    auto* directory =
        show->add_option("--config", config_.directory, say("configuration folder", "配置文件夹"));
    with_redis(show, config_.redis)->excludes(directory);
    show->require_option(1, 0);

    CLI::App* journal = add("journal", say("the record of everything", "台账"),
                            "shao journal verify --redis unix:data/redis/redis.sock", {});
    journal->require_subcommand(1);
    const auto take_journal = [this] {
      journal_.json = globals_.json;
      if (!globals_.jurisdiction.empty()) journal_.jurisdiction = globals_.jurisdiction;
    };
    CLI::App* cat =
        add(*journal, "cat", say("print it for people", "打印台账"),
            "shao journal cat --redis unix:data/redis/redis.sock", [this, take_journal] {
              take_journal();
              return run_journal_cat(journal_);
            });
    with_redis(cat, journal_.redis)->required();
    cat->add_option("--whistle", journal_.whistle, say("only this one's events", "只看此哨"));
    CLI::App* verify =
        add(*journal, "verify",
            say("prove that nothing was altered or removed", "验证台账未被改动或删除"),
            "shao journal verify --redis unix:data/redis/redis.sock", [this, take_journal] {
              take_journal();
              return run_journal_verify(journal_);
            });
    with_redis(verify, journal_.redis)->required();

    CLI::App* keys =
        add("keys", say("CURVE keys", "密钥"), "shao keys new --office ZJW --out ZJW.key", {});
    keys->require_subcommand(1);
    CLI::App* fresh =
        add(*keys, "new",
            say("make a key pair and the stanza for keys.toml", "生成密钥和 keys.toml 条目"),
            "shao keys new --office ZJW --out ZJW.key",
            [this] { return run_keys_new(office_, out_, globals_.json); });
    fresh->add_option("--office", office_, say("whose key", "单位"))->required();
    fresh
        ->add_option(
            "--out", out_,
            say("file to write, mode 0600; never overwritten", "写入的文件，权限 0600，不覆盖"))
        ->required();
  }

  CLI::App app_{say("shao: raise whistles, report in, follow, explain, operate",
                    "shao：吹哨、报到、跟看、推演、运维")};
  Globals globals_;
  std::function<Exit()> action_;
  RaiseFlags raise_;
  std::string whistle_;
  Json move_ = Json::object();
  std::map<std::string, std::string> texts_;
  EvaluateFlags evaluate_;
  ListFlags list_;
  WatchFlags watch_;
  ExplainFlags explain_;
  ConfigFlags config_;
  JournalFlags journal_;
  std::string office_;
  std::string out_;
};

}  // namespace

int main(int argc, char** argv) {
  if (sodium_init() < 0) {
    std::cerr << "shao: libsodium could not be started\n";
    return static_cast<int>(Exit::local_failure);
  }
  return Program().run(argc, argv);
}
