// Threads that may not be there to be had.
#pragma once

#include <system_error>
#include <thread>
#include <utility>

#include "base/error.h"

namespace mmoe {

// A thread that does this. Throws Error(resources) where the system gives no more of them.
template <class Work>
std::thread start_thread(Work work) {
  try {
    return std::thread(std::move(work));
  } catch (const std::system_error& error) {
    throw Error(ExitCode::resources,
                std::string("cannot start another thread: ") + error.code().message() +
                    "; ask for fewer with --threads, --jobs or train.members, or allow more "
                    "(ulimit -u, ulimit -v)");
  }
}

}  // namespace mmoe
