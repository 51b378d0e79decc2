#include <algorithm>

#include "data/pretrained.h"
#include "fuzz/scratch_file.h"
#include "fuzz/targets.h"

namespace mmoe::fuzz {

namespace {

constexpr int64_t kDim = 2;

std::vector<FeatureConfig> features() {
  CategoricalFeature feature;
  feature.name = OneOrMany({"c"});
  feature.dim = kDim;
  feature.pretrained.emplace().file = "vectors.txt";
  return {feature};
}

Encoders encoders() {
  Encoders all;
  all.tables = {{"", VocabularyEncoder{{"a", "b", "x y"}, 4}, kDim, 0}};
  all.columns = {{"c", CategoryEncoder{0, {"c"}, 4}}};
  return all;
}

}  // namespace

void read_pretrained(std::string_view input) {
  static ScratchFile file("vectors.txt");
  static const Encoders known = encoders();
  static Log log(LogLevel::error);
  file.with(input);
  ends([&] {
    for (const PretrainedTable& table : load_pretrained(features(), known, file.folder(), log)) {
      promise(table.vectors.size() == table.ids.size() * kDim, "each id has its vector");
      promise(std::ranges::all_of(table.ids, [](int32_t id) { return id >= 1 && id <= 3; }),
              "each id is that of a value");
    }
  });
}

}  // namespace mmoe::fuzz
