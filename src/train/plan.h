// What is decided about a run before its first step, by rules and never by timings.
#pragma once

#include <c10/core/TensorOptions.h>

#include <cstdint>
#include <string>
#include <vector>

#include "config/run_config.h"
#include "data/schema.h"
#include "nn/parameter_store.h"
#include "optim/tables.h"
#include "train/batches.h"

namespace mmoe {

// The end that comes first; `steps_per_epoch` is 0 for a stream.
int64_t total_steps(const TrainConfig& config, int64_t steps_per_epoch);

// Of a step, forward and back.
double multiplications(const RunConfig& config, const Graph& graph);

Batches::Options batch_options(const RunConfig& config, const ParameterStore& store,
                               const Schema& schema, bool has_free_core);

// How each large table is trained, a line each; `optimizer` as make_table_optimizer() gave it.
std::vector<std::string> table_decisions(const TrainConfig& config, const ParameterStore& store,
                                         const TableOptimizer* optimizer);

}  // namespace mmoe
