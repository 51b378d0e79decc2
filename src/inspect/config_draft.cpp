#include "inspect/config_draft.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "data/reader.h"
#include "inspect/file_format.h"
#include "inspect/leaks.h"
#include "inspect/name_words.h"
#include "inspect/shared_values.h"

namespace mmoe {

namespace {

namespace fs = std::filesystem;

using Names = std::vector<std::string>;

constexpr int64_t kMostCells = 40'000'000;  // looked at; a cell takes some 4 to 50 bytes
constexpr int64_t kLeastRows = 20'000;
constexpr int64_t kFewPositives = 500;  // of validation rows: their AUC is mostly chance

void check_labels(const Names& labels, const Names& names, const std::string& path) {
  std::set<std::string> seen;
  for (const std::string& label : labels) {
    if (!seen.insert(label).second)
      throw usage_error("--labels: " + quote(label) + " stands twice");
    if (std::ranges::find(names, label) != names.end()) continue;
    throw usage_error("--labels: " + path + " has no column " + quote(label) +
                      did_you_mean(label, names));
  }
}

// Relative to the data directory for what lies in it, else absolute.
std::string file_in_config(const std::string& path, const std::string& data_dir) {
  const fs::path file = fs::absolute(path).lexically_normal();
  const fs::path relative = file.lexically_relative(fs::absolute(data_dir).lexically_normal());
  const bool is_inside = !relative.empty() && *relative.begin() != "..";
  return (is_inside ? relative : file).string();
}

// What rows are counted by is read of all of them: labels and times.
TableProfile labels_and_time(const TableProfile& all, const InitRequest& request,
                             const std::optional<std::string>& time, Log& log) {
  Names columns = request.labels;
  if (time) columns.push_back(*time);
  return profile_table(all.format, request.path, columns, std::nullopt, log);
}

void guess_features(const TableProfile& table, const Names& labels, ConfigDraft& draft) {
  const LeakFinder leaks(draft.tasks, table);
  std::vector<FeatureGuess> leaking;
  std::vector<LeftOut> leaking_out;
  for (const ColumnProfile& profile : table.columns) {
    if (std::ranges::find(labels, profile.name) != labels.end()) continue;
    const auto guess = guess_feature(profile);
    if (const auto* left_out = std::get_if<LeftOut>(&guess)) {
      draft.left_out.push_back(*left_out);
    } else if (const auto reason = leaks.reason_against(profile)) {
      draft.left_out.push_back({profile.name, *reason});
      leaking.push_back(std::get<FeatureGuess>(guess));
      leaking.back().fact += "; " + *reason;
    } else {
      draft.features.push_back(std::get<FeatureGuess>(guess));
    }
  }
  if (!draft.features.empty()) return;
  // Better a suspect input than none.
  draft.features = leaking;
  std::erase_if(draft.left_out, [&](const LeftOut& out) {
    return std::ranges::find(leaking, out.column, &FeatureGuess::column) != leaking.end();
  });
}

void check_features(const ConfigDraft& draft, const std::string& path) {
  if (!draft.features.empty()) return;
  std::string message = path + ": no column is left to be a feature";
  for (size_t i = 0; i < std::min<size_t>(draft.left_out.size(), 5); ++i) {
    message +=
        (i == 0 ? ": " : "; ") + quote(draft.left_out[i].column) + " " + draft.left_out[i].reason;
  }
  throw data_error(message);
}

std::optional<std::string> group_column(const std::vector<FeatureGuess>& features,
                                        const TableProfile& table) {
  for (const FeatureGuess& feature : features) {
    const ColumnProfile& profile = *table.find(feature.column);
    const bool has_groups = profile.distinct > 1 && 2 * profile.distinct <= profile.present();
    if (!feature.is_list && is_group_name(feature.column) && has_groups) return feature.column;
  }
  return std::nullopt;
}

// The mean AUC over the tasks with positives enough for one; nothing if not all are binary.
std::string monitor_of(const std::vector<TaskGuess>& tasks, const SplitGuess& split, int64_t rows) {
  const double share = double(split.valid_rows) / double(rows);
  for (const int64_t least : {kFewPositives, int64_t{10}}) {
    Names names;
    for (const TaskGuess& task : tasks) {
      if (task.kind != TaskKind::binary) return "";
      if (double(task.positives) * share >= double(least)) names.push_back("auc_" + task.name);
    }
    if (names.size() == 1) return names.front();
    if (!names.empty()) return "(" + join(names, " + ") + ") / " + std::to_string(names.size());
  }
  return "";
}

void guess_tasks(const InitRequest& request, const TableProfile& table, ConfigDraft& draft) {
  std::set<std::string> seen;
  for (const std::string& label : request.labels) {
    const ColumnProfile* profile = table.find(label);
    if (profile == nullptr)
      throw data_error(request.path + ": the label column " + quote(label) +
                       " holds columns itself");
    TaskGuess task = guess_task(*profile, table, request.path);
    while (!seen.insert(task.name).second) task.name += "_";
    draft.tasks.push_back(std::move(task));
  }
}

void check_test_file(const InitRequest& request, const ConfigDraft& draft) {
  Names needed = request.labels;
  for (const FeatureGuess& feature : draft.features) needed.push_back(feature.column);
  const Names present = column_names(draft.format, request.test);
  for (const std::string& name : needed) {
    if (std::ranges::find(present, name) != present.end()) continue;
    throw data_error(request.test + ": there is no column " + quote(name) +
                     did_you_mean(name, present));
  }
}

}  // namespace

ConfigDraft draft_config(const InitRequest& request, Log& log) {
  const DataConfig format = format_of_file(request.path, request.columns);
  Names names = checked_names(format, request.path, request.labels);
  check_labels(request.labels, names, request.path);
  ConfigDraft draft;
  draft.columns = static_cast<int64_t>(names.size());
  for (const std::string& name : nested_columns(format, request.path, names)) {
    draft.left_out.push_back({name, "holds columns itself, which cannot be read"});
    std::erase(names, name);
  }
  const int64_t most_rows = std::max(kLeastRows, kMostCells / draft.columns);
  const TableProfile table = profile_table(format, request.path, names, most_rows, log);
  const auto time = row_time_column(table.columns);
  std::optional<TableProfile> complete;
  if (!table.is_whole) complete = labels_and_time(table, request, time, log);
  const TableProfile& counted = complete ? *complete : table;

  draft.train_file = file_in_config(request.path, request.data_dir);
  if (!request.test.empty()) draft.test_file = file_in_config(request.test, request.data_dir);
  draft.format = counted.format;
  draft.rows = counted.table.rows();
  guess_tasks(request, counted, draft);
  draft.split = guess_split(counted, time, request.test.empty());
  guess_features(table, request.labels, draft);
  check_features(draft, request.path);
  share_tables(draft.features, table);
  if (!request.test.empty()) check_test_file(request, draft);
  draft.group = group_column(draft.features, table);
  draft.monitor = monitor_of(draft.tasks, draft.split, draft.rows);
  draft.recipe = recipe_for(
      {draft.split.train_rows, std::ranges::any_of(draft.features, &FeatureGuess::is_sparse)});
  return draft;
}

}  // namespace mmoe
