// YAML text as a tree, or why it is none.
#pragma once

#include <string>
#include <vector>

#include "config/node.h"
#include "support/errors.h"

namespace mmoe::test {

inline Node parse(const std::string& yaml) {
  std::vector<Problem> problems;
  Node node = parse_yaml(yaml, "c.yaml", problems);
  throw_if_any(problems);
  return node;
}

inline std::string error_in(const std::string& yaml) {
  return error_of([&] { parse(yaml); });
}

}  // namespace mmoe::test
