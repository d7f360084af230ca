// The subcommands of operators: the journal, its archive, keys.
#include <algorithm>
#include <cstdlib>

#include "clients/cli/program.hpp"
#include "config/config.hpp"
#include "dispatcher/archive/sign_key.hpp"
#include "dispatcher/core/event.hpp"
#include "dispatcher/journal/redis_address.hpp"

namespace shao::cli {

namespace {

std::string redis_address(const std::string& address) {
  const auto form = journal::check_url(address);
  if (form) return {};
  return say(form.error().message,
             "“" + address +
                 "”不是 Redis 地址；应为 unix:/path/redis.sock、redis://127.0.0.1:6379 或 "
                 "sentinel://主机:端口,主机:端口,主机:端口/主库名称");
}

std::string office_code(const std::string& code) {
  if (config::is_id(code)) return {};
  return say("\"" + code +
                 "\" is no code of an office; right would be: one of offices.toml, for "
                 "example ZJW or 110113001",
             "“" + code + "”不是单位代码；应为 offices.toml 中的代码，例如 ZJW 或 110113001");
}

std::string public_key(const std::string& key) {
  if (archive::is_public_key(key)) return {};
  return say("\"" + key +
                 "\" is no public key; right would be: the 64 hex digits that shao keys "
                 "new --sign printed",
             "“" + key + "”不是公钥；应为 shao keys new --sign 输出的 64 位十六进制数");
}

std::string event_name(const std::string& name) {
  const auto& known = core::event_names;
  if (std::find(known.begin(), known.end(), name) != known.end()) return {};
  std::string all;
  for (const std::string_view one : known) all += (all.empty() ? "" : ", ") + std::string(one);
  return say("\"" + name + "\" is no event; right would be one of: " + all,
             "“" + name + "”不是事件名；应为：" + all);
}

}  // namespace

void Program::add_journal() {
  CLI::App* journal = add("journal", say("the record of everything", "台账"),
                          "shao journal verify --redis unix:data/redis/redis.sock", {});
  journal->require_subcommand(1);
  const auto take_journal = [this] {
    journal_.json = globals_.json;
    if (const std::string zone = timezone(); !zone.empty()) journal_.timezone = zone;
    if (!globals_.jurisdiction.empty()) journal_.jurisdiction = globals_.jurisdiction;
  };
  CLI::App* cat =
      add(*journal, "cat", say("print it for people", "打印台账"),
          "shao journal cat --redis unix:data/redis/redis.sock \\\n"
          "    --redis-user reader --redis-password-file data/keys/redis-reader.password",
          [this, take_journal] {
            take_journal();
            return run_journal_cat(journal_);
          });
  with_redis(cat, journal_.redis)->required();
  cat->add_option("--whistle", journal_.whistle, say("only this one's events", "只看此哨"))
      ->transform(whistle_number);
  CLI::App* verify = add(
      *journal, "verify",
      say("prove that nothing was altered or removed, in the journal, its archive, or both",
          "验证台账、归档（或两者连续）未被改动或删除"),
      "shao journal verify --redis unix:data/redis/redis.sock --archive data/archive.sqlite \\\n"
      "    --redis-user reader --redis-password-file data/keys/redis-reader.password",
      [this, take_journal] {
        take_journal();
        return run_journal_verify(journal_);
      });
  with_redis(verify, journal_.redis);
  verify->add_option("--archive", journal_.archive,
                     say("archive file: alone, or with --redis as the journal's beginning",
                         "归档文件：单独验证，或与 --redis 一起作为台账的前段"));
  auto* heads = verify->add_option(
      "--heads", journal_.heads,
      say("file of signed heads that must fit, too", "签名链头文件，须逐条相符"));
  auto* sign_key =
      verify
          ->add_option("--sign-key", journal_.sign_key,
                       say("the public key they were signed with", "签名所用密钥的公钥"))
          ->check(public_key);
  heads->needs(sign_key);
  sign_key->needs(heads);
  CLI::App* functions =
      add(*journal, "functions",
          say("give Redis this release's functions of the journal: once a release, where the "
              "dispatcher "
              "has not the right to",
              "为 Redis 装入本版本的台账函数：调度程序无此权限时，每个版本一次"),
          "shao journal functions --redis unix:/run/shaodao/redis.sock --redis-user functions \\\n"
          "    --redis-password-file /etc/shaodao/redis-functions.password",
          [this, take_journal] {
            take_journal();
            return run_journal_functions(journal_);
          });
  with_redis(functions, journal_.redis)->required();
  CLI::App* users =
      add(*journal, "users",
          say("make the passwords of Redis' users that are missing, and the ACL file "
              "for all servers (deploy/sentinel)",
              "生成 Redis 各用户缺少的密码，以及供各服务器使用的 ACL 文件"),
          "shao journal users --keys /etc/shaodao/keys --acl /etc/shaodao/users.acl", [this] {
            users_.json = globals_.json;
            if (!globals_.jurisdiction.empty()) users_.jurisdiction = globals_.jurisdiction;
            return run_journal_users(users_);
          });
  users->add_option("--keys", users_.keys, say("folder of the passwords", "密码所在目录"))
      ->required()
      ->check(CLI::ExistingDirectory);
  users
      ->add_option(
          "--acl", users_.acl,
          say("file to write for redis-server --aclfile", "供 redis-server --aclfile 使用的文件"))
      ->required();
}

std::string Program::timezone() const {
  const char* zone = std::getenv("TZ");
  return zone == nullptr ? "" : zone;
}

void Program::add_leader() {
  const auto take = [this] {
    if (leader_.redis.address.empty()) throw CLI::RequiredError("--redis");
    leader_.json = globals_.json;
    if (!globals_.jurisdiction.empty()) leader_.jurisdiction = globals_.jurisdiction;
  };
  CLI::App* leader = add("leader", say("who leads, who stands by", "主调度与备用"),
                         "shao leader --redis unix:data/redis/redis.sock \\\n"
                         "    --redis-user reader --redis-password-file "
                         "data/keys/redis-reader.password",
                         [this, take] {
                           take();
                           return run_leader(leader_);
                         });
  leader->require_subcommand(0, 1);
  CLI::App* hand_over =
      add(*leader, "hand-over",
          say("have the one that stands by lead, before an update or a reboot: no command is lost",
              "更新或重启前由备用接替，不丢失任何指令"),
          "shao leader hand-over --redis unix:data/redis/redis.sock \\\n"
          "    --redis-user config --redis-password-file data/keys/redis-config.password",
          [this, take] {
            take();
            return run_leader_hand_over(leader_);
          });
  with_redis(leader, leader_.redis);
  with_redis(hand_over, leader_.redis);
}

void Program::add_archive() {
  CLI::App* archive =
      add("archive",
          say("keep the journal for good in one file, which its trimming waits for; or put it back "
              "from there",
              "把台账长期保存到一个文件，台账裁剪以此为前提；或从该文件恢复台账"),
          "shao archive --redis unix:data/redis/redis.sock --to data/archive.sqlite --follow \\\n"
          "    --redis-user archive --redis-password-file data/keys/redis-archive.password\n"
          "  shao archive --redis unix:data/redis/redis.sock --restore data/archive.sqlite \\\n"
          "    --redis-user restore --redis-password-file data/keys/redis-restore.password",
          [this] {
            archive_.json = globals_.json;
            if (!globals_.jurisdiction.empty()) archive_.jurisdiction = globals_.jurisdiction;
            return run_archive(archive_);
          });
  with_redis(archive, archive_.redis)->required();
  auto* files = archive->add_option_group(say("file", "文件"));
  files->add_option("--to", archive_.to,
                    say("SQLite file, made when absent; one for each jurisdiction",
                        "SQLite 文件，没有则新建；每个辖区一个"));
  auto* restore = files->add_option(
      "--restore", archive_.restore,
      say("instead: put what this file holds into a Redis that has no journal, all or nothing "
          "(docs/operations.md)",
          "改为恢复：把此归档文件写回没有台账的 Redis，要么全部要么不写（docs/operations.md）"));
  files->require_option(1);
  archive
      ->add_flag("--follow", archive_.follow,
                 say("go on as the journal grows; Ctrl-C ends", "随台账持续归档；Ctrl-C 结束"))
      ->excludes(restore);
  auto* heads = archive->add_option(
      "--heads", archive_.heads,
      say("file to which signed heads of the chain are added; keep it elsewhere",
          "写入签名链头的文件，只增不改；请另处保管"));
  heads->excludes(restore);
  auto* sign_key = archive->add_option("--sign-key", archive_.sign_key,
                                       say("key file to sign them with (shao keys new --sign)",
                                           "签名密钥文件（shao keys new --sign）"));
  heads->needs(sign_key);
  sign_key->needs(heads);
  archive
      ->add_option("--heads-every", archive_.heads_every,
                   say("seconds between them; one more at the end", "间隔秒数；结束时再写一条"))
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();

  CLI::App* history = add(
      "history",
      say("search the archive: one whistle's timeline, or whistles and events by words, office, "
          "kind and time",
          "查询归档：一声哨的全过程，或按词语、单位、种类、时间查找"),
      "shao history W12 --archive data/archive.sqlite\n"
      "  shao history --archive data/archive.sqlite --words 电梯 --office ZJW",
      [this] {
        history_.json = globals_.json;
        if (const std::string zone = timezone(); !zone.empty()) history_.timezone = zone;
        return run_history(history_);
      });
  history->add_option("--archive", history_.archive, say("archive file", "归档文件"))->required();
  auto* whistle = history
                      ->add_option("whistle", history_.whistle,
                                   say("its number: its whole timeline", "编号：看其全过程"))
                      ->transform(whistle_number);
  const auto condition = [&](const char* flag, std::string& value, const std::string& what) {
    return history->add_option(flag, value, what)->excludes(whistle);
  };
  condition("--words", history_.words,
            say("in title or detail; all of them", "标题、详情中的词，须全部出现"));
  condition("--kind", history_.kind, "EMERGENCY, ENFORCE_NOW, ENFORCE_PLAN, DEMAND, KEY_WORK");
  condition("--office", history_.office, say("that acted or was named", "参与或被指派的单位"))
      ->check(office_code);
  condition("--event", history_.event,
            say("list events of this name, for example level_fired",
                "列出该名称的事件，例如 level_fired"))
      ->check([](const std::string& name) { return event_name(name); });
  condition("--command", history_.command,
            say("list events that this command caused", "列出该命令产生的事件"));
  condition("--from", history_.from,
            say("raised (events: happened) from then on, RFC 3339",
                "此时及以后拟哨（事件：发生），RFC 3339 格式"));
  condition("--to", history_.to, say("and before then", "此时以前"));
  history
      ->add_option("--before", history_.before,
                   say("older than these: the number at the end of the answer before",
                       "更早的记录：上一页末尾给出的数"))
      ->excludes(whistle);
  history->add_option("--limit", history_.limit, "1..500")
      ->check(CLI::Range(1, 500))
      ->capture_default_str();
}

void Program::add_hooks() {
  CLI::App* hooks = add("hooks", say("tell offices that are not looking", "向未在线的单位外发通知"),
                        "shao hooks run --config data/config --folder data/hooks", {});
  hooks->require_subcommand(1);
  CLI::App* run = add(
      *hooks, "run",
      say("follow the feed as the centre and tell the offices of hooks.toml, by webhook or "
          "program; "
          "receipts go into the journal",
          "以指挥中心身份跟看事件，按 hooks.toml 通过网络回调或程序通知各单位，回执记入台账"),
      "shao hooks run --profile data/profiles/ZHZX.toml --config data/config --folder data/hooks",
      [this] { return run_hooks(globals_, hooks_); });
  run->add_option("--config", hooks_.config,
                  say("folder with hooks.toml and the other files", "配置目录（含 hooks.toml）"))
      ->required()
      ->check(CLI::ExistingDirectory);
  run->add_option("--folder", hooks_.folder,
                  say("folder of its own for what is still to be told; programs run in it",
                      "自用目录，存放待通知事项；程序在其中运行"))
      ->required();
  run->add_option("--from", hooks_.from,
                  say("where to begin the first time: begin, now, or a position",
                      "首次从何处开始：begin、now 或某个位置"))
      ->check([](const std::string& from) {
        if (from == "begin" || from == "now" || codec::parse_position(from)) return std::string();
        return say("right would be: begin, now, or one like 3-9f2c-57",
                   "应为 begin、now 或形如 3-9f2c-57");
      })
      ->capture_default_str();
}

void Program::add_parent() {
  CLI::App* parent = add("parent", say("the jurisdiction above", "上级辖区"),
                         "shao parent run --profile data/profiles/BJ.toml --above city.toml "
                         "--folder data/parent",
                         {});
  parent->require_subcommand(1);
  CLI::App* run =
      add(*parent, "run",
          say("carry what reached level 5 to the jurisdiction above, and what becomes of it back",
              "将提请上级（5 级）的哨转报上级辖区，并将办理情况带回"),
          "shao parent run --profile data/profiles/BJ.toml --above city.toml --folder data/parent",
          [this] { return run_parent(globals_, parent_); });
  run->add_option("--above", parent_.above,
                  say("connection profile of our office in the jurisdiction above",
                      "本区在上级辖区的连接文件"))
      ->required()
      ->check(CLI::ExistingFile);
  run->add_option(
         "--folder", parent_.folder,
         say("folder of its own: positions and commands under way", "自用目录，存放位置与待发命令"))
      ->required();
}

CLI::Option* Program::with_redis(CLI::App* sub, RedisFlags& redis) {
  CLI::Option* address = sub->add_option(
      "--redis", redis.address,
      say("unix:/path/redis.sock, redis://host:port, or sentinel://host:port,host:port/master",
          "unix:/path/redis.sock、redis://主机:端口，或 sentinel://主机:端口,主机:端口/主库名称"));
  address->check(redis_address);
  auto* user =
      sub->add_option("--redis-user", redis.user,
                      say("as whom: dispatcher, archive, config, reader, functions, restore",
                          "Redis 用户：dispatcher、archive、config、reader、functions、restore"));
  auto* file = sub->add_option(
      "--redis-password-file", redis.password_file,
      say("file with its password, readable by its owner alone", "该用户的密码文件，只有属主可读"));
  user->needs(file);
  file->needs(user);
  return address;
}

void Program::add_keys() {
  CLI::App* keys =
      add("keys", say("CURVE keys", "密钥"), "shao keys new --office ZJW --out ZJW.key", {});
  keys->require_subcommand(1);
  CLI::App* fresh = add(
      *keys, "new",
      say("make a key: an office's, with the stanza for keys.toml, one for signing, or the master "
          "key of residents' particulars",
          "生成密钥：单位密钥及 keys.toml 条目、签名密钥，或当事人信息主密钥"),
      "shao keys new --office ZJW --out ZJW.key\n  shao keys new --sign --out sign.key\n"
      "  shao keys new --residents --out residents.key",
      [this] {
        if (!sign_ && !residents_ && office_.empty())
          throw CLI::RequiredError("--office, --sign or --residents");
        if (residents_) return run_keys_new_residents(out_, globals_.json);
        return sign_ ? run_keys_new_sign(out_, globals_.json)
                     : run_keys_new(office_, out_, globals_.json);
      });
  auto* office =
      fresh->add_option("--office", office_, say("whose key", "单位"))->check(office_code);
  auto* sign =
      fresh->add_flag("--sign", sign_, say("for signed heads of the journal", "用于台账链头签名"));
  sign->excludes(office);
  fresh
      ->add_flag("--residents", residents_,
                 say("the master key of residents' particulars", "当事人信息的主密钥"))
      ->excludes(office)
      ->excludes(sign);
  fresh
      ->add_option(
          "--out", out_,
          say("file to write, mode 0600; never overwritten", "写入的文件，权限 0600，不覆盖"))
      ->required();
}

}  // namespace shao::cli
