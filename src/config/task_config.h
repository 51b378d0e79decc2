// The `tasks` part of a config: what is predicted, from which label, judged how.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/feature_config.h"
#include "config/layer_config.h"
#include "config/loss_config.h"
#include "config/metric_config.h"

namespace mmoe {

// A label is a column, or made of several that hold 0 or 1.
struct LabelConfig {
  std::string column;
  std::optional<std::vector<std::string>> positive;
  std::optional<double> threshold = {};
  std::vector<std::string> all = {}, any = {};
  static constexpr const char* shorthand = "column";

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("column", self.column, "column with the label");
    visit("positive", self.positive,
          "texts that mean 1, all others 0; without it the column holds numbers");
    visit("threshold", self.threshold, "numbers from here on mean 1, smaller ones 0");
    visit("all", self.all,
          "columns of 0 and 1, in place of `column`: 1 where all of them are 1; missing where one "
          "is and none is 0");
    visit("any", self.any, "1 where one of them is 1; missing where one is and none is 1");
  }
  bool operator==(const LabelConfig&) const = default;

  // All that it reads.
  std::vector<std::string> columns() const;
};

// What every type of task has.
struct TaskBase {
  std::string name;
  LabelConfig label;
  double weight = 1;
  std::optional<std::string> where, sample_weight, group;
  std::optional<TowerConfig> tower;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "letters, digits and _; metrics and outputs carry it", required());
    visit("label", self.label, "its label; an empty or missing one takes the row out of the task",
          required());
    visit("weight", self.weight, "factor of this task's loss in the total", at_least(0));
    visit(
        "where", self.where,
        "condition on columns (as in `data.valid.where`): other rows are out of the task, in loss "
        "and metrics");
    visit("sample_weight", self.sample_weight,
          "column with each row's weight in this task's loss and metrics, in place of "
          "`data.sample_weight`");
    visit("group", self.group,
          "column whose equal values make a group, such as a user, for gauc, top-k metrics and "
          "ranking losses");
    visit("loss", self.loss, "what training minimises: one, or a list whose sum it is");
    visit("metrics", self.metrics, "what evaluation reports besides the loss");
    visit("tower", self.tower, "replaces `model.tower` for this task");
  }
  bool operator==(const TaskBase&) const = default;
};

struct BinaryTask : TaskBase {
  static constexpr const char* type = "binary";
  Several<BinaryLoss> loss;
  std::vector<MetricConfig> metrics = {Metric::auc, Metric::log_loss};
  bool operator==(const BinaryTask&) const = default;
};

enum class LabelScale { none, standard, log1p };
template <>
struct Words<LabelScale> {
  static constexpr std::pair<const char*, LabelScale> values[] = {
      {"none", LabelScale::none}, {"standard", LabelScale::standard}, {"log1p", LabelScale::log1p}};
};

struct RegressionTask : TaskBase {
  static constexpr const char* type = "regression";
  LabelScale scale = LabelScale::none;
  Several<RegressionLoss> loss;
  std::vector<MetricConfig> metrics = {Metric::rmse, Metric::mae};

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    TaskBase::fields(visit, self);
    visit("scale", self.scale,
          "what the network learns: the label itself; with zero mean and unit deviation over the "
          "training rows; or log(1 + label), likewise. Metrics and predictions are in the label's "
          "unit");
  }
  bool operator==(const RegressionTask&) const = default;
};

// One of several classes.
struct MulticlassTask : TaskBase {
  static constexpr const char* type = "multiclass";
  std::vector<std::string> classes;
  std::optional<int64_t> num_classes;
  Several<MulticlassLoss> loss;
  std::vector<MetricConfig> metrics = {Metric::accuracy, Metric::log_loss};

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    TaskBase::fields(visit, self);
    visit("classes", self.classes, "texts of the label, in the order of the outputs");
    visit("num_classes", self.num_classes, "labels are 0..n-1, in place of `classes`",
          within(2, 1e6));
  }
  bool operator==(const MulticlassTask&) const = default;
};

using TaskConfig = std::variant<BinaryTask, RegressionTask, MulticlassTask>;
template <>
inline constexpr bool kTypeRequired<TaskConfig> = true;

inline const TaskBase& base_of(const TaskConfig& task) {
  return std::visit([](const auto& t) -> const TaskBase& { return t; }, task);
}
inline const std::vector<MetricConfig>& metrics_of(const TaskConfig& task) {
  return std::visit([](const auto& t) -> const std::vector<MetricConfig>& { return t.metrics; },
                    task);
}

// The columns that tasks name as `group`, each once, in the order of tasks.
std::vector<std::string> group_columns(const std::vector<TaskConfig>& tasks);

// Columns of the tower's output: 1, but for several classes, `jrc` (2) and `ziln` (3).
int64_t logits_of(const TaskConfig& task);
// Columns of what is predicted: classes of a multiclass task, else 1.
int64_t outputs_of(const TaskConfig& task);

}  // namespace mmoe
