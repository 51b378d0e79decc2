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

#include "base/error.h"
#include "base/text.h"

namespace mmoe {

namespace fs = std::filesystem;

namespace {

// What a run writes; --overwrite removes these and nothing else.
constexpr std::array kRunFiles = {"config.yaml",      "metrics.jsonl", "best.safetensors",
                                  "last.safetensors", "result.json",   "train.log",
                                  "error.txt"};

[[noreturn]] void fail(const std::string& what, const std::string& path) {
  const int reason = errno;
  const bool full = reason == ENOSPC || reason == EDQUOT || reason == EIO || reason == EFBIG;
  throw Error(full ? ExitCode::resources : ExitCode::usage,
              "cannot " + what + " '" + path + "': " + std::strerror(reason));
}

// A rename is on disk only once its folder is.
void flush_folder(const fs::path& folder) {
  const std::string name = folder.empty() ? "." : folder.string();
  const int directory = ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;
  ::fsync(directory);
  ::close(directory);
}

void check_writable(const std::string& folder) {
  const std::string probe = (fs::path(folder) / ".writable").string();
  write_file_atomically(probe, "");
  fs::remove(probe);
}

}  // namespace

AtomicFile::AtomicFile(std::string path) : path_(std::move(path)), temporary_(path_ + ".tmp") {
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

void AtomicFile::commit() {
  if (::fsync(file_) != 0 && errno != EINVAL) fail("flush", path_);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail("write", path_);
  ::close(file_);
  file_ = -1;
  flush_folder(fs::path(path_).parent_path());
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

void remove_run_files(const std::string& folder) {
  for (const char* name : kRunFiles) {
    const std::string path = (fs::path(folder) / name).string();
    std::error_code status;
    fs::remove(path, status);
    if (status) throw usage_error("cannot remove " + quote(path) + ": " + status.message());
  }
}

void prepare_run_folder(const std::string& path, bool overwrite) {
  std::error_code status;
  fs::create_directories(path, status);
  if (status || !fs::is_directory(path)) {
    throw usage_error("cannot make the run folder " + quote(path) + ": " +
                      (status ? status.message() : "a file has that name") +
                      "; choose another place with --run");
  }
  if (!overwrite && !fs::is_empty(path, status)) {
    throw usage_error("the run folder " + quote(path) +
                      " is not empty; choose another with --run, or replace it with --overwrite");
  }
  check_writable(path);
}

}  // namespace mmoe
