// Commands: what a body must look like, and how it is told what is wrong with it.
#include <boost/test/unit_test.hpp>

#include "dispatcher/codec/command_json.hpp"

namespace {

using namespace shao;
using codec::Json;

codec::Said said(const std::string& text) {
  const auto body = codec::parse_body(text);
  BOOST_REQUIRE_MESSAGE(body.has_value(), text);
  auto command = codec::decode_command(*body);
  if (!command)
    BOOST_FAIL(text << ": " << command.error().field << ": " << command.error().expected);
  return *command;
}

core::Command read(const std::string& text) {
  return said(text).command;
}

template <class C>
C read_as(const std::string& text) {
  const core::Command command = read(text);
  BOOST_REQUIRE(std::holds_alternative<C>(command));
  return std::get<C>(command);
}

core::Refusal refused(const Json& body) {
  const auto command = codec::decode_command(body);
  BOOST_REQUIRE_MESSAGE(!command, "accepted: " << body);
  BOOST_TEST((command.error().reject == core::Reject::malformed));
  return command.error();
}

std::string times(const char* text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

const Json raise = {{"do", "raise"}, {"id", "r1"}, {"unit", "S1"}, {"title", "电梯停运"}};

Json raise_with(const char* field, Json value) {
  Json body = raise;
  body[field] = std::move(value);
  return body;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(commands)

BOOST_AUTO_TEST_CASE(a_raise_brings_every_field) {
  const std::string text =
      R"({"do":"raise","id":"S1-1","unit":"110113001","kind":"DEMAND","category":"PROPERTY",
          "urgency":"U3","title":"电梯","detail":"停运\n三天","place":{"address":"1 号","lon":116.5,
          "lat":40},"reporter":{"name":"张三丰","phone":"138"},
          "occurred_at":"2026-02-13T17:30:00+08:00","draft":true,"exercise":true,"person":"李四"})";
  const auto c = read_as<core::Raise>(text);
  BOOST_TEST(c.record == "S1-1");
  BOOST_TEST(c.unit.view() == "110113001");
  BOOST_TEST(c.kind.view() == "DEMAND");
  BOOST_TEST(c.category.view() == "PROPERTY");
  BOOST_TEST(c.urgency.view() == "U3");
  BOOST_TEST(c.title == "电梯");
  BOOST_TEST(c.detail == "停运\n三天");
  BOOST_TEST(
      (said(text).particulars == codec::Particulars{{"1 号", 116.5, 40.0}, {"张三丰", "138"}}));
  BOOST_TEST(c.particulars.empty());  // sealed by who has the keys
  BOOST_TEST((c.occurred_at == core::at_second(1770975000)));
  BOOST_TEST(c.exercise);
  BOOST_TEST(c.draft);
}

BOOST_AUTO_TEST_CASE(a_raise_needs_an_id_a_unit_and_a_title_or_detail) {
  const auto c = read_as<core::Raise>(R"({"do":"raise","id":"1","unit":"S1","detail":"d"})");
  BOOST_TEST((c.kind.empty() && c.category.empty() && c.title.empty() && !c.draft));
  BOOST_TEST(said(R"({"do":"raise","id":"1","unit":"S1","detail":"d"})").particulars.empty());
  BOOST_TEST(!c.occurred_at.has_value());
  BOOST_TEST(!c.exercise);
}

BOOST_AUTO_TEST_CASE(null_and_blank_count_as_not_given) {
  const std::string text =
      R"({"do":"raise","id":"1","unit":"S1","title":"t","kind":null,"category":" ","place":null,
          "reporter":{"name":null},"occurred_at":null,"draft":null,"detail":"\n \t"})";
  const auto c = read_as<core::Raise>(text);
  BOOST_TEST((c.kind.empty() && c.category.empty() && c.detail.empty()));
  BOOST_TEST(said(text).particulars.empty());
  BOOST_TEST(read_as<core::Withdraw>(R"({"do":"withdraw","whistle":"W1","reason":"  "})").reason ==
             "");
}

