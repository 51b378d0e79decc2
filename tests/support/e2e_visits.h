// A small table with everything in it: numbers, texts with quotes and line ends, missing values and
// labels, and a config that learns from it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "support/e2e_program.h"

namespace mmoe::test {

struct Visit {
  std::string id, city;
  std::optional<int> age, clicked;
  double price = 0;
};

std::vector<Visit> make_visits(int count, unsigned seed);

// As a file with a header line: id,age,city,clicked,price.
std::string csv_of(const std::vector<Visit>& visits);

// A value as it stands in a CSV file.
std::string csv_value(const std::string& text);

// Trains tasks `click` (binary) and `price` (regression) on train.csv; test.csv is halved into
// validation and test.
extern const char* const kVisitsConfig;

// The text with one part of it replaced, which must be there.
std::string replaced(std::string text, const std::string& part, const std::string& by);

// A folder with train.csv, test.csv and config.yaml.
class VisitsFolder : public TempFolder {
 public:
  static constexpr int kTrainRows = 300, kTestRows = 200;

  VisitsFolder();

  const std::vector<Visit>& test_visits() const { return test_; }

  // mmoe-train on a config of this folder, whose results go to <run>/ there.
  Outcome train(const std::string& run, const std::vector<std::string>& more = {},
                const std::string& config = "config.yaml") const;

 private:
  std::vector<Visit> test_;
};

}  // namespace mmoe::test
