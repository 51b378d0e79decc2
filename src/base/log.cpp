#include "base/log.h"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <cerrno>
#include <cstdlib>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/printable.h"

namespace mmoe {

struct Log::Sinks {
  explicit Sinks(spdlog::level::level_enum level) : logger("mmoe") {
    const bool plain = std::getenv("NO_COLOR") != nullptr;
    auto console = std::make_shared<spdlog::sinks::stderr_color_sink_mt>(
        plain ? spdlog::color_mode::never : spdlog::color_mode::automatic);
    console->set_level(level);
    console->set_pattern("%^%l%$: %v");
    logger.sinks().push_back(console);
    logger.set_level(spdlog::level::debug);
    logger.flush_on(spdlog::level::info);
    // No reason to stop: a disk without room for lines has none for checkpoints, which is one.
    logger.set_error_handler([this](const std::string& why) {
      if (!std::exchange(has_failed, true)) fmt::print(stderr, "warning: {}\n", why);
    });
  }

  void write(spdlog::level::level_enum level, const std::string& text) {
    const std::string line = printable(text);
    logger.log(level, line);
    if (!has_file) early.emplace_back(level, line);
  }

  spdlog::logger logger;
  bool has_file = false, has_failed = false;
  // Lines from before there was a file: it gets them too.
  std::vector<std::pair<spdlog::level::level_enum, std::string>> early;
};

namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      break;
  }
  return spdlog::level::err;
}

}  // namespace

Log::Log(LogLevel console) : sinks_(std::make_unique<Sinks>(to_spdlog(console))) {}
Log::~Log() = default;

void Log::open_file(const std::string& path, bool goes_on) {
  errno = 0;
  try {
    auto file = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path, /*truncate=*/!goes_on);
    file->set_pattern("%Y-%m-%d %H:%M:%S.%e %l: %v");
    for (const auto& [level, line] : sinks_->early) {
      file->log({"mmoe", level, line});
    }
    sinks_->early.clear();
    sinks_->has_file = true;
    sinks_->logger.sinks().push_back(file);
  } catch (const spdlog::spdlog_ex&) {
    throw file_error("write the log file", path, errno);
  }
}

void Log::debug(const std::string& line) { sinks_->write(spdlog::level::debug, line); }
void Log::info(const std::string& line) { sinks_->write(spdlog::level::info, line); }
void Log::warning(const std::string& line) { sinks_->write(spdlog::level::warn, line); }
void Log::error(const std::string& line) {
  if (!sinks_->has_file) return;
  try {
    sinks_->logger.sinks().back()->log({"mmoe", spdlog::level::err, printable_lines(line)});
    sinks_->logger.sinks().back()->flush();
  } catch (const spdlog::spdlog_ex&) {  // who throws the error prints it, too
  }
}

}  // namespace mmoe
