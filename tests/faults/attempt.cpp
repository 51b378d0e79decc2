#include "attempt.h"

#include <cerrno>
#include <filesystem>

namespace faults {

namespace fs = std::filesystem;

std::string path_of(const char* path) {
  std::error_code gone;
  return fs::absolute(path, gone).lexically_normal().string();
}

std::string path_of(int file) {
  std::error_code gone;
  return fs::read_symlink("/proc/self/fd/" + std::to_string(file), gone).string();
}

std::string path_of(FILE* file) { return file == nullptr ? "" : path_of(::fileno(file)); }

void Attempt::begin(const Call& call, std::string path) {
  if (!plan().covers(path)) return;
  path_ = std::move(path);
  lock_ = std::unique_lock(plan().mutex());
  const Own own;
  fault_ = plan().next(call, path_);
}

Attempt::~Attempt() {
  if (!fault_.dies_after) return;
  const Own own;
  plan().die();
}

bool Attempt::fails() const {
  if (fault_.error == 0) return false;
  errno = fault_.error;
  return true;
}

}  // namespace faults
