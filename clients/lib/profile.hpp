// Who a client is and where its brokers are: the connection profile.
//
//   broker     = ["tcp://127.0.0.1:7700"]     one or several; the next one after silence
//   broker_key = "rq:rM>}U?@Lns47E1%kR..."    the brokers' public key, Z85
//   key        = "/home/zjw/ZJW.key"          our key file (shao keys new)
//   jurisdiction = "shunyi"
//   outbox     = "/home/zjw/outbox"           a folder of ours; commands wait there for answers
//   timezone   = "Asia/Shanghai"              how times are shown
//
// Secrets are in the key file only. Paths may be relative to the profile's folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "brokers/wire/keys.hpp"
#include "dispatcher/core/result.hpp"

namespace shao::client {

struct Settings {
  std::vector<std::string> brokers;
  std::string broker_key;
  std::string office;  // as the key file says
  wire::KeyPair own;
  std::string jurisdiction;
  std::filesystem::path outbox;  // empty: commands are kept in memory only
  std::string timezone = "Asia/Shanghai";
};

/// The error names the field, the value and what would be right; in Chinese when `chinese`.
core::Result<Settings, std::string> read_profile(const std::filesystem::path& path,
                                                 bool chinese = false);

/// Whether brokers, broker_key and jurisdiction could be right; the error as above.
core::Result<bool, std::string> check(const Settings& settings, bool chinese = false);

}  // namespace shao::client
