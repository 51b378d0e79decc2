// A long run holds no more than a short one.
#include "base/files.h"
#include "support/catch.h"
#include "support/e2e_tiny.h"

namespace mmoe {

using test::Json;
using test::TempFolder;
using test::training;

namespace {

using Options = std::vector<std::string>;

// MB at the peak of a run of so many epochs of 8 steps, with a validation and a line after each.
double peak_of(int epochs, const Options& more) {
  const TempFolder folder;
  Options options = {"--set", "train.epochs=" + std::to_string(epochs),
                     "--set", "data.rows=2000",
                     "--set", "data.valid_rows=500",
                     "--set", "train.log_every=1"};
  options.insert(options.end(), more.begin(), more.end());
  test::output_of(training(folder.file("run"), options));
  return Json::parse(read_file(folder.file("run") + "/result.json"))["peak_rss_mb"];
}

void check_flat(const Options& more = {}) {
  CAPTURE(more);
  constexpr double kNoise = 1.5;  // MB
  CHECK(peak_of(1000, more) < peak_of(100, more) + kNoise);
}

}  // namespace

TEST_CASE("a thousand epochs hold no more memory than a hundred", "[e2e][reliability]") {
  check_flat();
  check_flat({"--set", "train.ema=0.99", "--set", "train.schedule={type: constant}"});
}

TEST_CASE("a thousand epochs of members on two threads hold no more", "[e2e][reliability]") {
  check_flat({"--set", "train.members=2", "--threads", "2"});
}

}  // namespace mmoe
