#include "report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "config/scalars.h"

namespace mmoe {

namespace {

using Row = std::vector<std::string>;

// The metrics any of the tasks reports, in the order of first mention; "loss" first.
std::vector<std::string> columns_of(const std::vector<TaskConfig>& tasks) {
  std::vector<std::string> columns = {"loss"};
  for (const TaskConfig& task : tasks) {
    for (const MetricConfig& metric : metrics_of(task)) {
      const std::string name = name_of(metric);
      if (std::ranges::find(columns, name) == columns.end()) columns.push_back(name);
    }
  }
  return columns;
}

bool reports(const MetricValues& values, const std::string& name) {
  return std::ranges::any_of(values, [&](const auto& value) { return value.first == name; });
}

std::vector<Row> turned(const std::vector<Row>& rows) {
  std::vector<Row> columns(rows.front().size());
  for (const Row& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) columns[i].push_back(row[i]);
  }
  return columns;
}

}  // namespace

void report_undefined(const std::vector<TaskConfig>& tasks, const MetricValues& values, Log& log) {
  for (const TaskConfig& task : tasks) {
    for (const MetricConfig& metric : metrics_of(task)) {
      const std::string name = name_of(metric) + "_" + base_of(task).name;
      if (find_metric(values, name)) continue;
      log.warning(name + " is not defined: it needs " + needs_of(metric));
    }
  }
}

std::string aligned(const std::vector<Row>& rows) {
  std::vector<size_t> widths(rows.front().size(), 0);
  for (const Row& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    text += fmt::format("  {:<{}}", row[0], widths[0]);
    for (size_t i = 1; i < row.size(); ++i) text += fmt::format("  {:>{}}", row[i], widths[i]);
    text += "\n";
  }
  return text;
}

std::string shown(const std::optional<double>& value) {
  return value ? fmt::format("{:.6f}", *value) : "n/a";
}

std::string metric_table(const std::string& title, const std::vector<TaskConfig>& tasks,
                         const MetricValues& values, const std::vector<LabelCounts>& counts) {
  const std::vector<std::string> columns = columns_of(tasks);
  std::vector<Row> rows = {{"task", "rows", "positives"}};
  rows.front().insert(rows.front().end(), columns.begin(), columns.end());
  for (size_t task = 0; task < tasks.size(); ++task) {
    const std::string& name = base_of(tasks[task]).name;
    const bool binary = std::holds_alternative<BinaryTask>(tasks[task]);
    Row& row = rows.emplace_back();
    row = {name, with_commas(counts[task].rows), binary ? with_commas(counts[task].positives) : ""};
    for (const std::string& column : columns) {
      const std::string full = column + "_" + name;
      row.push_back(reports(values, full) ? shown(find_metric(values, full)) : "");
    }
  }
  constexpr size_t kMostColumns = 10;  // wider ones lie better on their side
  const bool wide = rows.front().size() > kMostColumns;
  return title + ": loss " + shown(find_metric(values, "loss")) + "\n" +
         aligned(wide ? turned(rows) : rows);
}

}  // namespace mmoe
