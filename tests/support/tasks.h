// Tasks and their rows in few words.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "config/run_config.h"
#include "metrics/scored_rows.h"

namespace mmoe::test {

// The first task of a config with these options of it, such as "type: binary, loss: focal".
inline TaskConfig task_of(const std::string& options) {
  const RunConfig config = parse_config(
      "name: t\ndata: {type: csv, train: t.csv}\n"
      "features: [{name: f, type: numeric}]\n"
      "tasks: [{name: t, label: l, group: g, " +
          options + "}]\nmodel: {type: mmoe}\n",
      "test");
  return config.tasks.front();
}

// Only these rows, each as often as its number says.
inline ScoredRows repeated(const ScoredRows& rows, const std::vector<int>& times) {
  ScoredRows all;
  all.columns = rows.columns;
  for (size_t row = 0; row < rows.rows(); ++row) {
    for (int i = 0; i < times[row]; ++i) {
      all.labels.push_back(rows.labels[row]);
      const auto own = rows.scores_of(row);
      all.scores.insert(all.scores.end(), own.begin(), own.end());
      if (!rows.weights.empty()) all.weights.push_back(rows.weights[row]);
      if (!rows.groups.empty()) all.groups.push_back(rows.groups[row]);
    }
  }
  return all;
}

}  // namespace mmoe::test
