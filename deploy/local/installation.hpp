// Where the programs and the shipped configuration are, seen from the running program: in a build
// directory, or installed under one prefix.
#pragma once

#include <optional>

#include "deploy/local/data_folder.hpp"

namespace shao::local {

/// The folder of the running program: the others lie beside it.
Path program_folder();
/// The shipped configuration called `name` ("shunyi"): beside the sources a build directory lies
/// in, in the current folder, or in PREFIX/share/shaodao/config.
std::optional<Path> shipped_config(const std::string& name);

/// The browser application as built: in the build directory, or in PREFIX/share/shaodao/web.
std::optional<Path> built_pages();

}  // namespace shao::local
