// What an operator's tools ask: is it up, can people work with it, the figures.
#include <boost/test/unit_test.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "tests/centre/site.hpp"

namespace shao::test {

namespace {

/// The samples by "name{labels}", of a text in the format of Prometheus; the test fails where it
/// is none.
std::map<std::string, double> samples_in(const std::string& text) {
  static const std::regex sample(
      R"(^([a-z_]+(\{[a-z_]+="[^"\\]*"(,[a-z_]+="[^"\\]*")*\})?) (-?[0-9.e+-]+|[+-]Inf|NaN)$)");
  std::map<std::string, double> samples;
  std::set<std::string> families;
  std::istringstream lines(text);
  std::smatch found;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string hash, word, family;
    if (line.starts_with("# ")) {
      words >> hash >> word >> family;
      BOOST_CHECK(word == "HELP" || word == "TYPE");
      families.insert(family);
      continue;
    }
    BOOST_REQUIRE_MESSAGE(std::regex_match(line, found, sample), "no sample: " + line);
    const std::string name = found[1];
    BOOST_CHECK(samples.emplace(name, std::stod(found[4])).second);
    const std::string plain = name.substr(0, name.find('{'));
    const bool known = std::any_of(families.begin(), families.end(), [&](const auto& one) {
      return plain == one || plain == one + "_bucket" || plain == one + "_sum" ||
             plain == one + "_count";
    });
    BOOST_CHECK_MESSAGE(known, "of no family: " + line);
  }
  return samples;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(figures)

BOOST_AUTO_TEST_CASE(a_server_that_people_can_work_with_says_so_without_a_login) {
  Browser stranger(site().address());
  BOOST_CHECK_EQUAL(stranger.get("/healthz").json(), Json({{"ok", true}}));
  Reply ready;
  BOOST_CHECK(site().within(std::chrono::seconds{10}, [&] {
    ready = stranger.get("/readyz");
    return ready.status == 200;
  }));
  BOOST_CHECK_EQUAL(ready.json(), Json({{"ready", true}, {"lacks", Json::array()}}));
}

BOOST_AUTO_TEST_CASE(the_figures_can_be_scraped_and_have_what_an_operator_needs) {
  site().dispatched("计入指标");
  Screen screen(site().as("centre"), site().board("centre").at("position"));
  Browser stranger(site().address());
  std::map<std::string, double> samples;
  // The dispatcher's own are asked for every few seconds.
  BOOST_CHECK(site().within(std::chrono::seconds{15}, [&] {
    samples = samples_in(stranger.get("/metrics").body);
    return samples[R"(shaodao_journal{what="appends"})"] > 0;
  }));
  for (const char* name :
       {R"(shaodao_level_lateness_seconds_bucket{led="yes",le="+Inf"})",
        R"(shaodao_level_lateness_seconds_count{led="yes"})", R"(shaodao_whistles{state="DRAFT"})",
        R"(shaodao_whistles{state="DISPATCHED"})", R"(shaodao_whistles{state="CANCELLED"})",
        R"(shaodao_journal{what="last_event"})", R"(shaodao_journal{what="append_seconds"})",
        R"(shaodao_journal{what="append_seconds_slowest"})", "shaodao_feed_silent_seconds",
        R"(shaodao_events_total{event="whistle_raised"})",
        R"(shaodao_http_requests_total{status="200"})",
        R"(shaodao_logins_total{outcome="admitted"})", R"(shaodao_centre{what="connections"})",
        R"(shaodao_centre{what="sessions"})", R"(shaodao_centre{what="offices_connected"})",
        R"(shaodao_centre{what="streams_cut"})", "shaodao_answer_seconds_count",
        "shaodao_screen_delay_seconds_count"})
    BOOST_CHECK_MESSAGE(samples.contains(name), std::string("there is no ") + name);
  BOOST_CHECK_GE(samples[R"(shaodao_whistles{state="DISPATCHED"})"], 1);
  BOOST_CHECK_GE(samples[R"(shaodao_centre{what="streams"})"], 1);
  BOOST_CHECK_EQUAL(samples[R"(shaodao_centre{what="ready"})"], 1);
  BOOST_CHECK_LT(samples["shaodao_feed_silent_seconds"], 3.5);
  BOOST_CHECK_GT(samples[R"(shaodao_journal{what="append_seconds"})"], 0);
}

BOOST_AUTO_TEST_CASE(the_figures_name_no_person_and_no_whistle) {
  const std::string whistle = site().dispatched("不入指标", {{"reporter", {{"name", "张三丰"}}}});
  const std::string text = Browser(site().address()).get("/metrics").body;
  for (const std::string& secret :
       {whistle, std::string("officer"), std::string("张"), std::string("不入指标")})
    BOOST_CHECK(text.find(secret) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_description_is_served_as_it_is_tested) {
  const Reply reply = Browser(site().address()).get("/api/openapi.json");
  BOOST_CHECK_EQUAL(reply.status, 200);
  BOOST_CHECK_EQUAL(reply.body, read_text(SHAO_SOURCE_DIR "/clients/centre/openapi.json"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shao::test
