// Lookups of lists: the plain kernels by hand and against autograd, the fast ones against them.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>

#include "nn/kernels_cpu.h"
#include "support/instruction_sets.h"
#include "support/torch_tensors.h"

namespace mmoe {

using namespace test;

namespace {

const Kernels kPlain;
const CpuKernels kFast;
const ListSum kSums[] = {ListSum::sum, ListSum::mean, ListSum::max};

// Three rows: two ids, none, three.
struct Lists {
  Batch batch;
  std::vector<at::Tensor> tables = {tensor({1, 2, 3, -4, 5, 6}, {3, 2}, at::kDouble)};

  Lists() {
    batch.ids = tensor({9, 2, 0, -1, 9, -1, -1, -1, 9, 1, 1, 0}, {3, 4}, at::kInt);
    batch.values = tensor({2, 4, 9, 9, 9, 9, 1, 0.5, 3}, {3, 3}, at::kDouble);
  }
  at::Tensor pooled(ListSum sum, bool weighted) const {
    const LookupList list{1, 3, 0, {}, sum, weighted ? 0 : -1};
    at::Tensor out = filled({3, 2}, 77, at::kDouble);
    kPlain.pool(tables, {&list, 1}, batch, out);
    return out;
  }
};

at::Tensor rows(const std::vector<double>& numbers) { return tensor(numbers, {3, 2}, at::kDouble); }

}  // namespace

TEST_CASE("lists: sum, mean and max by hand, zeros where there is nothing", "[nn]") {
  const Lists lists;
  CHECK(difference(lists.pooled(ListSum::sum, false), rows({6, 8, 0, 0, 7, -6}), 1e-12) == "");
  CHECK(difference(lists.pooled(ListSum::mean, false), rows({3, 4, 0, 0, 7. / 3, -2}), 1e-12) ==
        "");
  CHECK(difference(lists.pooled(ListSum::max, false), rows({5, 6, 0, 0, 3, 2}), 1e-12) == "");
}

TEST_CASE("lists: weights multiply, and the mean is divided by their sum", "[nn]") {
  const Lists lists;
  // 2 (5 6) + 4 (1 2); 1 (3 -4) + 0.5 (3 -4) + 3 (1 2)
  CHECK(difference(lists.pooled(ListSum::sum, true), rows({14, 20, 0, 0, 7.5, 0}), 1e-12) == "");
  CHECK(difference(lists.pooled(ListSum::mean, true), rows({14. / 6, 20. / 6, 0, 0, 7.5 / 4.5, 0}),
                   1e-12) == "");
  CHECK(difference(lists.pooled(ListSum::max, true), rows({10, 12, 0, 0, 3, 6}), 1e-12) == "");
}

TEST_CASE("lists: weights that sum to zero have the mean zero", "[nn]") {
  Lists lists;
  lists.batch.values = zeros({3, 3}, at::kDouble);
  CHECK(difference(lists.pooled(ListSum::mean, true), zeros({3, 2}, at::kDouble), 0) == "");
}

namespace {

// Two lists of one table, of which the second has weights.
struct RandomLists {
  std::vector<LookupList> lists;
  Batch batch;

  RandomLists(int64_t count, ListSum sum, bool strided) {
    lists = {{1, 3, 4, {}, sum, -1}, {4, 2, 0, {}, sum, 1}};
    at::Tensor ids = random_ids({count, 6}, 8, "ids");
    ids.sub_(1).clamp_min_(-1);
    // What follows a gap is none either.
    for (const int64_t column : {2, 3, 5}) {
      at::Tensor here = ids.select(1, column);
      here.masked_fill_(ids.select(1, column - 1) < 0, -1);
    }
    batch.ids = strided ? at::cat({ids, ids}, 1).narrow(1, 0, 6) : ids;
    batch.values = random({count, 3}, "weights") + 2;
  }
};

at::Tensor table_in(at::ScalarType type) { return random({7, 4}, "table", type); }

}  // namespace

TEST_CASE("lists: gradients are those of autograd", "[nn]") {
  for (const ListSum sum : kSums) {
    CAPTURE(static_cast<int>(sum));
    RandomLists random_lists(9, sum, false);
    Batch& batch = random_lists.batch;
    batch.values = batch.values.to(at::kDouble);
    const std::vector<at::Tensor> tables = {table_in(at::kDouble).requires_grad_(true)};
    at::Tensor out = zeros({9, 8}, at::kDouble);
    kPlain.pool(tables, random_lists.lists, batch, out);
    const at::Tensor d_out = random({9, 8}, "d", at::kDouble);
    out.backward(d_out);
    const std::vector<at::Tensor> plain = {table_in(at::kDouble)};
    std::vector<at::Tensor> d_tables = {random({7, 4}, "d table", at::kDouble)};
    const at::Tensor start = d_tables[0].clone();
    kPlain.pool_backward(d_out, plain, random_lists.lists, batch, d_tables);
    CHECK(difference(d_tables[0], start + tables[0].grad(), 1e-10) == "");
    CHECK(tables[0].grad().abs().sum().item<double>() > 0);
  }
}

TEST_CASE("lists: the fast kernels give what the plain ones give", "[nn]") {
  on_each_instruction_set([] {
    for (const ListSum sum : kSums) {
      for (const int64_t count : {0, 1, 2, 33}) {
        for (const bool strided : {false, true}) {
          CAPTURE(static_cast<int>(sum), count, strided);
          const RandomLists lists(count, sum, strided);
          const std::vector<at::Tensor> tables = {table_in(at::kFloat)};
          Columns fast(count, 9, strided, "out"), plain = fast.copy();
          kFast.pool(tables, lists.lists, lists.batch, fast.matrix);
          kPlain.pool(tables, lists.lists, lists.batch, plain.matrix);
          CHECK(difference(fast.whole, plain.whole, 1e-5) == "");
          const Columns d(count, 9, strided, "d");
          std::vector<at::Tensor> a = {random({7, 4}, "a")}, b = {a[0].clone()};
          kFast.pool_backward(d.matrix, tables, lists.lists, lists.batch, a);
          kPlain.pool_backward(d.matrix, tables, lists.lists, lists.batch, b);
          CHECK(difference(a[0], b[0], 1e-5) == "");
        }
      }
    }
  });
}

TEST_CASE("lists: gradients go to the slots of touched rows", "[nn]") {
  Batch batch;
  batch.ids = tensor({5, 2, -1, 2, -1, -1}, {2, 3}, at::kInt);
  batch.slots = tensor({1, 0, -1, 0, -1, -1}, {2, 3}, at::kInt);
  const std::vector<TouchedIds> touched = {{2, 5}};
  batch.touched = &touched;
  const std::vector<at::Tensor> tables = {random({9, 2}, "table")};
  const LookupList list{0, 3, 0, {}, ListSum::sum, -1};
  const at::Tensor d_out = tensor({1, 2, 10, 20}, {2, 2});
  for (const Kernels* kernels : {&kPlain, static_cast<const Kernels*>(&kFast)}) {
    std::vector<at::Tensor> d_tables = {zeros({6, 2})};
    kernels->pool_backward(d_out, tables, {&list, 1}, batch, d_tables);
    CHECK(values(d_tables[0]) == std::vector<double>{11, 22, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0});
  }
}

}  // namespace mmoe
