// A disk that forgets at a power cut what no fsync asked it to keep: which content a file and which
// names a folder have for good.
//   content/<file>   as it was at the last fsync; not there: nothing of it need be left
//   names/<folder>   a line "<name> <file>" each, as they were at the last fsync of the folder
//   now/<folder>     the same at the power cut: what the folder has if the disk was quick
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <string>

namespace faults {

class Durable {
 public:
  // What lies below `folder` now is there for good.
  Durable(const std::filesystem::path& folder, const std::filesystem::path& place);

  // The file has just come to be: another one may have had its number.
  void created(const std::filesystem::path& path);
  // All its content went.
  void emptied(const std::filesystem::path& path);
  // An fsync of a file or folder came back.
  void flushed(const std::filesystem::path& path);
  void cut() const;

 private:
  std::string file_of(const std::filesystem::path& path) const;
  void keep_names(const std::filesystem::path& folder, const char* kind) const;

  std::filesystem::path folder_, place_;
  std::map<ino_t, int> births_;
};

}  // namespace faults
