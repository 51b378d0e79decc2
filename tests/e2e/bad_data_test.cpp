// Data that cannot be used (exit code 3), training that diverges (5), and what has to go on.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "support/catch.h"
#include "support/e2e_failure.h"
#include "support/e2e_visits.h"

namespace mmoe {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using test::check_failure;
using test::Outcome;
using test::replaced;
using test::VisitsFolder;

namespace {

using Words = std::vector<std::string>;

constexpr const char* kHeader = "id,age,city,clicked,price\n";
constexpr const char* kGoodRow = "1,30,Paris,1,2\n";

const VisitsFolder& visits() {
  static const VisitsFolder folder;
  return folder;
}

// Trains with one part of the config replaced.
Outcome train_with(const std::string& part, const std::string& by,
                   const std::string& folder = "run", const std::vector<std::string>& more = {}) {
  visits().write("bad.yaml", replaced(test::kVisitsConfig, part, by));
  fs::remove_all(visits().file(folder));
  return visits().train(folder, more, "bad.yaml");
}

std::string repeated(const std::string& row, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += row;
  return text;
}

}  // namespace

TEST_CASE("columns that are not there are a data error", "[e2e]") {
  struct Case {
    const char *part, *by;
    Words words;
  };
  const Case cases[] = {
      {"label: price",
       "label: prise",
       {"train.csv", "label column 'prise' of task 'price'", "did you mean 'price'?"}},
      {"name: age", "name: agee", {"train.csv", "feature column 'agee'", "did you mean 'age'?"}},
      {"name: age", "name: \"w*\"", {"train.csv", "feature pattern 'w*' matches no column"}},
      {"from: test, fraction: 0.5",
       "from: test, where: \"agee > 3\"",
       {"there is no column 'agee'; did you mean 'age'?"}},
      {"valid: {from: test, fraction: 0.5}",
       "columns: [id, age, city, clicked, price, more]",
       {"train.csv", "row 1", "expected 6 values, found 5"}},
  };
  for (const Case& wrong : cases) {
    INFO(wrong.by);
    check_failure(train_with(wrong.part, wrong.by), 3, wrong.words);
  }
}

TEST_CASE("a bad data file is refused with file, row, column and text", "[e2e]") {
  const std::string start = std::string(kHeader) + kGoodRow;
  fs::create_directory(visits().file("folder.csv"));
  const std::string mend = "data.on_bad_row: skip";
  struct Case {
    const char *name, *by;  // the file's name in the config
    std::string content;
    Words words;
  };
  const Case cases[] = {
      {"none.csv", "none.csv", "", {"./none.csv: no such file", "--data-dir"}},
      {"folder.csv", "folder.csv", "", {"./folder.csv: is a folder"}},
      {"empty.csv", "empty.csv", "", {"./empty.csv: the file is empty"}},
      {"header.csv", "header.csv", kHeader, {"./header.csv: the train part has no rows"}},
      {"ragged.csv",
       "ragged.csv",
       start + "2,31,Paris,1\n",
       {"./ragged.csv, row 2: expected 5 values, found 4", "2,31,Paris,1", mend}},
      {"text.csv",
       "text.csv",
       start + "2,old,Paris,1,2\n",
       {"./text.csv, row 2, column 'age': 'old' is not a number", "data.missing", mend}},
      {"label.csv",
       "label.csv",
       start + "2,31,Paris,yes,2\n",
       {"./label.csv, row 2, column 'clicked': 'yes'", mend}},
      {"three.csv",
       "three.csv",
       start + "2,31,Paris,3,2\n",
       {"./three.csv, row 2, column 'clicked': '3'", mend}},
      {"nan.csv", "nan.csv", start + "2,inf,Paris,1,2\n", {"./nan.csv, row 2, column 'age'", mend}},
      {"twice.csv",
       "twice.csv",
       "id,age,age,city,clicked,price\n",
       {"./twice.csv: two columns are named 'age'"}},
      {"unlabelled.csv",
       "unlabelled.csv",
       kHeader + repeated("1,30,Paris,,2\n", 5),
       {"task 'click' has no label in the training rows", "'clicked'"}},
      {"cut.csv.gz",
       "cut.csv.gz",
       std::string("\x1f\x8b\x08\0\0\0\0\0\0\3\xcb", 11),
       {"./cut.csv.gz: cannot be read"}},
      {"text.parquet", "text.parquet", start, {"./text.parquet: cannot be read"}},
  };
  for (const Case& bad : cases) {
    INFO(bad.name);
    const bool is_there =
        std::string(bad.name) != "none.csv" && !fs::is_directory(visits().file(bad.name));
    if (is_there) visits().write(bad.name, bad.content);
    check_failure(train_with("train: train.csv", "train: " + std::string(bad.by)), 3, bad.words);
    CHECK(fs::is_empty(visits().file("run")));  // so that a second try may use it
  }
}

TEST_CASE("--dry-run finds the same in the data and makes no run folder", "[e2e]") {
  check_failure(train_with("train: train.csv", "train: none.csv", "dry", {"--dry-run"}), 3,
                {"./none.csv: no such file"});
  check_failure(train_with("label: price", "label: prise", "dry", {"--dry-run"}), 3,
                {"label column 'prise'"});
  CHECK_FALSE(fs::exists(visits().file("dry")));
}

TEST_CASE("bad rows may be left out, counted", "[e2e]") {
  visits().write("two_bad.csv", kHeader + repeated(kGoodRow, 8) + "2,31,Paris\n3,old,Paris,0,1\n");
  const Outcome outcome = train_with("train: train.csv", "train: two_bad.csv\n  on_bad_row: skip");
  CHECK(outcome.code == 0);
  CHECK_THAT(outcome.err, ContainsSubstring("2 bad rows skipped"));
  CHECK_THAT(outcome.err, ContainsSubstring("./two_bad.csv, row 9"));
  CHECK_THAT(outcome.err, ContainsSubstring("train: 8 rows"));
}

TEST_CASE("a metric that one class leaves undefined is n/a and null", "[e2e]") {
  visits().write("ones.csv", kHeader + repeated(kGoodRow, 20));
  const Outcome outcome = train_with("test: test.csv", "test: ones.csv", "ones");
  CHECK(outcome.code == 0);
  CHECK_THAT(outcome.out, ContainsSubstring("n/a"));
  CHECK_THAT(outcome.err, ContainsSubstring("task click has one class only in the test rows"));
  const auto result = nlohmann::json::parse(read_file(visits().file("ones/result.json")));
  CHECK(result["test"]["auc_click"].is_null());
  CHECK(result["valid"]["auc_click"].is_null());
  CHECK(result["test"]["log_loss_click"].is_number());
  const auto report = nlohmann::json::parse(test::output_of(
      {"mmoe-eval", "--checkpoint", "ones/best.safetensors", "--data-dir", ".", "--json", "-"},
      visits().path()));
  CHECK(report["metrics"] == result["test"]);
  CHECK(report["tasks"]["click"]["auc"].is_null());
}

TEST_CASE("a monitored metric that is undefined on validation ends the run", "[e2e]") {
  visits().write("ones.csv", kHeader + repeated(kGoodRow, 20));
  check_failure(train_with("test: test.csv", "test: ones.csv", "ones",
                           {"--set", "train.early_stop.monitor=auc_click"}),
                3, {"'auc_click' is not defined on the validation rows", "early_stop.monitor"});
}

TEST_CASE("training that diverges says so", "[e2e]") {
  const Words words = {"training diverged", "train.optimizer.learning_rate", "train.clip_norm"};
  const std::string part = "learning_rate: 0.01", by = "learning_rate: 1e30";
  check_failure(train_with(part, by), 5, words);
  // After the last step only validation can see it.
  check_failure(train_with(part, by, "run", {"--set", "train.steps=1"}), 5, words);
  check_failure(train_with("learning_rate: 0.01", "learning_rate: 1e30", "run",
                           {"--set", "train.steps=1", "--set", "data.valid=null"}),
                5, words);
}

TEST_CASE("memory and disk that run out have their own exit code", "[e2e]") {
  const std::string tiny = std::string("--config ") + MMOE_SOURCE_DIR + "/configs/tiny.yaml";
  const auto shell = [](const std::string& command) {
    return test::run({"/bin/sh", "-c", command});
  };
  // 16 TB of weights; the limit is there in case that a system promises them.
  check_failure(shell("ulimit -v 50000000; exec " + test::program_path("mmoe-train") + " " + tiny +
                      " --dry-run --set model.experts.hidden=[1000000,1000000]"),
                6, {"out of memory"});
  check_failure(shell(test::program_path("mmoe-train") + " " + tiny + " --dry-run > /dev/full"), 6,
                {"standard output"});
}

}  // namespace mmoe
