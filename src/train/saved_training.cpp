#include "train/saved_training.h"

#include <algorithm>
#include <filesystem>
#include <limits>

#include "base/checkpoint_names.h"
#include "base/error.h"
#include "base/text.h"
#include "train/checkpoint.h"

namespace mmoe {

namespace fs = std::filesystem;

namespace {

// `last`, then the others from the latest on.
std::vector<std::string> newest_first(const std::string& folder) {
  std::vector<std::pair<int64_t, std::string>> found;
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, none)) {
    const std::string name = entry.path().filename().string();
    if (!is_checkpoint_of_the_way(name)) continue;
    const int64_t step = step_of_checkpoint(name).value_or(std::numeric_limits<int64_t>::max());
    found.emplace_back(step, entry.path().string());
  }
  std::ranges::sort(found, std::greater());
  std::vector<std::string> paths;
  for (auto& [step, path] : found) paths.push_back(std::move(path));
  return paths;
}

}  // namespace

SavedTraining::SavedTraining(const std::string& path)
    : path_(path), file_(map_checkpoint(path)), content_(parse_checkpoint(*file_, path)) {
  config_ = config_in(content_, path);
  in_checkpoint(path, [&] { state_ = trainer_state(content_.metadata); });
}

std::optional<SavedTraining> newest_saved_training(const std::string& folder,
                                                   std::vector<std::string>& warnings) {
  const std::vector<std::string> paths = newest_first(folder);
  for (const std::string& path : paths) {
    try {
      return SavedTraining(path);
    } catch (const Error& error) {
      if (error.code() != ExitCode::checkpoint) throw;
      warnings.emplace_back(error.what());
    }
  }
  if (paths.empty()) return {};
  std::string message =
      "no checkpoint in " + quote(folder) + " is good; start anew with --overwrite";
  for (const std::string& warning : warnings) message += "\n  " + warning;
  throw checkpoint_error(message);
}

}  // namespace mmoe
