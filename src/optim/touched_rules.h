// Rules for large tables under which a row without a gradient stands still: exact ones (plain SGD,
// Adagrad) and such as differ from the optimizer of the rest. Any device, any floating type.
#pragma once

#include "optim/tables.h"

namespace mmoe {

// Rows are taken out of the table and its state, changed, and put back.
class TouchedRules : public TableOptimizer {
 public:
  void step(Gradients& gradients, const Batch& batch, double rate_share, int64_t step) override;

 protected:
  // `state_width`: columns of state for a row; 0: as many as the row has.
  TouchedRules(const ParameterStore& store, const std::vector<std::string>& states,
               int64_t state_width, double start);

  struct Rows {
    at::Tensor weight, gradient;    // [touched, dim]
    std::vector<at::Tensor> state;  // each [touched, state_width or dim]
  };
  virtual void update(Rows& rows, double rate_share, int64_t step) const = 0;

 private:
  const ParameterStore& store_;
  std::vector<std::vector<at::Tensor>> state_of_;  // by table
};

std::unique_ptr<TableOptimizer> make_touched_rule(const TableOptimizerConfig& config,
                                                  const ParameterStore& store);
std::unique_ptr<TableOptimizer> make_touched_rule(const SgdConfig& config,
                                                  const ParameterStore& store);
std::unique_ptr<TableOptimizer> make_touched_rule(const AdagradConfig& config,
                                                  const ParameterStore& store);

}  // namespace mmoe
