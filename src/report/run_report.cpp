#include "report/run_report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/disk.h"
#include "base/error.h"
#include "base/failure.h"
#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "report/activity_json.h"
#include "report/duration.h"
#include "report/table.h"

namespace mmoe {

namespace {

constexpr auto kRedraw = std::chrono::milliseconds(200);  // on a terminal
constexpr auto kPlainLine = std::chrono::seconds(10);     // elsewhere

Error unwritable(const std::string& folder, int reason) {
  return {is_lack_of_resources(reason) ? ExitCode::resources : ExitCode::usage,
          "cannot write in the run folder " + quote(folder) + ": " + std::strerror(reason)};
}

std::string progress_line(const Progress& p, const MetricValues& losses) {
  const double rate = static_cast<double>(p.rows) / p.train_seconds;
  const double left =
      p.train_seconds / static_cast<double>(p.step) * static_cast<double>(p.total_steps - p.step);
  return fmt::format("step {} of {}, epoch {:.2f}, loss {:.5f}, {} rows/s, {} left",
                     with_commas(p.step), with_commas(p.total_steps), p.epoch,
                     find_metric(losses, "loss").value_or(0),
                     with_commas(static_cast<int64_t>(rate)), duration(left));
}

std::string values_text(const MetricValues& values) {
  std::string text;
  for (const auto& [name, value] : values) {
    text += (text.empty() ? "" : ", ") + name + " " + shown(value);
  }
  return text;
}

// {task: {other: Pearson correlation}}, each pair once.
Json to_json(const std::vector<LabelCorrelation>& correlations) {
  Json object = Json::object();
  for (const auto& [task, other, pearson] : correlations) {
    object[task][other] = pearson ? Json(*pearson) : Json(nullptr);
  }
  return object;
}

}  // namespace

RunReport::RunReport(std::string folder, Log& log, bool quiet,
                     std::function<std::optional<ExitCode>()> interruption)
    : folder_(std::move(folder)),
      log_(log),
      quiet_(quiet),
      redraws_(isatty(STDERR_FILENO) == 1),
      interruption_(std::move(interruption)),
      metrics_(folder_ + "/metrics.jsonl", std::ios::trunc),
      last_shown_(std::chrono::steady_clock::now()) {
  if (!metrics_) throw unwritable(folder_, errno);
}

RunReport::~RunReport() { clear_line(); }

void RunReport::clear_line() {
  if (line_is_drawn_) fmt::print(stderr, "\r\033[K");
  line_is_drawn_ = false;
}

void RunReport::show(const Progress& progress, const MetricValues& losses) {
  const auto now = std::chrono::steady_clock::now();
  const bool due = redraws_ ? now - last_shown_ > kRedraw : now - last_shown_ > kPlainLine;
  if (quiet_ || !due) return;
  last_shown_ = now;
  if (!redraws_) return log_.info(progress_line(progress, losses));
  fmt::print(stderr, "\r\033[K{}", progress_line(progress, losses));
  line_is_drawn_ = true;
}

void RunReport::write_line(const char* event, const Progress& progress,
                           const MetricValues& values) {
  Json line = {{"event", event},
               {"step", progress.step},
               {"epoch", progress.epoch},
               {"seconds", seconds_since_process_start()}};
  line.update(to_json(values));
  metrics_ << line.dump() << "\n" << std::flush;
  if (!metrics_) throw Error(ExitCode::resources, "cannot write " + folder_ + "/metrics.jsonl");
}

void RunReport::on_step(const Progress& progress, const MetricValues& losses) {
  write_line("step", progress, losses);
  show(progress, losses);
}

void RunReport::on_validation(const Progress& progress, const MetricValues& values, bool is_best) {
  write_line("valid", progress, values);
  clear_line();
  log_.info(fmt::format("step {}: valid {}{}", with_commas(progress.step), values_text(values),
                        is_best ? "  (best so far)" : ""));
}

void RunReport::on_test(const Progress& progress, const MetricValues& values) {
  write_line("test", progress, values);
}

void RunReport::on_checkpoint(const std::string& name, const SafeTensors& content) {
  const std::string path = folder_ + "/" + name + ".safetensors";
  check_free_disk(path, file_size(content));
  AtomicFile file(path);
  write_safetensors(content, [&](std::string_view piece) { file.write(piece); });
  file.commit();
}

Json result_json(const RunConfig& config, const TrainingResult& result, bool has_validation,
                 const RunFacts& facts) {
  Json files = Json::object(), versions = Json::object();
  for (const auto& [file, rows] : facts.files) files[file] = rows;
  for (const auto& [name, version] : facts.versions) versions[name] = version;
  Json json = {
      {"name", config.name}, {"valid", to_json(result.valid)}, {"test", to_json(result.test)}};
  json.update(activity_json(result.activity));
  json["label_correlation"] = to_json(facts.label_correlations);
  json.update({{"best_step", result.best_step},
               {"steps", result.progress.step},
               {"stopped_early", result.stopped_early},
               {"seconds", seconds_since_process_start()},
               {"samples_per_second", result.samples_per_second},
               {"parameters", facts.parameters},
               {"peak_rss_mb", peak_memory_mb()},
               {"seed", config.train.seed},
               {"device", facts.device},
               {"threads", facts.threads},
               {"versions", versions},
               {"data", files},
               {"selected_on", has_validation ? Json("valid") : Json(nullptr)}});
  return json;
}

}  // namespace mmoe
