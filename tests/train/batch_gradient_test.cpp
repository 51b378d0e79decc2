// Losses and gradients do not depend on how a batch is divided over threads and pieces.
#include "train/batch_gradient.h"

#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <cmath>

#include "support/torch_twin.h"

namespace mmoe {

using namespace test;

namespace {

const Schema kSchema = schema_of(3, {{5, 4}, {300, 3}});

std::vector<std::string> models(bool batch_norm) {
  std::vector<std::string> all = twin_models();
  for (std::string& yaml : all) {
    if (batch_norm) yaml.insert(yaml.find("hidden: [7, 5]"), "batch_norm: true, ");
  }
  return all;
}

// Float on so many threads and double on one, both in pieces, against their twins.
void check_twin(const std::string& yaml, const std::vector<TaskConfig>& tasks, const Dataset& data,
                int threads, double tolerance) {
  const ModelConfig config = model_of(yaml);
  Machine machine(config, tasks, kSchema, at::kFloat, 1, threads);
  Machine wide(config, tasks, kSchema, at::kDouble);
  Twin twin(config, kSchema, wide), float_twin(config, kSchema, machine);
  const Batch wide_batch = batch_of(data, at::kDouble);
  const std::vector<double> expected = twin.forward_backward(wide_batch);
  const std::vector<double> wide_losses = wide.forward_backward(wide_batch);
  const Batch batch = batch_of(data, at::kFloat);
  const std::vector<double> losses = machine.forward_backward(batch);
  float_twin.forward_backward(batch);
  for (size_t task = 0; task < tasks.size(); ++task) {
    CHECK(wide_losses[task] == Approx(expected[task]).epsilon(1e-12));
    CHECK(losses[task] == Approx(expected[task]).epsilon(tolerance).margin(tolerance));
  }
  CHECK(twin.difference_to(wide, 1e-10) == "");
  CHECK(float_twin.difference_to(machine, tolerance) == "");
}

}  // namespace

TEST_CASE("batch gradient: threads and pieces give the gradients of the twin", "[train]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(3);
  for (const std::string& yaml : models(/*batch_norm=*/false)) {
    for (const int threads : {1, 2, 3}) {
      for (const int64_t rows : {1, 2, 63, 65, 200, 400}) {
        CAPTURE(yaml, threads, rows);
        check_twin(yaml, tasks, random_rows(kSchema, tasks, rows, "rows", 0.2), threads, 1e-5);
      }
    }
  }
}

TEST_CASE("batch gradient: batch norm takes the statistics of the whole batch", "[train]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  for (const std::string& yaml : models(/*batch_norm=*/true)) {
    for (const int threads : {1, 2, 3, 5}) {
      for (const int64_t rows : {4, 65, 200}) {
        CAPTURE(yaml, threads, rows);
        // Few rows have small deviations to divide by, and float32 shows it.
        const double tolerance = rows < 10 ? 1e-3 : 5e-5;
        check_twin(yaml, tasks, random_rows(kSchema, tasks, rows, "rows"), threads, tolerance);
      }
    }
  }
}

TEST_CASE("batch gradient: one row under batch norm on several threads", "[train]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  for (const std::string& yaml : models(/*batch_norm=*/true)) {
    CAPTURE(yaml);
    Machine one(model_of(yaml), tasks, kSchema, at::kFloat, 1, 1);
    Machine three(model_of(yaml), tasks, kSchema, at::kFloat, 1, 3);
    const Batch batch = batch_of(random_rows(kSchema, tasks, 1, "rows"), at::kFloat);
    CHECK(one.forward_backward(batch) == three.forward_backward(batch));
    CHECK(difference(three.gradient(), one.gradient(), 1e-6) == "");
    CHECK(one.gradient().abs().sum().item<double>() > 0);
  }
}

TEST_CASE("batch gradient: the same threads give the same bytes", "[train]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  for (const std::string& yaml : models(/*batch_norm=*/true)) {
    for (const int threads : {1, 2, 3}) {
      CAPTURE(yaml, threads);
      Machine a(model_of(yaml), tasks, kSchema, at::kFloat, 1, threads);
      Machine b(model_of(yaml), tasks, kSchema, at::kFloat, 1, threads);
      for (const char* name : {"first", "second", "third"}) {
        const Batch batch = batch_of(random_rows(kSchema, tasks, 333, name, 0.3), at::kFloat);
        CHECK(a.forward_backward(batch) == b.forward_backward(batch));
        CHECK(same_bytes(a.gradient(), b.gradient()));
      }
      CHECK(same_bytes(a.store().flat(), b.store().flat()));
      for (const auto& [buffer, value] : module_buffers(a.model())) {
        CHECK(same_bytes(value, b.buffer(buffer)));
      }
    }
  }
}

