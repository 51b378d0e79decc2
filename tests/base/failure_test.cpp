#include "base/failure.h"

#include <cerrno>
#include <new>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "base/threads.h"
#include "support/catch.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;

namespace {

template <class Thrown>
Error told(const Thrown& thrown) {
  return error_of(std::make_exception_ptr(thrown));
}

std::system_error system_failure(int reason) {
  return {reason, std::generic_category(), "opening"};
}

}  // namespace

TEST_CASE("an Error stays what it is", "[base]") {
  const Error error = told(data_error("row 3"));
  CHECK(error.code() == ExitCode::data);
  CHECK(std::string(error.what()) == "row 3");
}

TEST_CASE("memory that is not there is a lack of resources that says what helps", "[base]") {
  for (const Error& error : {told(std::bad_alloc()), told(std::length_error("vector"))}) {
    CHECK(error.code() == ExitCode::resources);
    CHECK_THAT(error.what(),
               ContainsSubstring("out of memory") && ContainsSubstring("train.batch_size"));
  }
  CHECK_THAT(out_of_memory(2.5e9).what(), ContainsSubstring("2500 MB"));
}

TEST_CASE("what the system has no more of is a lack of resources, and the rest is not", "[base]") {
  for (const int reason : {EMFILE, ENFILE, EAGAIN, ENOMEM, ENOSPC}) {
    CAPTURE(reason);
    CHECK(told(system_failure(reason)).code() == ExitCode::resources);
  }
  CHECK(told(system_failure(EACCES)).code() == ExitCode::usage);
  CHECK_THAT(told(system_failure(EMFILE)).what(), ContainsSubstring("opening"));
  CHECK(told(std::runtime_error("odd")).code() == ExitCode::usage);
}

TEST_CASE("a started thread does its work", "[base]") {
  int done = 0;
  start_thread([&] { done = 7; }).join();
  CHECK(done == 7);
}

}  // namespace mmoe
