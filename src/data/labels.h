// What tasks ask of each row: its label, whether it is of the task, its weight and its group.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/label_scaling.h"
#include "config/run_config.h"
#include "data/dataset.h"
#include "data/raw_table.h"

namespace mmoe {

// Of one task; what its config says, and what the training rows did.
struct LabelEncoder {
  LabelConfig label;
  std::vector<std::string> classes = {};               // texts of the classes 0, 1, ...
  std::optional<std::string> where = {};               // of other rows the label is missing (NaN)
  std::optional<std::string> weight = {}, group = {};  // columns
  LabelScaling scaling = {};
};

// The config with `data.sample_weight` as that of each task that names none.
RunConfig with_sample_weights(RunConfig config);

// What must be read for these tasks. Labels that are not what their task takes, and weights that
// are missing or negative, are bad rows.
std::vector<ColumnRequest> label_requests(const std::vector<TaskConfig>& tasks);

// What the config says of them; their scalings are not fitted yet.
std::vector<LabelEncoder> unfitted_labels(const std::vector<TaskConfig>& tasks);

// Fits scalings on those of `rows` that have a label.
std::vector<LabelEncoder> fit_labels(const std::vector<TaskConfig>& tasks, const RawTable& table,
                                     std::span<const int64_t> rows);

// Gives `out`, which has as many rows, the labels, weights and groups of these rows. Groups are
// numbered by text; a row without a text is a group of its own.
void encode_labels(const std::vector<LabelEncoder>& labels, const RawTable& table,
                   std::span<const int64_t> rows, Dataset& out);

}  // namespace mmoe