TEST_CASE("batch gradient: pieces and threads without a label count nothing", "[train]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(3);
  Dataset data = random_rows(kSchema, tasks, 300, "rows", 0.1);
  for (size_t row = 0; row < 300; ++row) {
    if (row < 290) data.labels[3 * row] = NAN;    // a few rows at the end
    if (row > 4) data.labels[3 * row + 1] = NAN;  // and at the start
    data.labels[3 * row + 2] = NAN;               // nothing
  }
  for (const std::string& yaml : twin_models()) {
    for (const int threads : {1, 2, 3}) {
      CAPTURE(yaml, threads);
      check_twin(yaml, tasks, data, threads, 1e-5);
      Machine machine(model_of(yaml), tasks, kSchema, at::kFloat, 1, threads);
      CHECK(machine.forward_backward(batch_of(data, at::kFloat))[2] == 0);
      CHECK(machine.gradient_of("tower_c_logit.weight").abs().sum().item<double>() == 0);
    }
  }
}

TEST_CASE("batch gradient: a row's dropout does not depend on threads and pieces", "[train]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  const std::string yaml =
      "{type: mmoe, experts: {count: 3, hidden: [7, 5], dropout: 0.4}, "
      "tower: {hidden: [4], dropout: 0.2}}";
  const Dataset data = random_rows(kSchema, tasks, 300, "rows");
  const Batch batch = batch_of(data, at::kFloat, /*step=*/7);
  Machine one(model_of(yaml), tasks, kSchema, at::kFloat);
  REQUIRE(rows_of_piece(one.model()) < 100);  // so that there are pieces
  const std::vector<double> losses = one.forward_backward(batch);
  // All rows in one pass, and their losses by hand.
  const std::vector<at::Tensor> logits = one.logits(batch, /*training=*/true);
  const std::vector<double> z = values(logits[0]), y = values(logits[1]);
  double bce = 0, mse = 0;
  for (size_t row = 0; row < 300; ++row) {
    const double a = data.labels[2 * row], b = data.labels[2 * row + 1];
    bce += (std::max(z[row], 0.0) - z[row] * a + std::log1p(std::exp(-std::abs(z[row])))) / 300;
    mse += (y[row] - b) * (y[row] - b) / 300;
  }
  CHECK(losses[0] == Approx(bce).epsilon(1e-5));
  CHECK(losses[1] == Approx(mse).epsilon(1e-5));
  CHECK_FALSE(same_bytes(logits[0], one.logits(batch)[0]));  // dropout is at work
  for (const int threads : {2, 3}) {
    CAPTURE(threads);
    Machine other(model_of(yaml), tasks, kSchema, at::kFloat, 1, threads);
    const std::vector<double> found = other.forward_backward(batch);
    for (const size_t task : {0, 1}) CHECK(found[task] == Approx(losses[task]).epsilon(1e-5));
    CHECK(difference(other.gradient(), one.gradient(), 1e-5) == "");
  }
}

TEST_CASE("batch gradient: pieces are a power of two that fits the weights", "[train]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  for (const int64_t width : {4, 100, 1000, 3000}) {
    const std::string w = std::to_string(width);
    Machine machine(model_of("{type: shared_bottom, bottom: {hidden: [" + w + ", 64]}}"), tasks,
                    kSchema, at::kFloat);
    const int64_t rows = rows_of_piece(machine.model());
    CAPTURE(width, rows);
    CHECK((rows & (rows - 1)) == 0);
    CHECK(rows >= 64);
    CHECK(rows <= 1024);
    // Ten inputs, two layers, two towers of 8 and a logit.
    CHECK(weights_of(machine.model()) == 10 * width + 64 * width + 2 * (64 * 8 + 8));
    if (rows > 64) CHECK(rows < 2 * weights_of(machine.model()) / 1024 + 2);
  }
}

}  // namespace mmoe
