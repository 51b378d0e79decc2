// mmoe-train --resume as a person uses it.
#include <signal.h>

#include <filesystem>

#include "base/files.h"
#include "support/catch.h"
#include "support/e2e_failure.h"
#include "support/e2e_tiny.h"

namespace mmoe {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using test::check_failure;
using test::Json;
using test::Outcome;
using test::Program;
using test::TempFolder;
using test::training;

namespace {

using Options = std::vector<std::string>;

Outcome resumed(const std::string& run, Options more = {}) {
  more.insert(more.begin(), "--resume");
  return test::run(training(run, more));
}

// A run that was killed once it had a checkpoint; `length` is more than it could train until then.
void start_and_kill(const std::string& run, Options options, int signal, int code) {
  options.insert(options.end(), {"--set", "train.save_every=50"});
  Program program(training(run, options));
  REQUIRE(test::appears({run + "/step-50.safetensors", run + "/result.json"}));
  program.send(signal);
  CHECK(program.wait().code == code);
}

// What does not depend on when a run ran.
Json result_of(const std::string& run) {
  Json result = Json::parse(read_file(run + "/result.json"));
  for (const char* key : {"seconds", "samples_per_second", "peak_rss_mb"}) result.erase(key);
  return result;
}

void check_equal(const std::string& one, const std::string& other) {
  for (const char* file : {"/best.safetensors", "/last.safetensors"}) {
    CHECK((read_file(one + file) == read_file(other + file)));  // bytes are not to be shown
  }
  CHECK(result_of(one) == result_of(other));
}

const Options kLong = {"--set", "train.epochs=60"};

}  // namespace

TEST_CASE("a run that was killed or stopped goes on to the same end", "[e2e]") {
  const TempFolder folder;
  const std::string whole = folder.file("whole");
  Options saving = kLong;
  saving.insert(saving.end(), {"--set", "train.save_every=50"});
  CHECK(test::run(training(whole, saving)).code == 0);
  for (const auto& [signal, code] : {std::pair{SIGKILL, -SIGKILL}, {SIGINT, 130}, {SIGTERM, 143}}) {
    CAPTURE(signal);
    const std::string run = folder.file("run-" + std::to_string(signal));
    start_and_kill(run, kLong, signal, code);
    const Outcome outcome = resumed(run, saving);
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.err, ContainsSubstring("goes on from " + run + "/last.safetensors"));
    check_equal(run, whole);
    CHECK_FALSE(fs::exists(run + "/.lock"));
  }
}

TEST_CASE("a damaged checkpoint is told of, and the one before it taken", "[e2e]") {
  const TempFolder folder;
  const std::string run = folder.file("run"), whole = folder.file("whole");
  Options saving = kLong;
  saving.insert(saving.end(), {"--set", "train.save_every=50"});
  CHECK(test::run(training(whole, saving)).code == 0);
  start_and_kill(run, kLong, SIGINT, 130);
  write_file_atomically(run + "/last.safetensors", "not a checkpoint");
  const Outcome outcome = resumed(run, saving);
  CHECK(outcome.code == 0);
  CHECK_THAT(outcome.err, ContainsSubstring("warning: " + run + "/last.safetensors") &&
                              ContainsSubstring("goes on from " + run + "/step-"));
  check_equal(run, whole);
}

TEST_CASE("without a good checkpoint among those there are nothing is resumed", "[e2e]") {
  const TempFolder folder;
  const std::string run = folder.file("run");
  CHECK(test::run(training(run)).code == 0);
  write_file_atomically(run + "/last.safetensors", "not a checkpoint");
  check_failure(resumed(run), 4, {"no checkpoint in", "last.safetensors", "--overwrite"});
}

TEST_CASE("resuming starts at the first step where there is no checkpoint", "[e2e]") {
  const TempFolder folder;
  const std::string run = folder.file("run");
  CHECK(resumed(run).code == 0);
  check_equal(run, test::tiny_run().run);
}

TEST_CASE("resuming a finished run changes nothing", "[e2e]") {
  const TempFolder folder;
  const std::string run = folder.file("run");
  CHECK(test::run(training(run)).code == 0);
  const std::string before = read_file(run + "/result.json");
  const Outcome again = resumed(run);
  CHECK(again.code == 0);
  CHECK_THAT(again.err, ContainsSubstring("is finished"));
  CHECK(read_file(run + "/result.json") == before);
}

TEST_CASE("more epochs resume a run that was finished", "[e2e]") {
  const TempFolder folder;
  const std::string run = folder.file("run"), whole = folder.file("whole");
  const Options plain = {"--set", "train.schedule={type: constant}"};
  const Options seven = {plain[0], plain[1], "--set", "train.epochs=7"};
  CHECK(test::run(training(run, plain)).code == 0);
  CHECK(resumed(run, seven).code == 0);
  CHECK(test::run(training(whole, seven)).code == 0);
  check_equal(run, whole);
}

TEST_CASE("another config is no way to go on", "[e2e]") {
  const TempFolder folder;
  const std::string run = folder.file("run");
  CHECK(test::run(training(run)).code == 0);
  check_failure(resumed(run, {"--set", "train.batch_size=7", "--set", "train.seed=5"}), 2,
                {"not that of the run", "train.batch_size: 7, before 256", "train.seed: 5"});
}

TEST_CASE("resuming wants a run folder", "[e2e]") {
  const std::string config = MMOE_SOURCE_DIR "/configs/tiny.yaml";
  check_failure(test::run({"mmoe-train", "-c", config, "--resume"}), 2, {"--run"});
  const TempFolder folder;
  folder.write("notes.txt", "mine");
  check_failure(resumed(folder.path()), 2, {"holds no run to resume"});
  CHECK(read_file(folder.file("notes.txt")) == "mine");
}

TEST_CASE("a batch of seeds resumes each of them, finished ones too", "[e2e]") {
  const TempFolder folder;
  const std::string run = folder.file("run"), whole = folder.file("whole");
  Options seeds = kLong;
  seeds.insert(seeds.end(), {"--seeds", "1-3", "--jobs", "2", "--set", "train.save_every=50"});
  CHECK(test::run(training(whole, seeds)).code == 0);
  Program program(training(run, seeds));
  REQUIRE(test::appears({run + "/seed-2/step-50.safetensors", run + "/seed-2/result.json"}));
  program.send(SIGKILL);
  program.wait();
  for (int time = 0; time < 2; ++time) {
    const Outcome outcome = resumed(run, seeds);
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.out, ContainsSubstring("rmse_first"));
    for (const char* seed : {"/seed-1", "/seed-2", "/seed-3"}) {
      check_equal(run + seed, whole + seed);
    }
  }
}

TEST_CASE("a run folder that another process writes to is refused", "[e2e]") {
  const TempFolder folder;
  const std::string run = folder.file("run");
  Program first(training(run, {"--set", "train.epochs=1000000"}));
  REQUIRE(test::appears({run + "/metrics.jsonl"}));
  for (const char* option : {"--resume", "--overwrite"}) {
    check_failure(test::run(training(run, {option})), 2, {run, "is in use by process"});
  }
  first.send(SIGKILL);
  first.wait();
  CHECK(test::run(training(run, {"--overwrite"})).code == 0);
}

}  // namespace mmoe
