#include "base/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "base/failure.h"
#include "base/text.h"

namespace mmoe {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const std::string& action, const std::string& path) {
  throw file_error(action, path, errno);
}

// A rename is on disk only once its folder is.
void flush_folder(const fs::path& folder) {
  const std::string name = folder.empty() ? "." : folder.string();
  const int directory = ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;
  ::fsync(directory);
  ::close(directory);
}

}  // namespace

Error file_error(const std::string& action, const std::string& path, int reason) {
  return {is_lack_of_resources(reason) ? ExitCode::resources : ExitCode::usage,
          "cannot " + action + " '" + path + "': " + std::strerror(reason)};
}

AtomicFile::AtomicFile(std::string path) : path_(std::move(path)), temporary_(path_ + kSuffix) {
  file_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file_ < 0) fail("write", path_);
}

AtomicFile::~AtomicFile() {
  if (file_ < 0) return;
  ::close(file_);
  ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(file_, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write", path_);
    content.remove_prefix(static_cast<size_t>(written));
  }
}

void AtomicFile::flush() {
  // Some special files have nothing to flush.
  if (::fsync(file_) != 0 && errno != EINVAL) fail("flush", path_);
  is_flushed_ = true;
}

void AtomicFile::commit() {
  if (!is_flushed_) flush();
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail("write", path_);
  ::close(file_);
  file_ = -1;
  flush_folder(fs::path(path_).parent_path());
}

void flush_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) fail("flush", path);
  const int status = ::fsync(file);
  const int reason = errno;
  ::close(file);
  errno = reason;
  if (status != 0 && errno != EINVAL) fail("flush", path);
}

void remove_file(const std::string& path) {
  std::error_code status;
  fs::remove(path, status);
  if (status) throw file_error("remove", path, status.value());
}

void write_file_atomically(const std::string& path, std::string_view content) {
  AtomicFile file(path);
  file.write(content);
  file.commit();
}

std::string read_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::system_error(errno, std::generic_category(), path);
  if (fs::is_directory(path)) throw std::system_error(EISDIR, std::generic_category(), path);
  std::ostringstream content;
  content << file.rdbuf();
  return std::move(content).str();
}

MappedFile::MappedFile(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) throw std::system_error(errno, std::generic_category(), path);
  struct stat status{};
  ::fstat(file, &status);
  const auto size = static_cast<size_t>(status.st_size);
  // No mapping is empty, and no page of this one is looked at.
  void* start = ::mmap(nullptr, std::max<size_t>(size, 1), PROT_READ, MAP_PRIVATE, file, 0);
  const int reason = S_ISDIR(status.st_mode) ? EISDIR : errno;
  ::close(file);
  if (start == MAP_FAILED) throw std::system_error(reason, std::generic_category(), path);
  content_ = {static_cast<const char*>(start), size};
}

MappedFile::~MappedFile() {
  ::munmap(const_cast<char*>(content_.data()), std::max<size_t>(content_.size(), 1));
}

}  // namespace mmoe
