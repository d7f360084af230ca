// Sealing residents' particulars: what opens, and what must not.
#include "dispatcher/sealing/sealing.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

namespace {

using namespace shao;
using sealing::Purpose;

const core::KeyId id("abc");
const std::string text = R"(["张三丰","13812341234","胜利街道3号楼",null,null])";

}  // namespace

BOOST_AUTO_TEST_SUITE(sealing_particulars)

BOOST_AUTO_TEST_CASE(what_is_sealed_opens_with_its_key_and_shows_nothing_without) {
  const sealing::Key key = sealing::new_key();
  const core::Sealed sealed = sealing::seal(key, id, Purpose::particulars, text);
  BOOST_TEST(sealing::open(key, id, Purpose::particulars, sealed).value_or("") == text);
  for (const char* part : {"张", "138", "胜利"})
    BOOST_TEST(sealed.text.find(part) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(another_key_another_whistle_and_another_purpose_do_not_open_it) {
  const sealing::Key key = sealing::new_key();
  const core::Sealed sealed = sealing::seal(key, id, Purpose::particulars, text);
  BOOST_TEST(!sealing::open(sealing::new_key(), id, Purpose::particulars, sealed));
  BOOST_TEST(!sealing::open(key, core::KeyId("abd"), Purpose::particulars, sealed));
  BOOST_TEST(!sealing::open(key, id, Purpose::reached, sealed));
}

BOOST_AUTO_TEST_CASE(what_was_altered_or_cut_off_does_not_open) {
  const sealing::Key key = sealing::new_key();
  const core::Sealed sealed = sealing::seal(key, id, Purpose::particulars, text);
  for (std::size_t i = 0; i < sealed.text.size(); ++i) {
    core::Sealed other = sealed;
    other.text[i] = other.text[i] == 'A' ? 'B' : 'A';
    if (other == sealed) continue;
    const auto opened = sealing::open(key, id, Purpose::particulars, other);
    // The last characters of base64 may hold bits that say nothing.
    BOOST_TEST((!opened || i + 3 >= sealed.text.size()), i);
    BOOST_TEST(!sealing::open(key, id, Purpose::particulars, {sealed.text.substr(0, i)}), i);
  }
  BOOST_TEST(!sealing::open(key, id, Purpose::particulars, {sealed.text + "=="}));
}

BOOST_AUTO_TEST_CASE(the_same_text_gives_the_same_bytes_and_another_one_others_throughout) {
  const sealing::Key key = sealing::new_key();
  const auto of = [&](const std::string& what) {
    return sealing::seal(key, id, Purpose::particulars, what).text;
  };
  BOOST_TEST(of(text) == of(text));
  // Another nonce: the beginning, too, although the texts begin alike.
  BOOST_TEST(of(text).substr(0, 16) != of(text + " ").substr(0, 16));
}

BOOST_AUTO_TEST_CASE(a_key_is_kept_wrapped_and_unwrapped_by_its_master_and_its_id_alone) {
  const sealing::Key master = sealing::new_key(), key = sealing::new_key();
  const std::string wrapped = sealing::wrap(master, id, key);
  BOOST_REQUIRE(sealing::unwrap(master, id, wrapped));
  BOOST_TEST((sealing::unwrap(master, id, wrapped)->bytes == key.bytes));
  BOOST_TEST(!sealing::unwrap(sealing::new_key(), id, wrapped));
  BOOST_TEST(!sealing::unwrap(master, core::KeyId("abd"), wrapped));
  BOOST_TEST(!sealing::unwrap(master, id, ""));
}

BOOST_AUTO_TEST_CASE(key_ids_are_never_the_same) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(sealing::new_key_id().str());
  BOOST_TEST(ids.size() == 1000U);
  BOOST_TEST(ids.begin()->size() == 22U);
}

BOOST_AUTO_TEST_CASE(a_master_key_is_64_hex_digits) {
  BOOST_TEST(sealing::key_from(std::string(64, 'a')).has_value());
  for (const std::string& wrong :
       {std::string(), std::string(63, 'a'), std::string(66, 'a'), std::string(64, 'g')})
    BOOST_TEST(!sealing::key_from(wrong).has_value(), wrong);
  const sealing::Key one = *sealing::key_from(std::string(64, 'a'));
  const sealing::Key other = *sealing::key_from(std::string(64, 'b'));
  BOOST_TEST(sealing::hash_key(one) != sealing::hash_key(other));
}

BOOST_AUTO_TEST_SUITE_END()
