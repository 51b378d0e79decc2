#include "base/error.h"

#include <map>
#include <string>

#include "support/catch.h"

namespace mmoe {

// Scripts tell failures apart by these numbers.
TEST_CASE("exit codes are those of the contract", "[base]") {
  const std::map<int, ExitCode> contract = {{0, ExitCode::ok},
                                            {2, ExitCode::usage},
                                            {3, ExitCode::data},
                                            {4, ExitCode::checkpoint},
                                            {5, ExitCode::diverged},
                                            {6, ExitCode::resources},
                                            {130, ExitCode::interrupted},
                                            {143, ExitCode::terminated}};
  for (const auto& [number, code] : contract) CHECK(static_cast<int>(code) == number);
}

TEST_CASE("an error carries its exit code and message", "[base]") {
  CHECK(usage_error("a").code() == ExitCode::usage);
  CHECK(data_error("a").code() == ExitCode::data);
  CHECK(checkpoint_error("a").code() == ExitCode::checkpoint);
  CHECK(std::string(Error(ExitCode::diverged, "loss is NaN").what()) == "loss is NaN");
}

}  // namespace mmoe
