// Tables and the rules of their steps, without a network: the same tables large, or as part of the
// dense buffer.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "nn/preparation.h"
#include "optim/optimizer.h"
#include "optim/tables.h"
#include "support/torch_tensors.h"

namespace mmoe::test {

// The `train` part of a YAML text such as "{optimizer: adam}".
TrainConfig train_of(const std::string& yaml);

// What a row's gradient is at a step that `name` stands for: random, and a pull to zero, so that
// a row which is not up to date shows.
at::Tensor gradient_of_rows(const at::Tensor& rows, const std::string& name);

// A matrix and the tables of fields 0 and 1, of 50 and 30 rows.
struct TableShape {
  static constexpr int64_t kRows[] = {50, 30};
  int64_t dim = 4;
  at::ScalarType type = at::kFloat;
};

// Ids of each field for a step: few, and most of them seldom. The same for the same step.
std::vector<TouchedIds> draw_touched(int64_t step);

class TableTraining {
 public:
  TableTraining(const TrainConfig& config, const TableShape& shape, int64_t large_from,
                const std::set<std::string>& frozen = {});

  // Step number `step`, from 1, as a trainer takes it.
  void step(const std::vector<TouchedIds>& touched, double rate_share, int64_t step);
  // Brings up to date what a batch with these ids reads, or all.
  void catch_up(const std::vector<TouchedIds>& touched);
  void settle();

  // A parameter ("tables.matrix", "tables.field_0", "tables.field_1"), or what belongs to it of a
  // state that is as large as the parameters ("first_moment").
  at::Tensor parameter(const std::string& name) const;
  at::Tensor state(const std::string& state, const std::string& name) const;

  // Another rule of large tables than that of the config.
  void follow(std::unique_ptr<TableOptimizer> rule) { table_optimizer_ = std::move(rule); }

  const ParameterStore& store() const { return store_; }

 private:
  Graph graph_;
  ParameterStore store_;
  Preparation preparation_;
  Gradients gradients_;
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<TableOptimizer> table_optimizer_;
  Batch batch_;
};

// Nothing if all parameters, and these states where there are any, are the same bytes in both;
// else the first that is not.
std::string byte_difference(const TableTraining& a, const TableTraining& b,
                            const std::vector<std::string>& states);

}  // namespace mmoe::test
