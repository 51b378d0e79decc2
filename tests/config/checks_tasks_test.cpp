#include "config/small_config.h"
#include "support/catch.h"

namespace mmoe {

using Catch::Matchers::EndsWith;
using test::check_conflicts;
using test::small_config;
using test::small_config_error;

TEST_CASE("tasks have names of their own", "[config]") {
  check_conflicts({
      {{"tasks.price.name=buy"}, "tasks.1.name: two tasks are named 'buy'"},
      {{"tasks.1.name=a b"}, "tasks.1.name: 'a b' is not a name of letters, digits and _"},
      {{"tasks.1.name=''"}, "tasks.1.name: '' is not a name of letters, digits and _"},
      {{"tasks.1.name=prix-\u00e9"},
       "tasks.1.name: 'prix-\u00e9' is not a name of letters, digits and _"},
  });
}

TEST_CASE("metrics fit the type of their task", "[config]") {
  check_conflicts({
      {{"tasks.buy.metrics=[auc, rmse]"},
       "tasks.0.metrics.1: not a metric of a binary task; choose from auc, gauc, pr_auc, log_loss, "
       "normalized_entropy, calibration, accuracy, f1, precision, recall, hit_rate, top_precision, "
       "top_recall, ndcg, mrr"},
      {{"tasks.price.metrics=[auc]"},
       "tasks.1.metrics.0: not a metric of a regression task; choose from mse, rmse, mae, r2, "
       "pearson"},
      {{"tasks.1={name: k, type: multiclass, label: kind, num_classes: 3, metrics: [f1]}"},
       "tasks.1.metrics.0: not a metric of a multiclass task; choose from auc, log_loss, accuracy"},
      {{"tasks.buy.metrics=[auc, auc]"}, "tasks.0.metrics.1: the metric 'auc' is given twice"},
      {{"tasks.buy.metrics=[gauc]"},
       "tasks.0.metrics.0: is measured within groups: name their column with 'group'"},
      {{"tasks.buy.metrics=[{type: ndcg, k: 3}]"},
       "tasks.0.metrics.0: is measured within groups: name their column with 'group'"},
  });
  CHECK_NOTHROW(small_config({"tasks.buy.metrics=[]"}));
  CHECK_NOTHROW(small_config({"tasks.buy.group=job",
                              "tasks.buy.metrics=[gauc, {type: mrr, k: 3}, "
                              "{type: mrr, k: 5}]"}));
}

TEST_CASE("a label is made in one way", "[config]") {
  check_conflicts({
      {{"tasks.buy.label={column: a, all: [b, c]}"},
       "tasks.0.label: give one of 'column', 'all' and 'any'"},
      {{"tasks.buy.label={all: [a, b], any: [c]}"},
       "tasks.0.label: give one of 'column', 'all' and 'any'"},
      {{"tasks.buy.label={positive: ['1'], any: [c]}"},
       "tasks.0.label.positive: goes with 'column'"},
      {{"tasks.buy.label={threshold: 3, all: [c]}"}, "tasks.0.label.threshold: goes with 'column'"},
      {{"tasks.buy.label={column: a, positive: [b], threshold: 3}"},
       "tasks.0.label.threshold: goes in place of 'positive', not with it"},
      {{"tasks.price.label={column: paid, positive: [a]}"},
       "tasks.1.label.positive: goes with binary tasks only"},
      {{"tasks.price.label={column: paid, threshold: 1}"},
       "tasks.1.label.threshold: goes with binary tasks only"},
      {{"tasks.price.label={any: [a, b]}"}, "tasks.1.label.any: goes with binary tasks only"},
  });
  CHECK_NOTHROW(small_config({"tasks.buy.label={any: [a, b]}"}));
  CHECK_NOTHROW(small_config({"tasks.buy.label={column: a, threshold: 3}"}));
}

TEST_CASE("classes are named or counted", "[config]") {
  const std::string task = "tasks.1={name: k, type: multiclass, label: kind";
  check_conflicts({
      {{task + "}"}, "tasks.1: give either 'classes' or 'num_classes', one of the two"},
      {{task + ", classes: [a, b], num_classes: 2}"},
       "tasks.1: give either 'classes' or 'num_classes', one of the two"},
      {{task + ", classes: [a]}"}, "tasks.1.classes: lists one class; give two or more"},
      {{task + ", classes: [a, b, a]}"}, "tasks.1.classes.2: the class 'a' is given twice"},
  });
  CHECK_NOTHROW(small_config({task + ", classes: [a, b]}"}));
  CHECK_NOTHROW(small_config({task + ", num_classes: 2}"}));
}

TEST_CASE("losses that give the output a meaning go alone, on the label itself", "[config]") {
  check_conflicts({
      {{"tasks.price.loss=poisson", "tasks.price.scale=log1p"},
       "tasks.1.scale: the loss 'poisson' takes the label itself: use 'none'"},
      {{"tasks.price.loss=[ziln, mse]"},
       "tasks.1.loss: the loss 'ziln' gives the network's output a meaning of its own, so it goes "
       "with no other"},
  });
  CHECK_NOTHROW(small_config({"tasks.price.loss=ziln"}));
  CHECK_NOTHROW(small_config({"tasks.price.scale=standard", "tasks.price.loss=[mse, mae]"}));
}

TEST_CASE("weights of rows are no features and no labels", "[config]") {
  check_conflicts(
      {{{"tasks.buy.sample_weight=bought"}, "tasks.0.sample_weight: is the label's column"}});
  const auto message = [](const std::string& option) { return small_config_error({option}); };
  const std::string weights = " holds weights of rows ('sample_weight')";
  CHECK_THAT(message("tasks.buy.sample_weight=age"),
             EndsWith("features.0.name: the column 'age'" + weights));
  CHECK_THAT(message("data.sample_weight=town"),
             EndsWith("features.1.name: the column 'town'" + weights));
  CHECK_THAT(message("tasks.buy.label={any: [job, seen]}"),
             EndsWith("features.1.name: the column 'job' is a label; as a feature it would give "
                      "the answer away"));
  CHECK_NOTHROW(small_config({"tasks.price.where=age > 3 and seen = 1", "tasks.price.group=job"}));
}

TEST_CASE("a condition that does not parse is shown where it breaks", "[config]") {
  check_conflicts({{{"tasks.price.where='bought = '"},
                    "tasks.1.where: expected a value at position 10 of 'bought = ', found the "
                    "end"}});
}

}  // namespace mmoe
