#include "dispatcher/journal/access.hpp"

#include <sodium.h>

namespace shao::journal {

namespace {

std::string sha256_of(const std::string& password) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(password.data()),
                     password.size());
  std::array<char, 2 * crypto_hash_sha256_BYTES + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return {hex.data()};
}

/// What a user may do; "{}" stands for the jurisdiction's hash tag.
std::string_view rights_of(RedisUser user) {
  switch (user) {
    case RedisUser::dispatcher:
      return "+ping +time +wait +config|get +info +bgrewriteaof"
             " (+fcall ~{}:journal ~{}:head ~{}:lease ~{}:snapshots ~{}:snapshot:* ~{}:trimmed"
             " ~{}:residents ~{}:rewrite)"
             " (+hset +hdel +hmget ~{}:residents) (+get +set ~{}:rewrite)"
             " (+xadd +xtrim +xrange +xrevrange +xinfo|stream +exists ~{}:journal)"
             " (+get +set ~{}:head ~{}:trimmed ~{}:snapshots)"
             " (+get +set +exists +persist +unlink ~{}:snapshot:*)"
             " (+get +set +pttl +pexpire ~{}:lease)"
             " (+set ~{}:standby)"
             " (+get %R~{}:config %R~{}:config:* %R~{}:archived %R~{}:standby %R~{}:hand_over)";
    case RedisUser::archive:
      return "+ping"
             " (+fcall ~{}:archived ~{}:journal)"
             " (+xrange +xinfo|stream +exists %R~{}:journal)"
             " (+get +set ~{}:archived) (+hmget %R~{}:residents)";
    case RedisUser::config:
      return "+ping (+get +set +exists ~{}:config ~{}:config:*)"
             " (+set ~{}:hand_over) (+get %R~{}:head %R~{}:lease %R~{}:standby)";
    case RedisUser::reader:
      return "+ping"
             " (+xrange +xrevrange +xinfo|stream +exists %R~{}:journal)"
             " (+get %R~{}:head %R~{}:trimmed %R~{}:archived %R~{}:lease %R~{}:standby"
             " %R~{}:config %R~{}:config:*)";
    case RedisUser::functions:
      return "+ping +function|load";
    case RedisUser::restore:
      // It may write to the journal's key only what RENAMENX does, and to the head's what SETNX
      // does: neither touches what is there.
      return "+ping"
             " (+fcall ~{}:restored ~{}:journal ~{}:head ~{}:trimmed ~{}:snapshots)"
             " (+xadd +xlen +xrange +xinfo|stream +exists +unlink ~{}:restored)"
             " (+renamenx ~{}:restored %W~{}:journal) (+setnx ~{}:head) (+hsetnx ~{}:residents)"
             " (+exists +get %R~{}:head %R~{}:trimmed %R~{}:snapshots) (+exists %R~{}:journal)";
    case RedisUser::centre:
      // An account is disabled, never removed: what it did stays somebody's.
      return "+ping (+hget +hgetall +hset ~{}:accounts)"
             " (+hget +hgetall +hset +hdel ~{}:sessions)"
             " (+get +incr ~{}:accounts:changed)";
    case RedisUser::replica:
      return "+ping +psync +replconf";
    case RedisUser::sentinel:
      return "+ping +info +publish +subscribe &__sentinel__:hello +multi +exec +slaveof"
             " +config|rewrite +client|setname +client|kill +script|kill";
  }
  return {};
}

}  // namespace

std::string new_password() {
  std::array<unsigned char, 32> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 2 * bytes.size() + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  return {hex.data()};
}

std::string acl_file(const std::string& jurisdiction, const RedisPasswords& passwords) {
  // Nobody can be the default user: it is off and has no password. But when Redis 7.0 loads its AOF
  // it runs what stands between MULTI and EXEC, as the effects of a FUNCTION do, with that user's
  // rights, and drops silently what it may not do (redis/redis#14541): without them every restart
  // would lose the journal.
  std::string text = "user default off resetpass resetchannels allkeys +@all\n";
  for (const RedisUser user : all_redis_users) {
    const std::string& password = passwords[static_cast<std::size_t>(user)];
    if (password.empty()) continue;
    text.append("user ").append(name_of(user)).append(" on #");
    text.append(sha256_of(password));
    // Everybody may ask whether this is the master (redis_sentinel.hpp).
    text.append(" resetkeys resetchannels -@all +role ");
    std::string_view rights = rights_of(user);
    for (auto tag = rights.find("{}"); tag != rights.npos; tag = rights.find("{}")) {
      text.append(rights.substr(0, tag)).append("{").append(jurisdiction).append("}");
      rights.remove_prefix(tag + 2);
    }
    text.append(rights).append("\n");
  }
  return text;
}

}  // namespace shao::journal
