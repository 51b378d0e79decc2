// Rows to evaluate, data/load.h.
#include "data/load.h"
#include "support/catch.h"
#include "support/encoding.h"
#include "support/errors.h"
#include "support/loading.h"
#include "support/temp_folder.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::config_of;
using test::error_of;
using test::same;
using test::TempFolder;
using test::trained;

namespace {

std::string rows_of(int count) {
  std::string rows = "n,c,y\n";
  for (int i = 0; i < count; ++i) {
    rows +=
        std::to_string(i % 7) + ",w" + std::to_string(i % 5) + "," + std::to_string(i % 2) + "\n";
  }
  return rows;
}

EvaluationData evaluated(const RunConfig& config, const Encoders& encoders,
                         const TempFolder& folder, const std::vector<std::string>& files = {}) {
  Log log(LogLevel::error);
  return load_evaluation_data(config, encoders, folder.path(), files, log);
}

}  // namespace

TEST_CASE("evaluation sees the test rows of training", "[data]") {
  const TempFolder folder;
  folder.write("a.csv", rows_of(100));
  folder.write("b.csv", rows_of(41));
  for (const std::string& data :
       {std::string("type: csv, train: a.csv, test: b.csv"),
        std::string("type: csv, train: a.csv, test: b.csv, valid: {from: test, fraction: 0.5}"),
        std::string("type: csv, train: a.csv, test: {from: train, where: n = 3}, "
                    "valid: {from: test, fraction: 0.5}")}) {
    CAPTURE(data);
    const RunConfig config = config_of(data);
    const TrainingData training = trained(config, folder);
    const Encoders encoders = encoders_from_bytes(to_bytes(training.encoders));
    const EvaluationData evaluation = evaluated(config, encoders, folder);
    CHECK(evaluation.rows.rows > 0);
    CHECK(same(evaluation.rows, training.test.value()));
    CHECK(evaluation.files.size() == 1);
  }
}

TEST_CASE("named files are evaluated whole", "[data]") {
  const TempFolder folder;
  folder.write("a.csv", rows_of(100));
  const std::string path = folder.write("b.csv", rows_of(41));
  const RunConfig config =
      config_of("type: csv, train: a.csv, valid: {from: train, fraction: 0.5}");
  const Encoders encoders = trained(config, folder).encoders;
  const EvaluationData data = evaluated(config, encoders, folder, {path, folder.file("a.csv")});
  CHECK(data.rows.rows == 141);
  CHECK(data.files == FileRows{{path, 41}, {folder.file("a.csv"), 100}});
  CHECK_THAT(error_of([&] { evaluated(config, encoders, folder); }, ExitCode::data),
             ContainsSubstring("no test data"));
  const std::string empty = folder.write("empty.csv", "n,c,y\n");
  CHECK_THAT(error_of([&] { evaluated(config, encoders, folder, {empty}); }, ExitCode::data),
             ContainsSubstring("there are no rows"));
}

TEST_CASE("synthetic test rows are those of training", "[data]") {
  const TempFolder folder;
  const std::string yaml = R"(
name: test
data: {type: synthetic, generator: {type: paper, d: 3}, rows: 100, valid_rows: 20, test_rows: 9000}
features: [{name: "x*", type: numeric}]
tasks: [{name: t, type: regression, label: y0}]
model: {type: mmoe}
)";
  RunConfig config = parse_config(yaml, "test");
  const TrainingData training = trained(config, folder);
  CHECK(training.train.rows == 100);
  CHECK(training.valid.value().rows == 20);
  CHECK(training.files.empty());
  const EvaluationData evaluation = evaluated(config, training.encoders, folder);
  CHECK(evaluation.rows.rows == 9000);
  CHECK(same(evaluation.rows, training.test.value()));
  std::get<SyntheticConfig>(config.data).test_rows = 0;
  CHECK_FALSE(trained(config, folder).test);
  CHECK_THAT(error_of([&] { evaluated(config, training.encoders, folder); }, ExitCode::data),
             ContainsSubstring("no test rows"));
}

}  // namespace mmoe
