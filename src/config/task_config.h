// The `tasks` part of a config: what is predicted, from which label, judged how.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/fields.h"
#include "config/model_config.h"
#include "config/scalars.h"

namespace mmoe {

enum class Metric { auc, log_loss, accuracy, mse, rmse, mae };
template <>
struct Words<Metric> {
  static constexpr std::pair<const char*, Metric> values[] = {
      {"auc", Metric::auc}, {"log_loss", Metric::log_loss}, {"accuracy", Metric::accuracy},
      {"mse", Metric::mse}, {"rmse", Metric::rmse},         {"mae", Metric::mae}};
};

struct LabelConfig {
  std::string column;
  std::optional<std::vector<std::string>> positive;
  static constexpr const char* shorthand = "column";

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("column", self.column, "column with the label", required());
    visit("positive", self.positive,
          "texts that mean 1, all others 0; without it the column holds numbers");
  }
  bool operator==(const LabelConfig&) const = default;
};

// Mean of -log p(label), from logits.
struct BceLoss {
  static constexpr const char* type = "bce";
  template <class Visitor, class Self>
  static void fields(Visitor&, Self&) {}
  bool operator==(const BceLoss&) const = default;
};

// Mean of (prediction - label)^2.
struct MseLoss {
  static constexpr const char* type = "mse";
  template <class Visitor, class Self>
  static void fields(Visitor&, Self&) {}
  bool operator==(const MseLoss&) const = default;
};

using BinaryLoss = std::variant<BceLoss>;
using RegressionLoss = std::variant<MseLoss>;

// What every type of task has.
struct TaskBase {
  std::string name;
  LabelConfig label;
  double weight = 1;
  std::optional<TowerConfig> tower;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "letters, digits and _; metrics and outputs carry it", required());
    visit("label", self.label, "its label; an empty or missing one takes the row out of the task",
          required());
    visit("weight", self.weight, "factor of this task's loss in the total", at_least(0));
    visit("loss", self.loss, "what training minimises");
    visit("metrics", self.metrics, "what evaluation reports besides the loss");
    visit("tower", self.tower, "replaces `model.tower` for this task");
  }
  bool operator==(const TaskBase&) const = default;
};

struct BinaryTask : TaskBase {
  static constexpr const char* type = "binary";
  BinaryLoss loss;
  std::vector<Metric> metrics = {Metric::auc, Metric::log_loss};
  bool operator==(const BinaryTask&) const = default;
};

struct RegressionTask : TaskBase {
  static constexpr const char* type = "regression";
  RegressionLoss loss;
  std::vector<Metric> metrics = {Metric::rmse, Metric::mae};
  bool operator==(const RegressionTask&) const = default;
};

using TaskConfig = std::variant<BinaryTask, RegressionTask>;
template <>
inline constexpr bool kTypeRequired<TaskConfig> = true;

inline const TaskBase& base_of(const TaskConfig& task) {
  return std::visit([](const auto& t) -> const TaskBase& { return t; }, task);
}
inline const std::vector<Metric>& metrics_of(const TaskConfig& task) {
  return std::visit([](const auto& t) -> const std::vector<Metric>& { return t.metrics; }, task);
}

}  // namespace mmoe
