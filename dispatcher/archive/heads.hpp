// Signed heads: where the journal stood at an instant, signed, in a file of their own. Whoever can
// write to Redis can rewrite the whole journal with a chain that is right in itself; what was
// signed before does not fit it. So the file belongs on another machine, or where lines can only be
// added, and the signing key where Redis' operators cannot read it.
//
//   file      = *( line LF )
//   line      = signed SP signature
//   signed    = "shaodao-head-1" SP jurisdiction SP epoch "-" number SP chain SP instant SP key
//   chain     = chain hash up to that entry, 64 hex digits
//   instant   = milliseconds since 1970 UTC, the signer's wall clock
//   key       = 16 hex digits (sign_key.hpp)
//   signature = Ed25519 over the bytes of `signed`, 128 hex digits
//
//   auto log = HeadLog::open("heads.txt", *key, "shunyi");
//   log->write(*archive->end());                      // nothing when it stands there already
//
//   auto heads = read_heads("heads.txt", public_key, "shunyi");   // every signature checked
//   HeadCheck check(*heads);
//   for (each entry of archive and journal) check.see("3-58", chain_hash);
//   if (auto fault = check.first_fault()) complain(*fault);
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/archive/archive.hpp"
#include "dispatcher/archive/sign_key.hpp"
#include "dispatcher/journal/file_descriptor.hpp"
#include "dispatcher/journal/verify.hpp"

namespace shao::archive {

class HeadLog {
 public:
  /// Goes on with the file, or makes it. A last line that a crash cut short is removed.
  static core::Result<HeadLog, std::string> open(const std::string& path, const SignKey& key,
                                                 std::string jurisdiction);
  /// Adds the line and syncs it; nothing when the last line of this run names the same head.
  core::Result<std::monostate, std::string> write(const Linked& head);

 private:
  HeadLog(journal::FileDescriptor file, std::string path, const SignKey& key,
          std::string jurisdiction)
      : file_(std::move(file)),
        path_(std::move(path)),
        key_(key),
        jurisdiction_(std::move(jurisdiction)) {}
  journal::FileDescriptor file_;
  std::string path_;
  SignKey key_;
  std::string jurisdiction_;
  std::string written_;  // chain hash of the last line
};

struct SignedHead {
  std::size_t line = 0;
  std::string id;
  std::string chain;
  core::Instant at;
};

/// The error names the first line that is no head of this jurisdiction signed with this key.
core::Result<std::vector<SignedHead>, std::string> read_heads(const std::string& path,
                                                              const std::string& public_key,
                                                              const std::string& jurisdiction);

/// Whether every signed head is met on a walk over the journal.
class HeadCheck {
 public:
  explicit HeadCheck(std::vector<SignedHead> heads);
  void see(const std::string& id, const std::string& chain);
  /// The first head, in the file's order, that was not met.
  std::optional<journal::Fault> first_fault() const;
  std::size_t count() const { return heads_.size(); }

 private:
  std::vector<SignedHead> heads_;
  std::vector<bool> met_;
  std::multimap<std::string, std::size_t> by_id_;
  std::map<std::string, std::string> other_;  // id: a chain hash that was met there instead
};

}  // namespace shao::archive
