// Tasks of all types with conditions, weights and groups: what training, evaluation and prediction
// say of them is the same.
#include <cmath>

#include "base/text.h"
#include "support/catch.h"
#include "support/e2e_tiny.h"
#include "support/e2e_visits.h"

namespace mmoe {

using test::Json;
using test::Visit;
using test::VisitsFolder;

namespace {

constexpr const char* kTasks =
    "tasks=[{name: click, type: binary, label: clicked, where: age > 40, group: city, "
    "metrics: [auc, gauc, log_loss, f1, {type: ndcg, k: 3}]}, "
    "{name: price, type: regression, label: price, scale: standard, "
    "metrics: [mae, r2, pearson]}, "
    "{name: dear, type: binary, label: {column: price, threshold: 1}}, "
    "{name: kind, type: multiclass, label: clicked, num_classes: 2, metrics: [auc, accuracy]}]";

struct Trained : VisitsFolder {
  test::Outcome outcome = train("run", {"--set", kTasks});
  Json evaluation = test::evaluation_of({"run/best.safetensors"}, {"--data-dir", "."}, path());
};

const Trained& trained() {
  static const Trained folder;
  REQUIRE(folder.outcome.code == 0);
  return folder;
}

// Rows of numbers under a header line, as mmoe-predict writes them for the test file.
std::vector<std::vector<double>> predictions(std::string& header) {
  test::output_of({"mmoe-predict", "--checkpoint", "run/best.safetensors", "--data", "test.csv",
                   "--output", "out.csv"},
                  trained().path());
  std::vector<std::string> lines = split(read_file(trained().file("out.csv")), '\n');
  lines.pop_back();
  header = lines.front();
  std::vector<std::vector<double>> rows;
  for (size_t i = 1; i < lines.size(); ++i) {
    auto& row = rows.emplace_back();
    for (const std::string& value : split(lines[i], ','))
      row.push_back(parse_number(value).value());
  }
  return rows;
}

}  // namespace

TEST_CASE("evaluation repeats what training reported for every type of task", "[e2e]") {
  const Json result = Json::parse(read_file(trained().file("run/result.json")));
  CHECK(trained().evaluation["metrics"] == result["test"]);
  for (const char* metric : {"gauc_click", "ndcg_at_3_click", "mae_price", "pearson_price",
                             "auc_dear", "auc_kind", "accuracy_kind", "loss_kind"}) {
    CAPTURE(metric);
    CHECK(result["test"][metric].is_number());
  }
}

TEST_CASE("rows outside a task's condition do not count", "[e2e]") {
  int64_t rows = 0;
  for (const Visit& visit : trained().test_visits()) {
    rows += visit.age.value_or(0) > 40 && visit.clicked ? 1 : 0;
  }
  const Json all =
      test::evaluation_of({"run/best.safetensors"}, {"--data", "test.csv"}, trained().path());
  CHECK(all["tasks"]["click"]["rows"] == rows);
  CHECK(all["tasks"]["kind"]["rows"] > rows);
}

TEST_CASE("predictions are in the label's unit", "[e2e]") {
  std::string header;
  const auto rows = predictions(header);
  CHECK(header == "probs_click,y_price,probs_dear,probs_kind_0,probs_kind_1");
  const std::vector<Visit>& visits = trained().test_visits();
  REQUIRE(rows.size() == visits.size());
  double error = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    error += std::abs(rows[i][1] - visits[i].price);
    CHECK(rows[i][3] + rows[i][4] == Approx(1));
  }
  const Json all =
      test::evaluation_of({"run/best.safetensors"}, {"--data", "test.csv"}, trained().path());
  const auto mae = all["metrics"]["mae_price"].get<double>();
  CHECK(mae == Approx(error / static_cast<double>(rows.size())).epsilon(1e-5));
}

}  // namespace mmoe
