#include "base/last_resort.h"

#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>

#include "base/error.h"

namespace mmoe {

namespace {

// The only state that functions of std::atexit and std::set_terminate can reach.
std::atomic<bool> is_at_work = false;
std::atomic<std::terminate_handler> earlier = nullptr;

// Takes no memory, and takes nothing down: other threads may be at work.
[[noreturn]] void end_out_of_memory() {
  std::fputs("error: out of memory\n", stderr);
  ::_exit(static_cast<int>(ExitCode::resources));
}

void on_exit() {
  if (is_at_work) end_out_of_memory();
}

// Anything else is a mistake of ours, and shows as one.
void on_terminate() {
  try {
    if (const std::exception_ptr thrown = std::current_exception()) std::rethrow_exception(thrown);
  } catch (const std::bad_alloc&) {
    end_out_of_memory();
  } catch (...) {  // below
  }
  if (earlier != nullptr) earlier.load()();
  std::abort();
}

// The stack of the first thread grows by itself, and where it cannot there is no telling anybody:
// it does so now, as far as programs go.
void grow_stack() {
  constexpr size_t kBytes = 256 * 1024, kPage = 4096;
  [[maybe_unused]] volatile char stack[kBytes];
  for (size_t i = 0; i < kBytes; i += kPage) stack[i] = 0;
}

}  // namespace

LastResort::LastResort() {
  grow_stack();
  static const int registered = std::atexit(on_exit);
  is_at_work = registered == 0;
  earlier = std::set_terminate(on_terminate);
}

LastResort::~LastResort() {
  std::set_terminate(earlier);
  is_at_work = false;
}

}  // namespace mmoe
