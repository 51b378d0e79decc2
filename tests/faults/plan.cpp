#include "plan.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>

namespace faults {

namespace {

thread_local bool own_calls = false;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

Own::Own() : was_active_(own_calls), errno_before_(errno) { own_calls = true; }

Own::~Own() {
  own_calls = was_active_;
  errno = errno_before_;
}

bool Own::active() { return own_calls; }

Plan::Plan()
    : folder_(variable("FILE_FAULTS_FOLDER")),
      trace_(variable("FILE_FAULTS_TRACE")),
      kind_(variable("FILE_FAULTS_KIND")),
      at_(std::atol(variable("FILE_FAULTS_AT").c_str())),
      stays_(!variable("FILE_FAULTS_STAYS").empty()) {
  const std::string durable = variable("FILE_FAULTS_DURABLE");
  if (!durable.empty()) durable_.emplace(folder_, durable);
}

Fault Plan::fault_of(const Call& call) const {
  if (kind_ == "ENOSPC") return {call.takes_space ? ENOSPC : 0};
  if (kind_ == "EIO") return {EIO};
  if (kind_ == "EINTR") return {call.waits ? EINTR : 0};
  return {0, kind_ == "short", kind_ == "kill_after"};
}

Fault Plan::next(const Call& call, const std::string& path) {
  ++count_;
  if (!trace_.empty()) {
    std::ofstream(trace_, std::ios::app)
        << call.name << " " << path.substr(folder_.size() + 1) << "\n";
  }
  const bool is_due = at_ > 0 && (count_ == at_ || (stays_ && count_ > at_));
  if (is_due && kind_ == "kill_before") die();
  return is_due ? fault_of(call) : Fault();
}

void Plan::die() {
  if (durable_) durable_->cut();
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

Plan& plan() {
  const Own own;
  static Plan& the_one = *new Plan;  // never destroyed: files are closed at the very end, too
  return the_one;
}

}  // namespace faults
