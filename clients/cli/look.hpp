// Looking: list, show, watch, status.
#pragma once

#include <string>

#include "clients/cli/session.hpp"

namespace shao::cli {

struct ListFlags {
  std::string state = "open";
  std::string before;
  int limit = 50;
};
Exit run_list(const Globals& globals, const ListFlags& flags);

Exit run_show(const Globals& globals, const std::string& whistle);

struct WatchFlags {
  std::string from = "now";  // begin, now, or a position
  std::string resume;        // file that holds the position
  std::size_t count = 0;     // end after so many events; 0: never
};
Exit run_watch(const Globals& globals, const WatchFlags& flags);

Exit run_status(const Globals& globals);

}  // namespace shao::cli
