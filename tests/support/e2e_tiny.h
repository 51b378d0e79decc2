// Runs of configs/tiny.yaml, about a second each.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/e2e_program.h"

namespace mmoe::test {

using Json = nlohmann::ordered_json;

// mmoe-train with this config, tiny.yaml by default, and these further options.
std::vector<std::string> training(const std::string& run, const std::vector<std::string>& more = {},
                                  const std::string& config = MMOE_SOURCE_DIR "/configs/tiny.yaml");

// A folder with one finished run, made once a process.
struct TinyRun {
  TempFolder folder;
  std::string run = folder.file("run");
  Outcome outcome = test::run(training(run));

  std::string file(const std::string& name) const { return run + "/" + name; }
  Json result() const { return Json::parse(read_file(file("result.json"))); }
};
const TinyRun& tiny_run();

// What mmoe-eval reports with --json -.
Json evaluation_of(const std::vector<std::string>& checkpoints,
                   const std::vector<std::string>& more = {}, const std::string& folder = ".");

}  // namespace mmoe::test
