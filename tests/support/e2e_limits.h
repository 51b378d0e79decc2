// Programs of which the system gives less than they would like.
#pragma once

#include <string>
#include <vector>

#include "support/e2e_program.h"

namespace mmoe::test {

// A program under a limit of the shell: 'v' for kB of memory, 'n' for open files.
Outcome run_limited(char what, int64_t most, const std::vector<std::string>& arguments);

}  // namespace mmoe::test
