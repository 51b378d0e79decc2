// Files that appear under their names only when complete.
#pragma once

#include <string>
#include <string_view>

namespace mmoe {

// A file written piece by piece beside its place, and renamed into it by commit(), which flushes to
// disk first; without commit() it goes away. Throws Error(resources) when the disk is full or
// fails, Error(usage) when the place is not writable.
class AtomicFile {
 public:
  explicit AtomicFile(std::string path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view content);
  void commit();

 private:
  std::string path_, temporary_;
  int file_ = -1;
};

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

// Removes what an earlier run left in the folder, and nothing else.
void remove_run_files(const std::string& path);

// Makes `path` a folder to write in. Refuses (usage) one that holds files, unless `overwrite`, and
// one that cannot be written to.
void prepare_run_folder(const std::string& path, bool overwrite);

}  // namespace mmoe
