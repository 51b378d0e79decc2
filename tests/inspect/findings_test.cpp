// What checks without rows say, and how findings are ranked.
#include "inspect/finding.h"
#include "inspect/loss_scales.h"
#include "inspect/resources.h"
#include "support/catch.h"
#include "support/inspected.h"

namespace mmoe {

using test::summaries;
using test::Summaries;

namespace {

// Tasks a, b and c with weights 1, 0.1 and 0.
RunConfig three_tasks(const std::string& combine = "fixed") {
  return parse_config(R"(name: test
data: {type: csv, train: train.csv}
features: [{name: f, type: numeric}]
tasks:
  - {name: a, type: binary, label: a}
  - {name: b, type: regression, label: b, weight: 0.1}
  - {name: c, type: regression, label: c, weight: 0}
model: {type: mmoe}
train: {combine: )" + combine +
                          "}\n",
                      "test");
}

}  // namespace

TEST_CASE("findings are ranked by severity, then size, and said once a place", "[inspect]") {
  const auto finding = [](Severity severity, const std::string& column, double size) {
    return Finding{.severity = severity, .check = "x", .column = column, .size = size};
  };
  const std::vector<Finding> all =
      ranked({finding(Severity::look, "a", 0.9), finding(Severity::likely, "b", 0.1),
              finding(Severity::look, "c", 0.95), finding(Severity::likely, "a", 0.5),
              finding(Severity::certain, "d", 0)});
  CHECK(summaries(all) == Summaries{"x d", "x a", "x b", "x c"});
}

TEST_CASE("losses a hundred times apart are pointed at, by weight times loss", "[inspect]") {
  CHECK(summaries(loss_scales(three_tasks(), {0.7, 800, 0})) == Summaries{"loss_scale a"});
  CHECK(loss_scales(three_tasks(), {0.7, 600, 0}).empty());
  CHECK(summaries(loss_scales(three_tasks(), {0.7, 0.05, 0})) == Summaries{"loss_scale b"});
}

TEST_CASE("a run that balances its losses by itself may have any", "[inspect]") {
  CHECK(loss_scales(three_tasks("uncertainty"), {0.7, 8000, 0}).empty());
  CHECK(summaries(loss_scales(three_tasks("pcgrad"), {0.7, 8000, 0})) == Summaries{"loss_scale a"});
}

TEST_CASE("a run that needs nearly all memory is pointed at", "[inspect]") {
  CHECK(summaries(lacking_memory(950, 1000)) == Summaries{"memory"});
  CHECK(lacking_memory(850, 1000).empty());
}

}  // namespace mmoe
