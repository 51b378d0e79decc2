// What the environment asks of this library: a fault at one of the calls on files of a folder.
//   FILE_FAULTS_FOLDER   calls on what lies below it count; an absolute path
//   FILE_FAULTS_TRACE    each such call is a line of this file: its name and its path in the folder
//   FILE_FAULTS_AT       number of the call that has the fault, from 1; without it none has
//   FILE_FAULTS_KIND     ENOSPC, EIO, EINTR, short, kill_before, kill_after
//   FILE_FAULTS_STAYS    any text: all later calls have it, too
//   FILE_FAULTS_DURABLE  folder for what would outlive a power cut (see durable.h)
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "durable.h"

namespace faults {

struct Call {
  const char* name;
  bool takes_space, waits;  // can find the disk full, can be interrupted
};

// What one call has to do.
struct Fault {
  int error = 0;  // to fail with
  bool is_short = false, dies_after = false;
};

class Plan {
 public:
  Plan();

  bool covers(const std::string& path) const { return path.starts_with(folder_ + "/"); }
  // Counts the call. May end the process.
  Fault next(const Call& call, const std::string& path);
  // Ends the process as SIGKILL does.
  [[noreturn]] void die();

  // What is on disk for good; only where that was asked for.
  std::optional<Durable>& durable() { return durable_; }
  std::mutex& mutex() { return mutex_; }

 private:
  Fault fault_of(const Call& call) const;

  std::string folder_, trace_, kind_;
  long at_ = 0, count_ = 0;
  bool stays_ = false;
  std::optional<Durable> durable_;
  std::mutex mutex_;
};

Plan& plan();

// Calls that this library makes itself do not count.
class Own {
 public:
  Own();
  ~Own();
  static bool active();

 private:
  bool was_active_;
  int errno_before_;
};

}  // namespace faults
