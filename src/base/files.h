// Files that appear under their names only when complete.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace mmoe {

// What the system said (`reason`: an errno) when it could not `action` the file: Error(resources)
// where the disk is full or fails or files run out, else Error(usage).
Error file_error(const std::string& action, const std::string& path, int reason);

// A file written piece by piece beside its place, and renamed into it by commit(), which flushes to
// disk first; without commit() it goes away. A device, pipe or link is written to as it is. Throws
// Error(resources) when the disk is full or fails, Error(usage) when the place is not writable.
class AtomicFile {
 public:
  static constexpr const char* kSuffix = ".tmp";  // of the file beside its place

  explicit AtomicFile(std::string path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view content);
  // To disk; commit() does it where nobody has.
  void flush();
  void commit();

 private:
  std::string path_, written_;
  int file_ = -1;
  bool is_flushed_ = false;
};

// What was written to the file reaches the disk. Throws as AtomicFile does.
void flush_file(const std::string& path);

// If it is there. Throws file_error() if it cannot be.
void remove_file(const std::string& path);

void write_file_atomically(const std::string& path, std::string_view content);

// The whole file, or its first `most` bytes; throws std::system_error (the caller knows which exit
// code fits).
std::string read_file(const std::string& path, size_t most = std::string::npos);

// The content of a file without a copy: pages come from disk as they are looked at. Throws
// std::system_error, as read_file.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view content() const { return content_; }

 private:
  std::string_view content_;
};

}  // namespace mmoe
