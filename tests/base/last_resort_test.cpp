#include "base/last_resort.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <new>

#include "base/error.h"
#include "support/catch.h"

namespace mmoe {

namespace {

constexpr int kResources = static_cast<int>(ExitCode::resources);

// Exit code of a process that does `body`, silently; -1 if a signal ended it.
template <class Body>
int exit_code_of(const Body& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(::open("/dev/null", O_WRONLY | O_CLOEXEC), 2);
    body();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void need_memory() { throw std::bad_alloc(); }
void need_memory_where_none_can_be_told() noexcept { need_memory(); }

}  // namespace

TEST_CASE("memory that is missing where nothing is caught ends with the code of it", "[base]") {
  CHECK(exit_code_of([] {
          const LastResort last_resort;
          need_memory_where_none_can_be_told();
        }) == kResources);
}

TEST_CASE("a library that ends the program does so for lack of memory", "[base]") {
  CHECK(exit_code_of([] {
          const LastResort last_resort;
          std::exit(1);
        }) == kResources);
}

TEST_CASE("the last resort is gone with its owner", "[base]") {
  const std::terminate_handler before = std::get_terminate();
  {
    const LastResort last_resort;
    CHECK(std::get_terminate() != before);
  }
  CHECK(std::get_terminate() == before);
}

}  // namespace mmoe
