// The folder of a run: what is in it, and who may write there.
#pragma once

#include <string>

namespace mmoe {

// While it lives, this process alone may write in the folder. The lock goes with the process,
// however it ends; only the file `.lock` is then left. File systems without locks are taken as they
// are.
class RunLock {
 public:
  // Throws Error(usage), which names the process that has the folder.
  explicit RunLock(const std::string& folder);
  ~RunLock();
  RunLock(RunLock&& other) noexcept;
  RunLock& operator=(RunLock&&) = delete;

 private:
  std::string path_;
  int file_ = -1;
};

// What becomes of a folder that is not empty.
enum class ExistingRun {
  refuse,
  replace,  // what a run left is removed once the new one begins
  resume,   // the same, or the new one goes on from it
};

// Makes `path` a folder to write in and locks it. Throws Error(usage) for one that holds files
// against the rule, or cannot be written to; to `resume` is for an empty folder or one of a run.
RunLock prepare_run_folder(const std::string& path, ExistingRun existing);

// Removes what an earlier run left in the folder, and nothing else.
void remove_run_files(const std::string& path);

// Removes files that nobody finished writing.
void remove_unfinished_files(const std::string& path);

}  // namespace mmoe
