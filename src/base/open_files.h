// How many files a process may hold open.
#pragma once

#include <cstdint>

namespace mmoe {

// Raises this process's own limit as far as the system lets it; the limit.
int64_t raise_open_files();

}  // namespace mmoe
