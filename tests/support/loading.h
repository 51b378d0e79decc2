// A small config over any source of data, and its rows loaded for training.
#pragma once

#include <string>

#include "config/run_config.h"
#include "data/load.h"
#include "support/temp_folder.h"

namespace mmoe::test {

// Columns n (number and exact values), c (words) and the label y; `data` is what stands under it.
inline RunConfig config_of(const std::string& data) {
  return parse_config("name: test\ndata: {" + data + R"(}
features:
  - {name: n, type: numeric, values: {min_count: 1}}
  - {name: c, type: categorical}
tasks: [{name: t, type: binary, label: "y"}]
model: {type: mmoe}
)",
                      "test");
}

inline TrainingData trained(const RunConfig& config, const TempFolder& folder) {
  Log log(LogLevel::error);
  return load_training_data(config, folder.path(), log);
}

}  // namespace mmoe::test
