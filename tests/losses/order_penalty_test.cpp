#include "losses/order_penalty.h"

#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include "support/torch_tensors.h"

namespace mmoe {

using namespace test;

TEST_CASE("order penalty: rows where the later task is more probable", "[losses]") {
  for (const auto type : {at::kFloat, at::kDouble}) {
    // p 0.5 after 0.25: penalised; 0.25 after 0.5: not; equal: not.
    const double third = std::log(1.0 / 3);
    const at::Tensor later = tensor({0, third, 1}, {3, 1}, type);
    const at::Tensor before = tensor({third, 0, 1}, {3, 1}, type);
    at::Tensor d_later = filled({3, 1}, 1, type), d_before = filled({3, 1}, -1, type);
    add_order_penalty(later, before, 2, d_later, d_before);
    CHECK(difference(d_later, tensor({1.5, 1, 1}, {3, 1}, type), 1e-6) == "");
    CHECK(difference(d_before, tensor({-1.375, -1, -1}, {3, 1}, type), 1e-6) == "");
  }
}

}  // namespace mmoe
