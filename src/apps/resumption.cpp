#include "apps/resumption.h"

#include <filesystem>

#include "base/error.h"
#include "config/differences.h"

namespace mmoe {

namespace {

// Nothing if the run did not get so far.
std::optional<RunConfig> config_in_folder(const std::string& folder) {
  const std::string path = folder + "/config.yaml";
  if (!std::filesystem::exists(path)) return {};
  return load_config(path);
}

void check_same(const RunConfig& before, const RunConfig& now, const std::string& folder) {
  const std::vector<std::string> lines = differences(before, now);
  if (lines.empty()) return;
  std::string message =
      "the config is not that of the run in '" + folder + "' (--overwrite starts anew):";
  for (const std::string& line : lines) message += "\n  " + line;
  throw usage_error(message);
}

}  // namespace

Resumption find_run(const std::string& folder, RunConfig& config, Log& log) {
  std::vector<std::string> warnings;
  Resumption found{newest_saved_training(folder, warnings)};
  for (const std::string& warning : warnings) log.warning(warning);
  if (found.saved) check_same(found.saved->config(), config, folder);
  const std::optional<RunConfig> before = config_in_folder(folder);
  if (!before) return found;
  check_same(*before, config, folder);
  if (!config.train.threads.number) config.train.threads = before->train.threads;
  found.is_finished = found.saved && std::filesystem::exists(folder + "/result.json") &&
                      before->train.epochs == config.train.epochs &&
                      before->train.steps == config.train.steps;
  return found;
}

}  // namespace mmoe
