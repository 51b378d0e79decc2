#include "data/labels.h"

#include <cmath>
#include <set>

#include "support/catch.h"
#include "support/errors.h"
#include "support/tables.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::all_rows;
using test::error_of;
using test::table_of;

namespace {

// A task of this type with these options, label included.
TaskConfig task(const std::string& options) {
  const RunConfig config = parse_config(
      "name: t\ndata: {type: csv, train: t.csv}\n"
      "features: [{name: f, type: numeric}]\n"
      "tasks: [{name: t, " +
          options + "}]\nmodel: {type: mmoe}\n",
      "test");
  return config.tasks.front();
}

Dataset encoded(const std::string& csv, const std::vector<TaskConfig>& tasks) {
  const RawTable table = table_of(csv, label_requests(tasks));
  const std::vector<int64_t> rows = all_rows(table);
  Dataset data;
  data.task_count = static_cast<int64_t>(tasks.size());
  data.resize(table.rows());
  encode_labels(fit_labels(tasks, table, rows), table, rows, data);
  return data;
}

// NaN, which equals nothing, as -9.
std::vector<float> labels_of(const std::string& csv, const std::string& options) {
  std::vector<float> labels = encoded(csv, {task(options)}).labels;
  for (float& label : labels) label = std::isnan(label) ? -9 : label;
  return labels;
}

std::string bad_row(const std::string& csv, const std::string& options) {
  return error_of([&] { encoded(csv, {task(options)}); }, ExitCode::data);
}

using Labels = std::vector<float>;

}  // namespace

TEST_CASE("labels by hand", "[data]") {
  const std::string binary = "type: binary, label: ";
  CHECK(labels_of("y,x\n1,\n0,\n,\n", binary + "y") == Labels{1, 0, -9});
  CHECK(labels_of("y,x\na,\nb,\n,\nc,\n", binary + "{column: y, positive: [a, c]}") ==
        Labels{1, 0, -9, 1});
  CHECK(labels_of("y,x\n2.5,\n3,\n,\n1e9,\n", binary + "{column: y, threshold: 3}") ==
        Labels{0, 1, -9, 1});
  CHECK(labels_of("y,x\nb,\na,\n,\n", "type: multiclass, label: y, classes: [a, b]") ==
        Labels{1, 0, -9});
  CHECK(labels_of("y,x\n2,\n0,\n,\n", "type: multiclass, label: y, num_classes: 3") ==
        Labels{2, 0, -9});
}

TEST_CASE("labels that are no numbers", "[data]") {
  CHECK(labels_of("y,x\nnan,\n1,\n", "type: binary, label: y") == Labels{-9, 1});
  CHECK(labels_of("y,x\nNaN,\n2,\n", "type: regression, label: y") == Labels{-9, 2});
  for (const char* problem : {"inf", "-inf", "1e999"}) {
    CHECK_THAT(bad_row("y,x\n0,\n" + std::string(problem) + ",\n", "type: regression, label: y"),
               ContainsSubstring("row 2, column 'y': the value is infinite"));
  }
  CHECK_THAT(bad_row("y,x\n1e39,\n", "type: regression, label: y"),
             ContainsSubstring("row 1, column 'y': '1e+39' is too large"));
  CHECK_THAT(bad_row("y,x\n1,nan\n", "type: binary, label: y, sample_weight: x"),
             ContainsSubstring("row 1, column 'x': the value is missing"));
}

TEST_CASE("scaled labels are finite however small they are", "[data]") {
  for (const char* scale : {"standard", "log1p"}) {
    const auto labels = labels_of("y,x\n0,\n1e-320,\n2e-200,\n3e38,\n",
                                  "type: regression, label: y, scale: " + std::string(scale));
    for (const float label : labels) CHECK(std::isfinite(label));
    for (const float label : labels_of("y,x\n1e-200,\n2e-200,\n",
                                       "type: regression, label: y, scale: " + std::string(scale)))
      CHECK(std::isfinite(label));
  }
}

TEST_CASE("labels of several columns", "[data]") {
  const std::string csv = "a,b\n1,1\n1,0\n0,0\n1,\n0,\n,1\n,0\n,\n";
  CHECK(labels_of(csv, "type: binary, label: {all: [a, b]}") == Labels{1, 0, 0, -9, 0, -9, 0, -9});
  CHECK(labels_of(csv, "type: binary, label: {any: [a, b]}") == Labels{1, 1, 0, 1, -9, 1, -9, -9});
}

TEST_CASE("rows elsewhere are not of the task", "[data]") {
  const std::string csv = "y,click\n1,1\n0,0\n0,1\n1,\n,1\n";
  CHECK(labels_of(csv, "type: binary, label: y, where: click = 1") == Labels{1, -9, 0, -9, -9});
  // The condition may read the label's own column.
  CHECK(labels_of("y,x\n0,\n3,\n", "type: regression, label: y, where: y > 0") == Labels{-9, 3});
}

