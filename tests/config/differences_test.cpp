#include "config/differences.h"

#include "config/small_config.h"
#include "support/catch.h"

namespace mmoe {

namespace {

using Lines = std::vector<std::string>;

Lines between(const std::vector<std::string>& before, const std::vector<std::string>& now) {
  return differences(test::small_config(before), test::small_config(now));
}

}  // namespace

TEST_CASE("a config does not differ from itself", "[config]") { CHECK(between({}, {}).empty()); }

TEST_CASE("what may change about a run that goes on is no difference", "[config]") {
  CHECK(between({}, {"train.epochs=9", "train.steps=8", "train.device=cpu", "train.keep=7",
                     "train.save_every=6", "train.threads=5"})
            .empty());
  CHECK(between({"train.threads=5"}, {}).empty());
}

TEST_CASE("differences name the key and both values", "[config]") {
  CHECK(between({"train.threads=5"}, {"train.threads=4"}) == Lines{"train.threads: 4, before 5"});
  CHECK(between({}, {"train.batch_size=7"}) == Lines{"train.batch_size: 7, before 1024"});
  CHECK(between({}, {"train.ema=0.5"}) == Lines{"train.ema: 0.5, before nothing"});
  CHECK(between({"train.ema=0.5"}, {}) == Lines{"train.ema: nothing, before 0.5"});
  CHECK(between({}, {"train.optimizer={type: sgd}"}).front() ==
        "train.optimizer.type: sgd, before adam");
}

TEST_CASE("differences go into lists of equal length", "[config]") {
  const Lines lines = between({"model.experts.hidden=[8, 4]"}, {"model.experts.hidden=[8, 5]"});
  CHECK(lines == Lines{"model.experts.hidden.1: 5, before 4"});
  CHECK(between({"model.experts.hidden=[8, 4]"}, {"model.experts.hidden=[8]"}) ==
        Lines{"model.experts.hidden: [8], before [8, 4]"});
}

}  // namespace mmoe
