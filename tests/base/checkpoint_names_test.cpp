#include "base/checkpoint_names.h"

#include "support/catch.h"

namespace mmoe {

TEST_CASE("names of checkpoints tell their step", "[base]") {
  for (const int64_t step : {int64_t{0}, int64_t{7}, int64_t{1000000000000000}}) {
    CHECK(step_of_checkpoint(earlier_checkpoint(step)) == step);
    CHECK(is_checkpoint_of_the_way(earlier_checkpoint(step)));
  }
  CHECK(is_checkpoint_of_the_way("last.safetensors"));
}

TEST_CASE("other names are no checkpoints of the way", "[base]") {
  for (const char* name :
       {"best.safetensors", "rollback.safetensors", "step-.safetensors", "step--1.safetensors",
        "step-07.safetensors", "step-7.safetensors.tmp", "step-x.safetensors", "step-7", "",
        "step-99999999999999999999.safetensors", "my step-7.safetensors"}) {
    CAPTURE(name);
    CHECK_FALSE(is_checkpoint_of_the_way(name));
  }
}

}  // namespace mmoe
