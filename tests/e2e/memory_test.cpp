// Memory: foretold, refused where there is too little, and missed with a message.
#include <filesystem>

#include "base/files.h"
#include "support/catch.h"
#include "support/e2e_failure.h"
#include "support/e2e_limits.h"
#include "support/e2e_tiny.h"

namespace mmoe {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using test::check_failure;
using test::Json;
using test::Outcome;
using test::run_limited;
using test::TempFolder;
using test::training;

namespace {

using Options = std::vector<std::string>;

Options sets(const Options& changes, Options more = {}) {
  for (const std::string& change : changes) more.insert(more.end(), {"--set", change});
  return more;
}

double number_after(const std::string& text, const std::string& before) {
  const size_t place = text.find(before);
  REQUIRE(place != text.npos);
  return std::strtod(text.c_str() + place + before.size(), nullptr);
}

// kB below which the system does not even start the program; what is missed there is not ours.
int64_t least_to_start() {
  constexpr int64_t kStep = 25'000;
  for (int64_t limit = 100'000; limit < 20'000'000; limit += limit < 2'000'000 ? kStep : limit) {
    if (run_limited('v', limit, {"mmoe-train", "--version"}).code == 0) return limit + kStep;
  }
  FAIL("the program never starts");
  return 0;
}

// Ends well, or with exit code 6 and a message; which of them.
bool ends_well(const Outcome& outcome) {
  if (outcome.code == 0) return true;
  INFO(outcome.err);
  CHECK(outcome.code == 6);
  CHECK_THAT(outcome.err, ContainsSubstring("error: ") && !ContainsSubstring("terminate called") &&
                              !ContainsSubstring("enforce fail"));
  const bool says_what = outcome.err.find("out of memory") != outcome.err.npos ||
                         outcome.err.find("cannot start another thread") != outcome.err.npos;
  CHECK(says_what);
  return false;
}

// With more and more memory: misses it first, and then has enough.
void check_limits(const Options& options, int64_t step = 10'000) {
  static const int64_t least = least_to_start();
  const TempFolder folder;
  int missed = 0;
  for (int64_t more = 0;; more += step + more / 2) {
    CAPTURE(least, more);
    REQUIRE(more < 10'000'000);
    Options all = {"--overwrite"};
    all.insert(all.end(), options.begin(), options.end());
    if (ends_well(run_limited('v', least + more, training(folder.file("run"), all)))) break;
    ++missed;
    CHECK_FALSE(fs::exists(folder.file("run") + "/result.json"));
  }
  CHECK(missed >= 2);
}

}  // namespace

TEST_CASE("the dry run foretells memory and disk", "[e2e]") {
  const TempFolder folder;
  const Options larger = sets({"data.rows=300000", "train.steps=200", "train.epochs=null"});
  Options dry = training(folder.file("run"), larger);
  dry.emplace_back("--dry-run");
  const std::string told = test::output_of(dry);
  test::output_of(training(folder.file("run"), larger));
  const Json result = Json::parse(read_file(folder.file("run") + "/result.json"));
  const double peak = result["peak_rss_mb"].get<double>();
  CHECK(number_after(told, "\nexpected memory: ") == Approx(peak).epsilon(0.15));
  CHECK_THAT(told,
             ContainsSubstring("(program ") && ContainsSubstring(", gradients and optimizer "));
  CHECK_THAT(told, ContainsSubstring("\nexpected disk: "));
  CHECK_THAT(told.substr(told.find("\nexpected disk: ") + 1), ContainsSubstring("\nparameters: "));
}

TEST_CASE("what no machine holds is refused with the numbers before it trains", "[e2e]") {
  const TempFolder folder;
  const std::string run = folder.file("run");
  const auto refused = [&](const Options& changes, const Options& words) {
    check_failure(test::run(training(run, sets(changes, {"--overwrite"}))), 6, words);
    CHECK_FALSE(fs::exists(run + "/metrics.jsonl"));
    check_failure(test::run(training(run, sets(changes, {"--dry-run"}))), 6, words);
  };
  refused({"data.rows=1000000000", "data.generator={type: paper, d: 5000, p: 0.9}"},
          {"1,000,000,000 rows of 5002 columns", "of memory", "fewer rows"});
  const std::string ids =
      "features=[{name: 'x*', type: categorical, num_buckets: 1000000000, dim: 64}]";
  refused({"data.generator={type: random_ids, fields: 3, rows_per_field: 9, tasks: 2}", ids,
           "tasks=[{name: a, type: binary, label: y0}, {name: b, type: binary, label: y1}]"},
          {"training needs about ", "MB of memory, and there are", "parameters 768000", "dim"});
}

TEST_CASE("a run that misses memory says so, wherever it is", "[e2e]") {
  check_limits(sets({"data.rows=200000", "train.steps=20", "train.epochs=null"}));
}

TEST_CASE("threads and members that miss memory say so", "[e2e]") {
  const Options wide = {"train.steps=4",
                        "train.epochs=null",
                        "train.batch_size=2000",
                        "data.rows=4000",
                        "train.ema=0.9",
                        "train.validate_every=2",
                        "model.experts={count: 8, hidden: [256, 128], batch_norm: true}"};
  check_limits(sets(wide, {"--threads", "3"}));
  Options members = wide;
  members.emplace_back("train.members=3");
  check_limits(sets(members, {"--threads", "2"}));
}

TEST_CASE("seeds that miss memory say so", "[e2e]") {
  check_limits(sets({"data.seed=run", "data.rows=100000", "train.steps=20", "train.epochs=null"},
                    {"--seeds", "1-2", "--jobs", "2"}));
  check_limits(sets({"data.seed=run", "data.stream=true", "train.steps=20", "train.epochs=null"},
                    {"--seeds", "1-20", "--jobs", "2"}));
}

}  // namespace mmoe
