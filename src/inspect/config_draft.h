// A first config for a file that nobody has told us anything about.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "inspect/feature_guess.h"
#include "inspect/recipe.h"
#include "inspect/split_guess.h"
#include "inspect/task_guess.h"

namespace mmoe {

struct InitRequest {
  std::string path, test;            // files; no test: it is taken out of `path`
  std::vector<std::string> labels;   // columns
  std::vector<std::string> columns;  // names for files without a header line
  std::string data_dir;
};

// The guesses that make a config.
struct ConfigDraft {
  std::string train_file, test_file;  // as the config names them
  DataConfig format;
  int64_t rows = 0, columns = 0;
  SplitGuess split;
  std::vector<FeatureGuess> features;
  std::vector<LeftOut> left_out;
  std::vector<TaskGuess> tasks;
  std::optional<std::string> group;  // column of users
  std::string monitor;               // early_stop.monitor; empty: the loss
  Recipe recipe;
};

// Reads the file. Throws Error(usage) for labels that are not there, Error(data) for data that
// cannot be learned from.
ConfigDraft draft_config(const InitRequest& request, Log& log);

// The YAML of the config, every guess with the fact behind it.
std::string to_yaml(const ConfigDraft& draft);

}  // namespace mmoe
