#include "base/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "base/failure.h"

namespace mmoe {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const std::string& action, const std::string& path) {
  throw file_error(action, path, errno);
}

// The call again, as long as a signal breaks it off.
template <class Call>
auto uninterrupted(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

int open_to_write(const std::string& path) {
  return uninterrupted(
      [&] { return ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644); });
}

// Some special files have nothing to flush.
bool reaches_disk(int file) {
  return uninterrupted([file] { return ::fsync(file); }) == 0 || errno == EINVAL;
}

// A device, pipe or link: one would not want a file in its place.
bool is_special(const std::string& path) {
  std::error_code gone;
  const fs::file_status status = fs::symlink_status(path, gone);
  return fs::exists(status) && !fs::is_regular_file(status);
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

AtomicFile::AtomicFile(std::string path)
    : path_(std::move(path)), written_(is_special(path_) ? path_ : path_ + kSuffix) {
  file_ = open_to_write(written_);
  if (file_ < 0) fail("write", path_);
}

AtomicFile::~AtomicFile() {
  if (file_ < 0) return;
  ::close(file_);
  if (written_ != path_) ::unlink(written_.c_str());
}

void AtomicFile::write(std::string_view content) {
  while (!content.empty()) {
    const ssize_t written =
        uninterrupted([&] { return ::write(file_, content.data(), content.size()); });
    if (written < 0) fail("write", path_);
    content.remove_prefix(static_cast<size_t>(written));
  }
}

void AtomicFile::flush() {
  if (!reaches_disk(file_)) fail("flush", path_);
  is_flushed_ = true;
}

void AtomicFile::commit() {
  if (!is_flushed_) flush();
  const bool in_place = written_ == path_;
  if (!in_place && ::rename(written_.c_str(), path_.c_str()) != 0) fail("write", path_);
  ::close(file_);
  file_ = -1;
  if (!in_place) flush_folder(fs::path(path_).parent_path());
}

void flush_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) fail("flush", path);
  const bool is_flushed = reaches_disk(file);
  const int reason = errno;
  ::close(file);
  if (!is_flushed) throw file_error("flush", path, reason);
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

std::string read_file(const std::string& path, size_t most) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::system_error(errno, std::generic_category(), path);
  if (fs::is_directory(path)) throw std::system_error(EISDIR, std::generic_category(), path);
  std::string content;
  std::array<char, 1 << 16> piece;
  while (content.size() < most && file) {
    const size_t room = std::min(piece.size(), most - content.size());
    file.read(piece.data(), static_cast<std::streamsize>(room));
    content.append(piece.data(), static_cast<size_t>(file.gcount()));
  }
  return content;
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
