// Keys, key files, and what a socket refuses before it knows its peer.
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "tests/brokers/support.hpp"
#include "tests/files.hpp"

using namespace shao;
using namespace shao::test;

namespace {

/// A folder of key files.
class Folder : public TempFolder {
 public:
  std::string file(const std::string& name) const { return *this / name; }
  std::string write(const std::string& name, const std::string& text, mode_t mode = 0600) const {
    write_text(file(name), text);
    ::chmod(file(name).c_str(), mode);
    return file(name);
  }
};

std::string text_of_keys(const wire::KeyPair& keys) {
  return "# key of ZJW\noffice = \"ZJW\"\npublic = \"" + keys.public_key +
         "\"  # shown\nsecret=\"" + keys.secret_key + "\"\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_suite)

BOOST_AUTO_TEST_CASE(a_public_key_follows_from_its_secret) {
  const wire::KeyPair keys = wire::new_key_pair();
  BOOST_TEST(wire::is_key(keys.public_key));
  BOOST_TEST(wire::public_of(keys.secret_key).value() == keys.public_key);
  BOOST_TEST(!wire::public_of("too short").has_value());
  BOOST_TEST(!wire::public_of(std::string(40, '#')).has_value());
  BOOST_TEST(!wire::is_key(std::string(40, ' ')));
}

BOOST_AUTO_TEST_CASE(a_key_file_is_read_as_it_was_written) {
  const Folder folder;
  const wire::KeyFile file{"ZJW", wire::new_key_pair()};
  const std::string path = folder.file("ZJW.key");
  BOOST_REQUIRE(wire::write_key_file(path, file).has_value());
  struct stat status {};
  ::stat(path.c_str(), &status);
  BOOST_TEST((status.st_mode & 0777) == 0600u);
  const auto read = wire::read_key_file(path);
  BOOST_REQUIRE(read.has_value());
  BOOST_CHECK(*read == file);
}

BOOST_AUTO_TEST_CASE(a_key_file_is_never_overwritten) {
  const Folder folder;
  const wire::KeyFile first{"ZJW", wire::new_key_pair()};
  BOOST_REQUIRE(wire::write_key_file(folder.file("k"), first).has_value());
  const auto again = wire::write_key_file(folder.file("k"), {"SWJ", wire::new_key_pair()});
  BOOST_REQUIRE(!again.has_value());
  BOOST_TEST(again.error().find("exists already") != std::string::npos);
  BOOST_CHECK(*wire::read_key_file(folder.file("k")) == first);
}

BOOST_AUTO_TEST_CASE(a_secret_that_others_may_read_is_refused) {
  const Folder folder;
  for (const mode_t mode : {0644, 0640, 0604, 0660}) {
    const auto path = folder.write("open.key", text_of_keys(wire::new_key_pair()), mode);
    const auto read = wire::read_key_file(path);
    BOOST_REQUIRE(!read.has_value());
    BOOST_TEST(read.error().find("chmod 600") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_key_file_is_refused_with_the_reason_and_without_the_secret) {
  const Folder folder;
  const wire::KeyPair keys = wire::new_key_pair();
  const wire::KeyPair other = wire::new_key_pair();
  const std::string good = text_of_keys(keys);
  struct Case {
    std::string text;
    std::string reason;
  };
  const Case cases[] = {
      {"", "the line for office is missing"},
      {"office = \"ZJW\"\n", "the line for public is missing"},
      {good + "colour = \"red\"\n", ":5: unknown name colour"},
      {good + "office = \"SWJ\"\n", ":5: office is given twice"},
      {good + "what is this\n", ":5: expected a line like"},
      {good + "x = \"open\n", ":5: the closing"},
      {good + "x = \"a\" b\n", ":5: something stands after"},
      {"office = \"\"\n" + good.substr(good.find("public")), "office is empty"},
      {"office = \"ZJW\"\npublic = \"abc\"\nsecret = \"" + keys.secret_key + "\"\n",
       "public is not a key"},
      {"office = \"ZJW\"\npublic = \"" + keys.public_key + "\"\nsecret = \"abc\"\n",
       "secret is not a key"},
      {"office = \"ZJW\"\npublic = \"" + other.public_key + "\"\nsecret = \"" + keys.secret_key +
           "\"\n",
       "does not belong to secret"},
      {std::string(5000, '#'), "longer than 4096 bytes"},
  };
  for (const Case& each : cases) {
    const auto read = wire::read_key_file(folder.write("wrong.key", each.text));
    BOOST_REQUIRE_MESSAGE(!read.has_value(), each.reason);
    BOOST_TEST(read.error().find(each.reason) != std::string::npos, read.error());
    BOOST_TEST(read.error().find(keys.secret_key) == std::string::npos);
  }
  BOOST_TEST(!wire::read_key_file(folder.file("absent")).has_value());
  BOOST_TEST(wire::read_key_file(folder.write("good.key", good)).has_value());
}

BOOST_AUTO_TEST_CASE(a_peer_that_was_put_off_is_let_in_later_by_itself) {
  zmq::context_t context{1};
  zmq::context_t other{1};
  const auto server_keys = wire::new_key_pair();
  const auto client_keys = wire::new_key_pair();
  bool ready = false;
  wire::Zap zap(context, [&](const std::string& key) {
    BOOST_TEST(key == client_keys.public_key);
    return ready ? wire::Verdict::welcome : wire::Verdict::ask_later;
  });
  auto router = wire::server_socket(context, zmq::socket_type::router, server_keys);
  router.bind("tcp://127.0.0.1:*");
  auto dealer =
      wire::client_socket(other, zmq::socket_type::dealer, client_keys, server_keys.public_key);
  dealer.connect(wire::endpoint_of(router));
  wire::send(dealer, {"hello"});
  std::optional<wire::Received> received;
  const auto turn = [&] {
    zap.answer();
    received = wire::receive_routed(router);
    return received.has_value();
  };
  BOOST_TEST(!eventually(turn, 500ms));
  ready = true;
  BOOST_REQUIRE(eventually(turn, 6s));
  BOOST_TEST(received->user == client_keys.public_key);
  BOOST_TEST(wire::is_chosen_by_router(received->routing_id));
  BOOST_TEST(received->frames == Frames{"hello"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_peer_without_curve_or_with_another_servers_key_gets_nothing_through) {
  zmq::context_t context{1};
  zmq::context_t other{1};
  const auto server_keys = wire::new_key_pair();
  wire::Zap zap(context, [](const std::string&) { return wire::Verdict::welcome; });
  auto router = wire::server_socket(context, zmq::socket_type::router, server_keys);
  router.bind("tcp://127.0.0.1:*");
  zmq::socket_t plain(other, zmq::socket_type::dealer);
  plain.set(zmq::sockopt::linger, 0);
  plain.connect(wire::endpoint_of(router));
  auto wrong = wire::client_socket(other, zmq::socket_type::dealer, wire::new_key_pair(),
                                   wire::new_key_pair().public_key);
  wrong.connect(wire::endpoint_of(router));
  wire::send(plain, {"hello"});
  wire::send(wrong, {"hello"});
  const bool got = eventually(
      [&] {
        zap.answer();
        return wire::receive_routed(router).has_value();
      },
      700ms);
  BOOST_TEST(!got);
}

BOOST_AUTO_TEST_CASE(a_message_to_a_peer_that_is_gone_says_so) {
  zmq::context_t context{1};
  auto router = wire::server_socket(context, zmq::socket_type::router, wire::new_key_pair());
  BOOST_CHECK(wire::send_to(router, "nobody", {"a", "b"}) == wire::Sent::gone);
}

BOOST_AUTO_TEST_SUITE_END()
