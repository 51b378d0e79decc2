#include "report/run_report.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "report/duration.h"
#include "report/table.h"

namespace mmoe {

namespace {

constexpr auto kRedraw = std::chrono::milliseconds(200);  // on a terminal
constexpr auto kPlainLine = std::chrono::seconds(10);     // elsewhere

std::string progress_line(const Progress& p, const MetricValues& losses) {
  const double rate = static_cast<double>(p.rows) / p.train_seconds;
  const double left = p.train_seconds / static_cast<double>(p.step - p.resumed_at) *
                      static_cast<double>(p.total_steps - p.step);
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

}  // namespace

RunReport::RunReport(const std::string& folder, int64_t keep, const SavedTraining* saved, Log& log,
                     bool quiet, std::function<std::optional<ExitCode>()> interruption)
    : log_(log),
      quiet_(quiet),
      redraws_(isatty(STDERR_FILENO) == 1),
      interruption_(std::move(interruption)),
      metrics_(folder + "/metrics.jsonl",
               saved ? std::optional(saved->state().step) : std::nullopt),
      checkpoints_(folder, keep, saved),
      last_shown_(std::chrono::steady_clock::now()) {}

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

void RunReport::on_step(const Progress& progress, const MetricValues& losses) {
  metrics_.write("step", progress, losses);
  const double skipped = find_metric(losses, "skipped_steps").value_or(0);
  if (skipped > 0) {
    clear_line();
    log_.warning(
        fmt::format("step {}: {} steps since the last line were left out: their losses or "
                    "gradients were not finite",
                    with_commas(progress.step), skipped));
  }
  show(progress, losses);
}

void RunReport::on_validation(const Progress& progress, const MetricValues& values, bool is_best) {
  metrics_.write("valid", progress, values);
  clear_line();
  log_.info(fmt::format("step {}: valid {}{}", with_commas(progress.step), values_text(values),
                        is_best ? "  (best so far)" : ""));
}

void RunReport::on_test(const Progress& progress, const MetricValues& values) {
  metrics_.write("test", progress, values);
  metrics_.flush_to_disk();  // result.json comes next, and then nobody looks back
}

// What was said of the steps up to this one is on disk before the checkpoint is.
void RunReport::on_checkpoint(CheckpointKind kind, int64_t step, const SafeTensors& content) {
  metrics_.flush_to_disk();
  checkpoints_.save(kind, step, content);
  log_.debug(checkpoints_.path(kind) + " of step " + with_commas(step));
}

void RunReport::on_rollback(int64_t step, const std::string& reason) {
  metrics_.drop_after(step);
  clear_line();
  log_.warning(reason);
  log_.warning("back to step " + with_commas(step) + ", at half the learning rate");
}

SavedTraining RunReport::rollback() {
  return SavedTraining(checkpoints_.path(CheckpointKind::rollback));
}

}  // namespace mmoe