BOOST_AUTO_TEST_CASE(each_command_is_read_by_its_name) {
  BOOST_TEST(read_as<core::Submit>(R"({"do":"submit","whistle":"W7"})").whistle.value == 7U);
  BOOST_TEST(read_as<core::Approve>(R"({"do":"approve","whistle":"W7"})").whistle.value == 7U);
  BOOST_TEST(read_as<core::Refuse>(R"({"do":"refuse","whistle":"W7","reason":"r"})").reason == "r");
  const auto assign = read_as<core::Assign>(
      R"({"do":"assign","whistle":"W7","lead":"ZJW","assist":["GA","XF"],"reason":"r"})");
  BOOST_TEST(assign.lead.view() == "ZJW");
  BOOST_TEST((assign.assist == std::vector{core::OfficeId("GA"), core::OfficeId("XF")}));
  BOOST_TEST(assign.reason == "r");
  BOOST_TEST(read_as<core::Release>(R"({"do":"release","whistle":"W7","note":"n"})").note == "n");
  BOOST_TEST(read_as<core::Withdraw>(R"({"do":"withdraw","whistle":"W7","reason":"r"})").reason ==
             "r");
  BOOST_TEST(read_as<core::Acknowledge>(R"({"do":"ack","whistle":"W7"})").whistle.value == 7U);
  const auto contact =
      read_as<core::Contact>(R"({"do":"contact","whistle":"W7","reached":"社区","how":"电话"})");
  BOOST_TEST(said(R"({"do":"contact","whistle":"W7","reached":"社区"})").reached == "社区");
  BOOST_TEST(contact.how == "电话");
  BOOST_TEST(read_as<core::Reveal>(R"({"do":"reveal","whistle":"W7","reason":"r"})").reason == "r");
  const auto told = read_as<core::Receipt>(
      R"({"do":"told","whistle":"W7","office":"ZJW","event":57,"hook":"duty","delivered":false,)"
      R"("attempts":9,"outcome":"HTTP 500"})");
  BOOST_TEST((told.office == core::OfficeId("ZJW") && told.event == 57 && told.attempts == 9));
  BOOST_TEST((told.hook == "duty" && !told.delivered && told.outcome == "HTTP 500"));
  BOOST_TEST(read_as<core::Erase>(R"({"do":"erase","whistle":"W7","reason":"r"})").reason == "r");
  const auto report = read_as<core::ReportIn>(
      R"({"do":"report-in","whistle":"W7","person":"李四","place":"1 号","text":"到"})");
  BOOST_TEST(report.person == "李四");
  BOOST_TEST(report.place == "1 号");
  BOOST_TEST(report.text == "到");
  BOOST_TEST(read_as<core::Progress>(R"({"do":"progress","whistle":"W7","text":"t"})").text == "t");
  const auto resolve = read_as<core::Resolve>(
      R"({"do":"resolve","whistle":"W7","text":"t","evidence":["a.jpg"," ","b.jpg"]})");
  BOOST_TEST((resolve.evidence == std::vector<std::string>{"a.jpg", "b.jpg"}));
  BOOST_TEST(read_as<core::Verify>(R"({"do":"verify","whistle":"W7","pass":true})").pass);
  const auto failed =
      read_as<core::Verify>(R"({"do":"verify","whistle":"W7","pass":false,"reason":"r"})");
  BOOST_TEST((!failed.pass && failed.reason == "r"));
  const auto evaluate = read_as<core::Evaluate>(
      R"({"do":"evaluate","whistle":"W7","evaluations":[
          {"office":"ZJW","solved":"partly","satisfaction":"very","on_time":false,"text":"t"},
          {"office":"GA","solved":"no","satisfaction":"dissatisfied"}]})");
  BOOST_REQUIRE_EQUAL(evaluate.evaluations.size(), 2U);
  BOOST_TEST(
      (evaluate.evaluations[0] == core::Evaluation{core::OfficeId("ZJW"), core::Solved::partly,
                                                   core::Satisfaction::very, false, "t"}));
  BOOST_TEST(
      (evaluate.evaluations[1] == core::Evaluation{core::OfficeId("GA"), core::Solved::no,
                                                   core::Satisfaction::dissatisfied, true, ""}));
}

