#include "support/torch_source.h"

namespace mmoe::test {

std::string source_file(const std::string& path) {
  return std::string(MMOE_SOURCE_DIR) + "/" + path;
}

}  // namespace mmoe::test
