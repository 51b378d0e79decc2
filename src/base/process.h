// What the operating system knows of this process.
#pragma once

#include <cstdint>

namespace mmoe {

// Seconds since the process was created, loading of libraries included.
double seconds_since_process_start();

// Highest resident memory so far, in MB (10^6 bytes).
double peak_memory_mb();

// Resident memory now, in MB.
double resident_memory_mb();

// Gives what was freed back to the system, where it can.
void give_back_memory();

// Memory that processes may use together, in MB: the machine's, or less where a container (cgroup)
// has a limit.
double machine_memory_mb();

}  // namespace mmoe
