// A checkpoint may come from someone else: what its encoders must be for rows to be encoded safely.
#pragma once

#include "data/encoders.h"

namespace mmoe {

// Every number within its range, every table and column that is read there and of the right kind.
// Throws std::out_of_range.
void check_encoders(const Encoders& encoders);

// Whether labels are read and encoded as the config says, so that no label is out of a task's
// range. Throws Error(checkpoint).
void check_labels(const Encoders& encoders, const RunConfig& config);

}  // namespace mmoe
