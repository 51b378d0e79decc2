// Identities between models that hold exactly, whatever the numbers.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include "support/torch_models.h"

namespace mmoe {

using namespace test;

namespace {

const Schema kSchema = schema_of(4, {{5, 3}});
constexpr double kTolerance = 1e-12;

// Copies a parameter where both have it in the same shape.
void copy_all(const Machine& from, Machine& to) {
  for (const ParameterStore::Entry& entry : to.store().entries()) {
    if (!from.has(entry.name)) continue;
    const at::Tensor source = from.parameter(entry.name);
    if (source.sizes() == entry.value.sizes()) to.parameter(entry.name).copy_(source);
  }
}

void check_same(Machine& a, Machine& b, const Batch& batch) {
  const auto x = a.logits(batch), y = b.logits(batch);
  for (size_t task = 0; task < x.size(); ++task) {
    CHECK(difference(x[task], y[task], kTolerance) == "");
  }
  CHECK(x[0].std().item<double>() > 1e-3);
  a.forward_backward(batch);
  b.forward_backward(batch);
}

void check_gradients(const Machine& a, const Machine& b, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(difference(a.gradient_of(name), b.gradient_of(name), kTolerance) == "");
  }
}

const char* const kTowers[] = {"tower_a_0.weight", "tower_a_0.bias", "tower_b_logit.weight",
                               "tower_b_logit.bias", "input.table_0_f0"};

}  // namespace

TEST_CASE("algebra: MMoE and OMoE with one expert are Shared-Bottom", "[models]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  const Batch batch = batch_of(random_rows(kSchema, tasks, 30, "rows", 0.2), at::kDouble);
  Machine bottom(model_of("{type: shared_bottom, bottom: {hidden: [6, 5]}, tower: {hidden: [4]}}"),
                 tasks, kSchema, at::kDouble);
  for (const std::string type : {"mmoe", "omoe"}) {
    for (const std::string gate : {"{type: softmax}", "{type: average}"}) {
      CAPTURE(type, gate);
      Machine mixture(model_of("{type: " + type + ", experts: {count: 1, hidden: [6, 5]}, gate: " +
                               gate + ", tower: {hidden: [4]}}"),
                      tasks, kSchema, at::kDouble, 2);
      copy_all(bottom, mixture);
      const at::Tensor first = bottom.parameter("input.weight");
      mixture.parameter("input.weight").narrow(2, 0, 6).copy_(first);
      mixture.parameter("input.bias").copy_(bottom.parameter("input.bias"));
      mixture.parameter("experts_1.weight").copy_(bottom.parameter("bottom_1.weight"));
      mixture.parameter("experts_1.bias").copy_(bottom.parameter("bottom_1.bias"));
      check_same(mixture, bottom, batch);
      check_gradients(mixture, bottom, {std::begin(kTowers), std::end(kTowers)});
      const at::Tensor all = mixture.gradient_of("input.weight");
      CHECK(difference(all.narrow(2, 0, 6), bottom.gradient_of("input.weight"), kTolerance) == "");
      // A gate that has no choice learns nothing.
      CHECK(all.narrow(2, 6, all.size(2) - 6).abs().sum().item<double>() < kTolerance);
    }
  }
}

TEST_CASE("algebra: MMoE with tied gates is OMoE", "[models]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(3);
  const Batch batch = batch_of(random_rows(kSchema, tasks, 30, "rows", 0.2), at::kDouble);
  const std::string rest =
      ", experts: {count: 4, hidden: [6, 5]}, gate: {type: softmax, bias: true}, "
      "tower: {hidden: [4]}}";
  Machine one(model_of("{type: omoe" + rest), tasks, kSchema, at::kDouble);
  Machine many(model_of("{type: mmoe" + rest), tasks, kSchema, at::kDouble, 2);
  copy_all(one, many);
  const int64_t experts = 4 * 6;
  for (const char* name : {"input.weight", "input.bias"}) {
    const at::Tensor source = one.parameter(name);
    at::Tensor target = many.parameter(name);
    target.narrow(-1, 0, experts).copy_(source.narrow(-1, 0, experts));
    for (int64_t g = 0; g < 3; ++g) {
      target.narrow(-1, experts + g * 4, 4).copy_(source.narrow(-1, experts, 4));
    }
  }
  check_same(many, one, batch);
  check_gradients(many, one, {std::begin(kTowers), std::end(kTowers)});
  check_gradients(many, one, {"experts_1.weight", "experts_1.bias"});
  for (const char* name : {"input.weight", "input.bias"}) {
    const at::Tensor tied = many.gradient_of(name), single = one.gradient_of(name);
    at::Tensor sum = tied.narrow(-1, experts, 4).clone();
    for (const int64_t g : {1, 2}) sum.add_(tied.narrow(-1, experts + g * 4, 4));
    CHECK(difference(sum, single.narrow(-1, experts, 4), kTolerance) == "");
    CHECK(difference(tied.narrow(-1, 0, experts), single.narrow(-1, 0, experts), kTolerance) == "");
  }
}

