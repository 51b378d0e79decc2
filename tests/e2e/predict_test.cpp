// Predictions row for row, held against mmoe-eval and against themselves.
#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"
#include "metrics/auc.h"
#include "support/arrow_files.h"
#include "support/catch.h"
#include "support/e2e_tiny.h"
#include "support/e2e_visits.h"

namespace mmoe {

using test::csv_of;
using test::Visit;
using test::VisitsFolder;

namespace {

using Texts = std::vector<std::string>;
constexpr const char* kBest = "run/best.safetensors";

// With a trained run/ and, from another seed, other/.
const VisitsFolder& visits() {
  static const VisitsFolder folder;
  static const bool trained =
      folder.train("run").code == 0 && folder.train("other", {"--set", "train.seed=2"}).code == 0;
  REQUIRE(trained);
  return folder;
}

// The text of the file that mmoe-predict writes.
std::string predicted(const Texts& files, const Texts& more = {},
                      const Texts& checkpoints = {kBest}, const std::string& output = "out.csv") {
  Texts arguments = {"mmoe-predict", "--output", output, "--checkpoint"};
  arguments.insert(arguments.end(), checkpoints.begin(), checkpoints.end());
  arguments.emplace_back("--data");
  arguments.insert(arguments.end(), files.begin(), files.end());
  arguments.insert(arguments.end(), more.begin(), more.end());
  CHECK(test::output_of(arguments, visits().path()).empty());
  return read_file(visits().file(output));
}

// Lines without their line ends; the first is the header.
Texts lines_of(const std::string& text) {
  CHECK(text.ends_with('\n'));
  Texts lines = split(text, '\n');
  lines.pop_back();
  return lines;
}

// Numbers by the name of their column.
std::map<std::string, std::vector<double>> columns_of(const std::string& text) {
  const Texts lines = lines_of(text), names = split(lines.front(), ',');
  std::map<std::string, std::vector<double>> columns;
  for (size_t row = 1; row < lines.size(); ++row) {
    const Texts values = split(lines[row], ',');
    REQUIRE(values.size() == names.size());
    for (size_t i = 0; i < names.size(); ++i) {
      columns[names[i]].push_back(parse_number(values[i]).value());
    }
  }
  return columns;
}

std::string body_of(const std::string& text) { return text.substr(text.find('\n') + 1); }

double auc_of(const std::vector<double>& probabilities) {
  std::vector<float> labels;
  for (const Visit& visit : visits().test_visits()) {
    labels.push_back(visit.clicked ? static_cast<float>(*visit.clicked) : std::nanf(""));
  }
  return auc(labelled_rows(labels, probabilities)).value();
}

}  // namespace

TEST_CASE("predictions are one line a row, named after the tasks", "[e2e]") {
  const std::string text = predicted({"test.csv"});
  const Texts lines = lines_of(text);
  CHECK(lines.front() == "probs_click,y_price");
  CHECK(lines.size() == VisitsFolder::kTestRows + 1);
  const auto columns = columns_of(text);
  for (const double p : columns.at("probs_click")) CHECK((p > 0 && p < 1));
}

TEST_CASE("--logits adds what comes before the sigmoid", "[e2e]") {
  const std::string text = predicted({"test.csv"}, {"--logits"});
  CHECK(lines_of(text).front() == "probs_click,logits_click,y_price");
  auto columns = columns_of(text);
  for (size_t row = 0; row < columns["y_price"].size(); ++row) {
    CHECK(columns["probs_click"][row] ==
          Approx(1 / (1 + std::exp(-columns["logits_click"][row]))).margin(1e-6));
  }
}

TEST_CASE("label columns may be absent", "[e2e]") {
  std::string text = "city,age\n";
  for (const Visit& visit : visits().test_visits()) {
    text +=
        test::csv_value(visit.city) + "," + (visit.age ? std::to_string(*visit.age) : "") + "\n";
  }
  visits().write("inputs.csv", text);
  CHECK(predicted({"inputs.csv"}) == predicted({"test.csv"}));
}

TEST_CASE("kept columns are the texts of the file", "[e2e]") {
  visits().write("kept.csv",
                 "id,age,city,note\n"
                 "007,030,\"say \"\"hi\"\"\",\"a, b\"\n"
                 "1e3,,\"two\nlines\", padded \n"
                 "\"\",4.50,Nowhere,\"\"\"\"\n");
  const std::string predictions = body_of(predicted({"kept.csv"}));
  const Texts numbers = lines_of(predictions);
  REQUIRE(numbers.size() == 3);
  CHECK(predicted({"kept.csv"}, {"--keep", "note,city,age,id"}) ==
        "note,city,age,id,probs_click,y_price\n"
        "\"a, b\",\"say \"\"hi\"\"\",030,007," +
            numbers[0] + "\n" + " padded ,\"two\nlines\",,1e3," + numbers[1] + "\n" +
            "\"\"\"\",Nowhere,4.50,," + numbers[2] + "\n");
}

TEST_CASE("kept columns of a TSV need quotes for tabs only", "[e2e]") {
  visits().write("kept.csv", "id,age,city,note\n1,30,Paris,\"a, b\"\n2,31,Paris,a\tb\n");
  const Texts lines = lines_of(predicted({"kept.csv"}, {"--keep", "note"}, {kBest}, "out.tsv"));
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "note\tprobs_click\ty_price");
  CHECK(lines[1].starts_with("a, b\t"));
  CHECK(lines[2].starts_with("\"a\tb\"\t"));
}

