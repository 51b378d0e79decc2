#include "config/run_config.h"

#include "base/error.h"
#include "config/checks.h"
#include "config/merge.h"
#include "config/reader.h"
#include "config/writer.h"

namespace mmoe {

namespace {

RunConfig read_and_check(const Node& tree, std::vector<Problem> problems) {
  RunConfig config;
  Places places;
  Reader(problems, places).read(tree, "", config);
  throw_if_any(problems);
  throw_if_any(find_conflicts(config, places));
  if (!config.train.epochs && !config.train.steps) config.train.epochs = 1;
  return config;
}

}  // namespace

RunConfig load_config(const std::string& path, const std::vector<std::string>& overrides) {
  std::vector<Problem> problems;
  const Node tree = read_config_tree(path, overrides, problems);
  RunConfig config = read_and_check(tree, std::move(problems));
  // With its defaults a config is longer, and a checkpoint that holds it must be readable.
  std::vector<Problem> none;
  parse_yaml(to_yaml(config), path + " with its defaults", none);
  return config;
}

RunConfig parse_config(const std::string& yaml, const std::string& source) {
  std::vector<Problem> problems;
  const Node tree = parse_yaml(yaml, source, problems);
  return read_and_check(tree, std::move(problems));
}

std::string to_yaml(const RunConfig& config) { return emit_yaml(to_node(config)); }

}  // namespace mmoe
