#include "inspect/task_guess.h"

#include <cmath>

#include "inspect/tables.h"
#include "support/catch.h"
#include "support/errors.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::csv_of_columns;
using test::error_of;

namespace {

// A table of one column "y".
TableProfile label_table(const std::vector<std::string>& values) {
  const test::TempFolder folder;
  const auto value = [&](int row) { return values[static_cast<size_t>(row) % values.size()]; };
  folder.write("y.csv", csv_of_columns(static_cast<int>(values.size()), {{"y", value}}));
  Log log(LogLevel::error);
  return profile_table(CsvConfig{}, folder.file("y.csv"), {"y"}, std::nullopt, log);
}

TaskGuess task_of(const std::vector<std::string>& values) {
  const TableProfile table = label_table(values);
  return guess_task(table.columns.front(), table, "y.csv");
}

std::vector<std::string> counting(int values) {
  return test::values_of(values, [](int row) { return std::to_string(row); });
}

std::string refusal(const std::vector<std::string>& values) {
  return error_of([&] { task_of(values); }, ExitCode::data);
}

}  // namespace

TEST_CASE("zeros and ones are a binary label as they are", "[inspect]") {
  const TaskGuess task = task_of({"0", "1", "0", "0.0", "1.0"});
  CHECK(task.kind == TaskKind::binary);
  CHECK(task.positive.empty());
  CHECK(task.positives == 2);
  CHECK(task.fact == "2 of 5 rows (40%)");
}

TEST_CASE("of two other values one is positive", "[inspect]") {
  CHECK(task_of({"no", "no", "yes", "yes", "yes"}).positive == "yes");
  CHECK(task_of({"False", "True", "True"}).positive == "True");
  CHECK(task_of({"-1", "1", "1"}).positive == "1");
  CHECK(task_of({"1", "2", "2"}).positive == "1");
  CHECK(task_of({"5", "3", "5"}).positive == "5");
  CHECK(task_of({"- 50000.", "- 50000.", "50000+."}).positive == "50000+.");
}

TEST_CASE("few values are classes, many numbers a quantity", "[inspect]") {
  const TaskGuess classes = task_of({"b", "a", "c", "a"});
  CHECK(classes.kind == TaskKind::multiclass);
  CHECK(classes.classes == std::vector<std::string>{"a", "b", "c"});
  CHECK(task_of({"10", "9", "8"}).classes == std::vector<std::string>{"8", "9", "10"});
  CHECK(task_of(counting(10)).kind == TaskKind::multiclass);
  CHECK(task_of(counting(11)).kind == TaskKind::regression);
  CHECK(task_of({"0.5", "1.5", "2.5"}).kind == TaskKind::regression);
}

TEST_CASE("a quantity with a long tail is learned by its logarithm", "[inspect]") {
  CHECK_FALSE(task_of(counting(1000)).log_scale);
  auto tailed = counting(1000);
  tailed.push_back("1000000");
  CHECK(task_of(tailed).log_scale);
  tailed.push_back("-1");
  CHECK_FALSE(task_of(tailed).log_scale);
}

TEST_CASE("labels from which nothing can be learned are refused", "[inspect]") {
  CHECK_THAT(refusal({"", ""}), ContainsSubstring("the label column 'y' is empty"));
  CHECK_THAT(refusal({"1", "", "1"}), ContainsSubstring("has one value only, '1'"));
  const auto words = test::values_of(101, [](int row) { return "w" + std::to_string(row); });
  CHECK_THAT(refusal(words), ContainsSubstring("has 101 different texts"));
  CHECK_THAT(refusal({"M\xfcnchen", "Ulm", "Ulm"}), ContainsSubstring("not valid UTF-8"));
}

TEST_CASE("rows without a label are said, and are no row of the task", "[inspect]") {
  const TableProfile table = label_table({"no", "?", "yes", "no", ""});
  const TaskGuess task = guess_task(table.columns.front(), table, "y.csv");
  CHECK(task.fact == "1 of 3 rows (33%), 2 without a label");
  const std::vector<float> labels = binary_labels(task, table);
  REQUIRE(labels.size() == 5);
  CHECK(labels[0] == 0);
  CHECK(std::isnan(labels[1]));
  CHECK(labels[2] == 1);
  CHECK(std::isnan(labels[4]));
}

}  // namespace mmoe
