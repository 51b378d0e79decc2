// Metrics against scikit-learn, tests/golden/metrics.json (made by scripts/goldens/metrics.py).
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "metrics/metrics.h"
#include "support/catch.h"

namespace mmoe {

TEST_CASE("metrics are those of scikit-learn", "[metrics]") {
  const auto cases = nlohmann::json::parse(read_file(MMOE_SOURCE_DIR "/tests/golden/metrics.json"));
  size_t compared = 0;
  for (const auto& one : cases) {
    const ScoredRows rows = {one.at("labels"), one.at("scores"), one.at("weights"),
                             one.at("groups"), one.at("columns")};
    CAPTURE(rows.rows(), rows.weights.size(), rows.groups.size(), rows.columns);
    for (const auto& [word, metric] : Words<Metric>::values) {
      if (!one.at("expected").contains(word)) continue;
      CAPTURE(word);
      MetricConfig config = metric;
      config.k = 5;
      const auto value = rows.columns > 1 ? evaluate_classes(config, rows) : evaluate(config, rows);
      const double expected = one.at("expected").at(word);
      CHECK(value.value() == Approx(expected).epsilon(1e-12));
      ++compared;
    }
  }
  CHECK(compared == 6 * 9 + 6 * 5 + 9 + 2 * 3);
}

}  // namespace mmoe
