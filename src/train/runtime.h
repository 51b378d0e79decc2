// Where a run computes: device and threads, resolved from words to facts.
#pragma once

#include <c10/core/Device.h>

#include <string>
#include <utility>
#include <vector>

#include "config/train_config.h"

namespace mmoe {

struct Runtime {
  c10::Device device{c10::kCPU};
  int threads = 1;
};

// `auto` takes CUDA if LibTorch has it and a device is there. Throws Error(usage) for a device that
// is not there or not one. Sets the threads of this process.
Runtime resolve_runtime(const std::string& device, const ThreadCount& threads);

// Versions of what computes, as name and version.
std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace mmoe
