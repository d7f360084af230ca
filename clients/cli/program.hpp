// The command line of shao as CLI11 sees it: flags, help, errors. What the subcommands do is in
// the other files, which know nothing of CLI11: it is heavy.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "clients/cli/archive.hpp"
#include "clients/cli/backtest.hpp"
#include "clients/cli/configure.hpp"
#include "clients/cli/explain.hpp"
#include "clients/cli/explain_live.hpp"
#include "clients/cli/hooks.hpp"
#include "clients/cli/leader.hpp"
#include "clients/cli/look.hpp"
#include "clients/cli/moves.hpp"
#include "clients/cli/operate.hpp"
#include "clients/cli/parent.hpp"
#include "clients/cli/raise.hpp"

namespace shao::cli {

class Program {
 public:
  Program();
  /// The exit code.
  int run(int argc, char** argv);

 private:
  /// A text that a move takes: its flag and its field on the wire.
  struct TextField {
    const char* flag;
    const char* field;
    std::string help;
    bool required;
  };
  /// One of two flags that stand for true and false; one of them must be given.
  struct Choice {
    std::string flag;
    std::string help;
  };

  CLI::App* add(CLI::App& to, const std::string& name, const std::string& what,
                const std::string& example, std::function<Exit()> action);
  CLI::App* add(const std::string& name, const std::string& what, const std::string& example,
                std::function<Exit()> action);
  /// A move whose body is the whistle and some texts.
  CLI::App* add_move(const std::string& name, const std::string& action, const std::string& what,
                     const std::string& example, const std::vector<TextField>& fields);
  void add_choice(CLI::App& to, const std::string& action, const std::string& field,
                  const Choice& yes, const Choice& no);
  CLI::Option* add_list(CLI::App& to, const std::string& flag, const std::string& field,
                        const std::string& help);
  void add_connection();
  void add_raise();
  void add_moves();
  void add_bends();
  void add_looks();
  void add_explain();
  void add_backtest();
  void add_config();
  void add_duty(CLI::App* sub);
  void add_journal();
  void add_archive();
  void add_leader();
  void add_hooks();
  void add_parent();
  void add_keys();
  /// --redis, and as whom.
  CLI::Option* with_redis(CLI::App* sub, RedisFlags& redis);
  std::string timezone() const;
  Exit run_move(const std::string& action);
  std::string complaint(const CLI::Error& error) const;

  CLI::App app_;
  Globals globals_;
  std::function<Exit()> action_;
  RaiseFlags raise_;
  std::string whistle_;
  codec::Json move_ = codec::Json::object();  // fields of a move that are no texts
  std::map<std::string, std::string> texts_;  // and those that are
  std::map<std::string, std::vector<std::string>> lists_;
  std::string section_;  // of the help, in which the next subcommands stand
  EvaluateFlags evaluate_;
  ListFlags list_;
  WatchFlags watch_;
  ExplainFlags explain_;
  BacktestFlags backtest_;
  ConfigFlags config_;
  JournalFlags journal_;
  UsersFlags users_;
  ArchiveFlags archive_;
  LeaderFlags leader_;
  HooksFlags hooks_;
  ParentFlags parent_;
  HistoryFlags history_;
  std::string office_;
  std::string out_;
  bool sign_ = false;
  bool residents_ = false;
};

}  // namespace shao::cli
