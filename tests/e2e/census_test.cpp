// Real data: one epoch of configs/bench_census.yaml on Census-Income.
#include <filesystem>

#include "support/catch.h"
#include "support/e2e_tiny.h"

namespace mmoe {

using test::Json;
using test::output_of;
using test::TempFolder;
using test::training;

namespace {

const char* const kBench = MMOE_SOURCE_DIR "/configs/bench_census.yaml";
const std::vector<std::string> kData = {"--data-dir", MMOE_SHARED_DATA};

bool has_data() {
  const std::string file = MMOE_SHARED_DATA "/census-income/census-income.data.gz";
  if (std::filesystem::exists(file)) return true;
  WARN("skipped: no " << file << " (set MMOE_SHARED_DATA)");
  return false;
}

std::vector<std::string> with_data(std::vector<std::string> more) {
  more.insert(more.end(), kData.begin(), kData.end());
  return more;
}

}  // namespace

TEST_CASE("one epoch on Census-Income reaches its AUC, and evaluation repeats it", "[e2e]") {
  if (!has_data()) return;
  const TempFolder folder;
  output_of(training(folder.file("run"), with_data({"--set", "train.epochs=1"}), kBench));
  const Json result = Json::parse(read_file(folder.file("run/result.json")));
  CHECK(result["test"]["auc_income"] > 0.92);
  CHECK(result["test"]["auc_never_married"] > 0.98);
  CHECK(result["parameters"] == 156962);
  // The CUDA libraries alone map more than that.
  const std::string libtorch = result["versions"]["libtorch"];
  if (libtorch.find("CUDA") == std::string::npos) CHECK(result["peak_rss_mb"] < 400);
  CHECK(result["selected_on"].is_null());
  CHECK(result["best_step"] == result["steps"]);
  CHECK(result["data"].size() == 2);
  const Json report = test::evaluation_of({folder.file("run/best.safetensors")}, kData);
  CHECK(report["metrics"].dump() == result["test"].dump());
  CHECK(report["rows"] == 99762);
  CHECK(report["tasks"]["income"]["positives"] == 6186);
}

TEST_CASE("the census MMoE has the parameters it is known for", "[e2e]") {
  if (!has_data()) return;
  const std::string out = output_of(
      training("none", with_data({"--dry-run"}), MMOE_SOURCE_DIR "/configs/census_mmoe.yaml"));
  CHECK(out.ends_with("\nparameters: 193530\n"));
}

}  // namespace mmoe
