#include <array>
#include <string>

#include "data/encoded_reader.h"
#include "data/encoder_checks.h"
#include "data/load.h"
#include "fuzz/scratch_file.h"
#include "fuzz/targets.h"

namespace mmoe::fuzz {

namespace {

constexpr const char* kRest = R"(
model: {type: shared_bottom}
tasks:
  - {name: bought, type: binary, label: {column: y, positive: [yes, "1"]}, where: "c != x or n < 3"}
  - {name: price, type: regression, label: p, scale: log1p, sample_weight: w}
features:
)";

// Every way of reading, and every kind of encoder, is in one of these.
const std::array<std::string, 4> kConfigs = {
    R"(name: plain
data: {type: csv, train: rows.csv}
)" + std::string(kRest) +
        R"(  - {name: n, type: numeric, values: {min_count: 1}, bins: {quantiles: 3}}
  - {name: c, type: categorical}
)",
    R"(name: skipping
data: {type: csv, train: rows.csv, trim: true, missing: ["?", "0"], on_bad_row: skip}
)" + std::string(kRest) +
        R"(  - {name: n, type: numeric, scale: log1p, piecewise_linear: {bins: 3, dim: 2}}
  - {name: c, type: multi, separator: "|", length: 3, weight_separator: ":"}
)",
    R"(name: headerless
data: {type: csv, train: rows.csv, columns: [n, c, w, y, p], delimiter: ";", quote: "'"}
)" + std::string(kRest) +
        R"(  - {name: n, type: numeric, scale: minmax, bins: {boundaries: [0, 1]}, missing: zero}
  - {name: both, type: combo, columns: [c, n], hash_buckets: 7}
)",
    R"(name: divided
data: {type: csv, train: rows.csv, valid: {from: train, where: "n > 1"}, quote: "", on_bad_row: skip}
)" + std::string(kRest) +
        R"(  - {name: c, type: sequence, separator: " ", length: 2}
  - {name: m, type: multi, separator: " ", weight_column: n}
  - {name: c2, type: categorical, num_buckets: 5}
)"};

}  // namespace

void read_csv(std::string_view input) {
  static ScratchFile file("rows.csv");
  static const std::vector<RunConfig> configs = [] {
    std::vector<RunConfig> all;
    for (const std::string& yaml : kConfigs) all.push_back(parse_config(yaml, "fuzz"));
    return all;
  }();
  static Log log(LogLevel::error);
  if (input.empty()) return;
  const RunConfig& config = configs[static_cast<unsigned char>(input[0]) % configs.size()];
  const std::string path = file.with(input.substr(1));
  TrainingData data;
  if (!ends([&] { data = load_training_data(config, file.folder(), log); })) return;
  const Encoders encoders = encoders_from_bytes(to_bytes(data.encoders));
  promise(to_bytes(encoders) == to_bytes(data.encoders), "encoders come back from bytes");
  promise(ends([&] { check_labels(encoders, config); }), "labels are those of the config");
  ends([&] {
    EncodedReader reader(config.data, {path}, encoders, {"y"});
    int64_t rows = 0;
    while (reader.next()) rows += reader.rows().rows;
    promise(rows >= data.train.rows, "rows are predicted that were trained on");
  });
}

}  // namespace mmoe::fuzz
