#include "report/metrics_log.h"

#include <cerrno>
#include <filesystem>
#include <sstream>

#include "base/error.h"
#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "report/json.h"

namespace mmoe {

namespace {

// Nothing for a broken line.
std::optional<Json> event_of(const std::string& line) {
  const Json event = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  const auto is_number = [&](const char* key) {
    return event.contains(key) && event[key].is_number();
  };
  const bool is_one =
      event.is_object() && event.contains("event") && is_number("step") && is_number("seconds");
  return is_one ? std::optional(event) : std::nullopt;
}

}  // namespace

MetricsLog::MetricsLog(std::string path, std::optional<int64_t> resumed_at)
    : path_(std::move(path)) {
  resumed_at ? drop_after(*resumed_at) : open(std::ios::trunc);
}

void MetricsLog::open(std::ios::openmode mode) {
  errno = 0;
  file_.open(path_, mode);
  if (!file_) throw file_error("write", path_, errno);
}

void MetricsLog::write(const char* event, const Progress& progress, const MetricValues& values) {
  Json line = {{"event", event},
               {"step", progress.step},
               {"epoch", progress.epoch},
               {"seconds", seconds_before_ + seconds_since_process_start()}};
  line.update(to_json(values));
  errno = ENOSPC;
  file_ << line.dump() << "\n" << std::flush;
  if (!file_) throw file_error("write", path_, errno);
}

void MetricsLog::drop_after(int64_t step) {
  file_.close();
  std::string kept, line;
  double seconds = 0;
  if (std::filesystem::exists(path_)) {
    std::istringstream lines(read_file(path_));
    while (std::getline(lines, line)) {
      const auto event = event_of(line);
      if (!event || event->at("step") > step || event->at("event") == "test") continue;
      seconds = event->at("seconds");
      kept += line + "\n";
    }
  }
  write_file_atomically(path_, kept);
  seconds_before_ = seconds;
  open(std::ios::app);
}

void MetricsLog::flush_to_disk() const { flush_file(path_); }

}  // namespace mmoe
