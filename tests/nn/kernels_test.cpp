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
                kernels.linear(x.matrix, weight, bias, out[0].matrix, add);
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
  // Of four fields three are looked up, in an order of their own; one takes its gradient by slot.
  const std::vector<LookupField> fields = {{3, 0, {3, 3}}, {0, 16, {0, 0}}, {1, 19, {1, 1}}};
  const std::vector<TouchedIds> touched = {{}, {0, 1}, {}, {}};
  for (const auto& [rows, strided, add] : all_cases({0, 1, 2, 7, 33})) {
    CAPTURE(rows, strided);
    const std::vector<at::Tensor> tables = {random({5, 3}, "table 0"), random({2, 1}, "table 1"),
                                            zeros({1, 1}), random({9, 16}, "table 3")};
    // Ids as a range of the columns of another matrix.
    Batch batch;
    batch.ids = random_ids({rows, 6}, 2, "ids").narrow(1, strided ? 1 : 0, 4);
    batch.slots = random_ids({rows, 4}, 2, "slots");
    if (add) batch.touched = &touched;
    batch.hides = true;
    if (rows > 2) {  // one hidden
      batch.ids[1][3].fill_(-1);
      batch.slots[1][3].fill_(-1);
    }
    const Columns d_out(rows, 20, strided, "d");
    compare({Columns(rows, 20, strided, "out")},
            [&](const Kernels& kernels, std::vector<Columns>& out) {
              kernels.lookup(tables, fields, batch, out[0].matrix);
            });
    std::vector<at::Tensor> d_tables[2];
    for (const size_t i : {0, 1}) {
      for (const at::Tensor& table : tables) d_tables[i].push_back(table.clone());
      const Kernels& kernels = i == 0 ? kFast : kPlain;
      kernels.lookup_backward(d_out.matrix, fields, batch, d_tables[i]);
    }
    for (const size_t i : {0, 1, 2, 3}) {
      CHECK(difference(d_tables[0][i], d_tables[1][i], 1e-5) == "");
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

TEST_CASE("CPU kernels: activations in place", "[nn]") {
  for (const auto& [word, activation] : Words<Activation>::values) {
    for (const auto& [rows, strided, add] : all_cases({0, 1, 33})) {
      CAPTURE(word, rows, strided);
      const Columns in(rows, 21, strided, "in"), d_out(rows, 21, strided, "d");
      Columns active = in.copy(), out = in.copy(), d = d_out.copy(), d_in = d_out.copy();
      kPlain.activate(activation, in.matrix, active.matrix);
      kPlain.activate_backward(activation, in.matrix, active.matrix, d_out.matrix, d_in.matrix,
                               false);
      kFast.activate(activation, out.matrix, out.matrix);
      kFast.activate_backward(activation, in.matrix, active.matrix, d.matrix, d.matrix, false);
      CHECK(difference(out.whole, active.whole, 1e-6) == "");
      CHECK(difference(d.whole, d_in.whole, 1e-6) == "");
    }
  }
}

TEST_CASE("CPU kernels: batch norm", "[nn]") {
  for (const int64_t width : {1, 5, 40}) {
    for (const auto& [rows, strided, add] : all_cases({0, 1, 2, 7, 300})) {
      CAPTURE(width, rows, strided, add);
      const Columns in(rows, width, strided, "in"), d_out(rows, width, strided, "d");
      const at::Tensor scale = random({width}, "scale"), shift = random({width}, "shift");
      const at::Tensor mean = random({width}, "mean") * 0.1;
      const at::Tensor inverse = random({width}, "inverse") + 2;
      const auto vector = [&](const char* name) { return Columns(1, width, false, name); };
      compare({vector("sums"), vector("squares"), vector("gain"), vector("offset"),
               Columns(rows, width, strided, "out")},
              [&](const Kernels& kernels, std::vector<Columns>& to) {
                std::vector<at::Tensor> flat;
                for (size_t i = 0; i < 4; ++i) flat.push_back(to[i].matrix[0]);
                kernels.add_column_sums(in.matrix, flat[0]);
                kernels.add_centred_squares(in.matrix, mean, flat[1]);
                kernels.norm_sums(in.matrix, mean, inverse, d_out.matrix, flat[2], flat[3]);
                kernels.normalise(in.matrix, mean, inverse, scale, shift, to[4].matrix);
              });
      for (const double share : {0.0, 1.0 / 7}) {
        compare({Columns(rows, width, strided, "d_in")},
                [&](const Kernels& kernels, std::vector<Columns>& to) {
                  kernels.normalise_backward(in.matrix, mean, inverse, scale, d_out.matrix, share,
                                             random({width}, "gain"), random({width}, "offset"),
                                             to[0].matrix, add);
                });
      }
    }
  }
}

TEST_CASE("CPU kernels: softmax of extreme scores", "[nn]") {
  for (const double size : {88.0, 89.0, 104.0, 1e4, 1e30}) {
    for (const int64_t width : {1, 3, 8, 19}) {
      CAPTURE(size, width);
      at::Tensor in = random({6, width}, "in");
      for (int64_t row = 0; row < 6; ++row) {
        in[row][row % width].fill_(size);                      // far above the others
        if (row > 2) in[row][(row + 1) % width].fill_(-size);  // and one far below
        if (row == 5) in[row].fill_(-size);                    // all far below
      }
      at::Tensor fast = zeros({6, width}), plain = fast.clone(), d_in = fast.clone();
      kFast.softmax(in, width, fast);
      kPlain.softmax(in, width, plain);
      CHECK(difference(fast, plain, 1e-6) == "");
      CHECK(difference(fast.sum(1), filled({6}, 1), 1e-6) == "");
      kFast.softmax_backward(fast, width, random({6, width}, "d"), d_in, false);
      CHECK(d_in.isfinite().all().item<bool>());
    }
  }
}

TEST_CASE("CPU kernels: relu goes along with batch norm", "[nn]") {
  for (const int64_t width : {1, 5, 40}) {
    for (const auto& [rows, strided, add] : all_cases({1, 7, 300})) {
      CAPTURE(width, rows, strided);
      const Columns in(rows, width, strided, "in"), out(rows, width, strided, "out");
      const at::Tensor mean = random({width}, "mean"), inverse = random({width}, "inverse");
      const at::Tensor scale = random({width}, "scale"), shift = random({width}, "shift");
      compare({Columns(rows, width, strided, "active"), Columns(rows, width, strided, "d"),
               Columns(1, width, false, "gain"), Columns(1, width, false, "offset")},
              [&](const Kernels& kernels, std::vector<Columns>& to) {
                at::Tensor gain = to[2].matrix[0], offset = to[3].matrix[0];
                kernels.normalise_relu(in.matrix, mean, inverse, scale, shift, to[0].matrix);
                kernels.norm_sums_relu(in.matrix, mean, inverse, out.matrix, to[1].matrix, gain,
                                       offset);
              });
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
