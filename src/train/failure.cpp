#include "train/failure.h"

#include <c10/util/Exception.h>

#include <cstdlib>
#include <string>

#include "base/failure.h"

namespace mmoe {

namespace {

bool contains(const std::string& text, const char* words) {
  return text.find(words) != std::string::npos;
}

// "... you tried to allocate 40000 bytes."
double bytes_in(const std::string& message) {
  const std::string before = "tried to allocate ";
  const size_t place = message.find(before);
  return place == message.npos ? 0 : std::strtod(message.c_str() + place + before.size(), nullptr);
}

Error of_torch(const std::string& message) {
  if (contains(message, "allocate memory")) return out_of_memory(bytes_in(message));
  // Without memory the message itself is cut short.
  const bool is_allocation = contains(message, "alloc_cpu") || contains(message, "out of memory");
  if (is_allocation) return out_of_memory();
  return usage_error(message.substr(0, message.find('\n')));
}

}  // namespace

Error failure_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const c10::Error& error) {
    return of_torch(error.what_without_backtrace());
  } catch (...) {
    return error_of(std::current_exception());
  }
}

}  // namespace mmoe
