// What a program says when it refuses.
#pragma once

#include <string>
#include <vector>

#include "support/e2e_program.h"

namespace mmoe::test {

// Exit code `code`, nothing on standard output, and one short paragraph for a person, "error: ...",
// that holds all these words.
void check_failure(const Outcome& outcome, int code, const std::vector<std::string>& words);

}  // namespace mmoe::test
