// What one core of this machine does at most, measured when first asked for: the roofs that kernels
// are held against (Williams et al. 2009). Times are of the CPU, so a busy machine matters less.
#pragma once

#include <cstddef>

namespace mmoe::bench {

double cpu_seconds();  // of this process, so far

double peak_gflops();                     // the largest rate of square products, in GFLOP/s
double peak_bandwidth(size_t kibibytes);  // of y += s x over arrays of so much together, in GB/s

}  // namespace mmoe::bench
