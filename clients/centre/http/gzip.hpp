// gzip, for browsers that accept it (all do).
#pragma once

#include <string>
#include <string_view>

namespace shao::centre {

/// `level` 1 (fast: what is made anew each second) to 9 (small: files, once at the start).
std::string gzip(std::string_view bytes, int level);

}  // namespace shao::centre
