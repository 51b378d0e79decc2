// What several rooms ask of the configs of features.
#pragma once

#include "config/feature_config.h"

namespace mmoe {

// Columns, or names, of a feature; patterns among them.
inline const OneOrMany& names_of(const FeatureConfig& feature) {
  return std::visit([](const auto& f) -> const OneOrMany& { return f.name; }, feature);
}

// Whether one of them is this name, or a pattern that it fits.
bool is_named(const FeatureConfig& feature, const std::string& name);

// How its values become ids; null for numbers.
inline const CategoryConfig* category_of(const FeatureConfig& feature) {
  return std::visit(
      [](const auto& f) -> const CategoryConfig* {
        if constexpr (requires { f.min_count; }) return &f;
        return nullptr;
      },
      feature);
}

}  // namespace mmoe
