// The flags of raise and of every move on the straight way.
#include "clients/cli/program.hpp"

namespace shao::cli {

void Program::add_raise() {
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
       say("the resident; assigned offices only see it", "当事人，仅承办单位可见"));
  flag("--reporter-phone", raise_.phone, say("the resident's phone", "当事人电话"));
  flag("--to", raise_.to,
       say("a department's: the office it whistles to; else the rules place it",
           "部门吹哨时指明的单位；不填则按规则派单"));
  flag("--occurred-at", raise_.occurred_at, say("RFC 3339", "发生时间，RFC 3339 格式"));
  sub->add_flag("--draft", raise_.draft,
                say("only write it down; submit blows it", "只拟哨，之后用 submit 提交"));
  sub->add_flag("--exercise", raise_.exercise,
                say("nothing has happened: marked wherever it is shown, counted nowhere",
                    "演练：各处标明，不计入统计"));
  auto* file = sub->add_option(
      "--file", raise_.file,
      say("one whistle as a JSON object; - is standard input", "一声哨的 JSON 文件；- 为标准输入"));
  auto* from = sub->add_option("--from", raise_.from,
                               say("many: a .csv or JSON-lines file", "批量：.csv 或 JSON 行文件"));
  file->excludes(from);
  sub->add_flag("--check", raise_.check,
                say("only look whether they are in order", "只检查，不吹哨"));
}

CLI::App* Program::add_move(const std::string& name, const std::string& action,
                            const std::string& what, const std::string& example,
                            const std::vector<TextField>& fields) {
  CLI::App* sub = add(name, what, example, [this, action] { return run_move(action); });
  sub->add_option("whistle", whistle_, say("its number, for example W12", "哨的编号，如 W12"))
      ->required()
      ->transform(whistle_number);
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

CLI::Option* Program::add_list(CLI::App& to, const std::string& flag, const std::string& field,
                               const std::string& help) {
  return to.add_option(flag, lists_[field], help)->allow_extra_args(false);
}

Exit Program::run_move(const std::string& action) {
  codec::Json body = move_;
  body["do"] = action;
  body["whistle"] = whistle_;
  for (const auto& [field, value] : texts_)
    if (!value.empty()) body[field] = value;
  for (const auto& [field, values] : lists_)
    if (!values.empty()) body[field] = values;
  return run_command(globals_, std::move(body));
}

void Program::add_moves() {
  const std::string reason = say("why", "理由");
  add_move("submit", "submit", say("blow a draft", "提交拟好的哨"), "shao submit W12", {});
  add_move("approve", "approve", say("approve a whistle in review", "审哨通过"), "shao approve W12",
           {});
  add_move("refuse", "refuse", say("refuse a whistle in review", "不予吹哨"),
           "shao refuse W12 --reason 与W11重复", {{"--reason", "reason", reason, true}});
  CLI::App* assign =
      add_move("assign", "assign",
               say("name the lead of a whistle the backstop holds", "为兜底的哨指定主办"),
               "shao assign W12 --lead ZJW --assist CGW --reason 属物业管理",
               {{"--lead", "lead", say("office that leads", "主办单位"), true},
                {"--reason", "reason", reason, true}});
  add_list(*assign, "--assist", "assist", say("assisting office, repeatable", "协办单位，可重复"));
  add_move(
      "release", "release", say("confirm that an emergency's scene is safe", "确认应急现场已安全"),
      "shao release W12 --note 现场已无危险", {{"--note", "note", say("note", "说明"), false}});
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
  add_list(*resolve, "--evidence", "evidence",
           say("reference to a picture or document, repeatable", "佐证材料的引用，可重复"))
      ->required();
  add_move("reveal", "reveal",
           say("see the resident's name, phone and address; who looked is journaled",
               "查看当事人姓名、电话、地址（查看行为记入台账）"),
           "shao reveal W12\n  shao reveal W12 --reason 回访",
           {{"--reason", "reason",
             say("what for; assigned offices need not say", "用途（承办单位可不填）"), false}});
  add_move("erase", "erase",
           say("destroy the resident's particulars of an ended whistle for good",
               "永久抹除已结束的哨的当事人信息"),
           "shao erase W12 --reason 当事人申请删除", {{"--reason", "reason", reason, true}});
  CLI::App* verify =
      add_move("verify", "verify", say("look whether it is done", "核查"),
               "shao verify W12 --pass\n  shao verify W12 --fail --reason 仍有积水",
               {{"--reason", "reason", say("what is not in order", "哪里不行"), false}});
  add_choice(*verify, "verify", "pass", {"--pass", say("it is done", "通过")},
             {"--fail", say("it is not", "不通过")});

  CLI::App* evaluate =
      add("evaluate", say("say of each office: solved? satisfied?", "评价每个承办单位"),
          "shao evaluate W12 --all --solved yes --satisfaction satisfied\n"
          "  shao evaluate W12 --office ZJW --solved no --satisfaction dissatisfied",
          [this] { return run_evaluate(globals_, evaluate_); });
  evaluate->add_option("whistle", evaluate_.whistle, say("its number", "哨的编号"))
      ->required()
      ->transform(whistle_number);
  auto* office =
      evaluate->add_option("--office", evaluate_.offices, say("office, repeatable", "单位，可重复"))
          ->allow_extra_args(false);
  evaluate->add_flag("--all", evaluate_.all, say("every office that worked on it", "所有承办单位"))
      ->excludes(office);
  const std::string each =
      say("; once for all, or once for each office", "；写一次，或每个单位各一次");
  evaluate->add_option("--unit", evaluate_.unit,
                       say("for which raiser, when your key speaks for several of a merged whistle",
                           "代表哪个吹哨单位（并单后有多个时）"));
  evaluate->add_option("--solved", evaluate_.solved, "yes, partly, no" + each)
      ->required()
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"yes", "partly", "no"}));
  evaluate
      ->add_option("--satisfaction", evaluate_.satisfaction,
                   "very, satisfied, basic, average, dissatisfied" + each)
      ->required()
      ->allow_extra_args(false)
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

}  // namespace shao::cli
