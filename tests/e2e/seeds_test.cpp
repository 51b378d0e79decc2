// mmoe-train --seeds: many runs in one process, each as if it were alone.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <sstream>

#include "support/catch.h"
#include "support/e2e_failure.h"
#include "support/e2e_tiny.h"
#include "support/e2e_visits.h"

namespace mmoe {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using test::check_failure;
using test::Json;
using test::Outcome;
using test::TempFolder;
using test::training;
using test::VisitsFolder;

namespace {

using Options = std::vector<std::string>;

const Options kRunSeed = {"--set",          "data.seed=run", "--set",
                          "data.rows=4000", "--set",         "train.epochs=2"};
const Options kStream = {"--set", "data.seed=run",       "--set", "data.stream=true",
                         "--set", "data.valid_rows=500", "--set", "train.steps=300",
                         "--set", "train.epochs=null",   "--set", "train.validate_every=90"};

Options with(Options options, const Options& more) {
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

std::string seed_folder(const std::string& run, int seed) {
  return run + "/seed-" + std::to_string(seed);
}

// Seeds 1 to 3 of these options two at a time, and each alone on one thread in `run` next to them.
void check_as_if_alone(const TempFolder& folder, const std::string& config,
                       const Options& options) {
  const Options common = with({"--data-dir", folder.path()}, options);
  const std::string all = folder.file("all");
  const Outcome together =
      test::run(training(all, with(common, {"--seeds", "1-3", "--jobs", "2"}), config));
  INFO(together.err);
  REQUIRE(together.code == 0);
  std::set<std::string> models;
  for (int seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    const std::string alone = folder.file("alone-" + std::to_string(seed));
    const std::string number = "train.seed=" + std::to_string(seed);
    test::output_of(training(alone, with(common, {"--threads", "1", "--set", number}), config));
    for (const char* name : {"/best.safetensors", "/last.safetensors"}) {
      CAPTURE(name);
      const std::string bytes = read_file(seed_folder(all, seed) + name);
      const bool same = bytes == read_file(alone + name);
      CHECK(same);
      models.insert(bytes);
    }
    const Json one = Json::parse(read_file(seed_folder(all, seed) + "/result.json"));
    const Json other = Json::parse(read_file(alone + "/result.json"));
    for (const char* key : {"valid", "test", "best_step", "steps", "seed", "threads"}) {
      CAPTURE(key);
      CHECK(one[key] == other[key]);
    }
    CHECK(fs::exists(seed_folder(all, seed) + "/train.log"));
  }
  CHECK(models.size() >= 3);
}

}  // namespace

TEST_CASE("seeds of files are the runs they are alone", "[e2e]") {
  const VisitsFolder folder;
  check_as_if_alone(folder, folder.file("config.yaml"), {});
}

TEST_CASE("seeds whose data follows them are the runs they are alone", "[e2e]") {
  const TempFolder folder;
  check_as_if_alone(folder, MMOE_SOURCE_DIR "/configs/tiny.yaml", kRunSeed);
}

TEST_CASE("seeds that share a stream are the runs they are alone", "[e2e]") {
  const TempFolder folder;
  check_as_if_alone(folder, MMOE_SOURCE_DIR "/configs/tiny.yaml", kStream);
}

TEST_CASE("the table over seeds holds mean and range of their results", "[e2e]") {
  const TempFolder folder;
  const std::string all = folder.file("all");
  const std::string out =
      test::output_of(training(all, with(kRunSeed, {"--seeds", "2,4", "--jobs", "1"})));
  const auto loss = [&](int seed) {
    const Json result = Json::parse(read_file(seed_folder(all, seed) + "/result.json"));
    return result["test"]["loss"].get<double>();
  };
  std::istringstream lines(out);
  std::string metric;
  double seeds = 0, mean = 0, deviation = 0, least = 0, most = 0;
  lines.ignore(1000, '\n') >> metric >> seeds >> mean >> deviation >> least >> most;
  CHECK_THAT(out.substr(0, out.find('\n')),
             ContainsSubstring("test ") && ContainsSubstring("mean"));
  CHECK(metric == "loss");
  CHECK(seeds == 2);
  const auto near = [](double value) { return Approx(value).epsilon(1e-5); };
  CHECK(mean == near((loss(2) + loss(4)) / 2));
  CHECK(deviation == near(std::abs(loss(2) - loss(4)) / std::sqrt(2)));
  CHECK(least == near(std::min(loss(2), loss(4))));
  CHECK(most == near(std::max(loss(2), loss(4))));
}

TEST_CASE("a seed that fails does not stop the others", "[e2e]") {
  for (const Options& options : {kRunSeed, kStream}) {
    const TempFolder folder;
    fs::create_directory(folder.file("all"));
    folder.write("all/seed-2", "a file is in the way");
    const Outcome outcome = test::run(training(
        folder.file("all"), with(options, {"--seeds", "1-3", "--jobs", "2", "--overwrite"})));
    INFO(outcome.err);
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.err, ContainsSubstring("seed 2: cannot make the run folder") &&
                                ContainsSubstring("\nerror: cannot make the run folder"));
    CHECK_THAT(outcome.out, ContainsSubstring("loss"));
    for (const int seed : {1, 3}) {
      CHECK(fs::exists(seed_folder(folder.file("all"), seed) + "/result.json"));
      CHECK_FALSE(fs::exists(seed_folder(folder.file("all"), seed) + "/error.txt"));
    }
  }
}

TEST_CASE("seeds that all diverge end with the code of that", "[e2e]") {
  const TempFolder folder;
  const Options options = with(kRunSeed, {"--set", "train.optimizer.learning_rate=1e30"});
  const Outcome outcome =
      test::run(training(folder.file("all"), with(options, {"--seeds", "1-3", "--jobs", "2"})));
  check_failure(outcome, 5, {"training diverged", "train.optimizer.learning_rate"});
  for (int seed = 1; seed <= 3; ++seed) {
    CHECK_THAT(outcome.err, ContainsSubstring("seed " + std::to_string(seed) + ": training"));
    const std::string left = seed_folder(folder.file("all"), seed);
    CHECK_THAT(read_file(left + "/train.log"), ContainsSubstring("training diverged"));
    CHECK_THAT(read_file(left + "/error.txt"), ContainsSubstring("exit code 5\ntraining diverged"));
  }
}

TEST_CASE("texts that are no seeds are refused", "[e2e]") {
  const TempFolder folder;
  for (const std::string text : {"a", "", "3-1", "1-2-3", "1,,2", "1-", "-1", "1,", "1.5", "1 2",
                                 "0-100000", "99999999999999999999"}) {
    CAPTURE(text);
    const Outcome outcome = test::run(training(folder.file("run"), {"--seeds=" + text}));
    check_failure(outcome, 2, {"--seeds"});
    CHECK_FALSE(fs::exists(folder.file("run")));
  }
  const auto refused = [&](const Options& options, const Options& words) {
    check_failure(test::run(training(folder.file("run"), options)), 2, words);
    CHECK_FALSE(fs::exists(folder.file("run")));
  };
  refused({"--seeds", "1-x"}, {"--seeds takes numbers and ranges such as 1-8", "'1-x'"});
  refused({"--seeds", "1-3,2"}, {"--seeds names 2 twice"});
  refused({"--jobs", "2"}, {"--jobs goes with --seeds"});
  refused({"--seeds", "1-2", "--jobs", "0"}, {"--jobs"});
  refused({"--seeds", "1-2", "--jobs", "two"}, {"--jobs"});
}

TEST_CASE("zero and the largest number are seeds", "[e2e]") {
  const TempFolder folder;
  const Options seeds = {"--set", "train.steps=3", "--seeds", "0,9223372036854775807"};
  test::output_of(training(folder.file("all"), seeds));
  for (const char* name : {"all/seed-0", "all/seed-9223372036854775807"}) {
    CHECK(fs::exists(folder.file(name) + "/result.json"));
  }
}

TEST_CASE("a run folder with seeds in it is refused, or replaced on request", "[e2e]") {
  const TempFolder folder;
  const Options seeds = with(kRunSeed, {"--seeds", "1,2", "--jobs", "2"});
  test::output_of(training(folder.file("all"), seeds));
  const std::string result = seed_folder(folder.file("all"), 1) + "/result.json";
  const std::string before = read_file(result);
  check_failure(test::run(training(folder.file("all"), seeds)), 2, {"not empty", "--overwrite"});
  CHECK(read_file(result) == before);
  const Options shorter = with(seeds, {"--set", "train.steps=3", "--overwrite"});
  test::output_of(training(folder.file("all"), shorter));
  CHECK(Json::parse(read_file(result))["steps"] == 3);
}

}  // namespace mmoe
