// Metrics against scikit-learn, tests/golden/metrics.json (made by scripts/goldens/metrics.py).
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "metrics/metrics.h"
#include "support/catch.h"

namespace mmoe {

TEST_CASE("metrics are those of scikit-learn", "[metrics]") {
  const auto cases = nlohmann::json::parse(read_file(MMOE_SOURCE_DIR "/tests/golden/metrics.json"));
  REQUIRE(cases.size() == 12);
  for (const auto& one : cases) {
    const ScoredRows rows = {one.at("labels"), one.at("scores"), one.at("weights")};
    CAPTURE(rows.labels.size(), rows.weights.size());
    for (const auto& [word, metric] : Words<Metric>::values) {
      if (!one.at("expected").contains(word)) continue;
      CAPTURE(word);
      const double expected = one.at("expected").at(word);
      CHECK(evaluate(metric, rows).value() == Approx(expected).epsilon(1e-12));
    }
    CHECK(one.at("expected").size() == 3);
  }
}

}  // namespace mmoe
