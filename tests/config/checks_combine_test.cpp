#include "config/checks.h"
#include "config/small_config.h"
#include "support/catch.h"

namespace mmoe {

using test::check_conflicts;
using test::small_config;

TEST_CASE("losses that compare with themselves stay above 0", "[config]") {
  for (const std::string method : {"uncertainty", "gradnorm", "dwa"}) {
    for (const std::string loss : {"poisson", "ziln"}) {
      const std::string message =
          "train.combine: takes losses that stay above 0; that of the task 'price' ('" + loss +
          "') may fall below: use 'fixed' or 'pcgrad'";
      check_conflicts({{{"tasks.price.loss=" + loss, "train.combine=" + method}, message.c_str()}});
    }
    CHECK_NOTHROW(small_config({"train.combine=" + method, "tasks.price.loss=[mse, huber]"}));
  }
  CHECK_NOTHROW(small_config({"train.combine=pcgrad", "tasks.price.loss=ziln"}));
}

TEST_CASE("periods of dwa are epochs, or given", "[config]") {
  const std::vector<std::string> stream = {
      "data={type: synthetic, stream: true, generator: random_binary}",
      "features=[{name: 'x*', type: numeric, scale: none}]", "tasks.0.label=y0", "tasks.1.label=y1",
      "train.steps=10"};
  const auto with = [&](const std::string& last) {
    std::vector<std::string> all = stream;
    all.push_back(last);
    return all;
  };
  check_conflicts(
      {{with("train.combine=dwa"), "train.combine.every: is missing: a stream has no epochs"}});
  CHECK_NOTHROW(small_config(with("train.combine={type: dwa, every: 5}")));
  CHECK_NOTHROW(small_config({"train.combine=dwa"}));
}

}  // namespace mmoe
