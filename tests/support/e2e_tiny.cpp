#include "support/e2e_tiny.h"

#include "support/catch.h"

namespace mmoe::test {

std::vector<std::string> training(const std::string& run, const std::vector<std::string>& more,
                                  const std::string& config) {
  std::vector<std::string> arguments = {"mmoe-train", "--config", config, "--run", run};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

const TinyRun& tiny_run() {
  static const TinyRun run;
  INFO(run.outcome.err);
  REQUIRE(run.outcome.code == 0);
  return run;
}

Json evaluation_of(const std::vector<std::string>& checkpoints,
                   const std::vector<std::string>& more, const std::string& folder) {
  std::vector<std::string> arguments = {"mmoe-eval", "--json", "-", "--checkpoint"};
  arguments.insert(arguments.end(), checkpoints.begin(), checkpoints.end());
  arguments.insert(arguments.end(), more.begin(), more.end());
  return Json::parse(output_of(arguments, folder));
}

}  // namespace mmoe::test
