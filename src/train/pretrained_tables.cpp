#include "train/pretrained_tables.h"

#include <algorithm>

#include "nn/embedding_tables.h"

namespace mmoe {

namespace {

int64_t position_of(const TrainingData& data, const PretrainedTable& pretrained) {
  const std::vector<Table> tables = tables_of(data.encoders.schema());
  return std::ranges::find(tables, pretrained.table, &Table::name) - tables.begin();
}

}  // namespace

void set_pretrained(const Graph& graph, const TrainingData& data) {
  for (const PretrainedTable& one : data.pretrained) {
    set_rows(graph, position_of(data, one), one.ids, one.vectors);
  }
}

std::vector<std::string> freeze_patterns(const TrainConfig& config, const TrainingData& data) {
  std::vector<std::string> patterns = config.freeze;
  for (const PretrainedTable& one : data.pretrained) {
    if (one.trainable) continue;
    patterns.push_back("*.table_" + std::to_string(position_of(data, one)) + "_*");
  }
  return patterns;
}

}  // namespace mmoe
