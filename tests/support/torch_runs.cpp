#include "support/torch_runs.h"

#include <array>

#include "base/random.h"
#include "base/text.h"
#include "support/temp_folder.h"

namespace mmoe::test {

namespace {

constexpr const char* kConfig = R"(name: small
data: {type: csv, train: train.csv, valid: valid.csv, test: test.csv}
features:
  - {name: age, type: numeric}
  - {name: town, type: categorical, dim: 3}
tasks:
  - {name: buy, type: binary, label: bought}
  - {name: price, type: regression, label: paid}
model:
  type: mmoe
  experts: {count: 3, hidden: [8, 6], batch_norm: true, dropout: 0.1}
  tower: {hidden: [4]}
train:
  epochs: 2
  batch_size: 16
  optimizer: {type: adam, learning_rate: 0.01}
  log_every: 1
  early_stop: {monitor: loss_price}
)";

std::string table(const std::string& name, int64_t rows) {
  const RandomStream stream(1, name);
  std::string text = "age,town,bought,paid\n";
  for (int64_t row = 0; row < rows; ++row) {
    std::array<double, 4> u{};
    stream.uniform(static_cast<uint64_t>(row), u);
    const auto town = static_cast<int64_t>(u[1] * 5);
    const bool bought = 0.6 * u[0] + 0.1 * static_cast<double>(town) + 0.2 * u[2] > 0.6;
    const double paid = 3 * u[0] - static_cast<double>(town) + 0.1 * u[2];
    text += shortest(20 + 50 * u[0]) + ",t" + std::to_string(town) + ",";
    text += (row % 7 == 3 ? "" : bought ? "1" : "0");
    text += "," + (row % 5 == 2 ? "" : shortest(paid)) + "\n";
  }
  return text;
}

TrainingData loaded(const TempFolder& folder, const RunConfig& config) {
  Log log(LogLevel::error);
  return load_training_data(config, folder.path(), log);
}

}  // namespace

SmallRun::SmallRun(const std::vector<std::string>& changes) {
  const TempFolder folder;
  folder.write("train.csv", table("train", 100));
  folder.write("valid.csv", table("valid", 40));
  folder.write("test.csv", table("test", 40));
  config = load_config(folder.write("small.yaml", kConfig), changes);
  data = loaded(folder, config);
}

}  // namespace mmoe::test
