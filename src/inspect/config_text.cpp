// The YAML of a draft.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "inspect/config_draft.h"
#include "inspect/facts.h"
#include "inspect/yaml_text.h"

namespace mmoe {

namespace {

std::vector<std::string> quoted(std::vector<std::string> texts) {
  for (std::string& text : texts) text = yaml_quoted(text);
  return texts;
}

// The keys that say how the file is to be read.
struct FormatText {
  std::string operator()(const CsvConfig& csv) const {
    std::string text = "  type: csv\n";
    if (!csv.columns.empty()) text += "  columns: " + yaml_list(quoted(csv.columns)) + "\n";
    if (csv.delimiter) text += "  delimiter: " + yaml_quoted(*csv.delimiter) + "\n";
    if (csv.trim) text += "  trim: true  # some values have blanks around them\n";
    return text + shared(csv);
  }
  std::string operator()(const ParquetConfig& c) const { return "  type: parquet\n" + shared(c); }
  std::string operator()(const ArrowConfig& c) const { return "  type: arrow\n" + shared(c); }
  std::string operator()(const SyntheticConfig&) const { return ""; }

 private:
  static std::string shared(const TableConfig& table) {
    std::string text;
    if (!table.missing.empty()) text += "  missing: " + yaml_list(quoted(table.missing)) + "\n";
    if (table.on_bad_row == BadRow::skip) {
      text += "  on_bad_row: skip  # some rows have more or fewer values than there are columns\n";
    }
    return text;
  }
};

std::string data_text(const ConfigDraft& draft) {
  const SplitGuess& split = draft.split;
  std::string text = "data:\n" + std::visit(FormatText{}, draft.format);
  text += "  train: " + yaml_quoted(draft.train_file) + "\n  # " + split.comment + "\n";
  text += "  valid: " + split.valid + "\n";
  return text + "  test: " + (split.test.empty() ? yaml_quoted(draft.test_file) : split.test) +
         "\n";
}

// Features with the same options are one entry, a column a line.
std::string group_text(const std::vector<const FeatureGuess*>& group) {
  const FeatureGuess& first = *group.front();
  std::string text =
      "  # " + first.title + "\n  - " + join(first.options, "\n    ") + "\n    name:\n";
  size_t width = 0;
  for (const FeatureGuess* feature : group) {
    width = std::max(width, yaml_text(feature->column).size());
  }
  width = std::min<size_t>(width, 32);
  for (const FeatureGuess* feature : group) {
    text += fmt::format("      - {:{}}  # {}\n", yaml_text(feature->column), width, feature->fact);
  }
  return text;
}

std::string features_text(const std::vector<FeatureGuess>& features) {
  std::vector<std::vector<const FeatureGuess*>> groups;
  for (const FeatureGuess& feature : features) {
    const auto same = std::ranges::find_if(groups, [&](const auto& group) {
      return group.front()->options == feature.options && group.front()->title == feature.title;
    });
    if (same == groups.end()) {
      groups.push_back({&feature});
    } else {
      same->push_back(&feature);
    }
  }
  std::string text = "features:\n";
  for (const auto& group : groups) text += group_text(group);
  return text;
}

std::string left_out_text(const std::vector<LeftOut>& left_out) {
  if (left_out.empty()) return "";
  std::string text = "# Left out of the features:\n";
  for (const LeftOut& column : left_out) {
    text += "#   " + yaml_text(column.column) + " " + column.reason + "\n";
  }
  return text;
}

std::string label_text(const TaskGuess& task) {
  const std::string column = yaml_text(task.column);
  if (task.positive.empty()) return column;
  return "{column: " + column + ", positive: [" + yaml_quoted(task.positive) + "]}";
}

std::string task_text(const TaskGuess& task, const std::optional<std::string>& group) {
  std::string text = "  - name: " + yaml_text(task.name) + "  # " + task.fact + "\n";
  switch (task.kind) {
    case TaskKind::binary:
      text += "    type: binary\n    label: " + label_text(task) + "\n";
      if (group) text += "    group: " + yaml_text(*group) + "  # gauc is the AUC within it\n";
      return text + "    metrics: [auc, " + (group ? "gauc, " : "") + "log_loss]\n";
    case TaskKind::regression:
      return text + "    type: regression\n    label: " + label_text(task) +
             "\n    scale: " + (task.log_scale ? "log1p  # a long tail" : "standard") +
             "\n    metrics: [rmse, mae, r2]\n";
    case TaskKind::multiclass:
      break;
  }
  return text + "    type: multiclass\n    label: " + label_text(task) +
         "\n    classes: " + yaml_list(quoted(task.classes)) +
         "\n    metrics: [accuracy, log_loss]\n";
}

std::string layers_text(const std::string& widths, double dropout) {
  return "hidden: [" + widths + "], batch_norm: true" +
         (dropout > 0 ? fmt::format(", dropout: {}", dropout) : "") + "}\n";
}

std::string model_text(const ConfigDraft& draft) {
  const Recipe& recipe = draft.recipe;
  if (draft.tasks.size() > 1) {
    return "model:\n  type: mmoe\n  experts: {count: 8, " + layers_text("64, 32", recipe.dropout) +
           "  tower: {" + layers_text("16", recipe.tower_dropout);
  }
  return "model:\n  type: single_task  # with more labels: mmoe\n  bottom: {" +
         layers_text(fmt::format("{}", fmt::join(recipe.bottom, ", ")), recipe.dropout) +
         "  tower: {" + layers_text("32", recipe.tower_dropout);
}

// 0.00001, not 1e-05.
std::string plain(double number) {
  std::string text = fmt::format("{:.6f}", number);
  return text.substr(0, text.find_last_not_of('0') + 1);
}

std::string train_text(const ConfigDraft& draft) {
  const Recipe& recipe = draft.recipe;
  std::string text = fmt::format(
      "train:\n  epochs: {}  # {} training rows\n  batch_size: {}\n"
      "  optimizer: {{type: adam, learning_rate: {}, l2: {}, embedding_l2: {}}}\n"
      "  schedule: {{type: one_cycle, warmup: 0.1}}\n",
      recipe.epochs, with_commas(draft.split.train_rows), recipe.batch_size,
      plain(recipe.learning_rate), plain(recipe.l2), plain(recipe.embedding_l2));
  if (recipe.averages) text += "  ema: 0.99\n";
  if (!draft.monitor.empty()) {
    text += "  early_stop: {monitor: " + draft.monitor + ", mode: max}\n";
  }
  if (recipe.validate_every > 0) {
    text += fmt::format("  validate_every: {}  # steps\n", recipe.validate_every);
  }
  return text;
}

std::string tasks_text(const ConfigDraft& draft) {
  std::string text = "tasks:\n";
  for (const TaskGuess& task : draft.tasks) text += task_text(task, draft.group);
  return text;
}

}  // namespace

std::string to_yaml(const ConfigDraft& draft) {
  return fmt::format(
             "# Written by mmoe-init from {} rows of {} columns. What follows is guessed from the\n"
             "# values, and the reason stands beside it; change what you know better.\n",
             with_commas(draft.rows), with_commas(draft.columns)) +
         data_text(draft) + features_text(draft.features) + left_out_text(draft.left_out) +
         tasks_text(draft) + model_text(draft) + train_text(draft);
}

}  // namespace mmoe
