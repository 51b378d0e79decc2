// A run that is told to stop saves what it has.
#include <signal.h>

#include <filesystem>

#include "support/catch.h"
#include "support/e2e_failure.h"
#include "support/e2e_tiny.h"

namespace mmoe {

namespace fs = std::filesystem;
using test::Json;
using test::Program;
using test::TempFolder;
using test::training;

namespace {

// Waits until training writes its first line.
bool trains(const std::string& run) { return test::appears({run + "/metrics.jsonl"}); }

void check_stops(int signal, int code) {
  const TempFolder folder;
  const std::string run = folder.file("run");
  Program program(training(run, {"--set", "train.epochs=1000000"}));
  REQUIRE(trains(run));
  program.send(signal);
  test::check_failure(program.wait(), code, {"stopped after step", "last.safetensors"});
  CHECK_FALSE(fs::exists(run + "/result.json"));
  const Json report = test::evaluation_of({run + "/last.safetensors"});
  CHECK(report["metrics"]["loss"] > 0);
}

}  // namespace

TEST_CASE("SIGINT saves a checkpoint and exits with 130", "[e2e]") { check_stops(SIGINT, 130); }

TEST_CASE("SIGTERM saves a checkpoint and exits with 143", "[e2e]") { check_stops(SIGTERM, 143); }

TEST_CASE("SIGINT saves a checkpoint of each seed that has begun", "[e2e]") {
  using Options = std::vector<std::string>;
  for (const Options& endless :
       {Options{"train.epochs=1000000", "train.log_every=10"},
        Options{"data.stream=true", "train.epochs=null", "train.steps=1000000000"}}) {
    CAPTURE(endless);
    const TempFolder folder;
    const std::string run = folder.file("run");
    Options options = {"--seeds", "1-3", "--jobs", "2"};
    for (const std::string& one : endless) options.insert(options.end(), {"--set", one});
    Program program(training(run, options));
    for (const char* seed : {"/seed-1", "/seed-2"}) REQUIRE(trains(run + seed));
    program.send(SIGINT);
    test::check_failure(program.wait(), 130, {"each seed that had begun", "last.safetensors"});
    int begun = 0;
    for (const char* seed : {"/seed-1", "/seed-2", "/seed-3"}) {
      if (!fs::exists(run + seed)) continue;
      ++begun;
      const Json report = test::evaluation_of({run + seed + "/last.safetensors"});
      CHECK(report["metrics"]["loss"] > 0);
      CHECK_FALSE(fs::exists(run + seed + "/result.json"));
    }
    CHECK(begun >= 2);
  }
}

TEST_CASE("a killed run leaves only complete files", "[e2e]") {
  const TempFolder folder;
  const std::string run = folder.file("run");
  Program program(training(run, {"--set", "train.epochs=1000000"}));
  REQUIRE(trains(run));
  program.send(SIGKILL);
  CHECK(program.wait().code == -SIGKILL);
  if (fs::exists(run + "/best.safetensors")) test::evaluation_of({run + "/best.safetensors"});
}

}  // namespace mmoe
