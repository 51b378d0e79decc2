// Whatever was thrown, as the one exception type.
#pragma once

#include <exception>

#include "base/error.h"

namespace mmoe {

// What is lacking, for the person at the prompt. `bytes`: asked for in vain; 0: not known.
Error out_of_memory(double bytes = 0);

// Whether the system had no more of something: disk, memory, open files, threads (an errno).
bool is_lack_of_resources(int reason);

// The Error itself; of others what they say, with the exit code of resources where memory, threads
// or open files ran out, else of usage. Call it with std::current_exception().
Error error_of(const std::exception_ptr& thrown);

}  // namespace mmoe
