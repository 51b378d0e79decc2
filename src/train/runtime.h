// Where a run computes: device and threads, resolved from words to facts.
#pragma once

#include <c10/core/Device.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/train_config.h"

namespace mmoe {

// Cores this process may use, and the threads asked for, if any.
struct Cores {
  int available = 1;
  std::optional<int> threads;
};

struct Runtime {
  c10::Device device{c10::kCPU};
  Cores cores;
};

// `auto` takes CUDA if LibTorch has it and a device is there. Throws Error(usage) for a device that
// is not there or not one. Single operations then run on one thread: work is divided by rows.
// `deterministic` makes CUDA give the same bytes each time, as the CPU does anyway: LibTorch then
// takes slower ways that add in a fixed order, and refuses what has none. To be called before CUDA
// is used.
Runtime resolve_runtime(const std::string& device, const ThreadCount& threads,
                        bool deterministic = false);

// For each thread that computes: operations do not divide themselves over others, and numbers too
// small for full precision count as zero (the moments of dead units decay to such, and arithmetic
// with them is a hundred times slower).
void prepare_thread();

// Threads for steps of so many multiplications: as asked for, or as many as have enough to do. A
// rule and never a timing, since the number of threads decides the last digits of a result.
int threads_for(const Cores& cores, double multiplications);

// Versions of what computes, as name and version.
std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace mmoe
