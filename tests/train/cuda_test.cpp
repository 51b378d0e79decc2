// clang-format off
#include "support/torch_test.h"
// clang-format on

#include <ATen/Context.h>

#include "train/runtime.h"
#include "train/trainer.h"

using namespace mmoe;

namespace {

// Both kinds of input, batch norm and dropout, a few dozen steps.
constexpr const char* kConfig = R"(
data: {type: synthetic, generator: {type: random_ids, fields: 4, rows_per_field: 50}, rows: 2000}
features: [{name: "x*", type: categorical, num_buckets: 50}]
tasks:
  - {name: first, type: binary, label: y0}
  - {name: second, type: regression, label: y1}
model: {type: mmoe, experts: {count: 3, hidden: [16, 8], batch_norm: true}, init: glorot}
train: {epochs: 2, batch_size: 100, clip_norm: 5}
)";

double final_loss(const RunConfig& config, const at::TensorOptions& options) {
  Log log(LogLevel::error);
  const TrainingData data = load_training_data(config, "", log);
  Observer nobody;
  return *find_metric(Trainer(config, data, options).train(nobody).test, "loss");
}

}  // namespace

TEST_CASE("training on CUDA gives what training on the CPU gives", "[cuda]") {
  if (!resolve_runtime("auto", {}).device.is_cuda()) {
    WARN("skipped: no CUDA device");
    return;
  }
  const RunConfig config = parse_config(kConfig, "test");
  const double on_cpu = final_loss(config, at::TensorOptions().dtype(at::kDouble));
  const double on_cuda =
      final_loss(config, at::TensorOptions().dtype(at::kDouble).device(at::kCUDA));
  REQUIRE(on_cuda == Approx(on_cpu).epsilon(1e-6));
}
