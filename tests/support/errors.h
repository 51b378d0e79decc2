// Catches what is meant to fail.
#pragma once

#include <string>

#include "base/error.h"
#include "support/catch.h"

namespace mmoe::test {

// The message of the Error that `action` throws; its exit code must be `code`.
template <class Action>
std::string error_of(Action&& action, ExitCode code = ExitCode::usage) {
  try {
    action();
  } catch (const Error& error) {
    REQUIRE(static_cast<int>(error.code()) == static_cast<int>(code));
    return error.what();
  }
  FAIL("nothing was thrown");
  return {};
}

}  // namespace mmoe::test
