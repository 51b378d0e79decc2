// The log of one run: standard error and, once opened, a file. The library behind it stays in
// log.cpp.
#pragma once

#include <memory>
#include <string>

namespace mmoe {

enum class LogLevel { debug, info, warning, error };

class Log {
 public:
  // Lines of at least this level reach standard error; a file gets everything.
  explicit Log(LogLevel console = LogLevel::info);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // Also write to this file, which is replaced unless it is to go on; it gets the lines from
  // before, too. Throws Error(usage) if it cannot be written.
  void open_file(const std::string& path, bool goes_on = false);

  void debug(const std::string& line);
  void info(const std::string& line);
  void warning(const std::string& line);
  // For the file alone: what ends a program is shown by the program itself.
  void error(const std::string& line);

 private:
  struct Sinks;
  std::unique_ptr<Sinks> sinks_;
};

}  // namespace mmoe
