// Room on disk.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace mmoe {

// What this process may still write beside `path`, a file or folder that need not be there, in MB
// (10^6 bytes); nothing where the file system does not tell.
std::optional<double> free_disk_mb(const std::string& path);

// Throws Error(resources), with both numbers, where so many bytes have no room beside `path`.
void check_free_disk(const std::string& path, uint64_t bytes);

}  // namespace mmoe
