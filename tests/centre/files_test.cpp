// The pages of the application: packed, kept where that may be, never more than was built.
#include <zlib.h>

#include <boost/test/unit_test.hpp>

#include "tests/centre/site.hpp"

namespace shao::test {

namespace {

std::string unpacked(const std::string& bytes) {
  z_stream stream{};
  BOOST_REQUIRE_EQUAL(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string text(1 << 22, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  BOOST_CHECK_EQUAL(inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

const Headers packs{{"Accept-Encoding", "gzip, deflate, br"}};

}  // namespace

BOOST_AUTO_TEST_SUITE(files)

BOOST_AUTO_TEST_CASE(every_view_is_the_one_page) {
  Browser stranger(site().address());
  const Reply index = stranger.get("/");
  BOOST_CHECK_EQUAL(index.status, 200);
  BOOST_CHECK_EQUAL(index.header("content-type"), "text/html; charset=utf-8");
  BOOST_CHECK(index.body.find("哨到") != std::string::npos);
  for (const char* view : {"/whistle/W1", "/wall", "/raise", "/desk", "/login", "/index.html",
                           "/wall?state=ACTIVE&q=%E5%93%A8"}) {
    const Reply reply = stranger.get(view);
    BOOST_CHECK_EQUAL(reply.status, 200);
    BOOST_CHECK_EQUAL(reply.body, index.body);
    BOOST_CHECK_EQUAL(reply.header("cache-control"), "no-cache");
  }
  for (const char* other : {"/whistles", "/wallpaper", "/assets/y.js", "/assets/", "/favicon.ico"})
    BOOST_CHECK_EQUAL(stranger.get(other).status, 404);
}

BOOST_AUTO_TEST_CASE(a_file_that_has_not_changed_is_not_sent_again) {
  Browser stranger(site().address());
  const Reply file = stranger.get("/assets/x.js");
  BOOST_CHECK_EQUAL(file.status, 200);
  BOOST_CHECK_EQUAL(file.header("content-type"), "text/javascript; charset=utf-8");
  BOOST_CHECK_EQUAL(file.header("cache-control"), "public, max-age=31536000, immutable");
  BOOST_CHECK_EQUAL(file.header("vary"), "Accept-Encoding");
  const Reply again = stranger.get("/assets/x.js", {{"If-None-Match", file.header("etag")}});
  BOOST_CHECK_EQUAL(again.status, 304);
  BOOST_CHECK(again.body.empty());
  BOOST_CHECK_EQUAL(again.header("etag"), file.header("etag"));
  BOOST_CHECK_EQUAL(stranger.get("/assets/x.js", {{"If-None-Match", "\"1\""}}).status, 200);
  BOOST_CHECK_NE(stranger.get("/").header("etag"), file.header("etag"));
}

BOOST_AUTO_TEST_CASE(what_is_worth_it_is_packed_for_who_can_read_that) {
  Browser stranger(site().address());
  const Reply plain = stranger.get("/assets/x.js"), packed = stranger.get("/assets/x.js", packs);
  BOOST_CHECK_EQUAL(packed.header("content-encoding"), "gzip");
  BOOST_CHECK_LT(packed.body.size(), plain.body.size() / 5);
  BOOST_CHECK_EQUAL(unpacked(packed.body), plain.body);
  BOOST_CHECK(!stranger.get("/assets/x.png", packs).headers.contains("content-encoding"));
  site().dispatched("够大的看板");
  Browser& centre = site().as("centre");
  const Reply board = centre.get("/api/board", packs);
  BOOST_CHECK_EQUAL(board.header("content-encoding"), "gzip");
  const Json rows = Json::parse(unpacked(board.body)).at("rows");
  BOOST_CHECK_EQUAL(rows.size(), centre.get("/api/board").json().at("rows").size());
}

BOOST_AUTO_TEST_CASE(the_head_of_an_answer_is_as_of_the_answer) {
  Browser& officer = site().as("officer");
  for (const char* path : {"/", "/assets/x.js", "/healthz", "/nothing"}) {
    const Reply whole = officer.get(path), head = officer.send("HEAD", path, "");
    BOOST_CHECK_EQUAL(head.status, whole.status);
    BOOST_CHECK(head.body.empty());
    BOOST_CHECK_EQUAL(head.header("content-length"), std::to_string(whole.body.size()));
    BOOST_CHECK_EQUAL(head.header("content-type"), whole.header("content-type"));
  }
}

BOOST_AUTO_TEST_CASE(nothing_outside_of_the_folder_is_served) {
  Browser stranger(site().address());
  for (const char* path :
       {"/../secret.key", "/assets/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "//etc/passwd",
        "/assets/..%5c..%5csecret", "/assets/x.js/", "/assets/x.js/../x.js", "/./assets/x.js",
        "/secret.key", "/whistle/../assets/x.js"}) {
    const Reply reply = stranger.get(path);
    BOOST_TEST_CONTEXT(path) {
      BOOST_CHECK(reply.body.find("root:") == std::string::npos);
      BOOST_CHECK(reply.body.find("not to be served") == std::string::npos);
      BOOST_CHECK(reply.body.find("export const") == std::string::npos);
      if (!std::string(path).starts_with("/whistle/")) BOOST_CHECK_EQUAL(reply.status, 404);
    }
  }
}

BOOST_AUTO_TEST_CASE(only_tls_is_remembered_when_the_proxy_in_front_speaks_it) {
  // Nobody said that there is a proxy in front: its headers are a stranger's.
  Browser stranger(site().address());
  const Reply reply =
      stranger.get("/", {{"X-Forwarded-Proto", "https"}, {"X-Forwarded-For", "10.1.2.3"}});
  BOOST_CHECK(!reply.headers.contains("strict-transport-security"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shao::test
