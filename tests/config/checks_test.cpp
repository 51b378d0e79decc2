#include "config/checks.h"

#include "config/small_config.h"
#include "support/catch.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::check_conflicts;
using test::small_config;
using test::small_config_error;

TEST_CASE("features are no labels and no repeats", "[config]") {
  check_conflicts({
      {{"features.0.name=bought"},
       "features.0.name: the column 'bought' is a label; as a feature "
       "it would give the answer away"},
      {{"features.1.name=[job, age]"}, "features.1.name: the column 'age' is already a feature"},
      {{"features.1.name=[job, job]"}, "features.1.name: the column 'job' is already a feature"},
      {{"features.1={name: x, type: categorical, num_buckets: 9, min_count: 2}"},
       "features.1.min_count: has no effect on given ids ('num_buckets')"},
  });
}

TEST_CASE("the monitor is made of metrics that the run reports", "[config]") {
  check_conflicts({
      {{"train.early_stop.monitor=auc_bux"},
       "train.early_stop.monitor: unknown metric 'auc_bux'; did you mean 'auc_buy'? (known here: "
       "loss, loss_buy, auc_buy, log_loss_buy, loss_price, rmse_price, mae_price)"},
      {{"train.early_stop.monitor=accuracy_buy"},
       "train.early_stop.monitor: unknown metric 'accuracy_buy' (known here: loss, loss_buy, "
       "auc_buy, log_loss_buy, loss_price, rmse_price, mae_price)"},
      {{"train.early_stop={monitor: auc_buy +, mode: max}"},
       "train.early_stop.monitor: expected a metric or a number at position 10 of 'auc_buy +', "
       "found the end"},
      {{"train.early_stop={monitor: 1 + 2, mode: max}"},
       "train.early_stop.monitor: names no metric (known here: loss, loss_buy, auc_buy, "
       "log_loss_buy, loss_price, rmse_price, mae_price)"},
      {{"train.early_stop.monitor=auc_buy - rmse_price"},
       "train.early_stop.mode: is missing: an expression does not tell whether more is better (max "
       "or min)"},
  });
  CHECK_NOTHROW(small_config({"train.early_stop={monitor: auc_buy - rmse_price, mode: max}"}));
  CHECK_NOTHROW(small_config({"train.early_stop.monitor=log_loss_buy"}));
  const std::string calibrated = "tasks.buy.metrics=[calibration]";
  check_conflicts({{{calibrated, "train.early_stop.monitor=calibration_buy"},
                    "train.early_stop.mode: is missing: 'calibration_buy' is best at 1; give max "
                    "or min, or monitor an expression of it"}});
  CHECK_NOTHROW(
      small_config({calibrated, "train.early_stop={monitor: calibration_buy, mode: min}"}));
}

TEST_CASE("devices are words that LibTorch knows", "[config]") {
  for (const std::string device : {"auto", "cpu", "cuda", "cuda:0", "cuda:11"}) {
    CHECK_NOTHROW(small_config({"train.device='" + device + "'"}));
  }
  for (const std::string device : {"gpu", "", "cuda:", "cuda:x", "cuda:-1", "cuda:1.5", "CPU"}) {
    const std::string option = "train.device='" + device + "'";
    CHECK(small_config_error({option}) ==
          "--set " + option +
              ": train.device: expected 'auto', 'cpu', 'cuda' or 'cuda:N', found '" + device + "'");
  }
}

TEST_CASE("a name can be part of a folder's", "[config]") {
  for (const std::string name : {"a/b", ".hidden", "..", "a\tb"}) {
    CHECK_THAT(small_config_error({"name=\"" + name + "\""}),
               ContainsSubstring("cannot be part of a folder's name"));
  }
  CHECK_NOTHROW(small_config({"name=" + std::string(200, 'n')}));
  CHECK_THAT(small_config_error({"name=" + std::string(201, 'n')}), ContainsSubstring("name: "));
}

TEST_CASE("experts have layers, towers and bottoms need none", "[config]") {
  for (const std::string type : {"mmoe", "omoe"}) {
    const std::string model = "model={type: " + type + ", experts: {hidden: []}}";
    CHECK_THAT(small_config_error({model}),
               ContainsSubstring("model.experts.hidden: an expert needs at least one layer"));
  }
  for (const std::string type : {"shared_bottom", "single_task"}) {
    const std::string model = "model={type: " + type + ", bottom: {hidden: []}}";
    CHECK_NOTHROW(small_config({model}));
  }
  CHECK_NOTHROW(small_config({"model.tower.hidden=[]"}));
}

TEST_CASE("metrics are named by task and know their direction", "[config]") {
  const RunConfig config = small_config({"tasks.buy.metrics=[accuracy, log_loss]"});
  CHECK(metric_names(config.tasks) == std::vector<std::string>{"loss", "loss_buy", "accuracy_buy",
                                                               "log_loss_buy", "loss_price",
                                                               "rmse_price", "mae_price"});
  for (const char* name : {"auc_buy", "accuracy_buy", "gauc_a", "pr_auc_a", "f1_a", "ndcg_at_5_a",
                           "top_recall_at_10_a", "r2_a", "pearson_a"}) {
    CHECK(direction_of(name) == Direction::max);
  }
  for (const char* name : {"loss", "loss_auc_", "log_loss_buy", "rmse_accuracy_", "mse_a", "mae_a",
                           "normalized_entropy_a"}) {
    CHECK(direction_of(name) == Direction::min);
  }
  CHECK_FALSE(direction_of("calibration_buy"));
}

}  // namespace mmoe
