#include "data/load.h"

#include <cmath>

#include "support/catch.h"
#include "support/errors.h"
#include "support/temp_folder.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::error_of;
using test::TempFolder;

namespace {

const char* const kTrain =
    "age,job,click,paid\n"
    "10,cook,1,2.5\n"
    "20,cook,0,\n"
    "30,clerk,,4\n"
    "20,,0,1\n";

const char* const kTest =
    "age,job,click,paid\n"
    "20,cook,1,1\n"
    "40,singer,0,2\n";

// A CSV config: `data` goes on its data key, the tasks read `click` and `paid`.
RunConfig config_of(const std::string& data) {
  return parse_config("name: test\ndata: {type: csv, " + data + R"(}
features: [{name: age, type: numeric, scale: minmax}, {name: job, type: categorical}]
tasks: [{name: buy, type: binary, label: click}, {name: price, type: regression, label: paid}]
model: {type: mmoe}
)",
                      "test");
}

TempFolder& with_files(TempFolder& folder) {
  folder.write("train.csv", kTrain);
  folder.write("test.csv", kTest);
  return folder;
}

TrainingData loaded(const std::string& data, const TempFolder& folder) {
  Log log(LogLevel::error);
  return load_training_data(config_of(data), folder.path(), log);
}

// The log of loading, and of nothing else.
std::string log_of(const std::string& data, const TempFolder& folder) {
  {
    Log log(LogLevel::error);
    log.open_file(folder.file("log"));
    load_training_data(config_of(data), folder.path(), log);
  }
  return read_file(folder.file("log"));
}

std::string loading_error(const std::string& data, const TempFolder& folder) {
  return error_of([&] { loaded(data, folder); }, ExitCode::data);
}

// NaN, which equals nothing, as -1.
std::vector<float> shown(std::vector<float> labels) {
  for (float& label : labels) label = std::isnan(label) ? -1 : label;
  return labels;
}

}  // namespace

TEST_CASE("files become encoded rows", "[data]") {
  TempFolder folder;
  const TrainingData data = loaded("train: train.csv, test: test.csv", with_files(folder));
  CHECK(data.train.numerics == std::vector<float>{0, 0.5, 1, 0.5});
  CHECK(data.train.ids == std::vector<int32_t>{1, 1, 2, 3});
  CHECK(shown(data.train.labels) == std::vector<float>{1, 2.5, 0, -1, -1, 4, 0, 1});
  REQUIRE(data.test);
  CHECK(data.test->numerics == std::vector<float>{0.5, 1.5});  // fitted on training rows
  CHECK(data.test->ids == std::vector<int32_t>{1, 0});
  CHECK(data.test->labels == std::vector<float>{1, 1, 0, 2});
  CHECK_FALSE(data.valid);
  CHECK(data.files == FileRows{{folder.file("train.csv"), 4}, {folder.file("test.csv"), 2}});
}

TEST_CASE("several files are one part, absolute paths stay", "[data]") {
  TempFolder folder;
  const TrainingData data =
      loaded("train: [train.csv, " + with_files(folder).file("test.csv") + "]", folder);
  CHECK(data.train.rows == 6);
  CHECK(data.train.ids == std::vector<int32_t>{1, 1, 2, 4, 1, 3});
  CHECK(data.files.size() == 2);
}

TEST_CASE("encoders are fitted without the rows that leave training", "[data]") {
  TempFolder folder;
  const TrainingData data =
      loaded("train: train.csv, valid: {from: train, where: age >= 30}", with_files(folder));
  CHECK(data.train.numerics == std::vector<float>{0, 1, 1});
  REQUIRE(data.valid);
  CHECK(data.valid->numerics == std::vector<float>{2});
  CHECK(data.valid->ids == std::vector<int32_t>{0});  // clerk
  CHECK(data.files == FileRows{{folder.file("train.csv"), 4}});
}

TEST_CASE("labels are counted in the log", "[data]") {
  TempFolder folder;
  const std::string log = log_of("train: train.csv, test: test.csv", with_files(folder));
  CHECK_THAT(log, ContainsSubstring("train: 4 rows"));
  CHECK_THAT(log, ContainsSubstring("task buy: 3 labelled, 1 positive, 1 left out"));
  CHECK_THAT(log, ContainsSubstring("task price: 3 labelled, 1 left out"));
  CHECK_THAT(log, ContainsSubstring("test: 2 rows"));
  CHECK_THAT(log, !ContainsSubstring("warning"));
}

TEST_CASE("labels of one class are a warning", "[data]") {
  TempFolder folder;
  folder.write("one.csv", "age,job,click,paid\n1,a,1,1\n2,b,1,2\n");
  const std::string log = log_of("train: train.csv, test: one.csv", with_files(folder));
  CHECK_THAT(log, ContainsSubstring("task buy has one class only in the test rows"));
  CHECK_THAT(log_of("train: one.csv", folder),
             ContainsSubstring("task buy has one class only in the train rows"));
}

TEST_CASE("what training cannot do without is a data error", "[data]") {
  TempFolder folder;
  with_files(folder);
  folder.write("unlabelled.csv", "age,job,click,paid\n1,a,,1\n2,b,,2\n");
  folder.write("empty.csv", "age,job,click,paid\n");
  folder.write("other.csv", "age,job,clicks,paid\n1,a,1,1\n");
  folder.write("jobless.csv", "age,click,paid\n1,1,1\n");
  const std::pair<const char*, const char*> cases[] = {
      {"train: unlabelled.csv", "task 'buy' has no label in the training rows (column 'click')"},
      {"train: empty.csv", "the train part has no rows"},
      {"train: train.csv, test: empty.csv", "the test part has no rows"},
      {"train: train.csv, valid: {from: train, where: age > 99}", "the valid part has no rows"},
      {"train: train.csv, valid: {from: train, where: agee > 9}",
       "train.csv: there is no column 'agee'; did you mean 'age'?"},
      {"train: other.csv",
       "the label column 'click' of task 'buy' is not in the data; did you "
       "mean 'clicks'?"},
      {"train: jobless.csv", "the feature column 'job' is not in the data"},
      {"train: train.csv, test: jobless.csv", "jobless.csv: there is no column 'job'"},
      {"train: none.csv", "none.csv: no such file"}};
  for (const auto& [data, message] : cases) {
    CAPTURE(data);
    CHECK_THAT(loading_error(data, folder), ContainsSubstring(message));
  }
  // Labels may be missing elsewhere.
  CHECK(loaded("train: train.csv, test: unlabelled.csv", folder).test->rows == 2);
}

TEST_CASE("bad rows end loading or are skipped with a warning", "[data]") {
  TempFolder folder;
  folder.write("bad.csv", std::string(kTrain) + "x,cook,1,1\n50,cook\n60,cook,2,1\n");
  CHECK_THAT(loading_error("train: bad.csv", folder), ContainsSubstring("bad.csv, row "));
  const std::string log = log_of("train: bad.csv, on_bad_row: skip", folder);
  CHECK_THAT(log, ContainsSubstring("3 bad rows skipped"));
  CHECK_THAT(log, ContainsSubstring("train: 4 rows"));
}

}  // namespace mmoe
