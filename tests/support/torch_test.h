#pragma once

// The first include of every test that sees torch. Both libraries define CHECK, and the last one
// wins: after Catch2, torch's would turn a failed check into an abort of the whole program.
// clang-format off
#include <ATen/core/Tensor.h>
#include <c10/util/Logging.h>

#undef CHECK
#include "support/catch.h"
// clang-format on
