#include <string>
#include <vector>

#include "config/run_config.h"
#include "fuzz/scratch_file.h"
#include "fuzz/targets.h"

namespace mmoe::fuzz {

namespace {

constexpr std::string_view kOption = "--set ";

std::vector<std::string> take_overrides(std::string_view& input) {
  std::vector<std::string> overrides;
  while (input.starts_with(kOption)) {
    const size_t end = std::min(input.find('\n'), input.size());
    overrides.emplace_back(input.substr(kOption.size(), end - kOption.size()));
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  return overrides;
}

}  // namespace

void read_config(std::string_view input) {
  static ScratchFile file("config.yaml");
  const std::vector<std::string> overrides = take_overrides(input);
  RunConfig config;
  if (!ends([&] { config = load_config(file.with(input), overrides); })) return;
  promise(parse_config(to_yaml(config), "again") == config, "a config is written as it was read");
}

}  // namespace mmoe::fuzz