TEST_CASE("labels of regressions are scaled by the training rows of the task", "[data]") {
  const std::string csv = "y,c\n1,1\n3,1\n,1\n100,0\n";
  CHECK(labels_of(csv, "type: regression, label: y, scale: standard, where: c = 1") ==
        Labels{-1, 1, -9, -9});
  CHECK(labels_of("y,c\n0,\n1,\n", "type: regression, label: y, scale: log1p") == Labels{-1, 1});
  CHECK(labels_of("y,c\n5,\n5,\n", "type: regression, label: y, scale: standard") == Labels{0, 0});
  const std::vector<TaskConfig> tasks = {task("type: regression, label: y, scale: standard")};
  const RawTable table = table_of("y\n1\n3\n900\n", label_requests(tasks));
  const std::vector<int64_t> training = {0, 1};
  const LabelScaling scaling = fit_labels(tasks, table, training)[0].scaling;
  CHECK(scaling == LabelScaling{false, 2, 1});
}

TEST_CASE("labels that their task does not take are bad rows", "[data]") {
  CHECK_THAT(bad_row("y\n2\n", "type: binary, label: y"),
             ContainsSubstring("row 1, column 'y': '2' is not between 0 and 1"));
  CHECK_THAT(bad_row("a,b\n1,3\n", "type: binary, label: {any: [a, b]}"),
             ContainsSubstring("column 'b': '3' is not between 0 and 1"));
  CHECK_THAT(bad_row("y\na\nc\n", "type: multiclass, label: y, classes: [a, b]"),
             ContainsSubstring("row 2, column 'y': 'c' is not 'a' or 'b'"));
  CHECK_THAT(bad_row("y\n3\n", "type: multiclass, label: y, num_classes: 3"),
             ContainsSubstring("'3' is not between 0 and 2"));
  CHECK_THAT(bad_row("y\n-1\n", "type: regression, label: y, scale: log1p"),
             ContainsSubstring("'-1' is not above -1"));
  for (const std::string loss : {"poisson", "ziln"}) {
    CHECK_THAT(bad_row("y\n-0.5\n", "type: regression, label: y, loss: " + loss),
               ContainsSubstring("'-0.5' is not at least 0"));
  }
}

TEST_CASE("weights are those of the task, 1 where others have some", "[data]") {
  const std::string csv = "y,w,v\n1,2,0\n0,0.5,7\n";
  const TaskConfig plain = task("type: binary, label: y");
  const TaskConfig weighted = task("type: binary, label: y, sample_weight: w");
  CHECK(encoded(csv, {plain}).weight_count == 0);
  const Dataset data =
      encoded(csv, {weighted, plain, task("type: binary, label: y, sample_weight: v")});
  CHECK(data.weight_count == 3);
  CHECK(data.weights == std::vector<float>{2, 1, 0, 0.5, 1, 7});
  CHECK_THAT(bad_row("y,w\n1,-1\n", "type: binary, label: y, sample_weight: w"),
             ContainsSubstring("column 'w': '-1' is not at least 0"));
  CHECK_THAT(bad_row("y,w\n1,\n", "type: binary, label: y, sample_weight: w"),
             ContainsSubstring("column 'w': the value is missing"));
}

TEST_CASE("a weight column for all tasks gives way to a task's own", "[data]") {
  const RunConfig config = with_sample_weights(
      parse_config("name: t\ndata: {type: csv, train: t.csv, sample_weight: w}\n"
                   "features: [{name: f, type: numeric}]\n"
                   "tasks: [{name: a, type: binary, label: a},\n"
                   "        {name: b, type: binary, label: b, sample_weight: v}]\n"
                   "model: {type: mmoe}\n",
                   "test"));
  CHECK(base_of(config.tasks[0]).sample_weight == "w");
  CHECK(base_of(config.tasks[1]).sample_weight == "v");
}

TEST_CASE("equal texts are one group, no text a group of its own", "[data]") {
  const std::string csv = "y,u,d\n1,x,1\n0,y,1\n0,x,2\n1,,2\n1,,2\n";
  const Dataset data = encoded(
      csv, {task("type: binary, label: y, group: u"), task("type: binary, label: y"),
            task("type: binary, label: y, group: d"), task("type: binary, label: y, group: u")});
  REQUIRE(data.group_count == 2);
  std::vector<int32_t> users, days;
  for (size_t row = 0; row < 5; ++row) {
    users.push_back(data.groups[2 * row]);
    days.push_back(data.groups[2 * row + 1]);
  }
  CHECK(users[0] == users[2]);
  CHECK(std::set<int32_t>(users.begin(), users.end()).size() == 4);
  CHECK(days == std::vector<int32_t>{days[0], days[0], days[2], days[2], days[2]});
  CHECK(days[0] != days[2]);
}

}  // namespace mmoe
