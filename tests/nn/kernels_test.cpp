// The kernels for float32 on the CPU against the plain ATen ones: the same numbers, nothing
// written beside the given columns.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <cmath>
#include <typeinfo>

#include "nn/kernels_cpu.h"
#include "support/torch_tensors.h"

namespace mmoe {

using namespace test;

namespace {

const CpuKernels kFast;
const Kernels kPlain;

// Runs both sets on copies of the same start and compares all of what they wrote into.
template <class Run>
void compare(const std::vector<Columns>& start, const Run& run) {
  std::vector<Columns> fast, plain;
  for (const Columns& one : start) {
    fast.push_back(one.copy());
    plain.push_back(one.copy());
  }
  run(static_cast<const Kernels&>(kFast), fast);
  run(kPlain, plain);
  for (size_t i = 0; i < start.size(); ++i) {
    CAPTURE(i);
    CHECK(difference(fast[i].whole, plain[i].whole, 1e-5) == "");
  }
}

struct Case {
  int64_t rows;
  bool strided, add;
};

std::vector<Case> all_cases(std::initializer_list<int64_t> rows) {
  std::vector<Case> cases;
  for (const int64_t count : rows) {
    for (const bool strided : {false, true}) {
      for (const bool add : {false, true}) cases.push_back({count, strided, add});
    }
  }
  return cases;
}

}  // namespace

TEST_CASE("CPU float32 has kernels of its own, other types have not", "[nn]") {
  CHECK(typeid(kernels_for(zeros({1}))) == typeid(CpuKernels));
  CHECK(typeid(kernels_for(zeros({1}, at::kDouble))) == typeid(Kernels));
}

TEST_CASE("CPU kernels: linear", "[nn]") {
  struct Shape {
    int64_t groups, in, units, biased;  // columns with a bias
  };
  const Shape shapes[] = {
      {1, 1, 1, 1}, {1, 17, 19, 0}, {1, 64, 40, 33}, {3, 5, 7, 21}, {4, 16, 1, 4}};
  for (const auto& [groups, in, units, biased] : shapes) {
    for (const auto& [rows, strided, add] : all_cases({0, 1, 2, 7, 33})) {
      CAPTURE(groups, in, units, biased, rows, strided, add);
      const Columns x(rows, groups * in, strided, "x"), d_out(rows, groups * units, strided, "d");
      const at::Tensor weight = random({groups, in, units}, "weight");
      const at::Tensor bias = biased > 0 ? random({biased}, "bias") : at::Tensor();
      compare({Columns(rows, groups * units, strided, "out")},
              [&](const Kernels& kernels, std::vector<Columns>& out) {
                kernels.linear(x.matrix, weight, bias, out[0].matrix);
              });
      at::Tensor d_weight[2], d_bias[2];
      for (const size_t i : {0, 1}) {
        d_weight[i] = random({groups, in, units}, "d_weight");
        if (biased > 0) d_bias[i] = random({biased}, "d_bias");
        const Kernels& kernels = i == 0 ? kFast : kPlain;
        kernels.linear_backward_parameters(x.matrix, d_out.matrix, d_weight[i], d_bias[i]);
      }
      CHECK(difference(d_weight[0], d_weight[1], 1e-5) == "");
      if (biased > 0) CHECK(difference(d_bias[0], d_bias[1], 1e-5) == "");
      // All inputs, and the first ones only.
      for (const int64_t used : {in, (in + 1) / 2}) {
        compare({Columns(rows, groups * used, strided, "d_x")},
                [&](const Kernels& kernels, std::vector<Columns>& d_x) {
                  kernels.linear_backward_input(weight, d_out.matrix, d_x[0].matrix, add);
                });
      }
    }
  }
}

TEST_CASE("CPU kernels: lookup", "[nn]") {
  for (const int64_t numerics : {0, 1, 3}) {
    for (const auto& [rows, strided, add] : all_cases({0, 1, 2, 7, 33})) {
      CAPTURE(numerics, rows, strided);
      const std::vector<at::Tensor> tables = {random({5, 3}, "table 0"), random({2, 1}, "table 1"),
                                              random({9, 16}, "table 2")};
      // Ids as a range of the columns of another matrix.
      const at::Tensor ids = random_ids({rows, 5}, 2, "ids").narrow(1, strided ? 1 : 0, 3);
      const Columns numbers(rows, numerics, strided, "numerics"), d_out(rows, 20, strided, "d");
      compare({Columns(rows, 20 + numerics, strided, "out")},
              [&](const Kernels& kernels, std::vector<Columns>& out) {
                kernels.lookup(tables, ids, numbers.matrix, out[0].matrix);
              });
      std::vector<at::Tensor> d_tables[2];
      for (const size_t i : {0, 1}) {
        for (const at::Tensor& table : tables) d_tables[i].push_back(table.clone());
        const Kernels& kernels = i == 0 ? kFast : kPlain;
        kernels.lookup_backward(d_out.matrix, ids, d_tables[i]);
      }
      for (const size_t i : {0, 1, 2}) {
        CHECK(difference(d_tables[0][i], d_tables[1][i], 1e-5) == "");
      }
    }
  }
}

TEST_CASE("CPU kernels: activations", "[nn]") {
  for (const auto& [word, activation] : Words<Activation>::values) {
    for (const int64_t width : {1, 5, 32}) {
      for (const auto& [rows, strided, add] : all_cases({0, 1, 7, 33})) {
        CAPTURE(word, width, rows, strided, add);
        const Columns in(rows, width, strided, "in"), d_out(rows, width, strided, "d");
        const Columns out = in.copy();
        at::Tensor active = out.matrix;
        kPlain.activate(activation, in.matrix, active);
        compare({Columns(rows, width, strided, "out"), Columns(rows, width, strided, "d_in")},
                [&](const Kernels& kernels, std::vector<Columns>& to) {
                  kernels.activate(activation, in.matrix, to[0].matrix);
                  kernels.activate_backward(activation, in.matrix, active, d_out.matrix,
                                            to[1].matrix, add);
                });
      }
    }
  }
}

TEST_CASE("CPU kernels: relu keeps NaN, and its derivative at 0 is 0", "[nn]") {
  const at::Tensor in = tensor({-1, 0, 2, NAN}, {1, 4});
  at::Tensor out = zeros({1, 4}), d_in = zeros({1, 4});
  kFast.activate(Activation::relu, in, out);
  CHECK(difference(out, tensor({0, 0, 2, NAN}, {1, 4}), 0) == "");
  kFast.activate_backward(Activation::relu, in, out, filled({1, 4}, 3), d_in, false);
  CHECK(difference(d_in.narrow(1, 0, 3), tensor({0, 0, 3}, {1, 3}), 0) == "");
}

TEST_CASE("CPU kernels: batch norm", "[nn]") {
  for (const int64_t width : {1, 5, 40}) {
    for (const auto& [rows, strided, add] : all_cases({2, 7, 300})) {
      CAPTURE(width, rows, strided, add);
      const Columns in(rows, width, strided, "in"), d_out(rows, width, strided, "d");
      const at::Tensor scale = random({width}, "scale"), shift = random({width}, "shift");
      compare({Columns(1, width, false, "mean"), Columns(1, width, false, "inverse"),
               Columns(1, width, false, "running mean"),
               Columns(1, width, false, "running variance"), Columns(rows, width, strided, "out")},
              [&](const Kernels& kernels, std::vector<Columns>& to) {
                std::vector<at::Tensor> flat;
                for (Columns& one : to) flat.push_back(one.matrix[0]);
                kernels.batch_statistics(in.matrix, 0.1, 1e-5, flat[0], flat[1], flat[2], flat[3]);
                kernels.normalise(in.matrix, flat[0], flat[1], scale, shift, to[4].matrix);
              });
      for (const bool of_batch : {false, true}) {
        const at::Tensor mean = random({width}, "mean") * 0.1;
        const at::Tensor inverse = random({width}, "inverse") + 2;
        compare({Columns(1, width, false, "d_scale"), Columns(1, width, false, "d_shift"),
                 Columns(rows, width, strided, "d_in")},
                [&](const Kernels& kernels, std::vector<Columns>& to) {
                  at::Tensor d_scale = to[0].matrix[0], d_shift = to[1].matrix[0];
                  kernels.normalise_backward(in.matrix, mean, inverse, scale, d_out.matrix,
                                             of_batch, d_scale, d_shift, to[2].matrix, add);
                });
      }
    }
  }
}

TEST_CASE("CPU kernels: mixture and softmax", "[nn]") {
  struct Shape {
    int64_t count, width, mixtures;
  };
  const Shape shapes[] = {{1, 1, 1}, {3, 5, 1}, {8, 16, 2}, {4, 33, 5}, {2, 64, 3}};
  for (const auto& [count, width, mixtures] : shapes) {
    for (const auto& [rows, strided, add] : all_cases({0, 1, 7, 33})) {
      CAPTURE(count, width, mixtures, rows, strided, add);
      const Columns experts(rows, count * width, strided, "experts");
      const Columns gates(rows, mixtures * count, strided, "gates");
      const Columns d_out(rows, mixtures * width, strided, "d");
      compare({Columns(rows, mixtures * width, strided, "out")},
              [&](const Kernels& kernels, std::vector<Columns>& to) {
                kernels.mix(experts.matrix, gates.matrix, count, to[0].matrix);
              });
      for (const bool with_gates : {true, false}) {
        // The two ask for `add` on their own.
        compare({Columns(rows, count * width, strided, "d_experts"),
                 Columns(rows, mixtures * count, strided, "d_gates")},
                [&](const Kernels& kernels, std::vector<Columns>& to) {
                  at::Tensor none;
                  kernels.mix_backward(experts.matrix, gates.matrix, count, d_out.matrix,
                                       to[0].matrix, add, with_gates ? to[1].matrix : none, !add);
                });
      }
      compare({Columns(rows, mixtures * count, strided, "out"),
               Columns(rows, mixtures * count, strided, "d_in")},
              [&](const Kernels& kernels, std::vector<Columns>& to) {
                kernels.softmax(gates.matrix, count, to[0].matrix);
                kernels.softmax_backward(to[0].matrix, count, gates.matrix, to[1].matrix, add);
              });
    }
  }
}

}  // namespace mmoe
