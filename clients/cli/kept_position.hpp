// A feed's position in a file of its own, so that the next run goes on where this one stopped.
#pragma once

#include <optional>
#include <string>

namespace shao::cli {

/// The position kept in `file`, or nothing when there is no such file yet.
std::optional<std::string> kept_position(const std::string& file);
/// In place of the one before, whole or not at all; whether that could be done.
bool keep_position(const std::string& file, const std::string& position);
/// Whether a position could be kept there, asked before anything else is done.
bool can_keep_position(const std::string& file);
/// What is said when it cannot.
std::string position_lost(const std::string& file);

}  // namespace shao::cli
