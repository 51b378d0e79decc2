#include "config/model_config.h"

namespace mmoe {

std::string BackboneConfig::output_of(const std::string& task) const {
  if (outputs.entries.empty()) return base_of(blocks.back()).name;
  for (const auto& [name, block] : outputs.entries) {
    if (name.empty() || name == task) return block;
  }
  return "";
}

}  // namespace mmoe
