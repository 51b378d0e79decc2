// From a column to a feature, or to a reason to leave it out.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "inspect/column_profile.h"

namespace mmoe {

struct FeatureGuess {
  std::string column = {}, fact = {};
  std::string title = {};                 // of the group of features with the same options
  std::vector<std::string> options = {};  // lines of YAML
  bool is_id = false;                     // one of many categories, named an id
  bool is_list = false;
  bool is_sparse = false;  // thousands of categories with a few rows each
};

struct LeftOut {
  std::string column, reason;
};

std::variant<FeatureGuess, LeftOut> guess_feature(const ColumnProfile& profile);

// How lists of this shape are divided and cut, as lines of YAML.
std::vector<std::string> list_options(const ListShape& shape);

}  // namespace mmoe
