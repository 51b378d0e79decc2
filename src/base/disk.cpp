#include "base/disk.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <filesystem>

#include "base/error.h"

namespace mmoe {

std::optional<double> free_disk_mb(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  fs::path folder = path;
  if (!fs::is_directory(folder, ignored)) folder = folder.parent_path();
  struct statvfs status{};
  const std::string name = folder.empty() ? "." : folder.string();
  // Some file systems have no blocks of their own, and pass on what they are given.
  if (::statvfs(name.c_str(), &status) != 0 || status.f_blocks == 0) return {};
  return static_cast<double>(status.f_bavail) * static_cast<double>(status.f_frsize) / 1e6;
}

void check_free_disk(const std::string& path, uint64_t bytes) {
  const std::optional<double> free = free_disk_mb(path);
  const double needed = static_cast<double>(bytes) / 1e6;
  if (!free || needed <= *free) return;
  throw Error(ExitCode::resources,
              fmt::format("cannot write '{}': it takes {:.1f} MB, and the disk has {:.1f} MB free",
                          path, needed, *free));
}

}  // namespace mmoe
