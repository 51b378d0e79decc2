// Dropout of whole features: what is hidden from the network in one step of training.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "data/dataset.h"
#include "data/schema.h"

namespace mmoe {

// Neighbouring columns of ids that are one feature.
struct FeatureIds {
  int64_t first = 0, width = 1;
};

// By field, then by list.
std::vector<FeatureIds> feature_columns(const Schema& schema);

struct HiddenFeatures {
  double share = 0;
  std::vector<FeatureIds> features;
};

// Each feature of each row with probability `share`: its ids become -1. `first_row`: among all rows
// that the run trains, so that each is drawn anew.
void hide_features(const HiddenFeatures& hidden, const RandomStream& stream, uint64_t first_row,
                   Dataset& rows);

}  // namespace mmoe
