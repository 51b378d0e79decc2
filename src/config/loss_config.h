// The losses of a task.
#pragma once

#include <variant>

#include "config/fields.h"

namespace mmoe {

// What every loss has. A task's loss is the sum of its losses, each times its weight.
struct LossBase {
  double weight = 1;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("weight", self.weight, "factor where a task has several losses", at_least(0));
  }
  bool operator==(const LossBase&) const = default;
};

// Mean of -log p(label), from logits.
struct BceLoss : LossBase {
  static constexpr const char* type = "bce";
  double pos_weight = 1, label_smoothing = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    LossBase::fields(visit, self);
    visit("pos_weight", self.pos_weight, "factor of the loss of positive rows", above(0));
    visit("label_smoothing", self.label_smoothing,
          "label 0 becomes half of this, label 1 one less half of this", from_below(0, 1));
  }
  bool operator==(const BceLoss&) const = default;
};

// Lin et al. 2017: -alpha (1 - p)^gamma log p for positive rows, and the like with 1 - alpha and
// 1 - p for negative ones.
struct FocalLoss : LossBase {
  static constexpr const char* type = "focal";
  double gamma = 2, alpha = 0.25, label_smoothing = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    LossBase::fields(visit, self);
    visit("gamma", self.gamma, "how much less rows count that are predicted well", at_least(0));
    visit("alpha", self.alpha, "factor of positive rows; 1 - alpha is that of negative ones",
          within(0, 1));
    visit("label_smoothing", self.label_smoothing,
          "label 0 becomes half of this, label 1 one less half of this", from_below(0, 1));
  }
  bool operator==(const FocalLoss&) const = default;
};

// Ranking within a group (`tasks[].group`; without one, the batch): the mean of log(1 + exp(-(z_i -
// z_j))) over pairs of a positive row i and a negative row j (Burges et al. 2005).
struct PairwiseLoss : LossBase {
  static constexpr const char* type = "pairwise";
};

// Sheng et al. 2023 (JRC), equations 6 to 8: the task has two logits; alpha times the cross
// entropy of a row's label, and 1 - alpha times that of the row among the rows of its group, by the
// logit of its label.
struct JrcLoss : LossBase {
  static constexpr const char* type = "jrc";
  double alpha = 0.5;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    LossBase::fields(visit, self);
    visit("alpha", self.alpha, "share of calibration; the rest is ranking", within(0, 1));
  }
  bool operator==(const JrcLoss&) const = default;
};

// Mean of (prediction - label)^2.
struct MseLoss : LossBase {
  static constexpr const char* type = "mse";
};

// Mean of |prediction - label|.
struct MaeLoss : LossBase {
  static constexpr const char* type = "mae";
};

// Huber 1964: e^2 / 2 up to `delta`, then delta (|e| - delta / 2).
struct HuberLoss : LossBase {
  static constexpr const char* type = "huber";
  double delta = 1;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    LossBase::fields(visit, self);
    visit("delta", self.delta, "error from which the loss goes on as a line", above(0));
  }
  bool operator==(const HuberLoss&) const = default;
};

// Counts: exp(z) - label z; the prediction is exp(z).
struct PoissonLoss : LossBase {
  static constexpr const char* type = "poisson";
};

// Wang et al. 2019 (ZILN), equation 4: labels of 0, or log-normal. Three outputs a row: logit of
// being above 0, mean and (through softplus) deviation of the logarithm. The prediction is the
// expected value.
struct ZilnLoss : LossBase {
  static constexpr const char* type = "ziln";
};

// -log p(class), from logits.
struct CrossEntropyLoss : LossBase {
  static constexpr const char* type = "cross_entropy";
  double label_smoothing = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    LossBase::fields(visit, self);
    visit("label_smoothing", self.label_smoothing, "share of the label spread over all classes",
          from_below(0, 1));
  }
  bool operator==(const CrossEntropyLoss&) const = default;
};

using BinaryLoss = std::variant<BceLoss, FocalLoss, PairwiseLoss, JrcLoss>;
using RegressionLoss = std::variant<MseLoss, MaeLoss, HuberLoss, PoissonLoss, ZilnLoss>;
using MulticlassLoss = std::variant<CrossEntropyLoss>;

}  // namespace mmoe
