// What a run is expected to need, in words, and a refusal of what cannot be had.
#pragma once

#include <string>

#include "base/log.h"
#include "train/memory_estimate.h"

namespace mmoe {

// "expected memory: 153 MB (program 140, ...)" and "expected disk: ...", a line each. `kept`:
// checkpoints of the way that are kept, besides the best.
std::string needs_text(const RunEstimate& run, int64_t kept);

// Throws Error(resources), with the numbers and what to change, where more is needed than the
// `available` MB.
void check_memory(const MemoryEstimate& memory, double available);

// The same for the memory of this machine; warns where the folder's disk has not the room for its
// checkpoints.
void check_needs(const RunEstimate& run, int64_t kept, const std::string& folder, Log& log);

}  // namespace mmoe
