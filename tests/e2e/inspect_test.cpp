// mmoe-inspect: what training says of gates, experts and units, from the checkpoint alone.
#include <filesystem>

#include "support/catch.h"
#include "support/e2e_failure.h"
#include "support/e2e_tiny.h"
#include "support/e2e_visits.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::check_failure;
using test::Json;
using test::output_of;
using test::run;
using test::tiny_run;
using test::training;

namespace {

using Texts = std::vector<std::string>;

Json inspection_of(const std::string& checkpoint, const Texts& more = {},
                   const std::string& folder = ".") {
  Texts arguments = {"mmoe-inspect", "--checkpoint", checkpoint, "--json", "-"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return Json::parse(output_of(arguments, folder));
}

// What a run's result.json and the inspection of its best checkpoint have in common.
std::string facts_in(const Json& json) {
  Json facts;
  for (const char* key : {"gates", "mixtures", "layers", "towers"}) facts[key] = json.at(key);
  return facts.dump();
}

}  // namespace

TEST_CASE("mmoe-inspect repeats what training says, to the last digit", "[e2e]") {
  const Json result = tiny_run().result();
  const Json report = inspection_of(tiny_run().file("best.safetensors"));
  CHECK(facts_in(report) == facts_in(result));
  CHECK(report["rows"] == 4000);
  CHECK(report["checkpoint"] == tiny_run().file("best.safetensors"));
  CHECK(report["warnings"].is_array());
  const Json& mixture = report["mixtures"]["experts"];
  CHECK(mixture["gates"].dump() == R"(["first","second"])");
  CHECK(mixture["similarity"].size() == 4);
  CHECK(mixture["distance"][0][0] == 0);
  CHECK(mixture["distance"][0][1] == mixture["distance"][1][0]);
  CHECK(report["towers"]["first"]["units"] == 8);
  CHECK(report["layers"]["experts_0"]["units"] == 64);
  const Json two = inspection_of(tiny_run().file("best.safetensors"), {"--threads", "2"});
  CHECK(facts_in(two) == facts_in(result));
}

TEST_CASE("mmoe-inspect shows tables, and writes the report beside them", "[e2e]") {
  const test::TempFolder folder;
  const std::string text =
      output_of({"mmoe-inspect", "--checkpoint", tiny_run().file("best.safetensors"), "--json",
                 folder.file("report.json")});
  CHECK_THAT(text, ContainsSubstring("gate second: entropy 0.") &&
                       ContainsSubstring("\nexperts: distance of gates\n") &&
                       ContainsSubstring("\nexperts: outputs and their correlation\n") &&
                       ContainsSubstring("\n  tower_first_0       8     "));
  CHECK(facts_in(Json::parse(read_file(folder.file("report.json")))) ==
        facts_in(tiny_run().result()));
}

TEST_CASE("without test data training looks at the validation rows", "[e2e]") {
  const test::TempFolder folder;
  const std::string place = folder.file("run");
  REQUIRE(run(training(place, {"--set", "data.test_rows=0", "--set", "train.epochs=1"})).code == 0);
  const Json result = Json::parse(read_file(place + "/result.json"));
  CHECK(result["test"].empty());
  CHECK(result["gates"].size() == 2);
  CHECK(result["towers"]["second"]["units"] == 8);
  check_failure(run({"mmoe-inspect", "--checkpoint", place + "/best.safetensors"}), 3,
                {"test rows"});
}

TEST_CASE("members, given files, and a model without gates", "[e2e]") {
  const test::VisitsFolder folder;
  REQUIRE(folder.train("members", {"--set", "train.members=2", "--set", "train.epochs=1"}).code ==
          0);
  const Json given = inspection_of("members/best.safetensors",
                                   {"--data-dir", ".", "--data", "train.csv"}, folder.path());
  CHECK(given["rows"] == test::VisitsFolder::kTrainRows);
  CHECK(given["gates"].contains("members.1.click"));
  CHECK(given["towers"].contains("members.0.price"));
  CHECK(given["mixtures"].size() == 2);
  REQUIRE(
      folder.train("shared", {"--set", "model={type: shared_bottom}", "--set", "train.epochs=1"})
          .code == 0);
  const std::string text =
      output_of({"mmoe-inspect", "--checkpoint", "shared/best.safetensors", "--data-dir", "."},
                folder.path());
  CHECK(text.starts_with("no gates: nothing in this model weighs experts\n  layer"));
  CHECK_THAT(text, ContainsSubstring("\n  bottom_0") && ContainsSubstring("\n  tower_click_0"));
}

TEST_CASE("mmoe-inspect refuses what it cannot look at", "[e2e]") {
  check_failure(run({"mmoe-inspect"}), 2, {"--checkpoint"});
  check_failure(run({"mmoe-inspect", "--checkpoint", "none.safetensors"}), 4, {"none.safetensors"});
  const std::string best = tiny_run().file("best.safetensors");
  check_failure(run({"mmoe-inspect", "--checkpoint", best, "--dat", "x"}), 2, {"--dat"});
  check_failure(run({"mmoe-inspect", "--checkpoint", best, "--data", "none.csv"}), 3, {"none.csv"});
}

}  // namespace mmoe
