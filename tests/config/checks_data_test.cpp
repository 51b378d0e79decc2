// The checks of data, of config/checks.h.
#include "config/small_config.h"
#include "support/catch.h"

namespace mmoe {

using test::check_conflicts;
using test::small_config;

namespace {

const std::string kStream =
    "data={type: synthetic, stream: true, generator: {type: random_binary}}";
const std::string kIdStream =
    "data={type: synthetic, stream: true, generator: {type: random_ids, rows_per_field: 5}}";
const std::string kIds = "features=[{name: x*, type: categorical, num_buckets: 5}]";

}  // namespace

TEST_CASE("a part of the data is files or rows of another part", "[config]") {
  const char* both = "data.valid: give either 'files' or 'from', one of the two";
  const char* alone = "data.valid: 'fraction' and 'where' go with 'from'";
  const char* how = "data.valid: 'from' takes either 'fraction' or 'where', one of the two";
  const char* nowhere = "data.valid.from: takes rows of a part that is not there";
  check_conflicts({
      {{"data.valid={}"}, both},
      {{"data.valid={files: []}"}, both},
      {{"data.valid={files: a.csv, from: train, fraction: 0.5}"}, both},
      {{"data.valid={files: a.csv, fraction: 0.5}"}, alone},
      {{"data.valid={files: a.csv, where: 'a = 1'}"}, alone},
      {{"data.valid={from: train}"}, how},
      {{"data.valid={from: train, fraction: 0.5, where: 'a = 1'}"}, how},
      {{"data.valid={from: test, fraction: 0.5}"}, nowhere},
      {{"data.valid={from: valid, fraction: 0.5}"}, nowhere},
      {{"data.valid={from: train, where: 'a = '}"},
       "data.valid.where: expected a value at position 5 of 'a = ', found the end"},
      {{"data.valid={from: test, fraction: 0.5}", "data.test={from: valid, fraction: 0.5}"},
       "data.test.from: 'valid' and 'test' take rows of each other"},
      {{"data.test=t.csv", "data.train={from: test, fraction: 0.5}"},
       "data.train.from: the training rows need files of their own"},
  });
  CHECK_NOTHROW(small_config({"data.valid={from: train, fraction: 0.5}"}));
  CHECK_NOTHROW(small_config({"data.test=t.csv", "data.valid={from: test, where: 'a > 1'}"}));
}

TEST_CASE("parts are checked in every file format", "[config]") {
  for (const char* type : {"csv", "parquet", "arrow"}) {
    const std::string data = "data={type: " + std::string(type) + ", train: a, valid: {}}";
    CHECK_THAT(test::small_config_error({data}),
               Catch::Matchers::ContainsSubstring("data.valid: give either"));
  }
}

TEST_CASE("marks of a CSV file are single characters", "[config]") {
  const char* delimiter = "data.delimiter: a delimiter is one character, such as \",\" or \"\\t\"";
  check_conflicts({
      {{"data.columns=[a, b, a]"}, "data.columns.2: the column 'a' is given twice"},
      {{"data.delimiter=''"}, delimiter},
      {{"data.delimiter=;;"}, delimiter},
      {{"data.delimiter=\"\\n\""}, delimiter},
      {{"data.quote=ab"}, "data.quote: a quote is one character, or empty for none"},
      {{"data.delimiter='|'", "data.quote='|'"}, "data.quote: is the delimiter as well"},
  });
  CHECK_NOTHROW(small_config({"data.delimiter=\"\\t\"", "data.quote=''"}));
}

TEST_CASE("a generator has the constants it needs", "[config]") {
  check_conflicts({
      {{"data={type: synthetic, generator: {type: paper, m: 6}}"},
       "data.generator.m: needs at least 6 values in 'alpha' and 'beta'; there are 5 and 5"},
      {{"data={type: synthetic, generator: {type: paper, beta: [1]}}"},
       "data.generator.m: needs at least 5 values in 'alpha' and 'beta'; there are 5 and 1"},
      {{"data={type: synthetic, generator: {type: random_ids, fields: 1, vocabulary: [2, 3]}}"},
       "data.generator.vocabulary: lists more sizes than there are fields"},
  });
  CHECK_NOTHROW(small_config({"data={type: synthetic, generator: {type: paper, m: 5}}"}));
}

TEST_CASE("a stream ends by steps and fits nothing", "[config]") {
  const std::string steps = "train.steps=10";
  check_conflicts({
      {{kIdStream, kIds, "train={}"}, "train.steps: is missing: a stream has no end of its own"},
      {{kIdStream, kIds, steps, "train.epochs=1"},
       "train.epochs: a stream has no epochs; use 'steps'"},
      {{kStream, steps, "features=[{name: x0, type: numeric}]"},
       "features.0.scale: a stream has no rows to fit on: use 'none'"},
      {{kStream, steps, "features=[{name: x0, type: numeric, scale: none, values: {}}]"},
       "features.0.values: a stream has no rows to fit on"},
      {{kIdStream, steps, "features=[{name: x0, type: categorical}]"},
       "features.0: a stream has no rows to fit a vocabulary on: give 'num_buckets'"},
  });
  const std::string number = "features=[{name: x0, type: numeric, scale: none, ";
  check_conflicts({
      {{kStream, steps, number + "bins: {boundaries: [1]}}]"},
       "features.0.bins: a stream has plain numbers only"},
      {{kStream, steps, number + "piecewise_linear: {}}]"},
       "features.0.piecewise_linear: a stream has no rows to fit on"},
      {{kIdStream, steps, "features=[{name: x0, type: categorical, hash_buckets: 5}]"},
       "features.0.hash_buckets: a stream gives ids as they are: give 'num_buckets'"},
      {{kIdStream, steps, "features=[{name: x0, type: sequence, num_buckets: 5}]"},
       "features.0: a stream has no lists of values"},
      {{kIdStream, steps, "features=[{name: x, type: combo, columns: [x0, x1]}]"},
       "features.0: a stream has no combined columns"},
  });
  CHECK_NOTHROW(small_config({kIdStream, steps, kIds}));
  CHECK_NOTHROW(small_config({kStream, steps, "features=[{name: x, type: numeric, scale: none}]"}));
}

// Ids that no table row belongs to would be read from anywhere.
TEST_CASE("a stream's features fit its generator", "[config]") {
  const std::string steps = "train.steps=10";
  check_conflicts({
      {{kStream, steps, kIds}, "features.0: the generator makes numbers: use 'type: numeric'"},
      {{kIdStream, steps, "features=[{name: x0, type: numeric, scale: none}]"},
       "features.0: the generator makes ids: use 'type: categorical'"},
      {{kIdStream, steps, "features=[{name: x0, type: categorical, num_buckets: 4}]"},
       "features.0.num_buckets: the generator makes ids up to 4"},
  });
  const std::string number = "features=[{name: x*, type: numeric, scale: none}]";
  check_conflicts({
      {{number, steps, "data={type: synthetic, stream: true}",
        "tasks=[{name: a, type: binary, label: y0}]"},
       "tasks.0: the generator's labels are not 0 or 1: use 'type: regression'"},
  });
  CHECK_THAT(test::small_config_error(
                 {kStream, steps, number,
                  "tasks=[{name: a, type: binary, label: {column: y0, positive: [a]}}]"}),
             Catch::Matchers::ContainsSubstring(
                 "tasks.0.label.positive: labels of a generator are numbers"));
}

TEST_CASE("a stream's labels are used as they are", "[config]") {
  const std::string features = "features=[{name: x*, type: numeric, scale: none}]";
  const std::pair<const char*, const char*> cases[] = {
      {"type: binary, label: {column: y0, threshold: 1}", "label.threshold"},
      {"type: binary, label: {all: [y0, y1]}", "label.all"},
      {"type: binary, label: {any: [y0, y1]}", "label.any"},
      {"type: binary, label: y0, where: y1 = 1", "where"},
      {"type: binary, label: y0, sample_weight: y1", "sample_weight"},
      {"type: binary, label: y0, group: y1", "group"},
      {"type: regression, label: y0, scale: log1p", "scale"},
      {"type: multiclass, label: y0, classes: [a, b]", "classes"}};
  for (const auto& [task, key] : cases) {
    CAPTURE(key);
    CHECK_THAT(test::small_config_error({kStream, "train.steps=10", features,
                                         "tasks=[{name: a, " + std::string(task) + "}]"}),
               Catch::Matchers::ContainsSubstring(
                   "tasks.0." + std::string(key) +
                   ": does not go with a stream: its labels are used as they are"));
  }
}

// Where a key was not written, the nearest key around it is the place.
TEST_CASE("conflicts of a file name a place in it", "[config]") {
  const std::string yaml =
      R"(data: {type: synthetic, stream: true, generator: {type: random_binary}}
features: [{name: x, type: numeric}]
tasks: [{name: a, type: binary, label: y0}, {name: a, type: binary, label: y1}]
model: mmoe
train: {steps: 5}
)";
  CHECK(test::error_of([&] { parse_config(yaml, "c.yaml"); }) ==
        "c.yaml:2:12: features.0.scale: a stream has no rows to fit on: use 'none'\n"
        "c.yaml:3:52: tasks.1.name: two tasks are named 'a'");
}

}  // namespace mmoe
