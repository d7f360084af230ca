// A small jurisdiction as text, for tests that break one thing in it.
#pragma once

#include <string>

#include "config/config.hpp"

namespace shao::config {

/// The files of Shunyi as they are shipped.
Files shunyi_files();

/// A street with a community, a town, four departments; two kinds; two categories. No problems.
Files small_files();

/// `files` with the first `from` in `file` replaced by `to`; fails when there is none.
Files with(Files files, const std::string& file, const std::string& from, const std::string& to);

/// The configuration; fails when there is an error, saying which.
Configuration loaded(const Files& files);

core::Instant instant(std::string_view text);

/// The line of `file` on which `text` first stands; 0 when it does not.
int line_of(const Files& files, const std::string& file, const std::string& text);

}  // namespace shao::config
