// Open files and threads: few, and missed with a message.
#include <filesystem>

#include "support/catch.h"
#include "support/e2e_failure.h"
#include "support/e2e_limits.h"
#include "support/e2e_tiny.h"

namespace mmoe {

namespace fs = std::filesystem;
using test::check_failure;
using test::Outcome;
using test::run_limited;
using test::TempFolder;
using test::training;

TEST_CASE("a run with too few open files says so, and needs few", "[e2e]") {
  const TempFolder folder;
  const std::vector<std::string> few = {"--set", "train.steps=5", "--overwrite"};
  int missed = 0;
  for (int files = 4; files <= 16; ++files) {
    CAPTURE(files);
    const Outcome outcome = run_limited('n', files, training(folder.file("run"), few));
    if (outcome.code == 127) continue;  // the system did not start it
    INFO(outcome.err);
    if (outcome.code == 0) break;
    ++missed;
    check_failure(outcome, 6, {});
    CHECK(files < 16);
  }
  CHECK(missed >= 0);
}

TEST_CASE("jobs that would open too many files are refused before they begin", "[e2e]") {
  const TempFolder folder;
  const auto seeds = [&](const char* jobs) {
    return training(folder.file("run"), {"--seeds", "1-100", "--jobs", jobs, "--overwrite", "--set",
                                         "data.rows=300", "--set", "train.steps=2"});
  };
  check_failure(run_limited('n', 64, seeds("64")), 6,
                {"--jobs 64 may need 416 open files", "allows 64", "ulimit -n"});
  CHECK_FALSE(fs::exists(folder.file("run") + "/seed-1"));
  const Outcome few = run_limited('n', 64, seeds("2"));
  INFO(few.err);
  CHECK(few.code == 0);
  CHECK(fs::exists(folder.file("run") + "/seed-100/result.json"));
}

TEST_CASE("a stream of many seeds stays within the files that may be open", "[e2e]") {
  const TempFolder folder;
  const Outcome outcome = run_limited(
      'n', 64,
      training(folder.file("run"),
               {"--seeds", "1-40", "--jobs", "2", "--set", "data.seed=run", "--set",
                "data.stream=true", "--set", "data.valid_rows=50", "--set", "data.test_rows=50",
                "--set", "train.steps=2", "--set", "train.epochs=null"}));
  INFO(outcome.err);
  CHECK(outcome.code == 0);
  CHECK(fs::exists(folder.file("run") + "/seed-40/result.json"));
}

TEST_CASE("threads that are not to be had are an error that says so", "[e2e]") {
  const TempFolder folder;
  // Each thread's stack asks for some MB: a thousand of them for more than this.
  constexpr int64_t kMemory = 3'000'000;
  const std::vector<std::string> words = {"cannot start another thread", "--threads", "ulimit -u"};
  check_failure(run_limited('v', kMemory, training(folder.file("a"), {"--threads", "1024"})), 6,
                words);
  check_failure(run_limited('v', kMemory,
                            training(folder.file("b"), {"--seeds", "1-2000", "--jobs", "1000"})),
                6, words);
}

}  // namespace mmoe
