#include "support/e2e_failure.h"

#include "support/catch.h"

namespace mmoe::test {

using Catch::Matchers::ContainsSubstring;

namespace {

constexpr size_t kLongest = 1500;

// Traces of the inside: of LibTorch, of the C++ runtime, of where a library was built.
constexpr const char* kInside[] = {
    "frame #", "terminate called", "what():", "Exception raised", "enforce fail", ".cpp:", ".h:",
    "std::"};

}  // namespace

void check_failure(const Outcome& outcome, int code, const std::vector<std::string>& words) {
  INFO(outcome.err);
  CHECK(outcome.code == code);
  CHECK(outcome.out.empty());
  // Log lines may come first.
  const size_t start = outcome.err.starts_with("error: ") ? 0 : outcome.err.find("\nerror: ") + 1;
  const std::string message = outcome.err.substr(start);
  CHECK(message.starts_with("error: "));
  for (const std::string& word : words) CHECK_THAT(message, ContainsSubstring(word));
  for (const char* trace : kInside) CHECK_THAT(message, !ContainsSubstring(trace));
  CHECK(message.size() < kLongest);
  CHECK(message.ends_with('\n'));
  CHECK_THAT(message, !ContainsSubstring("\n\n"));
}

}  // namespace mmoe::test
