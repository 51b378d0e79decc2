#include "data/labels.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "config/task_queries.h"
#include "data/number_text.h"
#include "data/row_condition.h"

namespace mmoe {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

using ValueOfRow = std::function<double(int64_t row)>;

// One value a word, NaN for none.
template <class ValueOfWord>
ValueOfRow by_word(const TextColumn& text, const ValueOfWord& value_of) {
  std::vector<double> values = {kMissing};
  for (uint32_t code = 1; code < text.dictionary.size(); ++code) {
    values.push_back(value_of(text.dictionary.word(code)));
  }
  return [values, &codes = text.codes](int64_t row) {
    return values[codes[static_cast<size_t>(row)]];
  };
}

// `decisive` (0 for all of them, 1 for any) in one column decides, then a missing value does.
ValueOfRow combined(const std::vector<std::string>& columns, double decisive,
                    const RawTable& table) {
  std::vector<const std::vector<double>*> parts;
  for (const std::string& column : columns) parts.push_back(&table.numbers(column));
  return [parts, decisive](int64_t row) {
    double value = 1 - decisive;
    for (const auto* part : parts) {
      const double own = (*part)[static_cast<size_t>(row)];
      if (own == decisive) return decisive;
      if (std::isnan(own)) value = own;
    }
    return value;
  };
}

ValueOfRow value_of(const LabelEncoder& encoder, const RawTable& table) {
  const LabelConfig& label = encoder.label;
  if (label.positive) {
    return by_word(table.text(label.column), [&](std::string_view word) {
      return std::ranges::find(*label.positive, word) == label.positive->end() ? 0.0 : 1.0;
    });
  }
  if (!encoder.classes.empty()) {
    return by_word(table.text(label.column), [&](std::string_view word) {
      return static_cast<double>(std::ranges::find(encoder.classes, word) -
                                 encoder.classes.begin());
    });
  }
  if (!label.all.empty()) return combined(label.all, 0, table);
  if (!label.any.empty()) return combined(label.any, 1, table);
  const std::vector<double>& numbers = table.numbers(label.column);
  if (!label.threshold) return [&](int64_t row) { return numbers[static_cast<size_t>(row)]; };
  return [&numbers, limit = *label.threshold](int64_t row) {
    const double number = numbers[static_cast<size_t>(row)];
    return std::isnan(number) ? number : number >= limit ? 1.0 : 0.0;
  };
}

ValueOfRow label_of(const LabelEncoder& encoder, const RawTable& table) {
  const ValueOfRow value = value_of(encoder, table);
  if (!encoder.where) return value;
  return [value, is_of_task = RowCondition(parse_condition(*encoder.where), table)](int64_t row) {
    return is_of_task(row) ? value(row) : kMissing;
  };
}

// Two passes, as for numeric features.
LabelScaling standard_scaling(const std::vector<double>& labels) {
  LabelScaling scaling;
  const auto count = static_cast<double>(labels.size());
  for (const double label : labels) scaling.mean += label / count;
  double squares = 0;
  for (const double label : labels) squares += (label - scaling.mean) * (label - scaling.mean);
  const bool varies = std::ranges::adjacent_find(labels, std::not_equal_to()) != labels.end();
  const double deviation = std::sqrt(squares / count);
  // Of the smallest numbers the squares vanish.
  scaling.deviation = varies && std::isnormal(deviation) ? deviation : 1;
  return scaling;
}

LabelScaling fit_scaling(LabelScale scale, const LabelEncoder& encoder, const RawTable& table,
                         std::span<const int64_t> rows) {
  if (scale == LabelScale::none) return {};
  const bool log = scale == LabelScale::log1p;
  const ValueOfRow label = label_of(encoder, table);
  std::vector<double> labels;
  for (const int64_t row : rows) {
    const double value = label(row);
    if (!std::isnan(value)) labels.push_back(log ? std::log1p(value) : value);
  }
  LabelScaling scaling = standard_scaling(labels);
  scaling.log = log;
  return scaling;
}

// Column `position` of a row-major matrix.
template <class T, class Value>
void write_column(std::vector<T>& matrix, int64_t width, size_t position,
                  std::span<const int64_t> rows, const Value& value) {
  for (const int64_t row : rows) {
    matrix[position] = static_cast<T>(value(row));
    position += static_cast<size_t>(width);
  }
}

std::vector<std::string> group_columns(const std::vector<LabelEncoder>& labels) {
  std::vector<std::string> columns;
  for (const LabelEncoder& label : labels) {
    const bool is_new = label.group && std::ranges::find(columns, *label.group) == columns.end();
    if (is_new) columns.push_back(*label.group);
  }
  return columns;
}

void encode_weights(const std::vector<LabelEncoder>& labels, const RawTable& table,
                    std::span<const int64_t> rows, Dataset& out) {
  std::ranges::fill(out.weights, 1.0f);
  for (size_t task = 0; task < labels.size(); ++task) {
    if (!labels[task].weight) continue;
    const std::vector<double>& weights = table.numbers(*labels[task].weight);
    write_column(out.weights, out.weight_count, task, rows,
                 [&](int64_t row) { return weights[static_cast<size_t>(row)]; });
  }
}

}  // namespace

std::vector<LabelEncoder> unfitted_labels(const std::vector<TaskConfig>& tasks) {
  std::vector<LabelEncoder> labels;
  for (const TaskConfig& task : tasks) {
    const TaskBase& base = base_of(task);
    labels.push_back({base.label, classes_of(task), base.where, base.sample_weight, base.group});
  }
  return labels;
}

std::vector<LabelEncoder> fit_labels(const std::vector<TaskConfig>& tasks, const RawTable& table,
                                     std::span<const int64_t> rows) {
  std::vector<LabelEncoder> labels = unfitted_labels(tasks);
  for (size_t i = 0; i < tasks.size(); ++i) {
    if (const auto* regression = std::get_if<RegressionTask>(&tasks[i])) {
      labels[i].scaling = fit_scaling(regression->scale, labels[i], table, rows);
    }
  }
  return labels;
}

void encode_labels(const std::vector<LabelEncoder>& labels, const RawTable& table,
                   std::span<const int64_t> rows, Dataset& out) {
  const std::vector<std::string> groups = group_columns(labels);
  const bool weighted =
      std::ranges::any_of(labels, [](const auto& l) { return l.weight.has_value(); });
  out.weight_count = weighted ? out.task_count : 0;
  out.group_count = static_cast<int64_t>(groups.size());
  out.resize(out.rows);
  for (size_t task = 0; task < labels.size(); ++task) {
    const LabelScaling& scaling = labels[task].scaling;
    const ValueOfRow label = label_of(labels[task], table);
    write_column(out.labels, out.task_count, task, rows,
                 [&](int64_t row) { return to_float(scaling.apply(label(row))); });
  }
  if (weighted) encode_weights(labels, table, rows, out);
  for (size_t i = 0; i < groups.size(); ++i) {
    const TextColumn& text = table.text(groups[i]);
    write_column(out.groups, out.group_count, i, rows, [&](int64_t row) {
      const uint32_t code = text.codes[static_cast<size_t>(row)];
      return code == Dictionary::kMissing ? text.dictionary.size() + row : code;
    });
  }
}

}  // namespace mmoe
