// The flags of the moves off the straight way: disputes, joint whistles, suspension, extension,
// reopening, escalation, merging, notes.
#include "clients/cli/program.hpp"

namespace shao::cli {

void Program::add_choice(CLI::App& to, const std::string& action, const std::string& field,
                         const Choice& yes, const Choice& no) {
  auto* agree = to.add_flag(
      yes.flag, [this, field](std::int64_t) { move_[field] = true; }, yes.help);
  auto* decline = to.add_flag(
      no.flag, [this, field](std::int64_t) { move_[field] = false; }, no.help);
  agree->excludes(decline);
  to.callback([this, action, field, yes, no] {
    if (!move_.contains(field)) throw CLI::RequiredError(yes.flag + say(" or ", " 或 ") + no.flag);
    action_ = [this, action] { return run_move(action); };
  });
}

void Program::add_bends() {
  const std::string reason = say("why", "理由");
  const TextField why{"--reason", "reason", reason, true};
  const TextField lead{"--lead", "lead", say("office that leads", "主办单位"), true};

  add_move(
      "dispute", "dispute",
      say("say that it is not our case; the clocks go on", "申请退单（时限照走）"),
      "shao dispute W12 --clause 物业管理条例第五条 --reason 属市场监管",
      {{"--clause", "clause", say("the law or rule it rests on", "依据的法规条款"), true}, why});
  CLI::App* rule = add_move(
      "rule", "rule", say("rule on a dispute", "裁定退单"),
      "shao rule W12 --uphold --lead SJ --reason 属特种设备\n"
      "  shao rule W12 --dismiss --reason 职责清楚\n  shao rule W12 --office GA --uphold --reason "
      "确与其无关",
      {why,
       {"--lead", "lead", say("who leads then, of a lead's dispute", "今后的主办单位"), false},
       {"--office", "office",
        say("whose dispute; the lead's when left out", "谁的申请，不填为主办"), false}});
  add_choice(*rule, "rule", "uphold", {"--uphold", say("the office is relieved", "准予退单")},
             {"--dismiss", say("it stays with the office", "驳回")});
  CLI::App* assist =
      add_move("add-assisting", "add-assisting", say("call offices to assist", "增派协办单位"),
               "shao add-assisting W12 --office GA --office CGZF --reason 需联合执法", {why});
  add_list(*assist, "--office", "offices", say("office, repeatable", "单位，可重复"))->required();
  add_move("relieve", "relieve", say("relieve an assisting office", "解除协办单位"),
           "shao relieve W12 --office GA --reason 无需到场",
           {{"--office", "office", say("office that assists", "协办单位"), true}, why});
  add_move("convene", "convene", say("convene a joint meeting", "召集联席会议"),
           "shao convene W12 --reason 各单位意见不一", {why});
  CLI::App* minutes = add_move(
      "minutes", "minutes",
      say("hand in its minutes, which bind everybody", "提交会议纪要，对各单位有约束力"),
      "shao minutes W12 --lead ZJW --assist CGW --relieve XF --text 由住建委牵头",
      {{"--text", "text", say("what was agreed", "会议决定"), true},
       {"--lead", "lead", say("who leads; as before when left out", "主办，不填则不变"), false}});
  add_list(*minutes, "--assist", "assist", say("who joins, repeatable", "新增协办，可重复"));
  add_list(*minutes, "--relieve", "relieve", say("who is not needed, repeatable", "解除，可重复"));
  add_move("replace-lead", "replace-lead",
           say("take the lead away, from level 3 on", "更换主办单位（3 级及以上）"),
           "shao replace-lead W12 --lead SJ --reason 多次催办无效", {lead, why});

  CLI::App* ask_suspension =
      add_move("ask-suspension", "ask-suspension",
               say("ask that it is suspended until a review", "申请挂账"),
               "shao ask-suspension W12 --ground funds --plan 列入明年预算 --proof budget/7 "
               "--review-at 2026-12-01T09:00:00+08:00",
               {{"--ground", "ground", "complex, policy, funds, court", true},
                {"--plan", "plan", say("how it will be solved in the end", "最终如何解决"), true},
                {"--review-at", "review_at",
                 say("when it is looked at again, RFC 3339", "复核时间"), true}});
  add_list(*ask_suspension, "--proof", "proof",
           say("reference to a document, repeatable", "证明材料的引用，可重复"))
      ->required();
  CLI::App* decide_suspension =
      add_move("decide-suspension", "decide-suspension", say("decide on it", "审批挂账"),
               "shao decide-suspension W12 --approve --opinion 居民同意\n"
               "  shao decide-suspension W12 --refuse --reason 可立即解决",
               {{"--opinion", "opinion",
                 say("what the raiser says, to approve", "吹哨方意见（同意时）"), false},
                {"--reason", "reason", say("why not, to refuse", "理由（不同意时）"), false}});
  add_choice(*decide_suspension, "decide-suspension", "approve",
             {"--approve", say("suspend it", "同意")}, {"--refuse", say("it goes on", "不同意")});
  add_move("resume", "resume", say("end a suspension before its review", "提前恢复办理"),
           "shao resume W12 --reason 资金已到位", {why});
  const std::string time = say("a time such as \"3 wd\" or \"7 d\"", "时间，如 \"3 wd\"、\"7 d\"");
  add_move("ask-extension", "ask-extension", say("ask for more time, once", "申请延期，只有一次"),
           "shao ask-extension W12 --by \"3 d\" --reason 等配件",
           {{"--by", "by", time, true}, why});
  CLI::App* decide_extension =
      add_move("decide-extension", "decide-extension", say("decide on it", "审批延期"),
               "shao decide-extension W12 --approve --by \"3 d\" --reason 配件在途",
               {{"--by", "by", time, false}, why});
  add_choice(*decide_extension, "decide-extension", "approve",
             {"--approve", say("extend it", "同意")},
             {"--refuse", say("its limit stays", "不同意")});

  add_move(
      "reopen", "reopen",
      say("it came back: a closed whistle goes on, within 30 days", "反弹重启（结案 30 天内）"),
      "shao reopen W12 --reason 又停运", {why});
  CLI::App* escalate =
      add_move("escalate", "escalate", say("take it to a level by hand", "人工提级"),
               "shao escalate W12 --level 3 --reason 有老人被困", {why});
  escalate
      ->add_option_function<int>(
          "--level", [this](int level) { move_["level"] = level; },
          say("1 to 4; 5 where there is a jurisdiction above", "1 至 4；有上级辖区时可为 5"))
      ->required();
  add_move("merge", "merge", say("it is the same matter as another whistle", "并单"),
           "shao merge W12 --into W9 --reason 同一处漏水",
           {{"--into", "into", say("the whistle that goes on for both", "并入哪个哨"), true}, why})
      ->get_option("--into")
      ->transform(whistle_number);
  add_move("unmerge", "unmerge", say("it was not the same after all", "拆单"),
           "shao unmerge W12 --reason 不是同一栋楼", {why});
  add_move("replan", "replan",
           say("plan its running clocks by the configuration in force", "改按新规"),
           "shao replan W12 --reason 办结时限已调整", {why});
  CLI::App* note = add_move("note", "note", say("note something down", "备注"),
                            "shao note W12 --text 已电话回访 --attach call/9",
                            {{"--text", "text", say("what", "内容"), true}});
  add_list(*note, "--attach", "attachments",
           say("reference to a picture or document, repeatable", "附件的引用，可重复"));
}

}  // namespace shao::cli
