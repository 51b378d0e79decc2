#include "base/failure.h"

#include <fmt/format.h>

#include <cerrno>
#include <new>
#include <stdexcept>
#include <system_error>

namespace mmoe {

Error out_of_memory(double bytes) {
  const std::string what =
      bytes > 0 ? fmt::format("no {:.0f} MB more to be had; ", bytes / 1e6) : "";
  return {ExitCode::resources, "out of memory: " + what +
                                   "fewer rows, a smaller model or a smaller train.batch_size "
                                   "need less"};
}

bool is_lack_of_resources(int reason) {
  switch (reason) {
    case ENOSPC:
    case EDQUOT:
    case EIO:
    case EFBIG:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EAGAIN:
      return true;
    default:
      return false;
  }
}

Error error_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const Error& error) {
    return error;
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  } catch (const std::length_error&) {  // more than any memory
    return out_of_memory();
  } catch (const std::system_error& error) {
    return {is_lack_of_resources(error.code().value()) ? ExitCode::resources : ExitCode::usage,
            error.what()};
  } catch (const std::exception& error) {
    return usage_error(error.what());
  }
}

}  // namespace mmoe
