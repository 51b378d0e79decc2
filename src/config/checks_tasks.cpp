#include <algorithm>

#include "config/checker.h"
#include "config/condition.h"
#include "config/task_queries.h"

namespace mmoe {

namespace {

void check_label(Checker& check, const std::string& path, const LabelConfig& label) {
  const int ways =
      (label.column.empty() ? 0 : 1) + (label.all.empty() ? 0 : 1) + (label.any.empty() ? 0 : 1);
  if (ways != 1) check.add(path, "give one of 'column', 'all' and 'any'");
  if (label.positive && label.threshold) {
    check.add(path + ".threshold", "goes in place of 'positive', not with it");
  }
  if (!label.column.empty()) return;
  if (label.positive) check.add(path + ".positive", "goes with 'column'");
  if (label.threshold) check.add(path + ".threshold", "goes with 'column'");
}

// Labels that are 0 or 1 by their config.
void check_is_number(Checker& check, const std::string& path, const LabelConfig& label) {
  const auto refuse = [&](bool given, const std::string& key) {
    if (given) check.add(path + key, "goes with binary tasks only");
  };
  refuse(label.positive.has_value(), ".positive");
  refuse(label.threshold.has_value(), ".threshold");
  refuse(!label.all.empty(), ".all");
  refuse(!label.any.empty(), ".any");
}

bool fits(const BinaryTask&, Metric metric) { return metric < Metric::mse; }
bool fits(const RegressionTask&, Metric metric) { return metric >= Metric::mse; }
bool fits(const MulticlassTask&, Metric metric) {
  return metric == Metric::accuracy || metric == Metric::log_loss || metric == Metric::auc;
}

template <class Task>
std::string fitting_metrics(const Task& task) {
  std::vector<std::string> words;
  for (const auto& [word, metric] : Words<Metric>::values) {
    if (fits(task, metric)) words.emplace_back(word);
  }
  return join(words, ", ");
}

template <class Task>
void check_metrics(Checker& check, const std::string& path, const Task& task) {
  std::vector<std::string> words;
  for (size_t i = 0; i < task.metrics.size(); ++i) {
    const std::string own = path + "." + std::to_string(i);
    const Metric metric = task.metrics[i].type;
    words.push_back(name_of(task.metrics[i]));
    if (!fits(task, metric)) {
      check.add(own, std::string("not a metric of a ") + Task::type + " task; choose from " +
                         fitting_metrics(task));
    } else if (is_within_groups(metric) && !task.group) {
      check.add(own, "is measured within groups: name their column with 'group'");
    }
  }
  check.add_repeats(path, words, "the metric");
}

// What only tasks of one type have.
struct TypeCheck {
  Checker& check;
  std::string path;

  void operator()(const BinaryTask&) {}

  void operator()(const RegressionTask& task) {
    check_is_number(check, path + ".label", task.label);
    const bool poisson = has_loss<PoissonLoss>(task.loss), ziln = has_loss<ZilnLoss>(task.loss);
    if (!poisson && !ziln) return;
    const std::string word = quote(poisson ? PoissonLoss::type : ZilnLoss::type);
    if (task.scale != LabelScale::none) {
      check.add(path + ".scale", "the loss " + word + " takes the label itself: use 'none'");
    }
    if (task.loss.values.size() > 1) {
      check.add(path + ".loss", "the loss " + word +
                                    " gives the network's output a meaning of its own, so it goes "
                                    "with no other");
    }
  }

  void operator()(const MulticlassTask& task) {
    check_is_number(check, path + ".label", task.label);
    if (task.classes.empty() == !task.num_classes) {
      check.add(path, "give either 'classes' or 'num_classes', one of the two");
    } else if (task.classes.size() == 1) {
      check.add(path + ".classes", "lists one class; give two or more");
    }
    check.add_repeats(path + ".classes", task.classes, "the class");
  }
};

void check_columns(Checker& check, const std::string& path, const TaskBase& task) {
  if (task.where) check.add_if_fails(path + ".where", [&] { parse_condition(*task.where); });
  const std::vector<std::string> labels = task.label.columns();
  const bool weighs =
      task.sample_weight && std::ranges::find(labels, *task.sample_weight) != labels.end();
  if (weighs) check.add(path + ".sample_weight", "is the label's column");
}

}  // namespace

std::optional<std::string> problem_of_feature(const std::string& column, const RunConfig& config) {
  const auto has = [&](const std::vector<std::string>& columns) {
    return std::ranges::find(columns, column) != columns.end();
  };
  for (const TaskConfig& task : config.tasks) {
    if (has(base_of(task).label.columns())) {
      return "the column " + quote(column) +
             " is a label; as a feature it would give the answer away";
    }
  }
  const bool for_all = std::visit(
      [&](const auto& data) {
        if constexpr (requires { data.sample_weight; }) return data.sample_weight == column;
        return false;
      },
      config.data);
  if (!for_all && !has(reserved_columns(config.tasks))) return {};
  return "the column " + quote(column) + " holds weights of rows ('sample_weight')";
}

void check_tasks(Checker& check, const RunConfig& config) {
  std::set<std::string> seen;
  for (size_t i = 0; i < config.tasks.size(); ++i) {
    const std::string path = "tasks." + std::to_string(i);
    const TaskBase& task = base_of(config.tasks[i]);
    if (check_identifier(check, path + ".name", task.name) && !seen.insert(task.name).second) {
      check.add(path + ".name", "two tasks are named " + quote(task.name));
    }
    check_label(check, path + ".label", task.label);
    check_columns(check, path, task);
    std::visit(TypeCheck{check, path}, config.tasks[i]);
    std::visit([&](const auto& t) { check_metrics(check, path + ".metrics", t); }, config.tasks[i]);
  }
}

}  // namespace mmoe
