#include "config/checks.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "base/printable.h"
#include "base/text.h"
#include "config/checker.h"
#include "config/expression.h"

namespace mmoe {

namespace {

void check_monitor(Checker& check, const RunConfig& config) {
  const EarlyStopConfig& stop = config.train.early_stop;
  const std::string path = "train.early_stop.monitor";
  check.add_if_fails(path, [&] {
    const Expression expression = Expression::parse(stop.monitor);
    const std::vector<std::string> known = metric_names(config.tasks);
    const std::string choice = " (known here: " + join(known, ", ") + ")";
    if (expression.names().empty()) check.add(path, "names no metric" + choice);
    for (const std::string& name : expression.names()) {
      if (std::ranges::find(known, name) != known.end()) continue;
      check.add(path, "unknown metric " + quote(name) + did_you_mean(name, known) + choice);
    }
    if (stop.mode) return;
    if (!expression.is_single_name()) {
      check.add("train.early_stop.mode",
                "is missing: an expression does not tell whether more is better (max or min)");
    } else if (!direction_of(stop.monitor)) {
      check.add("train.early_stop.mode",
                "is missing: " + quote(stop.monitor) +
                    " is best at 1; give max or min, or monitor an expression of it");
    }
  });
}

// The name becomes part of a folder's.
void check_name(Checker& check, const std::string& name) {
  constexpr size_t kLongest = 200;  // in bytes: date and time follow
  const bool is_plain = printable(name) == name && name.find('/') == name.npos;
  if (name.starts_with('.') || !is_plain || name.size() > kLongest) {
    check.add("name", quote(name) + " cannot be part of a folder's name");
  }
}

void check_device(Checker& check, const std::string& device) {
  const bool numbered = device.starts_with("cuda:") && parse_integer(device.substr(5)) &&
                        *parse_integer(device.substr(5)) >= 0;
  if (device != "auto" && device != "cpu" && device != "cuda" && !numbered) {
    check.add("train.device", "expected 'auto', 'cpu', 'cuda' or 'cuda:N', found " + quote(device));
  }
}

}  // namespace

bool check_identifier(Checker& check, const std::string& path, const std::string& name) {
  const auto allowed = [](unsigned char c) { return std::isalnum(c) || c == '_'; };
  const bool is_fine = !name.empty() && std::ranges::all_of(name, allowed);
  if (!is_fine) check.add(path, quote(name) + " is not a name of letters, digits and _");
  return is_fine;
}

std::vector<Problem> find_conflicts(const RunConfig& config, const Places& places) {
  Checker check(places);
  check_name(check, config.name);
  check_data(check, config);
  check_features(check, config);
  check_tasks(check, config);
  check_model(check, config);
  check_combine(check, config);
  check_monitor(check, config);
  check_device(check, config.train.device);
  check_train(check, config);
  return check.take();
}

std::vector<std::string> metric_names(const std::vector<TaskConfig>& tasks) {
  std::vector<std::string> names = {"loss"};
  for (const TaskConfig& task : tasks) {
    const std::string& name = base_of(task).name;
    names.push_back("loss_" + name);
    for (const MetricConfig& metric : metrics_of(task)) {
      names.push_back(name_of(metric) + "_" + name);
    }
  }
  return names;
}

namespace {

bool is_better_high(Metric metric) {
  switch (metric) {
    case Metric::log_loss:
    case Metric::normalized_entropy:
    case Metric::calibration:
    case Metric::mse:
    case Metric::rmse:
    case Metric::mae:
      return false;
    default:
      return true;
  }
}

}  // namespace

std::optional<Direction> direction_of(const std::string& name) {
  for (const auto& [word, metric] : Words<Metric>::values) {
    const bool begins = name.starts_with(std::string(word) + "_");
    if (begins && metric == Metric::calibration) return {};
    if (begins && is_better_high(metric)) return Direction::max;
  }
  return Direction::min;
}

}  // namespace mmoe
