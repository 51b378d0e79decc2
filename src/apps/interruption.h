// SIGINT and SIGTERM as a question that training asks between steps.
#pragma once

#include <optional>

#include "base/error.h"

namespace mmoe {

// From here on the first of these signals is remembered; a second one ends the process at once.
void catch_interruptions();

// The exit code of the signal that came, if one did.
std::optional<ExitCode> interruption();

}  // namespace mmoe