TEST_CASE("algebra: experts may trade places with their gate columns", "[models]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  const Batch batch = batch_of(random_rows(kSchema, tasks, 30, "rows"), at::kDouble);
  const ModelConfig config = model_of(
      "{type: mmoe, experts: {count: 4, hidden: [6, 5]}, gate: {type: softmax, bias: true}, "
      "tower: {hidden: [4]}}");
  Machine plain(config, tasks, kSchema, at::kDouble), moved(config, tasks, kSchema, at::kDouble, 2);
  copy_all(plain, moved);
  const int64_t order[] = {2, 0, 3, 1};
  for (int64_t e = 0; e < 4; ++e) {
    const int64_t from = order[e];
    for (const char* name : {"input.weight", "input.bias"}) {
      const at::Tensor source = plain.parameter(name);
      at::Tensor target = moved.parameter(name);
      target.narrow(-1, e * 6, 6).copy_(source.narrow(-1, from * 6, 6));
      for (const int64_t g : {0, 1}) {
        target.narrow(-1, 24 + g * 4 + e, 1).copy_(source.narrow(-1, 24 + g * 4 + from, 1));
      }
    }
    moved.parameter("experts_1.weight")[e].copy_(plain.parameter("experts_1.weight")[from]);
    moved.parameter("experts_1.bias")
        .narrow(0, e * 5, 5)
        .copy_(plain.parameter("experts_1.bias").narrow(0, from * 5, 5));
  }
  CHECK_FALSE(same_bytes(plain.parameter("input.weight"), moved.parameter("input.weight")));
  check_same(plain, moved, batch);
  check_gradients(plain, moved, {std::begin(kTowers), std::end(kTowers)});
  for (int64_t e = 0; e < 4; ++e) {
    CHECK(difference(moved.gradient_of("experts_1.weight")[e],
                     plain.gradient_of("experts_1.weight")[order[e]], kTolerance) == "");
  }
}

TEST_CASE("algebra: gates are distributions, and differ by row and task", "[models]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  for (const auto type : {at::kFloat, at::kDouble}) {
    Machine machine(model_of("{type: mmoe, experts: {count: 5, hidden: [6]}}"), tasks, kSchema,
                    type);
    machine.logits(batch_of(random_rows(kSchema, tasks, 30, "rows"), type));
    const at::Tensor gates = machine.output("gates", 30).unflatten(1, at::IntArrayRef{2, 5});
    CHECK(difference(gates.sum(2), filled({30, 2}, 1, type), 1e-6) == "");
    CHECK(gates.min().item<double>() > 0);
    CHECK((gates.select(1, 0) - gates.select(1, 1)).abs().max().item<double>() > 0.01);
    CHECK((gates[0] - gates[1]).abs().max().item<double>() > 0.01);
  }
}

TEST_CASE("algebra: extreme gate scores choose one expert and stay finite", "[models]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(1);
  for (const auto type : {at::kFloat, at::kDouble}) {
    Machine machine(model_of("{type: mmoe, experts: {count: 3, hidden: [6]}, "
                             "gate: {type: softmax, bias: true}}"),
                    tasks, kSchema, type);
    machine.parameter("input.bias").narrow(0, 18, 3).copy_(tensor({0, 1e4, -1e4}, {3}, type));
    const Batch batch = batch_of(random_rows(kSchema, tasks, 10, "rows"), type);
    machine.logits(batch);
    CHECK(difference(machine.output("gates", 10)[0], tensor({0, 1, 0}, {3}, type), 1e-6) == "");
    CHECK(difference(machine.output("mixture", 10),
                     machine.output("experts_0_end", 10).narrow(1, 6, 6), 1e-6) == "");
    machine.forward_backward(batch);
    CHECK(machine.gradient().isfinite().all().item<bool>());
  }
}

}  // namespace mmoe
