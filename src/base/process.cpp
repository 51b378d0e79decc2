#include "base/process.h"

#include <malloc.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

namespace mmoe {

namespace {

// Field 22 of /proc/self/stat: start time in clock ticks after boot. Counted after the command
// name, which may hold blanks.
double process_start() {
  std::ifstream file("/proc/self/stat");
  std::ostringstream content;
  content << file.rdbuf();
  const std::string text = content.str();
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string field;
  for (int i = 0; i < 20; ++i) fields >> field;
  return std::strtod(field.c_str(), nullptr) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

// A line of /proc/self/status that counts kB (of 1024 bytes).
double status_mb(const std::string& field) {
  std::ifstream file("/proc/self/status");
  std::string line;
  while (std::getline(file, line)) {
    if (!line.starts_with(field)) continue;
    return std::strtod(line.c_str() + field.size(), nullptr) * 1024 / 1e6;
  }
  return 0;
}

// Infinite where the file is not there or says "max".
double limit_in(const char* path) {
  double bytes = 0;
  return std::ifstream(path) >> bytes ? bytes : std::numeric_limits<double>::infinity();
}

}  // namespace

double seconds_since_process_start() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec) -
         process_start();
}

// Not ru_maxrss, which begins with the memory of whoever started the process.
double peak_memory_mb() { return status_mb("VmHWM:"); }

double resident_memory_mb() { return status_mb("VmRSS:"); }

void give_back_memory() { ::malloc_trim(0); }

double machine_memory_mb() {
  const double machine =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  const double version_1 = limit_in("/sys/fs/cgroup/memory/memory.limit_in_bytes");
  const double version_2 = limit_in("/sys/fs/cgroup/memory.max");
  return std::min({machine, version_1, version_2}) / 1e6;
}

}  // namespace mmoe
