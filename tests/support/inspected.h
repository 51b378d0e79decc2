// Small tables, loaded as training loads them, for checks to look at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/load.h"
#include "inspect/finding.h"
#include "support/loading.h"

namespace mmoe::test {

// A header line, then `row(i)` for each row.
template <class Row>
std::string csv_rows(const std::string& header, int rows, const Row& row) {
  std::string text = header + "\n";
  for (int i = 0; i < rows; ++i) text.append(row(i)).append("\n");
  return text;
}

// A number below `below` that looks like chance: the same for the same row and column.
inline int noise(int row, int column, int below) {
  auto mixed = static_cast<uint32_t>(row) * 2654435761u + static_cast<uint32_t>(column) * 40503u;
  mixed ^= mixed >> 15;
  mixed *= 2246822519u;
  mixed ^= mixed >> 13;
  return static_cast<int>(mixed % static_cast<uint32_t>(below));
}

struct Inspected {
  TempFolder folder;
  RunConfig config;
  TrainingData data;

  // `features` and `tasks` as a config lists them; without `test` there is no test part.
  Inspected(const std::string& features, const std::string& tasks, const std::string& train,
            const std::string& test = "") {
    folder.write("train.csv", train);
    if (!test.empty()) folder.write("test.csv", test);
    config = parse_config("name: test\ndata: {type: csv, train: train.csv" +
                              std::string(test.empty() ? "" : ", test: test.csv") +
                              "}\nfeatures: " + features + "\ntasks: " + tasks +
                              "\nmodel: {type: mmoe}\n",
                          "test");
    data = trained(config, folder);
  }
};

// "check column task part" of each finding, without what is empty.
inline std::vector<std::string> summaries(const std::vector<Finding>& findings) {
  std::vector<std::string> all;
  for (const Finding& finding : findings) {
    std::string& text = all.emplace_back(finding.check);
    for (const std::string& place : {finding.column, finding.task, finding.part}) {
      if (!place.empty()) text += " " + place;
    }
  }
  return all;
}

using Summaries = std::vector<std::string>;

}  // namespace mmoe::test
