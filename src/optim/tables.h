// Large tables: their gradients are the rows a batch touches, and so are their steps.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/train_config.h"
#include "nn/gradients.h"
#include "nn/named_tensors.h"

namespace mmoe {

class TableOptimizer {
 public:
  virtual ~TableOptimizer() = default;

  // What the log says of it.
  virtual std::string name() const = 0;

  // Rows that steps have passed over so far are brought up to date before anybody reads them: those
  // that a batch touches, or all.
  virtual void catch_up(const Batch&) {}
  virtual void settle() {}

  // One step of the touched rows of tables that are not frozen; their gradients become zero. `step`
  // counts from 1.
  virtual void step(Gradients& gradients, const Batch& batch, double rate_share, int64_t step) = 0;

  // What continuing needs besides the parameters, when settled.
  const NamedTensors& state() const { return state_; }
  // After other values have been put into all of it, and into the parameters.
  virtual void state_changed() {}

 protected:
  at::Tensor add_state(const std::string& name, at::Tensor value) {
    return state_.emplace_back(name, std::move(value)).second;
  }

 private:
  NamedTensors state_;
};

// Rows from which on a table is worth treating as large, or ParameterStore::kNoneIsLarge if the
// rule of these options needs the whole table in every step.
int64_t large_tables_from(const TrainConfig& config, const at::TensorOptions& options);

// Null if there is no large table that is trained.
std::unique_ptr<TableOptimizer> make_table_optimizer(const TrainConfig& config,
                                                     const ParameterStore& store);

// The ids as int32 where such tensors are.
at::Tensor index_of(const TouchedIds& ids, const at::TensorOptions& options);

}  // namespace mmoe
