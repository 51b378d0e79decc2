// Runs whose tasks are combined, and whose losses are of every kind.
#include "support/torch_test.h"

#include <cmath>

#include "support/torch_runs.h"
#include "support/torch_tensors.h"
#include "train/safetensors.h"

namespace mmoe {

using namespace test;

namespace {

struct Finished {
  SmallRun run;
  Record record;
  TrainingResult result;

  explicit Finished(const std::vector<std::string>& changes)
      : run(changes), result(Trainer(run.config, run.data, of(at::kFloat)).train(record)) {}
};

const std::vector<std::string> kMethods = {"uncertainty", "gradnorm", "dwa", "pcgrad"};

}  // namespace

TEST_CASE("combined runs: they learn, and log weights beside unweighted losses", "[train]") {
  for (const std::string& method : kMethods) {
    CAPTURE(method);
    const Finished one({"train.combine=" + method, "train.epochs=3"});
    REQUIRE(one.record.steps.size() == 21);
    for (const auto& [progress, losses] : one.record.steps) {
      std::string names;
      for (const auto& [name, value] : losses) names += name + " ";
      CHECK(names == "loss loss_buy loss_price weight_buy weight_price ");
      const auto number = [&](const std::string& name) { return *find_metric(losses, name); };
      CHECK(number("loss") == Approx(number("loss_buy") + number("loss_price")));
      CHECK(number("weight_buy") > 0);
    }
    const MetricValues& first = one.record.steps.front().second;
    const MetricValues& last = one.record.steps.back().second;
    CHECK(*find_metric(last, "loss_buy") < *find_metric(first, "loss_buy"));
  }
}

TEST_CASE("combined runs: the last checkpoint holds what continuing needs", "[train]") {
  const std::vector<std::pair<std::string, std::string>> states = {
      {"uncertainty", "log_variances_second_moment"},
      {"gradnorm", "gradnorm_initial_losses"},
      {"dwa", "dwa_last_losses"},
      {"pcgrad", "task_factors"}};
  for (const auto& [method, state] : states) {
    CAPTURE(method, state);
    const Finished one({"train.combine=" + method});
    const SafeTensors last = parse_safetensors(one.record.files.at("last"), "last");
    CHECK(last.tensor("training.task_factors").type == "F64");
    CHECK((last.tensor("training." + state).shape == std::vector<int64_t>{2}));
    CHECK(one.record.files.at("best").find("task_factors") == std::string::npos);
  }
}

TEST_CASE("combined runs: the same seed gives the same bytes", "[train]") {
  for (const std::string& method : kMethods) {
    CAPTURE(method);
    const std::vector<std::string> changes = {"train.combine=" + method};
    CHECK(Finished(changes).record.files == Finished(changes).record.files);
  }
}

}  // namespace mmoe
