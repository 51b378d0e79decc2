// Vectors from elsewhere for the rows of embedding tables.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/log.h"
#include "data/encoders.h"

namespace mmoe {

struct PretrainedTable {
  std::string table;           // as tables_of names it
  std::vector<int32_t> ids;    // that the file has, each once
  std::vector<float> vectors;  // [ids, dim]
  bool trainable = true;
};

// What `features` (of one column each) name as pretrained, for the values that `encoders` know.
// Logs how many of them each file has. Throws Error(data) with file and line for a vector that is
// not `dim` numbers.
std::vector<PretrainedTable> load_pretrained(const std::vector<FeatureConfig>& features,
                                             const Encoders& encoders, const std::string& data_dir,
                                             Log& log);

}  // namespace mmoe
