#include "train/hidden_features.h"

#include <algorithm>

namespace mmoe {

std::vector<FeatureIds> feature_columns(const Schema& schema) {
  std::vector<FeatureIds> columns;
  for (size_t i = 0; i < schema.fields.size(); ++i) columns.push_back({static_cast<int64_t>(i), 1});
  for (size_t i = 0; i < schema.lists.size(); ++i) {
    columns.push_back({schema.first_id(i), schema.lists[i].length});
  }
  return columns;
}

void hide_features(const HiddenFeatures& hidden, const RandomStream& stream, uint64_t first_row,
                   Dataset& rows) {
  if (hidden.share == 0 || hidden.features.empty()) return;
  thread_local std::vector<float> draws;
  const auto count = static_cast<int64_t>(hidden.features.size());
  draws.resize(static_cast<size_t>(rows.rows * count));
  stream.uniform(first_row, rows.rows, count, draws.data());
  const float* draw = draws.data();
  for (int64_t row = 0; row < rows.rows; ++row) {
    int32_t* ids = rows.ids.data() + row * rows.field_count;
    for (const FeatureIds& feature : hidden.features) {
      if (*draw++ < hidden.share) std::fill_n(ids + feature.first, feature.width, -1);
    }
  }
}

}  // namespace mmoe
