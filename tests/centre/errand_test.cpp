// Whistles over HTTP: a whole errand by people of four offices, every move once, what is refused,
// one command given twice, and what of a resident is shown to whom.
#include <boost/test/unit_test.hpp>
#include <regex>

#include "tests/centre/site.hpp"

namespace shao::test {

namespace {

const Json resident{
    {"reporter", {{"name", "张三丰"}, {"phone", "13812341234"}}},
    {"place", {{"address", "光明街道建新小区3号楼"}, {"lon", 116.65432}, {"lat", 40.12345}}}};

Reply try_move(const std::string& name, const std::string& whistle, const std::string& move,
               const Json& body = Json::object()) {
  return site().as(name).command("/api/whistles/" + whistle + "/" + move, body);
}

void check_refused(const Reply& reply, int status, const std::string& name) {
  BOOST_CHECK_EQUAL(reply.status, status);
  BOOST_CHECK_EQUAL(reply.error(), name);
  BOOST_CHECK_EQUAL(reply.json().value("refused", ""), name);
  BOOST_CHECK(!reply.json().value("message_zh", "").empty());
}

Json evaluation(const std::string& office, const std::string& solved = "yes") {
  return {{"evaluations",
           {{{"office", office},
             {"solved", solved},
             {"satisfaction", "satisfied"},
             {"on_time", true}}}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(errands)

BOOST_AUTO_TEST_CASE(a_whole_errand_is_done_over_http_and_its_timeline_names_who_did_what) {
  const std::string whistle = site().raised("小区门口堆物", resident);
  BOOST_CHECK_EQUAL(site().whistle("leader", whistle).at("whistle").at("state"), "REVIEW");
  BOOST_CHECK_EQUAL(site().move("leader", whistle, "approve").at("state"), "DISPATCHED");
  site().move("officer", whistle, "ack");
  site().move("officer", whistle, "contact", {{"reached", "张三丰"}, {"how", "电话"}});
  BOOST_CHECK_EQUAL(
      site()
          .move("officer", whistle, "report-in", {{"person", "李四"}, {"text", "已受理"}})
          .at("state"),
      "ACTIVE");
  BOOST_CHECK_EQUAL(
      site()
          .move("officer", whistle, "resolve", {{"evidence", {"photo/1"}}, {"text", "已清理"}})
          .at("state"),
      "VERIFY");
  BOOST_CHECK_EQUAL(site().move("street", whistle, "verify", {{"pass", true}}).at("state"),
                    "EVALUATE");
  BOOST_CHECK_EQUAL(site().move("community", whistle, "evaluate", evaluation("D1")).at("state"),
                    "CLOSED");
  const Json told = site().whistle("street", whistle);
  const std::vector<std::pair<std::string, std::string>> wanted{
      {"whistle_raised", "花姐 (community)"},  {"review_asked", "花姐 (community)"},
      {"whistle_approved", "王主任 (leader)"}, {"whistle_dispatched", "王主任 (leader)"},
      {"acknowledged", "张科员 (officer)"},    {"contacted", "张科员 (officer)"},
      {"reported_in", "张科员 (officer)"},     {"case_activated", "张科员 (officer)"},
      {"resolved", "张科员 (officer)"},        {"verification_asked", "张科员 (officer)"},
      {"verified", "李办事 (street)"},         {"evaluated", "花姐 (community)"},
      {"whistle_closed", "花姐 (community)"}};
  const Json& timeline = told.at("timeline");
  BOOST_REQUIRE_EQUAL(timeline.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    BOOST_CHECK_EQUAL(timeline[i].at("event"), wanted[i].first);
    BOOST_CHECK_EQUAL(timeline[i].at("who").at("person"), wanted[i].second);
    BOOST_CHECK_EQUAL(timeline[i].at("who").at("channel"), "web");
    if (i > 0) BOOST_CHECK_GT(timeline[i].at("n"), timeline[i - 1].at("n"));
  }
  // Who came to the place is another matter than who says so.
  BOOST_CHECK_EQUAL(event_of(timeline, "reported_in").at("person"), "李四");
  // It stays on the board for a while; lists that ask for it have it.
  BOOST_CHECK(site().within(std::chrono::seconds{5},
                            [&] { return site().row("street", whistle).at("state") == "CLOSED"; }));
  const auto listed = [&](const std::string& query) {
    const Json list = site().as("street").get("/api/whistles?" + query).json().at("whistles");
    return !row_of(list, whistle).is_null();
  };
  BOOST_CHECK(listed("state=closed&limit=500") && listed("state=CLOSED&limit=500") &&
              listed("state=all&limit=500"));
  BOOST_CHECK(!listed("limit=500"));
}

BOOST_AUTO_TEST_CASE(every_move_that_is_described_can_be_made) {
  const auto on = [](const std::string& whistle) {
    return [whistle](const std::string& name, const std::string& move,
                     const Json& body = Json::object()) { site().move(name, whistle, move, body); };
  };
  const auto long_one = on(site().raised("每一步", {{"draft", true}}));
  const Json why{{"reason", "有此必要"}};
  const auto with = [&](Json body) {
    body.update(why);
    return body;
  };
  long_one("community", "submit");
  long_one("leader", "approve");
  long_one("officer", "ack");
  long_one("officer", "contact", {{"reached", "李四"}, {"how", "当面"}});
  long_one("officer", "report-in", {{"person", "李四"}, {"text", "已受理"}});
  long_one("officer", "progress", {{"text", "配件已到"}});
  long_one("officer", "add-assisting", with({{"offices", {"D2"}}}));
  long_one("centre", "relieve", with({{"office", "D2"}}));
  long_one("officer", "ask-extension", with({{"by", "1 d"}}));
  long_one("centre", "decide-extension", with({{"approve", true}, {"by", "1 d"}}));
  const std::int64_t now = site().board("centre").at("now");
  long_one("officer", "ask-suspension",
           {{"ground", "funds"},
            {"plan", "列入明年预算"},
            {"proof", {"budget/7"}},
            {"review_at", now + 10 * 86'400'000LL}});
  long_one("centre", "decide-suspension", {{"approve", true}, {"opinion", "居民同意"}});
  long_one("centre", "resume", why);
  long_one("street", "note", {{"text", "已电话回访"}, {"attachments", {"call/9"}}});
  long_one("officer", "resolve", {{"evidence", {"photo/1"}}});
  long_one("street", "verify", {{"pass", false}, {"reason", "还没清完"}});
  long_one("officer", "resolve", {{"evidence", {"photo/2"}}, {"text", "已清完"}});
  long_one("street", "verify", {{"pass", true}});
  long_one("community", "evaluate", evaluation("D1"));
  long_one("community", "reopen", why);
  long_one("leader", "escalate", with({{"level", 3}}));
  long_one("centre", "replace-lead", with({{"lead", "D2"}}));

  const auto refused = on(site().raised("不予吹哨", resident));
  refused("leader", "refuse", why);
  refused("centre", "erase", why);

  const auto disputed = on(site().dispatched("不归我管"));
  disputed("officer", "dispute", with({{"clause", "职责清单第三条"}}));
  disputed("centre", "rule", with({{"uphold", true}, {"lead", "D2"}}));

  const auto met = on(site().dispatched("意见不一"));
  met("leader", "convene", why);
  met("leader", "minutes", {{"text", "由乙局牵头"}, {"lead", "D2"}, {"relieve", Json::array()}});

  const std::string into = site().dispatched("同一处漏水");
  const auto merged = on(site().dispatched("同一处漏水，另一户"));
  merged("centre", "merge", with({{"into", into}}));
  merged("centre", "unmerge", why);
  on(into)("leader", "withdraw", why);

  // No rule knows it: the centre holds it until it names who leads.
  Json unplaced{
      {"id", "unplaced-1"}, {"unit", "C1"}, {"kind", "DESK"}, {"title", "谁都没见过的事"}};
  const auto placed =
      on(site().as("community").command("/api/whistles", unplaced).json().at("whistle"));
  placed("leader", "approve");
  placed("centre", "assign", with({{"lead", "D1"}, {"assist", {"D2"}}}));

  Json emergency{{"id", "emergency-1"},
                 {"unit", "C1"},
                 {"kind", "NOW"},
                 {"category", "ROAD"},
                 {"title", "路面塌陷"}};
  emergency.update(resident);
  const std::string scene =
      site().as("community").command("/api/whistles", emergency).json().at("whistle");
  const auto now_one = on(scene);
  const std::string lead = site().row("centre", scene).at("lead") == "D1" ? "officer" : "other";
  now_one(lead, "report-in", {{"person", "李四"}, {"place", "路口"}});
  now_one(lead, "reveal");
  now_one("community", "release", {{"note", "现场已无危险"}});
  now_one(lead, "resolve", {{"evidence", {"photo/3"}}});

  // There is no other configuration to plan by.
  BOOST_CHECK_GE(try_move("centre", scene, "replan", why).status, 409);
}

BOOST_AUTO_TEST_CASE(a_role_that_may_not_is_refused_by_the_jurisdiction) {
  const std::string whistle = site().raised("办事员不能审哨");
  check_refused(try_move("street", whistle, "approve"), 403, "role_may_not");
  site().move("leader", whistle, "approve");
  // A right of the office's key that the person has not.
  Browser officer_only = site().newcomer("cannot.ack", "D1", {"dept_officer"});
  check_refused(officer_only.command("/api/whistles/" + whistle + "/ack", Json::object()), 403,
                "role_may_not");
  site().move("officer", whistle, "ack");
}

BOOST_AUTO_TEST_CASE(another_offices_whistle_cannot_be_told_from_none) {
  const std::string whistle = site().dispatched("与乙局无关"), none = "W999999";
  const auto alike = [&](const Reply& theirs, const Reply& nobodys) {
    BOOST_CHECK_EQUAL(theirs.status, 404);
    BOOST_CHECK_EQUAL(theirs.error(), "unknown_whistle");
    const auto unnumbered = [](const std::string& text) {
      return std::regex_replace(text, std::regex("W[0-9]+"), "W#");
    };
    BOOST_CHECK_EQUAL(unnumbered(theirs.body), unnumbered(nobodys.body));
  };
  Browser& other = site().as("other");
  alike(other.get("/api/whistles/" + whistle), other.get("/api/whistles/" + none));
  for (const auto& [move, body] :
       std::vector<std::pair<std::string, Json>>{{"ack", Json::object()},
                                                 {"note", {{"text", "x"}}},
                                                 {"reveal", {{"reason", "x"}}},
                                                 {"report-in", {{"person", "x"}, {"text", "x"}}},
                                                 {"approve", Json::object()}})
    alike(try_move("other", whistle, move, body), try_move("other", none, move, body));
  const Json all = other.get("/api/whistles?state=all&limit=500").json().at("whistles");
  BOOST_CHECK(row_of(all, whistle).is_null());
  BOOST_CHECK(row_of(site().board("other").at("rows"), whistle).is_null());
}

BOOST_AUTO_TEST_CASE(a_refusal_names_the_field_and_what_would_be_right) {
  const std::string whistle = site().dispatched("少了理由");
  const auto refused = [&](const std::string& name, const std::string& move, const Json& body,
                           int status, const std::string& refusal, const std::string& field) {
    const Reply reply = try_move(name, whistle, move, body);
    BOOST_TEST_CONTEXT(move << " " << body << " " << reply.body) {
      check_refused(reply, status, refusal);
      BOOST_CHECK_EQUAL(reply.json().value("field", ""), field);
      BOOST_CHECK(!reply.json().value("expected", "").empty());
    }
  };
  refused("leader", "withdraw", Json::object(), 422, "missing_field", "reason");
  refused("officer", "report-in", {{"person", "x"}}, 422, "missing_field", "text");
  refused("officer", "ack", {{"reson", "x"}}, 422, "malformed", "reson");
  refused("centre", "escalate", {{"level", 9}, {"reason", "x"}}, 422, "malformed", "level");
  refused("officer", "progress", {{"text", "x"}}, 409, "wrong_state", "assignment");
  refused("street", "verify", {{"pass", true}}, 409, "wrong_state", "state");
  // Who it is, in which roles and about which whistle is not the body's to say.
  for (const auto& [field, value] :
       {std::pair{"as", Json({"command_centre"})}, std::pair{"account", Json("别人")},
        std::pair{"do", Json("withdraw")}, std::pair{"whistle", Json("W1")}}) {
    Json body{{"text", "假冒"}};
    body[field] = value;
    const std::string text = site().as("officer").request(
        "POST", "/api/whistles/" + whistle + "/note", codec::dump(body),
        {{"Idempotency-Key", "not-yours-" + std::string(field)}, {"Connection", "close"}});
    const Json answer = read_reply(answers_to(site().address(), text)).json();
    BOOST_CHECK_EQUAL(answer.value("whistle", whistle), whistle);
  }
  const Json told = site().whistle("officer", whistle);
  for (const Json& event : told.at("timeline"))
    if (event.at("event") == "noted")
      BOOST_CHECK_EQUAL(event.at("who").at("person"), "张科员 (officer)");
}

BOOST_AUTO_TEST_CASE(the_same_command_twice_takes_effect_once_and_is_answered_alike) {
  const std::string whistle = site().dispatched("按了两次");
  const std::string path = "/api/whistles/" + whistle + "/note";
  Browser& officer = site().as("officer");
  const Reply once = officer.command(path, {{"text", "一次"}}, "twice-0001");
  Reply twice = officer.command(path, {{"text", "一次"}}, "twice-0001");
  BOOST_CHECK_EQUAL(once.status, 200);
  BOOST_CHECK_EQUAL(twice.status, 200);
  Json first = once.json(), second = twice.json();
  BOOST_CHECK_EQUAL(second.at("first"), false);
  second.erase("first");
  BOOST_CHECK_EQUAL(first, second);
  const auto names = names_of(site().whistle("officer", whistle).at("timeline"));
  BOOST_CHECK_EQUAL(std::count(names.begin(), names.end(), "noted"), 1);
  // The same key for something else.
  for (const auto& [where, body] :
       {std::pair{path, Json{{"text", "两次"}}},
        std::pair{"/api/whistles/" + whistle + "/ack", Json(Json::object())}}) {
    const Reply other = officer.command(where, body, "twice-0001");
    BOOST_CHECK_EQUAL(other.status, 409);
    BOOST_CHECK_EQUAL(other.error(), "id_reused");
  }
  // A raise is known by its record, too: another key, the same whistle.
  const Json raise{{"id", "one-record"},
                   {"unit", "C1"},
                   {"kind", "DESK"},
                   {"category", "WASTE"},
                   {"title", "同一件"}};
  Browser& community = site().as("community");
  const Reply raised = community.command("/api/whistles", raise),
              again = community.command("/api/whistles", raise);
  BOOST_CHECK_EQUAL(raised.json().at("whistle"), again.json().at("whistle"));
  Json changed = raise;
  changed["title"] = "另一件";
  check_refused(community.command("/api/whistles", changed), 409, "record_reused");
}

BOOST_AUTO_TEST_CASE(a_resident_is_masked_but_for_those_who_need_to_know) {
  const std::string whistle = site().dispatched("有人住的地方", resident);
  const Json masked = site().row("centre", whistle);
  BOOST_CHECK_EQUAL(masked.at("place").at("address"), "光明街道建新****");
  BOOST_CHECK_EQUAL(masked.at("place").at("lon"), 116.65);
  BOOST_CHECK_EQUAL(masked.at("place").at("lat"), 40.12);
  const std::string board = codec::dump(site().board("centre"));
  for (const char* secret : {"张三丰", "13812341234", "3号楼", "116.65432"})
    BOOST_CHECK(board.find(secret) == std::string::npos);
  const Json assigned = site().row("officer", whistle);
  BOOST_CHECK_EQUAL(assigned.at("place").at("address"), "光明街道建新小区3号楼");
  const Json view = site().whistle("officer", whistle).at("whistle");
  BOOST_CHECK_EQUAL(view.at("reporter").at("name"), "张**");
  BOOST_CHECK_EQUAL(view.at("reporter").at("phone"), "138****1234");
  BOOST_CHECK_EQUAL(site().whistle("street", whistle).at("whistle").at("place").at("address"),
                    "光明街道建新****");
}

BOOST_AUTO_TEST_CASE(who_asks_for_a_resident_is_answered_in_clear_and_journaled) {
  const std::string whistle = site().dispatched("要找到本人", resident);
  check_refused(try_move("community", whistle, "reveal"), 422, "missing_field");
  const Json answer = site().move("officer", whistle, "reveal");
  BOOST_CHECK_EQUAL(answer.at("reporter"), resident.at("reporter"));
  BOOST_CHECK_EQUAL(answer.at("place"), resident.at("place"));
  const Json told =
      event_of(site().whistle("street", whistle).at("timeline"), "particulars_revealed");
  BOOST_CHECK_EQUAL(told.at("office"), "D1");
  BOOST_CHECK_EQUAL(told.at("who").at("person"), "张科员 (officer)");
  BOOST_CHECK(codec::dump(site().whistle("street", whistle)).find("13812341234") ==
              std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_a_raise_leads_to_is_shown_before_it_is_made) {
  Browser& community = site().as("community");
  const Json demand =
      community.post("/api/preview", {{"unit", "C1"}, {"title", "垃圾堆在门口"}}).json();
  BOOST_CHECK_EQUAL(demand.at("category"), "WASTE");
  BOOST_CHECK_EQUAL(demand.at("classified_by"), "keywords");
  BOOST_CHECK_EQUAL(demand.at("lead"), "D2");
  BOOST_CHECK_EQUAL(demand.at("review"), true);
  BOOST_CHECK_EQUAL(demand.at("may").at("ok"), true);
  const Json unplaced =
      community.post("/api/preview", {{"unit", "C1"}, {"title", "谁都没见过的事"}}).json();
  BOOST_CHECK_EQUAL(unplaced.at("backstop"), true);
  BOOST_CHECK(unplaced.at("rule").is_null());
  const Json asked =
      site()
          .as("officer")
          .post("/api/preview",
                {{"unit", "D1"}, {"title", "请协助"}, {"to", "D2"}, {"kind", "DESK"}})
          .json();
  BOOST_CHECK_EQUAL(asked.at("may").at("ok"), false);
  const Reply wrong =
      community.post("/api/preview", {{"unit", "C1"}, {"title", "x"}, {"kind", "DANCE"}});
  BOOST_CHECK_EQUAL(wrong.status, 422);
  BOOST_CHECK_EQUAL(wrong.error(), "unknown_kind");
}

BOOST_AUTO_TEST_CASE(lists_refuse_parameters_that_are_none) {
  Browser& officer = site().as("officer");
  for (const char* query :
       {"limit=0", "limit=501", "limit=x", "limit=99999", "state=LOST", "before=12", "before=Wx"}) {
    const Reply reply = officer.get("/api/whistles?" + std::string(query));
    BOOST_CHECK_EQUAL(reply.status, 422);
    BOOST_CHECK_EQUAL(reply.error(), "malformed");
  }
  site().dispatched("翻页一");
  site().dispatched("翻页二");
  const Json page = officer.get("/api/whistles?limit=1").json();
  BOOST_CHECK_EQUAL(page.at("more"), true);
  const std::string last = page.at("next");
  const Json next = officer.get("/api/whistles?limit=1&before=" + last).json();
  BOOST_CHECK_NE(next.at("whistles")[0].at("whistle"), page.at("whistles")[0].at("whistle"));
}

BOOST_AUTO_TEST_CASE(the_names_of_everything_and_who_is_on_duty_are_told_to_all) {
  for (const char* name : {"community", "officer", "centre"}) {
    const Json directory = site().as(name).get("/api/directory").json();
    BOOST_CHECK_EQUAL(directory.at("jurisdiction"), "small");
    BOOST_CHECK_EQUAL(directory.at("offices").size(), 7U);
    BOOST_CHECK_EQUAL(directory.at("timezone"), "Asia/Shanghai");
  }
  const Json duty = site().as("officer").get("/api/duty").json();
  BOOST_CHECK_EQUAL(duty.at("office"), "D1");
  BOOST_CHECK(duty.at("rotas").empty());
  const Reply nobody = site().as("officer").get("/api/duty?office=NOWHERE");
  BOOST_CHECK_EQUAL(nobody.status, 422);
  BOOST_CHECK_EQUAL(nobody.error(), "unknown_office");
}

BOOST_AUTO_TEST_CASE(the_last_hours_count_what_happened) {
  Browser& officer = site().as("officer");
  const std::string whistle = site().dispatched("计入统计");
  Json history;
  BOOST_REQUIRE(site().within(std::chrono::seconds{20}, [&] {
    history = officer.get("/api/history").json();
    return history.at("complete") == true;
  }));
  const auto kept = [](const Json& from) {
    for (const Json& one : from.at("offices"))
      if (one.at("office") == "D1") return one.at("on_time").get<int>();
    return 0;
  };
  const int before = kept(history);
  site().move("officer", whistle, "ack");
  BOOST_CHECK(site().within(std::chrono::seconds{10}, [&] {
    history = officer.get("/api/history").json();
    return kept(history) == before + 1;
  }));
  // Whoever saw it raised counts that, too.
  const Json whole = site().as("street").get("/api/history").json();
  int raised = 0;
  for (const Json& one : whole.at("hours")) raised += one.at("raised").get<int>();
  BOOST_CHECK_GE(raised, 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shao::test
