// Census-Income, the real data of configs/census_mmoe.yaml.
#include <algorithm>
#include <filesystem>

#include "data/load.h"
#include "support/catch.h"

namespace mmoe {

namespace {

int64_t positives(const Dataset& data, size_t task) {
  int64_t count = 0;
  for (size_t i = task; i < data.labels.size(); i += static_cast<size_t>(data.task_count)) {
    count += data.labels[i] == 1.0f ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("Census-Income has the rows, labels and fields it is known for", "[data]") {
  const std::string folder = MMOE_SHARED_DATA;
  if (!std::filesystem::exists(folder + "/census-income/census-income.data.gz")) {
    WARN("skipped: no Census-Income in " << folder << " (set MMOE_SHARED_DATA)");
    return;
  }
  const RunConfig config = load_config(MMOE_SOURCE_DIR "/configs/census_mmoe.yaml");
  Log log(LogLevel::error);
  const TrainingData data = load_training_data(config, folder, log);
  CHECK(data.train.rows == 199523);
  REQUIRE(data.valid);
  CHECK(data.valid->rows == 49881);
  REQUIRE(data.test);
  CHECK(data.test->rows == 49881);
  CHECK(positives(data.train, 0) == 12382);
  CHECK(positives(data.train, 1) == 86485);
  const Schema schema = data.encoders.schema();
  CHECK(schema.numerics.size() == 7);
  CHECK(schema.fields.size() == 38);
  CHECK(schema.width() == 311);
  CHECK(std::ranges::none_of(data.train.labels, [](float label) { return label != label; }));
}

}  // namespace mmoe
