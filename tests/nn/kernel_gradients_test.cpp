// The backward half of the ATen kernels against autograd through the forward half, in double.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include "nn/kernels.h"
#include "support/torch_twin.h"

namespace mmoe {

using namespace test;

namespace {

const Kernels kernels;
constexpr double kTolerance = 1e-10;

at::Tensor leaf(at::IntArrayRef shape, const std::string& name) {
  return random(shape, name, at::kDouble).requires_grad_(true);
}

at::Tensor constant(at::IntArrayRef shape, const std::string& name) {
  return random(shape, name, at::kDouble);
}

// Expects the gradient of a leaf, written over or added to what is there.
template <class Backward>
void check_gradient(const at::Tensor& leaf, const Backward& backward) {
  for (const bool add : {false, true}) {
    const Columns start(leaf.size(0), leaf.size(1), add, "start", at::kDouble);
    Columns result = start.copy();
    backward(result.matrix, add);
    const at::Tensor expected = add ? start.matrix + leaf.grad() : leaf.grad();
    CHECK(difference(result.matrix, expected, kTolerance) == "");
  }
}

// The same where gradients are always added.
template <class Backward>
void check_sum(const at::Tensor& leaf, const Backward& backward) {
  const at::Tensor start = constant(leaf.sizes(), "start");
  at::Tensor result = start.clone();
  backward(result);
  CHECK(difference(result, start + leaf.grad(), kTolerance) == "");
}

}  // namespace

TEST_CASE("ATen kernels: gradients of linear", "[nn]") {
  const int64_t groups = 3, in = 4, units = 5, rows = 6, biased = 11;
  const at::Tensor x = leaf({rows, groups * in}, "x"), weight = leaf({groups, in, units}, "w");
  const at::Tensor bias = leaf({biased}, "b"), d_out = constant({rows, groups * units}, "d");
  at::Tensor out = zeros({rows, groups * units}, at::kDouble);
  kernels.linear(x, weight, bias, out, /*add=*/false);
  // By hand: the third output of the second group in the first row.
  const at::Tensor by_hand = x[0].narrow(0, 4, 4).dot(weight[1].select(1, 2)) + bias[7];
  CHECK(out[0][7].item<double>() == Approx(by_hand.item<double>()));
  out.backward(d_out);
  check_gradient(x, [&](at::Tensor& d_x, bool add) {
    kernels.linear_backward_input(weight.detach(), d_out, d_x, add);
  });
  at::Tensor d_bias = zeros({biased}, at::kDouble);
  check_sum(weight, [&](at::Tensor& d_weight) {
    kernels.linear_backward_parameters(x.detach(), d_out, d_weight, d_bias);
  });
  CHECK(difference(d_bias, bias.grad(), kTolerance) == "");
}

TEST_CASE("ATen kernels: gradients of a lookup", "[nn]") {
  const std::vector<at::Tensor> tables = {leaf({4, 3}, "t0"), leaf({3, 2}, "t1")};
  const LookupField fields[] = {{0, 2, {0, 0}}, {1, 0, {1, 1}}};  // the second field in front
  Batch batch;
  batch.ids = random_ids({7, 2}, 3, "ids");
  at::Tensor out = zeros({7, 5}, at::kDouble);
  kernels.lookup(tables, fields, batch, out);
  const auto id = batch.ids[4][1].item<int64_t>();
  CHECK(difference(out[4].narrow(0, 0, 2).detach(), tables[1][id].detach(), 0) == "");
  const at::Tensor d_out = constant({7, 5}, "d");
  out.backward(d_out);
  std::vector<at::Tensor> d_tables = {constant({4, 3}, "d0"), constant({3, 2}, "d1")};
  const std::vector<at::Tensor> start = {d_tables[0].clone(), d_tables[1].clone()};
  kernels.lookup_backward(d_out, fields, batch, d_tables);
  for (const size_t i : {0, 1}) {
    CHECK(difference(d_tables[i], start[i] + tables[i].grad(), kTolerance) == "");
  }
}

TEST_CASE("ATen kernels: gradients of a lookup by touched rows", "[nn]") {
  // Field 0 is large: its gradient has a row for each of the ids 2, 5 and 7 that occur.
  const std::vector<TouchedIds> touched = {{2, 5, 7}, {}};
  const std::vector<at::Tensor> tables = {leaf({9, 3}, "t0"), leaf({4, 2}, "t1")};
  const LookupField fields[] = {{0, 0, {0, 0}}, {1, 3, {1, 1}}};
  Batch batch;
  batch.ids = tensor({7, 1, 2, 3, 7, 1, 5, 0}, {4, 2}, at::kInt);
  batch.slots = tensor({2, 9, 0, 9, 2, 9, 1, 9}, {4, 2}, at::kInt);  // of field 1 nobody asks
  batch.touched = &touched;
  at::Tensor out = zeros({4, 5}, at::kDouble);
  kernels.lookup(tables, fields, batch, out);
  const at::Tensor d_out = constant({4, 5}, "d");
  out.backward(d_out);
  std::vector<at::Tensor> found = {zeros({3, 3}, at::kDouble), zeros({4, 2}, at::kDouble)};
  kernels.lookup_backward(d_out, fields, batch, found);
  for (size_t slot = 0; slot < 3; ++slot) {
    CHECK(difference(found[0][static_cast<int64_t>(slot)], tables[0].grad()[touched[0][slot]],
                     kTolerance) == "");
  }
  CHECK(difference(found[1], tables[1].grad(), kTolerance) == "");
}

TEST_CASE("ATen kernels: gradients of folded tables", "[nn]") {
  // Of three columns of ids the second is no folded field's.
  const FoldedField fields[] = {{0, 0, 0, 4, 1, 2}, {2, 4, 0, 3, 1, 0}};
  const at::Tensor products = leaf({7, 5}, "products"), base = leaf({1, 5}, "base");
  const at::Tensor ids = random_ids({9, 3}, 3, "ids"), d_out = constant({9, 5}, "d");
  const auto rows_of = [&](const FoldedField& f) { return ids.select(1, f.column) + f.first_row; };
  const at::Tensor expected = base + products.index_select(0, rows_of(fields[0])) +
                              products.index_select(0, rows_of(fields[1]));
  expected.backward(d_out);

  at::Tensor moved = products.detach().clone(), moved_base = base.detach()[0].clone();
  for (const FoldedField& field : fields) {
    at::Tensor product = moved.narrow(0, field.first_row, field.rows);
    const at::Tensor common = product[field.common].clone();
    kernels.move_to_base(field.common, product, moved_base);
    CHECK(difference(product[field.common], -common, 0) == "");
  }
  at::Tensor out = zeros({9, 5}, at::kDouble);
  kernels.add_products(moved, moved_base, fields, ids, out);
  CHECK(difference(out, expected.detach(), kTolerance) == "");

  at::Tensor found = zeros({8, 5}, at::kDouble);
  kernels.add_products_backward(d_out, fields, ids, found);
  CHECK(difference(found.narrow(0, 7, 1), base.grad(), kTolerance) == "");
  for (const FoldedField& field : fields) {
    at::Tensor d_product = found.narrow(0, field.first_row, field.rows);
    kernels.gradient_of_common(found[7], field.common, d_product);
  }
  CHECK(difference(found.narrow(0, 0, 7), products.grad(), kTolerance) == "");
}

TEST_CASE("ATen kernels: gradients of activations", "[nn]") {
  for (const auto& [word, activation] : Words<Activation>::values) {
    CAPTURE(word);
    const at::Tensor in = leaf({5, 4}, "in"), d_out = constant({5, 4}, "d");
    const at::Tensor expected = activated(activation, in);
    at::Tensor out = zeros({5, 4}, at::kDouble);
    kernels.activate(activation, in.detach(), out);
    CHECK(difference(out, expected.detach(), kTolerance) == "");
    expected.backward(d_out);
    check_gradient(in, [&](at::Tensor& d_in, bool add) {
      kernels.activate_backward(activation, in.detach(), out, d_out, d_in, add);
    });
  }
}

TEST_CASE("ATen kernels: gradients of batch norm", "[nn]") {
  for (const bool of_batch : {true, false}) {
    CAPTURE(of_batch);
    const at::Tensor in = leaf({6, 3}, "in"), scale = leaf({3}, "scale"), shift = leaf({3}, "b");
    const at::Tensor d_out = constant({6, 3}, "d");
    at::Tensor mean = constant({3}, "mean"), inverse = constant({3}, "inverse") + 2;
    if (of_batch) {
      at::Tensor sums = zeros({3}, at::kDouble), squares = zeros({3}, at::kDouble);
      kernels.add_column_sums(in, sums);
      mean = sums / 6;
      kernels.add_centred_squares(in, mean, squares);
      inverse = (squares / 6 + 1e-5).rsqrt();
    }
    at::Tensor out = zeros({6, 3}, at::kDouble);
    kernels.normalise(in, mean, inverse, scale, shift, out);
    out.backward(d_out);
    const at::Tensor x = in.detach(), m = mean.detach(), i = inverse.detach();
    at::Tensor gain = zeros({3}, at::kDouble), offset = zeros({3}, at::kDouble), other = gain + 1;
    kernels.norm_sums(x, m, i, d_out, gain, offset);
    CHECK(difference(gain, scale.grad(), kTolerance) == "");
    CHECK(difference(offset, shift.grad(), kTolerance) == "");
    check_sum(scale, [&](at::Tensor& to) { kernels.norm_sums(x, m, i, d_out, to, other); });
    check_sum(shift, [&](at::Tensor& to) { kernels.norm_sums(x, m, i, d_out, other, to); });
    check_gradient(in, [&](at::Tensor& to, bool add) {
      kernels.normalise_backward(x, m, i, scale.detach(), d_out, of_batch ? 1.0 / 6 : 0, gain,
                                 offset, to, add);
    });
  }
}

TEST_CASE("ATen kernels: gradients of softmax", "[nn]") {
  const at::Tensor in = leaf({4, 6}, "in"), d_out = constant({4, 6}, "d");
  at::Tensor out = zeros({4, 6}, at::kDouble);
  kernels.softmax(in, 3, out);
  CHECK(difference(out.detach().unflatten(1, at::IntArrayRef{2, 3}).sum(2),
                   filled({4, 2}, 1, at::kDouble), 1e-15) == "");
  out.backward(d_out);
  check_gradient(in, [&](at::Tensor& d_in, bool add) {
    kernels.softmax_backward(out.detach(), 3, d_out, d_in, add);
  });
}

TEST_CASE("ATen kernels: gradients of the mixture", "[nn]") {
  const int64_t count = 3, width = 4, mixtures = 2, rows = 5;
  const at::Tensor experts = leaf({rows, count * width}, "experts");
  const at::Tensor gates = leaf({rows, mixtures * count}, "gates");
  const at::Tensor d_out = constant({rows, mixtures * width}, "d");
  at::Tensor out = zeros({rows, mixtures * width}, at::kDouble);
  kernels.mix(experts, gates, count, out);
  // By hand: unit 1 of the second mixture in row 2.
  double by_hand = 0;
  for (int64_t e = 0; e < count; ++e) {
    by_hand += gates[2][count + e].item<double>() * experts[2][e * width + 1].item<double>();
  }
  CHECK(out[2][width + 1].item<double>() == Approx(by_hand));
  out.backward(d_out);
  const at::Tensor x = experts.detach(), g = gates.detach();
  at::Tensor other;
  check_gradient(experts, [&](at::Tensor& d_experts, bool add) {
    kernels.mix_backward(x, g, count, d_out, d_experts, add, other, false);
  });
  at::Tensor d_experts = zeros(experts.sizes(), at::kDouble);
  check_gradient(gates, [&](at::Tensor& d_gates, bool add) {
    kernels.mix_backward(x, g, count, d_out, d_experts, false, d_gates, add);
  });
}

}  // namespace mmoe
