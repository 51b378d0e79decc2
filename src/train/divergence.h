// What is no number any more, and where it came from.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "config/task_config.h"
#include "models/multi_task_model.h"
#include "nn/batch.h"
#include "nn/parameter_store.h"

namespace mmoe {

// Error(diverged): what happened, and what to do about it.
Error diverged(const std::string& what);

// "loss of task 'price' is NaN" for each that is not finite; `losses` by task. Empty if all are.
std::string nonfinite_losses(const std::vector<TaskConfig>& tasks,
                             const std::vector<double>& losses);

// The blocks with the largest outputs for a batch, "experts_1 2.5e+20, ...", and the first in the
// graph whose outputs are not finite. `batch_rows`: most rows of any batch. Training statistics
// (of batch norm) change.
std::string largest_activations(const MultiTaskModel& model, const ParameterStore& store,
                                const Batch& batch, int64_t batch_rows);

}  // namespace mmoe
