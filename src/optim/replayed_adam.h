// Adam for large tables, exactly as if every row took part in every step: a row that a batch does
// not touch has a zero gradient in its steps, so these can wait and are replayed when the row is
// next read. A row that was never touched has zero moments and does not move. Float32 on the CPU.
#pragma once

#include <functional>
#include <vector>

#include "nn/simd.h"
#include "optim/tables.h"

namespace mmoe {

class ReplayedAdam : public TableOptimizer {
 public:
  // The numbers of a step from its share of the rate and its number, from 1.
  using Steps = std::function<simd::AdamStep(double rate_share, int64_t step)>;

  // `moves_all`: a penalty moves rows that were never touched, too.
  // `replays`: false is lazy Adam, whose rows stand still meanwhile.
  // `longest_history`: all rows catch up after so many steps at the latest. `store` has large
  // tables that are trained.
  ReplayedAdam(std::string name, Steps steps, bool moves_all, bool replays,
               const ParameterStore& store, size_t longest_history = 1 << 16);

  std::string name() const override { return name_; }
  void catch_up(const Batch& batch) override;
  void settle() override;
  void step(Gradients& gradients, const Batch& batch, double rate_share, int64_t step) override;
  void state_changed() override;

 private:
  struct Table {
    const ParameterStore::LargeTable* of;
    float *weight, *first, *second;
    int64_t dim;
    bool moves_all;
    std::vector<int32_t> done;  // by row: steps of history_ it has taken
    std::vector<bool> moves;    // by row: it has moments, or a penalty
  };
  void catch_up(Table& table, int64_t row);

  std::string name_;
  Steps steps_;
  bool replays_;
  size_t longest_history_;
  std::vector<Table> tables_;
  std::vector<simd::AdamStep> history_;  // since all rows were last up to date
};

}  // namespace mmoe
