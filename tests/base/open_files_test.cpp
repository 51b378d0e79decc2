#include "base/open_files.h"

#include <sys/resource.h>

#include "support/catch.h"

namespace mmoe {

TEST_CASE("the limit of open files goes up to what the system allows", "[base]") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit low{before.rlim_cur / 2, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
  const int64_t raised = raise_open_files();
  rlimit after{};
  ::getrlimit(RLIMIT_NOFILE, &after);
  ::setrlimit(RLIMIT_NOFILE, &before);
  CHECK(after.rlim_cur == before.rlim_max);
  CHECK(static_cast<rlim_t>(raised) == after.rlim_cur);
}

}  // namespace mmoe
