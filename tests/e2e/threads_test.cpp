// Threads that do not divide a batch.
#include "base/files.h"
#include "support/catch.h"
#include "support/e2e_tiny.h"

namespace mmoe {

using test::Json;
using test::TempFolder;
using test::training;

namespace {

// Loss on validation after some steps of 4,096 rows, of which three shards get 1,365 or 1,366.
double loss_with(const std::string& threads) {
  const TempFolder folder;
  test::output_of(training(
      folder.file("run"),
      {"--threads", threads, "--set", "data.rows=8192", "--set", "train.batch_size=4096", "--set",
       "train.epochs=2", "--set", "model.experts={count: 8, hidden: [32], batch_norm: true}"}));
  return Json::parse(read_file(folder.file("run") + "/result.json"))["valid"]["loss"];
}

}  // namespace

TEST_CASE("batch norm over threads with different numbers of rows ends, with the same result",
          "[e2e]") {
  CHECK(loss_with("3") == Approx(loss_with("1")).epsilon(1e-3));
}

}  // namespace mmoe