BOOST_AUTO_TEST_CASE(a_time_asked_for_is_read_in_the_unit_it_is_given_in) {
  const auto asked = [](const char* by) {
    return read_as<core::AskExtension>(
               R"({"do":"ask-extension","whistle":"W7","reason":"r","by":")" + std::string(by) +
               "\"}")
        .by;
  };
  BOOST_TEST((asked("3 wd") == core::Limit{3, core::Unit::working_days}));
  BOOST_TEST((asked("732d") == core::Limit{732, core::Unit::days}));
  BOOST_TEST((asked("240 wm") == core::Limit{240, core::Unit::working_minutes}));
  BOOST_TEST((asked("1054080  m") == core::Limit{1054080, core::Unit::minutes}));
  const auto refused = read_as<core::DecideExtension>(
      R"({"do":"decide-extension","whistle":"W7","approve":false,"reason":"r"})");
  BOOST_TEST((!refused.approve && refused.reason == "r"));
  const auto approved = read_as<core::DecideExtension>(
      R"({"do":"decide-extension","whistle":"W7","approve":true,"by":"2 wd"})");
  BOOST_TEST((approved.approve && approved.by == core::Limit{2, core::Unit::working_days}));
}

BOOST_AUTO_TEST_CASE(a_suspension_and_a_jump_are_read_with_all_they_say) {
  const auto ask = read_as<core::AskSuspension>(
      R"({"do":"ask-suspension","whistle":"W7","ground":"funds","plan":"明年","proof":["budget/7"],
          "review_at":"2026-02-13T17:30:00+08:00"})");
  BOOST_TEST((ask.ground == core::Ground::funds && ask.plan == "明年"));
  BOOST_TEST((ask.proof == std::vector<std::string>{"budget/7"}));
  BOOST_TEST((ask.review_at == core::at_second(1770975000)));
  const auto jump = read_as<core::Escalate>(
      R"({"do":"escalate","whistle":"W7","level":4,"reason":"有老人被困"})");
  BOOST_TEST((jump.level == 4 && jump.reason == "有老人被困"));
}

BOOST_AUTO_TEST_CASE(lines_and_tabs_stand_in_a_longer_text) {
  const auto c = read_as<core::Raise>(
      R"({"do":"raise","id":"1","unit":"S1","detail":"a\r\n\tb","title":"\r\n"})");
  BOOST_TEST(c.detail == "a\r\n\tb");
  BOOST_TEST(c.title.empty());
}

BOOST_AUTO_TEST_CASE(what_the_move_needs_is_left_to_the_core) {
  // After roles and states, in the order of the refusals: the form alone is checked here.
  BOOST_TEST(read_as<core::Refuse>(R"({"do":"refuse","whistle":"W7"})").reason.empty());
  BOOST_TEST(read_as<core::Resolve>(R"({"do":"resolve","whistle":"W7"})").evidence.empty());
  BOOST_TEST(read_as<core::Contact>(R"({"do":"contact","whistle":"W7"})").how.empty());
}

BOOST_AUTO_TEST_CASE(time_cannot_be_asked_to_pass) {
  for (const char* name : {"wake", "Wake", "level_fired"})
    BOOST_TEST(refused({{"do", name}}).field == "do");
}

struct Wrong {
  Json body;
  const char* field;
  const char* value;
  const char* expected;
};

