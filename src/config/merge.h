// How a config comes together: a file, what it extends, and the overrides of the command line.
#pragma once

#include <string>
#include <vector>

#include "config/node.h"

namespace mmoe {

// Reads `path`; with `extends: OTHER.yaml` (relative to the file) merges it over that file: maps
// deeply, anything else replaced. Then each override "a.b.c=YAML" replaces a whole subtree; list
// entries are named by their `name` or by position from 0. Throws Error(usage).
Node read_config_tree(const std::string& path, const std::vector<std::string>& overrides,
                      std::vector<Problem>& problems);

void apply_override(Node& root, const std::string& assignment, std::vector<Problem>& problems);

}  // namespace mmoe
