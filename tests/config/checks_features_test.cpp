// Features that contradict themselves, each other or the tasks.
#include "config/checks.h"
#include "config/small_config.h"
#include "support/catch.h"

namespace mmoe {

using test::check_conflicts;
using test::Conflict;
using test::small_config;

namespace {

// The whole message about a feature that is to have these options.
Conflict conflict(const std::string& feature, const char* message) {
  return {{"features.0=" + feature}, message};
}

}  // namespace

TEST_CASE("no feature reads a label", "[config]") {
  check_conflicts({
      conflict("{name: ab, type: combo, columns: [x, bought]}",
               "features.0.columns: the column 'bought' is a label; as a feature it would give the "
               "answer away"),
      conflict("{name: tags, type: multi, weight_column: paid}",
               "features.0.weight_column: the column 'paid' is a label; as a feature it would give "
               "the answer away"),
      conflict("{name: paid, type: sequence}",
               "features.0.name: the column 'paid' is a label; as a feature it would give the "
               "answer away"),
  });
  CHECK_NOTHROW(small_config({"features.0={name: ab, type: combo, columns: [job, town]}"}));
}

TEST_CASE("labels made of columns are labels too", "[config]") {
  check_conflicts({{{"tasks.buy.label={any: [a, b]}", "features.0={name: b, type: numeric}"},
                    "features.0.name: the column 'b' is a label; as a feature it would give the "
                    "answer away"}});
}

TEST_CASE("values become ids in one way", "[config]") {
  check_conflicts({
      conflict("{name: a, type: categorical, hash_buckets: 5, num_buckets: 5}",
               "features.0.hash_buckets: does not go with given ids ('num_buckets')"),
      conflict("{name: a, type: multi, num_buckets: 5, min_count: 2}",
               "features.0.min_count: has no effect on given ids ('num_buckets')"),
      conflict("{name: a, type: sequence, hash_buckets: 5, min_count: 2}",
               "features.0.min_count: has no effect on hashed values ('hash_buckets')"),
      conflict("{name: a, type: categorical, hash_buckets: 5, unknown: share}",
               "features.0.unknown: has no effect on hashed values: each has a bucket"),
      conflict("{name: a, type: categorical, min_count: 5, unknown: fail}",
               "features.0.unknown: 'fail' would refuse training rows with rare values: it does "
               "not go with 'min_count'"),
  });
}

TEST_CASE("a number has some role, and bins of one kind", "[config]") {
  check_conflicts({
      conflict("{name: a, type: numeric, number: false}",
               "features.0.number: nothing is left of the feature: give 'values', 'bins' or "
               "'piecewise_linear'"),
      conflict("{name: a, type: numeric, bins: {dim: 4}}",
               "features.0.bins: give either 'boundaries' or 'quantiles', one of the two"),
      conflict("{name: a, type: numeric, bins: {boundaries: [1], quantiles: 4}}",
               "features.0.bins: give either 'boundaries' or 'quantiles', one of the two"),
      conflict("{name: a, type: numeric, bins: {boundaries: [1, 3, 3]}}",
               "features.0.bins.boundaries: must ascend"),
  });
  CHECK_NOTHROW(
      small_config({"features.0={name: a, type: numeric, number: false, piecewise_linear: {}}"}));
  CHECK_NOTHROW(small_config({"features.0={name: a, type: numeric, bins: {boundaries: [1]}}"}));
}

TEST_CASE("a combination has a name and two columns", "[config]") {
  check_conflicts({
      conflict("{name: a, type: combo, columns: [x]}",
               "features.0.columns: needs two or more columns"),
      conflict("{name: [a, b], type: combo, columns: [x, y]}",
               "features.0.name: a combined feature has one name, without *"),
      conflict("{name: a*, type: combo, columns: [x, y]}",
               "features.0.name: a combined feature has one name, without *"),
      conflict("{name: a, type: combo, columns: [x, x]}",
               "features.0.columns.1: the column 'x' is given twice"),
      conflict("{name: a, type: combo, columns: [x, y], num_buckets: 5}",
               "features.0.num_buckets: several columns together are no given id"),
      {{"features.0={name: x, type: combo, columns: [a, b]}", "features.1.name=x"},
       "features.1.name: the column 'x' is already a feature"},
  });
}

TEST_CASE("lists have separators, and weights of one kind", "[config]") {
  check_conflicts({
      conflict("{name: a, type: multi, separator: ''}", "features.0.separator: may not be empty"),
      conflict("{name: a, type: sequence, missing: unknown}",
               "features.0.missing: a row without values has an empty list: use 'category' (the "
               "default) or 'fail'"),
      conflict("{name: a, type: multi, weight_separator: ':', weight_column: w}",
               "features.0.weight_column: does not go with 'weight_separator'"),
      conflict("{name: a, type: multi, weight_separator: '|'}",
               "features.0.weight_separator: must be a text other than 'separator'"),
      conflict("{name: a, type: multi, weight_separator: ''}",
               "features.0.weight_separator: must be a text other than 'separator'"),
      conflict("{name: a, type: multi, weight_column: w, pooling: concat}",
               "features.0.pooling: takes no weights; choose mean, sum or max"),
      conflict("{name: a, type: multi, weight_column: w, pooling: {type: attention, target: job}}",
               "features.0.pooling: takes no weights; choose mean, sum or max"),
  });
}

TEST_CASE("attention compares with a category of the same width", "[config]") {
  const auto target = [](const std::string& name, const std::string& more = "") {
    return "{name: a, type: sequence, pooling: {type: attention, target: " + name + "}" + more +
           "}";
  };
  check_conflicts({
      {{"features.0=" + target("nothing")},
       "features.0.pooling.target: 'nothing' is not a feature of one category a row"},
      {{"features.0=" + target("a")},
       "features.0.pooling.target: 'a' is not a feature of one category a row"},
      {{"features.0=" + target("job", ", dim: 4")},
       "features.0.pooling.target: has 'dim' 8, the values to compare with it have 4"},
  });
  CHECK_NOTHROW(small_config({"features.0=" + target("job")}));
  CHECK_NOTHROW(small_config({"features.1.name='*'", "features.0=" + target("anything")}));
}

TEST_CASE("features of a table agree on it", "[config]") {
  const std::string item = "features.1={name: item, type: categorical, table: t, dim: 4, ";
  const auto seen = [](const std::string& options) {
    return "features.0={name: seen, type: sequence, table: t, " + options + "}";
  };
  check_conflicts({
      {{seen("dim: 5"), item + "}"}, "features.1.table: features of one table need the same 'dim'"},
      {{seen("dim: 4, hash_buckets: 5"), item + "}"},
       "features.1.table: features of one table need the same 'hash_buckets'"},
      {{seen("dim: 4, num_buckets: 4"), item + "num_buckets: 3}"},
       "features.1.table: features of one table need the same 'num_buckets'"},
      {{seen("dim: 4"), item + "min_count: 3}"},
       "features.1.table: features of one table need the same 'min_count'"},
      {{seen("dim: 4"), item + "init_deviation: 1}"},
       "features.1.table: features of one table need the same 'init_deviation'"},
      {{seen("dim: 4, pretrained: b.txt"), item + "pretrained: a.txt}"},
       "features.1.table: has another 'pretrained' already"},
      {{"features.1={name: [t, item], type: categorical}", seen("dim: 8")},
       "features.0.table: is the name of a feature with a table of its own; give that one "
       "'table: t' too, or choose another name"},
  });
  CHECK_NOTHROW(small_config({seen("dim: 4, missing: fail"), item + "pretrained: a.txt}"}));
}

}  // namespace mmoe
