// The smallest complete config, to vary one thing at a time.
#pragma once

#include <string>
#include <vector>

#include "config/run_config.h"
#include "support/errors.h"
#include "support/temp_folder.h"

namespace mmoe::test {

inline constexpr const char* kSmallConfig = R"(data:
  type: csv
  train: train.csv
features:
  - {name: age, type: numeric}
  - {name: [job, town], type: categorical}
tasks:
  - {name: buy, type: binary, label: bought}
  - {name: price, type: regression, label: paid}
model: {type: mmoe}
)";

// The small config with overrides, as the command line would load it.
inline RunConfig small_config(const std::vector<std::string>& overrides = {}) {
  const TempFolder folder;
  return load_config(folder.write("small.yaml", kSmallConfig), overrides);
}

inline std::string small_config_error(const std::vector<std::string>& overrides) {
  return error_of([&] { small_config(overrides); });
}

struct Conflict {
  std::vector<std::string> overrides;
  const char* message;
};

// Each message must be the whole error and be placed at the last override.
inline void check_conflicts(const std::vector<Conflict>& conflicts) {
  for (const Conflict& c : conflicts) {
    CHECK(small_config_error(c.overrides) == "--set " + c.overrides.back() + ": " + c.message);
  }
}

}  // namespace mmoe::test
