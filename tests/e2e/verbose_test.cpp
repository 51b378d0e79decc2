// What a run decides about how to compute is in its log.
#include "support/catch.h"
#include "support/e2e_tiny.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::Outcome;
using test::TempFolder;
using test::training;

TEST_CASE("--verbose tells how a run computes", "[e2e]") {
  const TempFolder folder;
  const std::string config = folder.write("tables.yaml", R"(
data:
  type: synthetic
  generator: {type: random_ids, fields: 3, rows_per_field: 20, vocabulary: [16384, 300]}
  rows: 300
features:
  - {name: x0, type: categorical, num_buckets: 16384}
  - {name: x1, type: categorical, num_buckets: 300}
  - {name: x2, type: categorical, num_buckets: 20}
tasks: [{name: a, type: binary, label: y0}]
model: mmoe
train: {steps: 3, batch_size: 100}
)");
  const auto told = [&](const std::string& run, std::vector<std::string> more) {
    more.insert(more.end(), {"--verbose", "--threads", "1"});
    const Outcome outcome = test::run(training(folder.file(run), more, config));
    CHECK(outcome.code == 0);
    return outcome.err;
  };
  const std::string exact = told("exact", {});
  CHECK_THAT(exact, ContainsSubstring("folded: 2 (21); looked up: 0 (16385) 1 (301)"));
  CHECK_THAT(exact, ContainsSubstring("16,385 rows, adam, exactly, by touched rows"));
  CHECK_THAT(exact, ContainsSubstring("threads 1, pieces of "));
  CHECK_THAT(told("lazy", {"--set", "train.table_optimizer=lazy_adam"}),
             ContainsSubstring("16,385 rows, lazy_adam, by touched rows"));
  CHECK_THAT(told("unused",
                  {"--set", "train.table_optimizer=lazy_adam", "--set", "train.batch_size=5000"}),
             ContainsSubstring("train.table_optimizer is not used: no table is large"));
  CHECK_THAT(read_file(folder.file("exact/train.log")), ContainsSubstring("looked up: 0 (16385)"));
}

}  // namespace mmoe