BOOST_AUTO_TEST_CASE(every_malformed_field_is_named_with_what_would_be_right) {
  const char* const number = "the number of a whistle, for example W12";
  const char* const limit = "a time such as 3 wd (working days), 7 d, 240 wm or 60 m";
  const auto whistle = [](const char* name, Json more) {
    Json body = {{"do", name}, {"whistle", "W1"}};
    body.update(more);
    return body;
  };
  const Wrong table[] = {
      {raise_with("id", nullptr), "id", "", "your own number of this whistle, unique in your unit"},
      {raise_with("id", 7), "id", "7", "text of at most 64 characters, in quotes"},
      {raise_with("id", times("i", 65)), "id", "65 characters", "text of at most 64 characters"},
      {raise_with("id", times("号", 22)), "id", "66 bytes", "text of at most 64 bytes"},
      {raise_with("id", "a\nb"), "id", "a\nb", "text without control characters"},
      {raise_with("unit", " "), "unit", "", "the code of the unit that raises"},
      {raise_with("unit", "A-NAME-OF-24-CHARACTERS-"), "unit", "A-NAME-OF-24-CHARACTERS-",
       "a code of at most 23 bytes"},
      {raise_with("kind", Json::array({"DEMAND"})), "kind", "[\"DEMAND\"]",
       "text of at most 64 characters"},
      {raise_with("title", nullptr), "title", "", "a title or a detail: what it is about"},
      {raise_with("title", times("题", 201)), "title", "201 characters",
       "text of at most 200 characters"},
      {raise_with("title", "a\x1B[2J"), "title", "5 characters", "text without control characters"},
      {raise_with("detail", times("x", 4001)), "detail", "4001 characters",
       "text of at most 4000 characters"},
      {raise_with("place", "1 号"), "place", "1 号", "an object with address, lon, lat"},
      {raise_with("place", {{"address", times("址", 301)}}), "place.address", "301 characters",
       "text of at most 300 characters"},
      {raise_with("place", {{"lon", 180.5}, {"lat", 1}}), "place.lon", "180.5",
       "a number from -180 to 180"},
      {raise_with("place", {{"lon", 1}, {"lat", -91}}), "place.lat", "-91",
       "a number from -90 to 90"},
      {whistle("assign", {{"lead", "ZJW"}, {"assist", {"CGW", "ZJW"}}, {"reason", "r"}}), "assist",
       "ZJW", "an office that does not lead already"},
      {raise_with("place", {{"lon", "116"}, {"lat", 1}}), "place.lon", "116",
       "a number from -180 to 180, without quotes"},
      {raise_with("place", {{"lon", 116}}), "place.lat", "", "both lon and lat, or neither"},
      {raise_with("place", {{"adress", "x"}}), "place.adress", "",
       "a field of place: address, lon, lat; did you mean address?"},
      {raise_with("reporter", Json::array()), "reporter", "[]", "an object with name, phone"},
      {raise_with("reporter", {{"phone", 13812341234}}), "reporter.phone", "number",
       "text of at most 32 characters, in quotes"},
      {raise_with("reporter", {{"name", times("名", 101)}}), "reporter.name", "101 characters",
       "text of at most 100 characters"},
      {raise_with("occurred_at", "yesterday"), "occurred_at", "yesterday",
       "an instant such as 2026-02-13T17:30:00+08:00, or milliseconds since 1970"},
      {raise_with("draft", "yes"), "draft", "yes", "true or false, without quotes"},
      {raise_with("person", 7), "person", "7", "text of at most 100 characters, in quotes"},
      {{{"do", "ack"}}, "whistle", "", number},
      {{{"do", "ack"}, {"whistle", 12}},
       "whistle",
       "12",
       "text of at most 64 characters, in quotes"},
      {{{"do", "ack"}, {"whistle", "12"}}, "whistle", "12", number},
      {{{"do", "ack"}, {"whistle", "W"}}, "whistle", "W", number},
      {{{"do", "ack"}, {"whistle", "W1x"}}, "whistle", "W1x", number},
      {{{"do", "ack"}, {"whistle", "W-1"}}, "whistle", "W-1", number},
      {{{"do", "ack"}, {"whistle", "W99999999999999999999"}},
       "whistle",
       "W99999999999999999999",
       number},
      {whistle("assign", {{"reason", "r"}}), "lead", "", "the code of the office that is to lead"},
      {whistle("assign", {{"lead", "ZJW"}, {"assist", "GA"}}), "assist", "GA",
       "a list of at most 20 office codes"},
      {whistle("assign", {{"lead", "ZJW"}, {"assist", {"GA", ""}}}), "assist[1]", "",
       "the code of an office of the directory"},
      {whistle("assign", {{"lead", "ZJW"}, {"assist", Json(std::vector<std::string>(21, "GA"))}}),
       "assist", "21 entries", "a list of at most 20 office codes"},
      {whistle("refuse", {{"reason", times("x", 2001)}}), "reason", "2001 characters",
       "text of at most 2000 characters"},
      {whistle("resolve", {{"evidence", "a.jpg"}}), "evidence", "a.jpg",
       "a list of at most 20 texts"},
      {whistle("resolve", {{"evidence", Json(std::vector<std::string>(21, "a"))}}), "evidence",
       "21 entries", "a list of at most 20 texts"},
      {whistle("resolve", {{"evidence", {"a", times("x", 501)}}}), "evidence[1]", "501 characters",
       "text of at most 500 characters"},
      {whistle("resolve", {{"evidence", {1}}}), "evidence[0]", "1",
       "text of at most 500 characters, in quotes"},
      {whistle("verify", Json::object()), "pass", "", "true or false"},
      {whistle("verify", {{"pass", 1}}), "pass", "1", "true or false"},
      {whistle("evaluate", Json::object()), "evaluations", "",
       "a list of at most 50 evaluations {office, solved, satisfaction, on_time, text}"},
      {whistle("evaluate", {{"evaluations", {1}}}), "evaluations[0]", "number",
       "an object with office, solved, satisfaction, on_time, text"},
      {whistle("evaluate", {{"evaluations", {{{"office", "ZJW"}, {"satisfaction", "very"}}}}}),
       "evaluations[0].solved", "", "one of yes, partly, no"},
      {whistle("evaluate", {{"evaluations",
                             {{{"office", "ZJW"}, {"solved", "yes"}, {"satisfaction", "good"}}}}}),
       "evaluations[0].satisfaction", "good",
       "one of very, satisfied, basic, average, dissatisfied"},
      {whistle("evaluate", {{"evaluations", {{{"solved", "yes"}, {"satisfaction", "very"}}}}}),
       "evaluations[0].office", "", "the code of the office that is evaluated"},
      {whistle("ask-suspension", {{"ground", "funds"}}), "review_at", "",
       "the instant at which it is looked at again"},
      {whistle("ask-extension", Json::object()), "by", "", limit},
      {whistle("ask-extension", {{"by", 3}}), "by", "3", limit},
      {whistle("ask-extension", {{"by", "3"}}), "by", "3", limit},
      {whistle("ask-extension", {{"by", "3 weeks"}}), "by", "3 weeks", limit},
      {whistle("ask-extension", {{"by", "d"}}), "by", "d", limit},
      {whistle("ask-extension", {{"by", "0 d"}}), "by", "0 d", limit},
      {whistle("ask-extension", {{"by", "-1 wd"}}), "by", "-1 wd", limit},
      {whistle("ask-extension", {{"by", "733 d"}}), "by", "733 d", limit},
      {whistle("ask-extension", {{"by", "1054081 m"}}), "by", "1054081 m", limit},
      {whistle("ask-extension", {{"by", "99999999999 m"}}), "by", "99999999999 m", limit},
      {whistle("decide-extension", {{"approve", true}}), "by", "", limit},
      {whistle("rule", {{"uphold", false}, {"lead", "SJ"}, {"reason", "r"}}), "lead", "SJ",
       "nothing: who is dismissed keeps the case"},
      {whistle("escalate", Json::object()), "level", "", "a whole number from 1 to 5"},
      {whistle("escalate", {{"level", 0}}), "level", "0", "a whole number from 1 to 5"},
      {whistle("escalate", {{"level", 6}}), "level", "6", "a whole number from 1 to 5"},
      {whistle("escalate", {{"level", 2.5}}), "level", "2.5", "a whole number from 1 to 5"},
      {whistle("escalate", {{"level", "3"}}), "level", "3",
       "a whole number from 1 to 5, without quotes"},
      // A list is quoted where it is short, and a whole one of anything not at all.
      {raise_with("kind", Json(std::vector<int>(30, 100))), "kind", "121 characters",
       "text of at most 64 characters"},
      {raise_with("kind", Json(std::vector<int>(61, 1))), "kind", "array",
       "text of at most 64 characters"},
  };
  for (const Wrong& wrong : table) {
    const core::Refusal refusal = refused(wrong.body);
    BOOST_TEST_CONTEXT(wrong.body) {
      BOOST_TEST(refusal.field == wrong.field);
      BOOST_TEST(refusal.value == wrong.value);
      BOOST_TEST(refusal.expected == wrong.expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_longest_texts_are_taken) {
  Json body = raise_with("title", times("题", 200));
  body["detail"] = times("详", 4000);
  body["id"] = times("i", 64);
  body["reporter"] = {{"name", times("名", 100)}, {"phone", times("1", 32)}};
  body["place"] = {{"address", times("址", 300)}, {"lon", -180}, {"lat", 90}};
  BOOST_TEST(codec::decode_command(body).has_value());
}

BOOST_AUTO_TEST_CASE(an_unknown_field_is_named_with_the_nearest_known_one) {
  core::Refusal refusal = refused(raise_with("catgory", "PROPERTY"));
  BOOST_TEST(refusal.field == "catgory");
  BOOST_TEST(
      refusal.expected ==
      "a field of raise: do, id, unit, kind, category, urgency, title, detail, place, "
      "reporter, occurred_at, to, draft, exercise, person, account, as, made_at; did you mean "
      "category?");
  refusal = refused(raise_with("colour", "red"));
  BOOST_TEST(refusal.expected.find("did you mean") == std::string::npos);
  // The misspelt field, not the missing one it should have been.
  refusal = refused({{"do", "raise"}, {"id", "1"}, {"unti", "S1"}, {"title", "t"}});
  BOOST_TEST(refusal.field == "unti");
  BOOST_TEST(refusal.expected.ends_with("; did you mean unit?"));
  BOOST_TEST(refused({{"do", "ack"}, {"whistle", "W1"}, {"reason", "r"}}).field == "reason");
  // One without a name, too.
  BOOST_TEST(refused({{"do", "ack"}, {"whistle", "W1"}, {"", "r"}}).field == "\"\"");
}

BOOST_AUTO_TEST_CASE(a_resident_s_data_is_not_quoted_in_a_refusal) {
  for (const Json& reporter : {Json{{"name", {"张三丰"}}}, Json{{"phone", 13812341234}},
                               Json{{"name", "张三丰\x01"}}, Json{{"telephone", "13812341234"}}}) {
    const core::Refusal refusal = refused(raise_with("reporter", reporter));
    BOOST_TEST(refusal.value.find("张三丰") == std::string::npos);
    BOOST_TEST(refusal.value.find("1381234") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_command_is_told_the_known_ones) {
  const std::string all =
      "one of raise, submit, approve, refuse, assign, release, withdraw, ack, contact, report-in, "
      "progress, resolve, verify, evaluate, dispute, rule, add-assisting, relieve, convene, "
      "minutes, replace-lead, ask-suspension, decide-suspension, resume, ask-extension, "
      "decide-extension, reopen, escalate, merge, unmerge, replan, note, reveal, erase, told";
  BOOST_TEST(refused(Json::object()).field == "do");
  BOOST_TEST(refused(Json::object()).expected == all);
  BOOST_TEST(refused({{"do", "report_in"}}).expected == all + "; did you mean report-in?");
  BOOST_TEST(refused({{"do", 7}}).value == "number");
  BOOST_TEST(refused({{"do", times("x", 5000)}}).value.size() == 60U);
}

BOOST_AUTO_TEST_CASE(when_it_was_made_is_read_of_every_command_or_refused) {
  for (const Json& stamp : {Json(1770975000123), Json("2026-02-13T17:30:00.123+08:00")}) {
    const Json body{{"do", "ack"}, {"whistle", "W7"}, {"made_at", stamp}};
    BOOST_TEST(codec::decode_command(body).has_value());
    BOOST_REQUIRE(codec::made_at_of(body).has_value());
    BOOST_TEST(codec::milliseconds(*codec::made_at_of(body)) == 1770975000123);
  }
  BOOST_TEST(!codec::made_at_of(Json::object()).has_value());
  const core::Refusal refusal =
      refused({{"do", "ack"}, {"whistle", "W7"}, {"made_at", "yesterday"}});
  BOOST_TEST(refusal.field == "made_at");
  BOOST_TEST(refusal.value == "yesterday");
}

BOOST_AUTO_TEST_CASE(the_person_at_the_key_is_read_and_never_wrong_text) {
  BOOST_TEST(codec::person_of({{"person", "李四"}}) == "李四");
  BOOST_TEST(codec::person_of(Json::object()) == "");
  BOOST_TEST(codec::person_of({{"person", 7}}) == "");
  BOOST_TEST(codec::person_of({{"person", times("x", 101)}}) == "");
}

BOOST_AUTO_TEST_CASE(values_of_every_other_type_never_throw) {
  const Json values[] = {nullptr,
                         true,
                         -1,
                         1.5,
                         "text",
                         Json::array(),
                         Json::object(),
                         Json::array({Json::object()}),
                         {{"a", {1, 2}}}};
  const Json bodies[] = {
      raise,
      {{"do", "assign"}, {"whistle", "W1"}, {"lead", "Z"}, {"assist", {"Z"}}},
      {{"do", "resolve"}, {"whistle", "W1"}, {"evidence", {"e"}}},
      {{"do", "evaluate"}, {"whistle", "W1"}, {"evaluations", {{{"office", "Z"}}}}}};
  int decided = 0;
  for (const Json& body : bodies)
    for (const char* field :
         {"do", "id", "unit", "kind", "title", "place", "reporter", "draft", "occurred_at",
          "person", "whistle", "lead", "assist", "evidence", "evaluations", "reason"})
      for (const Json& value : values) {
        Json changed = body;
        changed[field] = value;
        const auto command = codec::decode_command(changed);
        decided += command ? 1 : command.error().field.empty() ? 0 : 1;
      }
  BOOST_TEST(decided == 4 * 16 * 9);
}

BOOST_AUTO_TEST_SUITE_END()