TEST_CASE("a row's prediction depends on the row alone", "[e2e]") {
  const std::string whole = predicted({"test.csv"});
  const std::vector<Visit>& rows = visits().test_visits();
  visits().write("head.csv", csv_of({rows.begin(), rows.begin() + 1}));
  visits().write("tail.csv", csv_of({rows.begin() + 1, rows.end()}));
  const std::string head = predicted({"head.csv"}), tail = predicted({"tail.csv"});
  CHECK(head + body_of(tail) == whole);
  CHECK(predicted({"head.csv", "tail.csv"}) == whole);
  CHECK(predicted({"test.csv"}, {"--threads", "2"}) == whole);
  // Backwards, and far down a file of more rows than are read at once.
  std::vector<Visit> many;
  while (many.size() < 20000) many.insert(many.end(), rows.rbegin(), rows.rend());
  visits().write("many.csv", csv_of(many));
  Texts lines = lines_of(body_of(predicted({"many.csv"})));
  CHECK(lines.size() == many.size());
  std::ranges::reverse(lines);
  lines.resize(rows.size());
  CHECK(lines == lines_of(body_of(whole)));
}

TEST_CASE("predictions have the AUC that evaluation reports", "[e2e]") {
  const auto evaluated = [](const Texts& checkpoints) {
    const test::Json report =
        test::evaluation_of(checkpoints, {"--data", "test.csv"}, visits().path());
    return report["metrics"]["auc_click"].get<double>();
  };
  const double single = auc_of(columns_of(predicted({"test.csv"}))["probs_click"]);
  CHECK(single == Approx(evaluated({kBest})).margin(1e-6));
  const Texts both = {kBest, "other/best.safetensors"};
  const double ensemble = auc_of(columns_of(predicted({"test.csv"}, {}, both))["probs_click"]);
  CHECK(ensemble == Approx(evaluated(both)).margin(1e-6));
}

TEST_CASE("an ensemble predicts the mean of probabilities and values", "[e2e]") {
  auto one = columns_of(predicted({"test.csv"}));
  auto two = columns_of(predicted({"test.csv"}, {}, {"other/best.safetensors"}));
  auto both = columns_of(predicted({"test.csv"}, {}, {kBest, "other/best.safetensors"}));
  for (const auto& [name, values] : both) {
    for (size_t row = 0; row < values.size(); ++row) {
      CHECK(values[row] == Approx((one[name][row] + two[name][row]) / 2).margin(1e-6));
    }
  }
}

TEST_CASE("evaluation of given files counts what they hold", "[e2e]") {
  int64_t labelled = 0, positive = 0;
  for (const Visit& visit : visits().test_visits()) {
    labelled += visit.clicked ? 1 : 0;
    positive += visit.clicked == 1 ? 1 : 0;
  }
  const test::Json report =
      test::evaluation_of({kBest}, {"--data", "test.csv", "train.csv"}, visits().path());
  CHECK(report["rows"] == VisitsFolder::kTestRows + VisitsFolder::kTrainRows);
  CHECK(report["data"] == test::Json{"test.csv", "train.csv"});
  const test::Json task =
      test::evaluation_of({kBest}, {"--data", "test.csv"}, visits().path())["tasks"]["click"];
  CHECK(task["rows"] == labelled);
  CHECK(task["positives"] == positive);
}

TEST_CASE("a Parquet file gives the predictions of the same rows in CSV", "[e2e]") {
  nlohmann::json ages, cities;
  for (const Visit& visit : visits().test_visits()) {
    ages.push_back(visit.age ? nlohmann::json(*visit.age) : nlohmann::json(nullptr));
    cities.push_back(visit.city);
  }
  const test::TempFolder folder;
  const std::string file = test::write_parquet(
      folder, test::arrow_table({{"city", test::array(arrow::utf8(), cities.dump())},
                                 {"age", test::array(arrow::int32(), ages.dump())}}));
  CHECK(predicted({file}) == predicted({"test.csv"}));
}

TEST_CASE("a file without rows gives a header", "[e2e]") {
  visits().write("none.csv", "age,city\n");
  CHECK(predicted({"none.csv"}) == "probs_click,y_price\n");
}

}  // namespace mmoe
