// Checkpoints of every version of the format so far: `last` of configs/tiny.yaml (mmoe-1: `best`).
#include "base/files.h"
#include "support/catch.h"
#include "support/e2e_failure.h"
#include "support/e2e_tiny.h"

namespace mmoe {

using test::check_failure;
using test::TempFolder;

namespace {

std::string kept(const std::string& version) {
  return MMOE_SOURCE_DIR "/tests/golden/checkpoints/" + version + ".safetensors";
}

}  // namespace

TEST_CASE("models of earlier versions predict what they did then", "[e2e]") {
  for (const char* version : {"mmoe-2", "mmoe-3"}) {
    CAPTURE(version);
    const test::Json report = test::evaluation_of({kept(version)});
    CHECK(report["metrics"]["loss"].get<double>() == Approx(2.65575285956).epsilon(1e-6));
  }
}

TEST_CASE("the first version is refused by its name", "[e2e]") {
  check_failure(test::run({"mmoe-eval", "--checkpoint", kept("mmoe-1")}), 4,
                {"mmoe-1", "the version of mmoe that wrote it"});
}

TEST_CASE("training does not go on from versions that kept too little", "[e2e]") {
  const TempFolder folder;
  folder.write("last.safetensors", read_file(kept("mmoe-2")));
  check_failure(test::run(test::training(folder.path(), {"--resume"})), 4,
                {"last.safetensors", "not what training needs to go on"});
}

}  // namespace mmoe
