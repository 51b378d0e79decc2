// Towers over what a backbone gives each task, and the relations between tasks.
#pragma once

#include "models/layers.h"

namespace mmoe {

// What a tower begins with: its input, or already its first linear layer.
struct TowerInput {
  Source source;
  bool is_first_layer = false;
};

// Units of a tower's first linear layer.
int64_t first_width_of(const TaskConfig& task, const TowerConfig& standard);

// Fills the model's logits and penalties. `inputs`: by task, of those that have a tower. Throws
// Error(usage) where widths do not fit a relation.
void add_heads(MultiTaskModel& model, LayerBuilder& layers, const ModelBase& config,
               const std::vector<TaskConfig>& tasks, const std::vector<TowerInput>& inputs);

}  // namespace mmoe
