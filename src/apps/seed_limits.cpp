#include "apps/seed_limits.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace mmoe {

namespace {

// Log, metrics and lock of a run; what it opens for a moment: a checkpoint and its folder.
constexpr int64_t kStays = 3, kForAMoment = 3;
constexpr int64_t kOthers = 32;  // standard streams, data, libraries

}  // namespace

int64_t replicas_of_job(int64_t jobs, int64_t most, int64_t open_files) {
  const int64_t each = (open_files - kOthers) / jobs - kForAMoment;
  if (each >= kStays) return std::min(most, each / kStays);
  throw Error(ExitCode::resources, "--jobs " + std::to_string(jobs) + " may need " +
                                       with_commas(kOthers + jobs * (kStays + kForAMoment)) +
                                       " open files at once, and the system allows " +
                                       with_commas(open_files) +
                                       "; take fewer jobs, or raise the limit (ulimit -n)");
}

}  // namespace mmoe
