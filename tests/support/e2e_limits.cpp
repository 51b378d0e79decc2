#include "support/e2e_limits.h"

namespace mmoe::test {

Outcome run_limited(char what, int64_t most, const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {"/bin/sh", "-c",
                                  std::string("ulimit -") + what + " $0 && exec \"$@\"",
                                  std::to_string(most), program_path(arguments.front())};
  all.insert(all.end(), arguments.begin() + 1, arguments.end());
  return run(all);
}

}  // namespace mmoe::test
