// Whether a run fits into the machine.
#pragma once

#include <vector>

#include "inspect/finding.h"

namespace mmoe {

// A run that is expected to need more than nearly all of the memory there is, both in MB.
std::vector<Finding> lacking_memory(double expected, double available);

}  // namespace mmoe
