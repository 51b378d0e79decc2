// The one exception type of the program: what happened, for the person at the prompt.
#pragma once

#include <stdexcept>
#include <string>

namespace mmoe {

// Exit codes of every program; scripts rely on the numbers.
enum class ExitCode {
  ok = 0,
  usage = 2,       // command line or config
  data = 3,        // files, rows, values, labels
  checkpoint = 4,  // missing, damaged, of an unknown version, or not one
  diverged = 5,    // NaN or infinity in training
  resources = 6,   // memory or disk
  interrupted = 130,
  terminated = 143,
};

class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

inline Error usage_error(const std::string& message) { return {ExitCode::usage, message}; }
inline Error data_error(const std::string& message) { return {ExitCode::data, message}; }
inline Error checkpoint_error(const std::string& message) {
  return {ExitCode::checkpoint, message};
}

}  // namespace mmoe
