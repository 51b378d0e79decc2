// train.members from the command line: one run, one checkpoint, the mean of several models.
#include <filesystem>

#include "base/text.h"
#include "support/catch.h"
#include "support/e2e_failure.h"
#include "support/e2e_tiny.h"
#include "support/e2e_visits.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::evaluation_of;
using test::Json;
using test::output_of;
using test::VisitsFolder;

namespace {

using Texts = std::vector<std::string>;

// Without validation the last step is the best, of each alone as of all together. With a run of
// three members in members/, and the same three as seeds.
const VisitsFolder& both_ways() {
  static const VisitsFolder folder;
  static const bool trained = [] {
    const Texts to_the_end = {"--set", "data.valid=null"};
    Texts members = to_the_end, seeds = to_the_end;
    members.insert(members.end(), {"--set", "train.members=3", "--threads", "2"});
    seeds.insert(seeds.end(), {"--seeds", "1-3", "--jobs", "2"});
    return folder.train("members", members).code == 0 && folder.train("seeds", seeds).code == 0;
  }();
  REQUIRE(trained);
  return folder;
}

const Texts kOne = {"members/best.safetensors"};
const Texts kThree = {"seeds/seed-1/best.safetensors", "seeds/seed-2/best.safetensors",
                      "seeds/seed-3/best.safetensors"};

std::string predicted(const Texts& checkpoints) {
  Texts arguments = {"mmoe-predict", "--data",   "test.csv",    "--output",
                     "out.csv",      "--logits", "--checkpoint"};
  arguments.insert(arguments.end(), checkpoints.begin(), checkpoints.end());
  output_of(arguments, both_ways().path());
  return read_file(both_ways().file("out.csv"));
}

Json json_file(const std::string& name) { return Json::parse(read_file(both_ways().file(name))); }

}  // namespace

TEST_CASE("members evaluate to the last digit as the same seeds together", "[e2e]") {
  const Json one = evaluation_of(kOne, {"--data-dir", "."}, both_ways().path());
  const Json three = evaluation_of(kThree, {"--data-dir", "."}, both_ways().path());
  CHECK(one["metrics"] == three["metrics"]);
  CHECK(one["metrics"] == json_file("members/result.json")["test"]);
  CHECK(one["metrics"] != json_file("seeds/seed-1/result.json")["test"]);
  CHECK(one["gates"].size() == 6);  // two of each member
  CHECK(one["gates"].contains("members.2.price"));
}

TEST_CASE("members predict as the same seeds together", "[e2e]") {
  CHECK(predicted(kOne) == predicted(kThree));
}

TEST_CASE("a checkpoint among others counts once, whatever its members", "[e2e]") {
  const auto clicks = [](const Texts& checkpoints) {
    std::vector<double> values;
    Texts lines = split(predicted(checkpoints), '\n');
    lines.pop_back();
    for (size_t i = 1; i < lines.size(); ++i) {
      values.push_back(parse_number(split(lines[i], ',').front()).value());
    }
    return values;
  };
  const auto all = clicks({kOne[0], kThree[0]}), members = clicks(kOne),
             single = clicks({kThree[0]});
  for (size_t row = 0; row < all.size(); ++row) {
    CHECK(all[row] == Approx((members[row] + single[row]) / 2).margin(1e-6));
  }
}

TEST_CASE("the parameters of all members are counted", "[e2e]") {
  const int64_t single = json_file("seeds/seed-1/result.json")["parameters"];
  CHECK(json_file("members/result.json")["parameters"] == 3 * single);
  const std::string shape = output_of({"mmoe-train", "--config", "config.yaml", "--data-dir", ".",
                                       "--dry-run", "--set", "train.members=3"},
                                      both_ways().path());
  CHECK_THAT(shape, ContainsSubstring("\nmembers: 3\n"));
  CHECK_THAT(shape, ContainsSubstring("\nparameters: " + std::to_string(3 * single) + "\n"));
}

TEST_CASE("seeds may have members, and share none", "[e2e]") {
  const VisitsFolder& folder = both_ways();
  const Texts two = {"--set", "train.members=2", "--set", "train.epochs=1"};
  Texts seeds = two, alone = two;
  seeds.insert(seeds.end(), {"--seeds", "1-2", "--jobs", "2"});
  alone.insert(alone.end(), {"--set", "train.seed=2"});
  REQUIRE(folder.train("pairs", seeds).code == 0);
  REQUIRE(folder.train("pair", alone).code == 0);
  const bool same = read_file(folder.file("pairs/seed-2/best.safetensors")) ==
                    read_file(folder.file("pair/best.safetensors"));
  CHECK(same);
}

TEST_CASE("there are 1 to 64 members", "[e2e]") {
  for (const char* count : {"0", "65"}) {
    test::check_failure(
        both_ways().train("never", {"--set", "train.members=" + std::string(count)}), 2,
        {"train.members", "at least 1", "at most 64"});
  }
}

}  // namespace mmoe
