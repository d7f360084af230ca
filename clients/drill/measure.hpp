// The machine itself, measured beside the benchmark: its disk's fdatasync, CPU time of processes.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <vector>

namespace shao::drill {

/// How long each of `times` appends of 512 bytes, each followed by fdatasync, takes in `folder`;
/// sorted. Empty when the folder cannot be written.
std::vector<std::chrono::microseconds> measure_fdatasync(const std::filesystem::path& folder,
                                                         std::size_t times);

/// Seconds of CPU a process has used, itself and the kernel for it; 0 of one that is gone.
double cpu_seconds(pid_t pid);

}  // namespace shao::drill
