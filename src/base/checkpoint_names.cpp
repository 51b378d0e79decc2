#include "base/checkpoint_names.h"

#include "base/text.h"

namespace mmoe {

namespace {

constexpr std::string_view kBefore = "step-", kAfter = ".safetensors";

}  // namespace

std::string earlier_checkpoint(int64_t step) {
  return std::string(kBefore) + std::to_string(step) + std::string(kAfter);
}

std::optional<int64_t> step_of_checkpoint(const std::string& name) {
  const bool fits = name.starts_with(kBefore) && name.ends_with(kAfter) &&
                    name.size() > kBefore.size() + kAfter.size();
  if (!fits) return {};
  const auto step =
      parse_integer(name.substr(kBefore.size(), name.size() - kBefore.size() - kAfter.size()));
  return step && *step >= 0 && earlier_checkpoint(*step) == name ? step : std::nullopt;
}

bool is_checkpoint_of_the_way(const std::string& name) {
  return name == kLastFile || step_of_checkpoint(name).has_value();
}

}  // namespace mmoe
