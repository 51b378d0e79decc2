// Rules of large tables under which only touched rows move: exact ones, and those of
// train.table_optimizer against sums by hand.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <cmath>
#include <functional>
#include <map>

#include "support/torch_tables.h"

namespace mmoe {

using namespace test;

namespace {

constexpr int64_t kSteps = 60, kDim = 5;
constexpr double kRate = 0.02;

double share_at(int64_t step) { return 1 / (1 + 0.1 * static_cast<double>(step)); }

// One row of field 0 by hand: its numbers, and what the rule keeps of it.
struct Row {
  std::vector<double> weight;
  std::map<std::string, std::vector<double>> kept;
};
using Rule = std::function<void(Row&, const std::vector<double>& gradient, double rate, int64_t)>;

// Trains with this table optimizer and, row by row, by hand: touched rows must agree, others must
// not have moved.
void check_by_hand(const std::string& table_optimizer, at::ScalarType type, const Rule& rule) {
  CAPTURE(table_optimizer, static_cast<int>(type));
  const TableShape shape{kDim, type};
  TableTraining training(train_of("{table_optimizer: " + table_optimizer + "}"), shape, 1);
  const at::Tensor table = training.parameter("tables.field_0"), start = table.clone();
  std::map<int64_t, Row> rows;
  for (int64_t step = 1; step <= kSteps; ++step) {
    const std::vector<TouchedIds> touched = draw_touched(step);
    const auto count = static_cast<int64_t>(touched[0].size());
    std::vector<double> weights;
    for (const int32_t id : touched[0]) {
      Row& row = rows.try_emplace(id, Row{values(start[id]), {}}).first->second;
      weights.insert(weights.end(), row.weight.begin(), row.weight.end());
    }
    const at::Tensor gradient = gradient_of_rows(tensor(weights, {count, kDim}, at::kDouble),
                                                 "tables.field_0 at " + std::to_string(step));
    for (int64_t i = 0; i < count; ++i) {
      Row& row = rows[touched[0][static_cast<size_t>(i)]];
      rule(row, values(gradient[i]), kRate * share_at(step), step);
    }
    training.step(touched, share_at(step), step);
  }
  training.settle();
  for (int64_t id = 0; id < table.size(0); ++id) {
    const auto row = rows.find(id);
    if (row == rows.end()) {
      CHECK(same_bytes(table[id], start[id]));
    } else {
      const at::Tensor expected = tensor(row->second.weight, {kDim}, type);
      CHECK(difference(table[id], expected, type == at::kFloat ? 1e-5 : 1e-13) == "");
    }
  }
  CHECK(rows.size() < static_cast<size_t>(table.size(0)));
}

void adam(Row& row, const std::vector<double>& gradient, double rate, int64_t step) {
  std::vector<double>&first = row.kept["first"], &second = row.kept["second"];
  first.resize(kDim), second.resize(kDim);
  const auto count = static_cast<double>(step);  // of the run, not of the row
  for (size_t i = 0; i < kDim; ++i) {
    first[i] = 0.8 * first[i] + 0.2 * gradient[i];
    second[i] = 0.95 * second[i] + 0.05 * gradient[i] * gradient[i];
    row.weight[i] -= rate * first[i] / (1 - std::pow(0.8, count)) /
                     (std::sqrt(second[i] / (1 - std::pow(0.95, count))) + 1e-6);
  }
}

void row_wise_adagrad(Row& row, const std::vector<double>& gradient, double rate, int64_t) {
  std::vector<double>& sum = row.kept["sum"];
  if (sum.empty()) sum = {0.1};
  for (const double g : gradient) sum[0] += g * g / kDim;
  for (size_t i = 0; i < kDim; ++i) {
    row.weight[i] -= rate * gradient[i] / (std::sqrt(sum[0]) + 1e-6);
  }
}

void sgd(Row& row, const std::vector<double>& gradient, double rate, int64_t) {
  for (size_t i = 0; i < kDim; ++i) row.weight[i] -= rate * gradient[i];
}

}  // namespace

TEST_CASE("touched rules: sgd and adagrad have the bytes of the dense rule", "[optim]") {
  struct Exact {
    const char* rule;
    std::vector<std::string> states;
  };
  for (const auto& [rule, states] :
       {Exact{"{optimizer: {type: sgd, learning_rate: 0.1, l2: 0.1}}", {}},
        Exact{"{optimizer: {type: adagrad, learning_rate: 0.1}}", {"square_sum"}},
        Exact{"{optimizer: {type: adagrad, initial_accumulator: 0.1, epsilon: 0.01}}",
              {"square_sum"}}}) {
    for (const int64_t dim : {1, 7, 8, 16, 33}) {
      for (const auto type : {at::kFloat, at::kDouble}) {
        CAPTURE(rule, dim, static_cast<int>(type));
        const TrainConfig config = train_of(rule);
        TableTraining dense(config, {dim, type}, ParameterStore::kNoneIsLarge);
        TableTraining large(config, {dim, type}, 1);
        for (int64_t step = 1; step <= kSteps; ++step) {
          for (TableTraining* each : {&dense, &large}) {
            each->step(draw_touched(step), share_at(step), step);
          }
        }
        CHECK(byte_difference(large, dense, states) == "");
      }
    }
  }
}

TEST_CASE("touched rules: those of table_optimizer, by hand", "[optim]") {
  for (const auto type : {at::kFloat, at::kDouble}) {
    check_by_hand("{type: lazy_adam, learning_rate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-6}",
                  type, adam);
    check_by_hand(
        "{type: row_wise_adagrad, learning_rate: 0.02, initial_accumulator: 0.1, epsilon: 1e-6}",
        type, row_wise_adagrad);
    check_by_hand("{type: sgd, learning_rate: 0.02}", type, sgd);
  }
}

TEST_CASE("touched rules: a table optimizer leaves the rest to the optimizer", "[optim]") {
  const TrainConfig plain = train_of("{optimizer: {type: adagrad, learning_rate: 0.1}}");
  TrainConfig mixed = plain;
  mixed.table_optimizer = LazyAdamConfig();
  TableTraining a(plain, {4}, 31), b(mixed, {4}, 31);  // the first table is large
  for (int64_t step = 1; step <= kSteps; ++step) {
    for (TableTraining* each : {&a, &b}) each->step(draw_touched(step), 1, step);
  }
  for (const char* name : {"tables.matrix", "tables.field_1"}) {
    CHECK(same_bytes(a.parameter(name), b.parameter(name)));
  }
  CHECK_FALSE(same_bytes(a.parameter("tables.field_0"), b.parameter("tables.field_0")));
}

TEST_CASE("touched rules: which rules take large tables, and from how many rows", "[optim]") {
  constexpr int64_t kNone = ParameterStore::kNoneIsLarge;
  const auto from = [](const std::string& yaml, at::ScalarType type) {
    return large_tables_from(train_of(yaml), of(type));
  };
  for (const auto type : {at::kFloat, at::kDouble}) {
    const bool is_float = type == at::kFloat;
    CHECK(from("{}", type) == (is_float ? 16384 : kNone));
    CHECK(from("{optimizer: {type: adam, embedding_l2: 1}}", type) == (is_float ? 16384 : kNone));
    CHECK(from("{optimizer: adamw, batch_size: 5000}", type) == (is_float ? 20000 : kNone));
    CHECK(from("{optimizer: {type: sgd, l2: 1}}", type) == 16384);
    CHECK(from("{optimizer: {type: adagrad, l2: 1}}", type) == 16384);
    CHECK(from("{optimizer: {type: sgd, momentum: 0.5}}", type) == kNone);
    CHECK(from("{optimizer: {type: sgd, embedding_l2: 1}}", type) == kNone);
    CHECK(from("{optimizer: {type: adagrad, embedding_l2: 1}}", type) == kNone);
    CHECK(from("{optimizer: {type: sgd, momentum: 0.5}, table_optimizer: sgd}", type) == 16384);
  }
}

}  // namespace mmoe
