// One call on a file, from the plan's leave to what the disk keeps of it.
#pragma once

#include <stdio.h>

#include <mutex>
#include <string>

#include "plan.h"

namespace faults {

// Absolute; the file need not be there.
std::string path_of(const char* path);
std::string path_of(int file);
std::string path_of(FILE* file);

// Asks the plan, and holds others up until the call is done. With a fault that comes after the call
// the process ends where this goes out of scope.
class Attempt {
 public:
  template <class File>
  Attempt(const Call& call, File file) {
    if (!Own::active()) begin(call, path_of(file));
  }
  ~Attempt();

  // Whether the call fails, with errno set.
  bool fails() const;
  bool is_short() const { return fault_.is_short; }
  const std::string& path() const { return path_; }
  // Where the plan has a disk, and the call counts.
  template <class Action>
  void tell_disk(const Action& action) const {
    if (!lock_ || !plan().durable()) return;
    const Own own;
    action(*plan().durable());
  }

 private:
  void begin(const Call& call, std::string path);

  std::string path_;
  std::unique_lock<std::mutex> lock_;
  Fault fault_;
};

}  // namespace faults
