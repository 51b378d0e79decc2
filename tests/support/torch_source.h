// Files of the source tree.
#pragma once

#include <string>

namespace mmoe::test {

// The full path of a file of the repository, such as "tests/golden/models.json".
std::string source_file(const std::string& path);

}  // namespace mmoe::test
