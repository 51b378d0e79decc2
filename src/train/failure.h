// What LibTorch and others throw, as the one exception type.
#pragma once

#include <exception>

#include "base/error.h"

namespace mmoe {

// error_of(), which also knows the errors of LibTorch: a failed allocation is one as any other
// there. Call it with std::current_exception().
Error failure_of(const std::exception_ptr& thrown);

}  // namespace mmoe
