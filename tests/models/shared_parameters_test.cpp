#include "models/shared_parameters.h"

#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <set>

#include "support/torch_models.h"

namespace mmoe {

using namespace test;

namespace {

struct Shared {
  std::shared_ptr<MultiTaskModel> model;
  ParameterStore store;
  SharedParameters parameters;

  explicit Shared(const std::string& yaml)
      : model(build_model(model_of(yaml), mixed_tasks(2), schema_of(3, {{5, 4}, {300, 3}}), 1)),
        store(*model, of(at::kFloat), /*large_from=*/100),
        parameters(*model, store) {}

  std::set<std::string> names() const {
    std::set<std::string> names;
    for (const ParameterStore::Entry& entry : store.entries()) {
      for (const SharedParameters::Range& range : parameters.ranges()) {
        const bool inside =
            entry.offset >= range.first && entry.offset + entry.size <= range.first + range.size;
        if (inside) names.insert(entry.name);
      }
    }
    return names;
  }
};

}  // namespace

TEST_CASE("shared parameters: of what both tasks reach, without tables", "[models]") {
  using Names = std::set<std::string>;
  const std::string layers = "hidden: [7, 5], batch_norm: true";
  CHECK(Shared("{type: single_task, bottom: {" + layers + "}}").names().empty());
  const Names bottom = {"input.weight",       "input.bias",         "bottom_1.weight",
                        "bottom_1.bias",      "bottom_0_end.scale", "bottom_0_end.shift",
                        "bottom_1_end.scale", "bottom_1_end.shift"};
  CHECK((Shared("{type: shared_bottom, bottom: {" + layers + "}}").names() == bottom));
  const Names experts = {"input.weight", "input.bias", "experts_1.weight", "experts_1.bias"};
  const std::string mixture = ", experts: {count: 3, hidden: [7, 5]}, tower: {hidden: [4]}}";
  CHECK((Shared("{type: mmoe" + mixture).names() == experts));
  CHECK((Shared("{type: omoe" + mixture).names() == experts));
}

TEST_CASE("shared parameters: gradients are taken out and put back", "[models]") {
  const Shared one("{type: mmoe, experts: {count: 3, hidden: [7, 5]}}");
  const SharedParameters& shared = one.parameters;
  const at::Tensor before = random({one.store.dense_size()}, "gradient");
  at::Tensor flat = before.clone(), taken = zeros({shared.size()});
  shared.take(flat, taken);
  int64_t zeroed = 0;
  for (const SharedParameters::Range& range : shared.ranges()) {
    CHECK(flat.narrow(0, range.first, range.size).abs().max().item<double>() == 0);
    zeroed += range.size;
  }
  CHECK(zeroed == shared.size());
  shared.put(taken, flat);
  CHECK(same_bytes(flat, before));
  const at::Tensor once = taken.clone();
  shared.take(flat, taken);  // adds
  CHECK(same_bytes(taken, once * 2));
}

}  // namespace mmoe
