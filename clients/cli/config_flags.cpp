// The subcommands about rules: trying them on what happened, checking, applying, going back,
// showing, telling apart.
#include "clients/cli/program.hpp"

namespace shao::cli {

namespace {

/// A local stack's Redis, and as whom.
std::string redis_of(const char* user) {
  return std::string("--redis unix:data/redis/redis.sock \\\n    --redis-user ") + user +
         " --redis-password-file data/keys/redis-" + user + ".password";
}

}  // namespace

void Program::add_config() {
  CLI::App* config =
      add("config", say("rules, limits, offices, calendars", "规则、时限、名录、日历"),
          "shao config lint --config config/shunyi", {});
  config->require_subcommand(1);
  const auto sub = [&](const char* name, const std::string& what, const std::string& example,
                       Exit (*run)(const ConfigFlags&)) {
    return add(*config, name, what, example, [this, run] {
      config_.json = globals_.json;
      config_.jurisdiction = globals_.jurisdiction;
      return run(config_);
    });
  };
  const std::string folder = say("configuration folder", "配置文件夹");

  CLI::App* lint = sub("lint", say("check a configuration folder", "检查配置文件夹"),
                       "shao config lint --config config/shunyi --strict", run_config_lint);
  lint->add_option("folder,--config", config_.directory, folder)->required();
  lint->add_flag("--strict", config_.strict,
                 say("warnings, too, end with 1: for CI", "有警告也以 1 退出，供 CI 使用"));

  CLI::App* apply =
      sub("apply", say("check it and put it into force", "检查并应用"),
          "shao config apply --config data/config " + redis_of("config"), run_config_apply);
  apply->add_option("folder,--config", config_.directory, folder)->required();
  with_redis(apply, config_.redis)->required();

  CLI::App* rollback =
      sub("rollback",
          say("put a former version into force again, as it was applied; journaled like apply",
              "恢复曾经应用过的版本；与 apply 一样记入台账"),
          "shao config rollback 5f0c3c1a9d2e4b67 " + redis_of("config"), run_config_rollback);
  rollback
      ->add_option("version", config_.version,
                   say("16 hex digits, as apply and shao journal cat name it",
                       "16 位十六进制数，见 apply 和 shao journal cat 的输出"))
      ->required();
  with_redis(rollback, config_.redis)->required();

  CLI::App* show = sub(
      "show", say("print a folder's or the applied configuration", "显示文件夹中或已应用的配置"),
      "shao config show " + redis_of("reader"), run_config_show);
  auto* directory = show->add_option("folder,--config", config_.directory, folder);
  with_redis(show, config_.redis)->excludes(directory);
  show->require_option(1, 0);

  CLI::App* diff =
      sub("diff",
          say("what changed between two versions, in words", "两个版本之间改了什么，用文字说明"),
          "shao config diff now data/config " + redis_of("reader") +
              "\n  shao config diff config/shunyi data/config",
          run_config_diff);
  const std::string side = say("a folder, a version in Redis, or \"now\": the one in force",
                               "文件夹、Redis 中的版本，或 now：当前生效的版本");
  diff->add_option("older", config_.older, side)->required();
  diff->add_option("newer", config_.newer, side)->required();
  with_redis(diff, config_.redis);

  add_duty(sub("duty", say("who is on duty when, and when nobody is", "何时谁值班，何时无人值班"),
               "shao config duty --config data/config --office RQ --days 7", run_config_duty));
}

void Program::add_duty(CLI::App* sub) {
  sub->add_option("folder,--config", config_.directory, say("configuration folder", "配置文件夹"))
      ->required();
  sub->add_option("--office", config_.office, say("of this office alone", "仅此单位"));
  sub->add_option("--at", config_.at,
                  say("from this instant on, like 2026-10-01T08:00:00+08:00; now when left out",
                      "自该时刻起，如 2026-10-01T08:00:00+08:00；缺省为现在"));
  sub->add_option("--days", config_.days, say("so many days", "天数"))
      ->check(CLI::Range(1, 366))
      ->capture_default_str();
}

void Program::add_backtest() {
  CLI::App* sub =
      add("backtest",
          say("recorded whistles against changed rules, limits or calendars: what would have gone "
              "elsewhere, what would have been late",
              "用已记录的哨检验改动后的规则、时限、日历：哪些会派给别的单位，哪些会超期"),
          "shao backtest --from data/archive.sqlite --rules data/config \\\n"
          "    --fail-if 'moved>0' --fail-if 'late>5%'",
          [this] {
            if (backtest_.archive.empty() && backtest_.redis.address.empty())
              throw CLI::RequiredError("--from");
            backtest_.json = globals_.json;
            backtest_.timezone = timezone();
            return run_backtest(backtest_);
          });
  auto* archive = sub->add_option(
      "--from", backtest_.archive,
      say("archive file with the whistles (shao archive)", "含有哨的归档文件（shao archive）"));
  with_redis(sub, backtest_.redis)->excludes(archive);
  sub->add_option("--rules", backtest_.rules,
                  say("configuration folder with the changes", "改动后的配置文件夹"))
      ->required();
  sub->add_option(
         "--fail-if", backtest_.fail_if,
         say("end with 1 when this is so, for CI; repeatable. Figures: moved, assists, "
             "late, late_before, newly_late, no_longer_late, backstop, impossible, whistles",
             "条件成立则以 1 退出，供 CI 使用，可重复。指标：moved、assists、late、"
             "late_before、newly_late、no_longer_late、backstop、impossible、whistles"))
      ->allow_extra_args(false);
  sub->add_option("--limit", backtest_.limit, say("rows of the table", "表格行数"))
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
}

}  // namespace shao::cli
