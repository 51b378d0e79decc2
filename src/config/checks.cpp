#include "config/checks.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "base/text.h"
#include "config/checker.h"
#include "config/expression.h"

namespace mmoe {

namespace {

void check_tasks(Checker& check, const RunConfig& config) {
  std::set<std::string> seen;
  for (size_t i = 0; i < config.tasks.size(); ++i) {
    const std::string path = "tasks." + std::to_string(i);
    const TaskBase& task = base_of(config.tasks[i]);
    if (check_identifier(check, path + ".name", task.name) && !seen.insert(task.name).second) {
      check.add(path + ".name", "two tasks are named " + quote(task.name));
    }
    const bool binary = std::holds_alternative<BinaryTask>(config.tasks[i]);
    const std::vector<MetricConfig>& metrics = metrics_of(config.tasks[i]);
    std::vector<std::string> words;
    for (size_t k = 0; k < metrics.size(); ++k) {
      words.push_back(name_of(metrics[k]));
      const bool for_binary = metrics[k].type < Metric::mse;
      if (binary != for_binary) {
        check.add(path + ".metrics." + std::to_string(k),
                  "not a metric of a " + std::string(binary ? "binary" : "regression") +
                      " task; choose from " +
                      (binary ? "auc, log_loss, accuracy" : "mse, rmse, mae"));
      }
    }
    check.add_repeats(path + ".metrics", words, "the metric");
    if (!binary && task.label.positive) {
      check.add(path + ".label.positive", "goes with binary tasks only");
    }
  }
}

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
    if (!expression.is_single_name() && !stop.mode) {
      check.add("train.early_stop.mode",
                "is missing: an expression does not tell whether more is better (max or min)");
    }
  });
}

// The name becomes part of a folder's.
void check_name(Checker& check, const std::string& name) {
  if (name.starts_with('.') || name.find('/') != std::string::npos) {
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

Direction direction_of(const std::string& name) {
  const bool more = name.starts_with("auc_") || name.starts_with("accuracy_");
  return more ? Direction::max : Direction::min;
}

}  // namespace mmoe
