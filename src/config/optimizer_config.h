// Rules of a step, of all parameters and of large tables.
#pragma once

#include <optional>
#include <variant>

#include "config/fields.h"

namespace mmoe {

namespace detail {

template <class Visitor, class Self>
void rate_and_l2(Visitor& visit, Self& self) {
  visit("learning_rate", self.learning_rate, "size of a step", at_least(0));
  visit("embedding_learning_rate", self.embedding_learning_rate,
        "the same for embedding tables; by default `learning_rate`", at_least(0));
  visit("l2", self.l2, "adds l2 * w to the gradient of weight matrices", at_least(0));
  visit("embedding_l2", self.embedding_l2, "the same for embedding tables", at_least(0));
}

template <class Visitor, class Self>
void moments(Visitor& visit, Self& self) {
  visit("beta1", self.beta1, "decay of the mean of gradients", from_below(0, 1));
  visit("beta2", self.beta2, "decay of the mean of squared gradients", from_below(0, 1));
  visit("epsilon", self.epsilon, "added to the root of the second mean", above(0));
}

}  // namespace detail

// Kingma and Ba 2015.
struct AdamConfig {
  static constexpr const char* type = "adam";
  double learning_rate = 1e-3, l2 = 0, embedding_l2 = 0;
  std::optional<double> embedding_learning_rate;
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::rate_and_l2(visit, self);
    detail::moments(visit, self);
  }
  bool operator==(const AdamConfig&) const = default;
};

// Loshchilov and Hutter 2019: weight decay apart from the gradient.
struct AdamWConfig {
  static constexpr const char* type = "adamw";
  double learning_rate = 1e-3, weight_decay = 0.01;
  std::optional<double> embedding_learning_rate;
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("learning_rate", self.learning_rate, "size of a step", at_least(0));
    visit("embedding_learning_rate", self.embedding_learning_rate,
          "the same for embedding tables; by default `learning_rate`", at_least(0));
    visit("weight_decay", self.weight_decay,
          "share by which weight matrices and tables shrink a step, times the learning rate",
          at_least(0));
    detail::moments(visit, self);
  }
  bool operator==(const AdamWConfig&) const = default;
};

struct SgdConfig {
  static constexpr const char* type = "sgd";
  double learning_rate = 0.01, l2 = 0, embedding_l2 = 0, momentum = 0;
  std::optional<double> embedding_learning_rate;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::rate_and_l2(visit, self);
    visit("momentum", self.momentum, "share of the last step that goes on", from_below(0, 1));
  }
  bool operator==(const SgdConfig&) const = default;
};

// Duchi et al. 2011.
struct AdagradConfig {
  static constexpr const char* type = "adagrad";
  double learning_rate = 0.01, l2 = 0, embedding_l2 = 0;
  std::optional<double> embedding_learning_rate;
  double initial_accumulator = 0, epsilon = 1e-10;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::rate_and_l2(visit, self);
    visit("initial_accumulator", self.initial_accumulator, "first sum of squared gradients",
          at_least(0));
    visit("epsilon", self.epsilon, "added to the root of the sum", above(0));
  }
  bool operator==(const AdagradConfig&) const = default;
};

using OptimizerConfig = std::variant<AdamConfig, AdamWConfig, SgdConfig, AdagradConfig>;

// Rules for large tables that touch only the rows of a batch. Adam of those rows alone: moments of
// the others stand still.
struct LazyAdamConfig {
  static constexpr const char* type = "lazy_adam";
  double learning_rate = 1e-3;
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("learning_rate", self.learning_rate, "size of a step", at_least(0));
    detail::moments(visit, self);
  }
  bool operator==(const LazyAdamConfig&) const = default;
};

// Adagrad with one sum a row, of the mean square of its gradient.
struct RowWiseAdagradConfig {
  static constexpr const char* type = "row_wise_adagrad";
  double learning_rate = 0.01, initial_accumulator = 0, epsilon = 1e-10;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("learning_rate", self.learning_rate, "size of a step", at_least(0));
    visit("initial_accumulator", self.initial_accumulator, "first sum of squared gradients",
          at_least(0));
    visit("epsilon", self.epsilon, "added to the root of the sum", above(0));
  }
  bool operator==(const RowWiseAdagradConfig&) const = default;
};

struct TableSgdConfig {
  static constexpr const char* type = "sgd";
  double learning_rate = 0.01;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("learning_rate", self.learning_rate, "size of a step", at_least(0));
  }
  bool operator==(const TableSgdConfig&) const = default;
};

using TableOptimizerConfig = std::variant<LazyAdamConfig, RowWiseAdagradConfig, TableSgdConfig>;

}  // namespace mmoe
