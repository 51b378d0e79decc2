// Relations between tasks: what one task's tower learns from another's. They come after the
// towers' inputs and so go with every model.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "config/layer_config.h"

namespace mmoe {

// Ma et al. 2018 (ESMM), equation 1: the task's probability is the product of others', such as
// pCTCVR = pCTR x pCVR. The task has no tower.
struct ProductRelation {
  static constexpr const char* type = "product";
  std::string task;
  std::vector<std::string> of;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("task", self.task, "binary task without a tower of its own", required());
    visit("of", self.of, "binary tasks whose probabilities are multiplied", required());
  }
  bool operator==(const ProductRelation&) const = default;
};

// Xi et al. 2021 (AITM), sections 3.3 and 3.4: each task of a funnel takes over what the one before
// learned, by attention; and no task's probability should be above that of the one before.
struct AitmRelation {
  static constexpr const char* type = "aitm";
  std::vector<std::string> tasks;
  double penalty = 0.6;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("tasks", self.tasks, "binary tasks in the order of the funnel, the widest first",
          required());
    visit("penalty", self.penalty,
          "factor of the mean of max(0, p(task) - p(task before)) in the loss", at_least(0));
  }
  bool operator==(const AitmRelation&) const = default;
};

// Wang et al. 2019 (DBMTL): a task's logit comes from layers over its own tower and those of the
// tasks it depends on.
struct BayesRelation : MlpConfig {
  static constexpr const char* type = "bayes";
  std::string task;
  std::vector<std::string> on;
  BayesRelation() { hidden = {16}; }

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("task", self.task, "task that depends on others", required());
    visit("on", self.on, "tasks whose towers it sees", required());
    MlpConfig::fields(visit, self);
  }
  bool operator==(const BayesRelation&) const = default;
};

using RelationConfig = std::variant<ProductRelation, AitmRelation, BayesRelation>;
template <>
inline constexpr bool kTypeRequired<RelationConfig> = true;

// The product that a task is, if it is one.
inline const ProductRelation* product_of(const std::vector<RelationConfig>& relations,
                                         const std::string& task) {
  for (const RelationConfig& relation : relations) {
    const auto* product = std::get_if<ProductRelation>(&relation);
    if (product != nullptr && product->task == task) return product;
  }
  return nullptr;
}

}  // namespace mmoe
