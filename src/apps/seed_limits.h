// How many seeds of a batch may be open at once.
#pragma once

#include <cstdint>

namespace mmoe {

// Replicas a job may have open at once, of `most`, so that all jobs together stay within
// `open_files`. Throws Error(resources) if there are too few even for one each.
int64_t replicas_of_job(int64_t jobs, int64_t most, int64_t open_files);

}  // namespace mmoe
