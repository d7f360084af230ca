// What a broker is given in another shape than it can have: by a dispatcher, in a key file, on its
// command line. Each is refused with what was expected; no event goes out with a view that could
// not be masked.
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "brokers/link.hpp"
#include "brokers/ring.hpp"
#include "brokers/wire/keys.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "tests/brokers/support.hpp"
#include "tests/files.hpp"

namespace {

using namespace shao;

const std::string some_key = wire::new_key_pair().public_key;

/// What is said of `frames` with the last text put in place of `what`; empty: it was read.
template <class Parse>
std::string refusal_of(wire::Frames frames, const std::string& what, const std::string& text,
                       Parse parse) {
  bool found = false;
  for (std::string& frame : frames) {
    if (frame.find(what) == std::string::npos) continue;
    frame = text;
    found = true;
  }
  BOOST_REQUIRE_MESSAGE(found, what);
  const auto parsed = parse(std::move(frames));
  return parsed ? std::string() : parsed.error();
}

bool shape_says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(another_shape)

BOOST_AUTO_TEST_CASE(of_who_speaks_is_nobody) {
  const link::Ask ask{link::AskKind::command,
                      "shunyi",
                      "ref",
                      {core::OfficeId("ZJW"), {core::Role::dept_liaison}, some_key},
                      "c1",
                      "{}"};
  const auto said = [&](const std::string& stamp) {
    return refusal_of(link::to_frames(ask), "dept_liaison", stamp, link::parse_from_broker);
  };
  const std::string office = "A" + std::string(200, 'x');
  for (const std::string& stamp : std::vector<std::string>{
           "", "[]", "5", R"({"roles":[],"key":"k"})", R"({"office":5,"roles":[],"key":"k"})",
           R"({"office":")" + office + R"(","roles":[],"key":"k"})",
           R"({"office":"ZJW","key":"k"})", R"({"office":"ZJW","roles":"street","key":"k"})",
           R"({"office":"ZJW","roles":[5],"key":"k"})", R"({"office":"ZJW","roles":[]})",
           R"({"office":"ZJW","roles":[],"key":5})"})
    BOOST_TEST(shape_says(said(stamp), "stamp: expected {\"office\""), stamp);
  // A role of a later release allows nothing here.
  BOOST_TEST(said(R"({"office":"ZJW","roles":["mayor_of_mars"],"key":"k"})") == "");
}

BOOST_AUTO_TEST_CASE(of_who_may_see_an_event_is_refused_and_not_taken_for_everybody) {
  const link::PublishedEvent event{"shunyi", test::plain_event("3-9f-57", 57, {"SWJ"})};
  const auto said = [&](const std::string& audience) {
    return refusal_of(link::to_frames(event), "\"see\"", audience, link::parse_published);
  };
  for (const char* audience : {"", "[]", R"({"see":"SWJ"})", R"({"see":[5]})", R"({"see":[""]})",
                               R"({"see":[],"full":5})", R"({"see":[],"enter":[{}]})"})
    BOOST_TEST(shape_says(said(audience), "audience: expected"), audience);
  for (const char* audience :
       {"{}", R"({"see":[],"enter_all":"yes"})", R"({"see":["B","A"],"enter_all":false})"})
    BOOST_TEST(said(audience) == "", audience);
}

BOOST_AUTO_TEST_CASE(of_the_directory_lets_nobody_in) {
  const link::Directory directory{
      "shunyi", "d1", "v7", {{some_key, core::OfficeId("ZJW"), {core::Role::dept_liaison}}}};
  const auto said = [&](const std::string& keys) {
    return refusal_of(link::to_frames(directory), "\"keys\"", keys, link::parse_from_dispatcher);
  };
  const std::string key = R"({"keys":[{"public":")" + some_key + R"(")";
  for (const std::string& keys :
       std::vector<std::string>{"", "{}", R"({"keys":5})", R"({"keys":[5]})", R"({"keys":[{}]})",
                                R"({"keys":[{"public":"short","office":"ZJW","roles":[]}]})",
                                key + R"(,"roles":[]}]})", key + R"(,"office":"ZJW"}]})"})
    BOOST_TEST(shape_says(said(keys), "keys: expected"), keys);
}

BOOST_AUTO_TEST_CASE(of_an_announcement_is_no_leader) {
  const link::PublishedLeader leader{
      "shunyi", {3, "9f", 57, "3-9f-57", core::at_second(1770975000), 60, "v7", true}};
  const auto said = [&](const std::string& text) {
    return refusal_of(link::to_frames(leader), "\"epoch\"", text, link::parse_published);
  };
  const codec::Json right = {{"epoch", 3},      {"nonce", "9f"},    {"number", 57},
                             {"position", "p"}, {"now", 5},         {"clock_speed", 1.5},
                             {"policy", "v7"},  {"exercise", false}};
  BOOST_TEST(said(right.dump()) == "");
  for (const auto& [name, value] : right.items()) {
    codec::Json without = right;
    without.erase(name);
    BOOST_TEST(shape_says(said(without.dump()), "leader: expected"), name);
    codec::Json other = right;
    other[name] = codec::Json::array();
    BOOST_TEST(shape_says(said(other.dump()), "leader: expected"), name);
  }
  BOOST_TEST(shape_says(said("no object"), "leader: expected"));
}

BOOST_AUTO_TEST_CASE(of_a_view_is_left_out_where_it_would_have_to_be_masked) {
  const auto body_for = [](const std::string& body, const std::string& view, bool full) {
    link::Event event;
    event.position = "3-9f-57";
    event.body = body;
    event.view = view;
    event.audience.see = event.audience.enter = {core::OfficeId("ZJW")};
    if (full) event.audience.full = {core::OfficeId("ZJW")};
    const auto item = broker::Item::make(std::move(event));
    BOOST_REQUIRE(item);
    const link::Key viewer{some_key, core::OfficeId("ZJW"), {core::Role::dept_liaison}};
    BOOST_TEST(item->body_for(viewer) == item->body_for(viewer));
    return item->body_for(viewer);
  };
  BOOST_TEST(body_for(R"({"a":1})", R"({"b":2})", true) == R"({"a":1,"view":{"b":2}})");
  BOOST_TEST(body_for(R"({"a":1})", R"({"b":2})", false) == R"({"a":1,"view":{"b":2}})");
  BOOST_TEST(body_for("{}", R"({"b":2})", true) == R"({"view":{"b":2}})");
  BOOST_TEST(body_for("x", R"({"b":2})", true) == "x");
  BOOST_TEST(body_for("no object", R"({"b":2})", true) == "no object");
  for (const char* view : {"{", "5", "[]"})
    BOOST_TEST(body_for(R"({"a":1})", view, false) == R"({"a":1})", view);
  link::Event nowhere;
  nowhere.position = "nowhere";
  BOOST_TEST(!broker::Item::make(std::move(nowhere)));
}

BOOST_AUTO_TEST_CASE(of_the_ring_holds_so_many_and_no_others) {
  broker::Ring ring(3);
  BOOST_TEST((ring.find(1) == nullptr));
  for (core::EventNumber number = 4; number <= 8; ++number)
    ring.push(
        broker::Item::make(test::plain_event("1-n-" + std::to_string(number), number, {"ZJW"})));
  BOOST_TEST((ring.find(5) == nullptr));
  BOOST_TEST((ring.find(9) == nullptr));
  BOOST_TEST(ring.find(6)->number() == 6u);
  ring.cut_after(6);
  BOOST_TEST(ring.last() == 6u);
  ring.cut_after(0);
  BOOST_TEST(ring.empty());
}

BOOST_AUTO_TEST_CASE(of_a_key_file_is_named_by_line_and_by_what_is_missing) {
  const test::TempFolder folder;
  const std::string path = folder / "x.key";
  const auto said = [&](const std::string& text) {
    test::write_text(path, text);
    ::chmod(path.c_str(), 0600);
    const auto read = wire::read_key_file(path);
    return read ? std::string() : read.error();
  };
  BOOST_TEST(shape_says(said("office = ZJW\n"), ":1: expected a line like"));
  BOOST_TEST(shape_says(said("office = \"\n"), ":1: expected a line like"));
  BOOST_TEST(shape_says(said("= \"ZJW\"\n"), ":1: expected a line like"));
  BOOST_TEST(shape_says(said("# none\n\noffice\n"), ":3: expected a line like"));
  BOOST_TEST(shape_says(said("office = \"ZJW\n"), "the closing \" is missing"));
  BOOST_TEST(shape_says(said("office = \"ZJW\" more\n"), "something stands after"));
  BOOST_TEST(shape_says(said("office = \"\" # nobody\npublic = \"a\"\nsecret = \"b\"\n"),
                        "office is empty"));
  BOOST_TEST(
      shape_says(said("office = \"A\"\npublic = \"a\"\nsecret = \"b\"\n"), "public is not a key"));
  BOOST_TEST(shape_says(said("office = \"A\"\npublic = \"" + some_key + "\"\nsecret = \"b\"\n"),
                        "secret is not a key"));
  BOOST_TEST(shape_says(said(std::string(5000, '#')), "longer than 4096 bytes"));
  BOOST_TEST(shape_says(wire::read_key_file(folder.path().string()).error(), "is not a file"));
  BOOST_TEST(
      shape_says(wire::write_key_file(folder / "no/such/file", {"A", wire::new_key_pair()}).error(),
                 "cannot be created"));
}

BOOST_AUTO_TEST_SUITE_END()
