// Networks and their gradients as PyTorch computes them: tests/golden/models.json, made by
// scripts/goldens/models.py.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "support/torch_models.h"
#include "support/torch_source.h"

namespace mmoe {

using namespace test;
using nlohmann::json;

namespace {

constexpr double kTolerance = 1e-9;

// Matrices by row; null is a missing label.
at::Tensor matrix_of(const json& rows, at::ScalarType type) {
  std::vector<double> numbers;
  for (const json& row : rows) {
    for (const json& value : row) numbers.push_back(value.is_null() ? NAN : value.get<double>());
  }
  const auto height = static_cast<int64_t>(rows.size());
  return tensor(numbers, {height, static_cast<int64_t>(rows[0].size())}, type);
}

at::Tensor column_of(const json& numbers) {
  const std::vector<double> all = numbers;
  return tensor(all, {static_cast<int64_t>(all.size()), 1}, at::kDouble);
}

// JSON is YAML.
RunConfig config_of(const json& one) {
  const json whole = {{"name", "golden"},
                      {"data", {{"type", "csv"}, {"train", "unused.csv"}}},
                      {"features", {{{"name", "x"}, {"type", "numeric"}}}},
                      {"tasks", one.at("tasks")},
                      {"model", one.at("model")}};
  return parse_config(whole.dump(), "golden");
}

Schema schema_in(const json& one) {
  return schema_of(one.at("numerics"),
                   one.at("fields").get<std::vector<std::pair<int64_t, int64_t>>>());
}

// The formula of the script.
void fill_parameters(Machine& machine, const json& parameters) {
  REQUIRE(parameters.size() == machine.store().entries().size());
  for (size_t k = 0; k < parameters.size(); ++k) {
    at::Tensor value = machine.parameter(parameters[k].at("name"));
    const std::vector<int64_t> shape = parameters[k].at("shape");
    REQUIRE(value.sizes().vec() == shape);
    std::vector<double> numbers(static_cast<size_t>(value.numel()));
    for (size_t i = 0; i < numbers.size(); ++i) {
      numbers[i] = 0.7 * std::sin(1.7 * static_cast<double>(i) + static_cast<double>(k) + 1);
    }
    value.copy_(tensor(numbers, shape, at::kDouble));
  }
}

double weighted_sum(const at::Tensor& tensor) {
  const std::vector<double> all = values(tensor);
  double sum = 0;
  for (size_t i = 0; i < all.size(); ++i) sum += all[i] * std::cos(0.3 * static_cast<double>(i));
  return sum;
}

}  // namespace

TEST_CASE("golden: networks are those of PyTorch", "[models]") {
  const json goldens = json::parse(read_file(source_file("tests/golden/models.json")));
  REQUIRE(goldens.at("models").size() == 6);
  for (const json& one : goldens.at("models")) {
    CAPTURE(one.at("model").dump());
    const RunConfig config = config_of(one);
    Machine machine(config.model, config.tasks, schema_in(one), at::kDouble);
    Machine observed(config.model, config.tasks, schema_in(one), at::kDouble);
    for (Machine* each : {&machine, &observed}) fill_parameters(*each, one.at("parameters"));
    Batch batch;
    batch.rows = batch.whole_rows = static_cast<int64_t>(one.at("x").size());
    batch.numerics = matrix_of(one.at("x"), at::kDouble);
    batch.ids = matrix_of(one.at("ids"), at::kInt);
    batch.labels = matrix_of(one.at("labels"), at::kDouble);
    for (const double missing : values(batch.labels.isnan().sum(0))) {
      const int64_t labelled = batch.rows - static_cast<int64_t>(missing);
      batch.labelled.push_back({labelled, 0, static_cast<double>(labelled)});
    }

    const auto logits = observed.logits(batch, /*training=*/true);
    const std::vector<double> losses = machine.forward_backward(batch);
    for (size_t task = 0; task < losses.size(); ++task) {
      CHECK(losses[task] == Approx(one.at("losses").at(task).get<double>()).epsilon(kTolerance));
      CHECK(difference(logits[task], column_of(one.at("logits").at(task)), kTolerance) == "");
    }
    for (const json& parameter : one.at("parameters")) {
      CAPTURE(parameter.at("name").get<std::string>());
      const at::Tensor gradient = machine.gradient_of(parameter.at("name"));
      const double sum = parameter.at("gradient"), weighted = parameter.at("weighted");
      CHECK(gradient.sum().item<double>() == Approx(sum).epsilon(kTolerance).margin(kTolerance));
      CHECK(weighted_sum(gradient) == Approx(weighted).epsilon(kTolerance).margin(kTolerance));
    }
    for (const auto& [name, value] : one.at("buffers").items()) {
      CAPTURE(name);
      CHECK(difference(machine.buffer(name).unsqueeze(1), column_of(value), kTolerance) == "");
    }
    const auto after = machine.logits(batch);
    for (size_t task = 0; task < after.size(); ++task) {
      CHECK(difference(after[task], column_of(one.at("logits_after").at(task)), kTolerance) == "");
    }
  }
}

}  // namespace mmoe
