#include "data/generator.h"

#include <set>

#include "base/random.h"
#include "support/catch.h"

namespace mmoe {

namespace {

constexpr PartName kParts[] = {PartName::train, PartName::valid, PartName::test};

SyntheticConfig config_of(GeneratorConfig generator, DataSeed seed = {1}) {
  SyntheticConfig config;
  config.generator = std::move(generator);
  config.seed = seed;
  return config;
}

Dataset rows_of(const SyntheticConfig& config, uint64_t first, int64_t rows,
                PartName part = PartName::train, int64_t run_seed = 1) {
  Dataset out;
  make_generator(config, run_seed)->fill(part, first, rows, out);
  return out;
}

bool same(const Dataset& a, const Dataset& b) {
  return a.numerics == b.numerics && a.ids == b.ids && a.labels == b.labels;
}

template <class T>
std::vector<T> from(const std::vector<T>& values, size_t first, size_t count) {
  return {values.begin() + static_cast<std::ptrdiff_t>(first),
          values.begin() + static_cast<std::ptrdiff_t>(first + count)};
}

// One of each kind, small.
std::vector<SyntheticConfig> small_configs() {
  RandomBinaryGenerator binary;
  binary.d = 4;
  RandomIdsGenerator ids;
  ids.fields_count = 4;
  ids.rows_per_field = 1000;
  PaperGenerator paper;
  paper.d = 4;
  return {config_of(paper), config_of(binary), config_of(ids)};
}

}  // namespace

TEST_CASE("a generated row is a function of its number", "[data]") {
  for (const SyntheticConfig& config : small_configs()) {
    CAPTURE(config.generator.index());
    const Dataset all = rows_of(config, 0, 50), some = rows_of(config, 20, 7);
    CHECK(same(all, rows_of(config, 0, 50)));
    const size_t inputs = all.numerics.empty() ? 0 : 4, ids = 4 - inputs;
    CHECK(some.numerics == from(all.numerics, 20 * inputs, 7 * inputs));
    CHECK(some.ids == from(all.ids, 20 * ids, 7 * ids));
    CHECK(some.labels == from(all.labels, 20 * 2, 7 * 2));
    CHECK_FALSE(all.labels == rows_of(config, 50, 50).labels);
  }
}

TEST_CASE("what a buffer held does not matter", "[data]") {
  for (const SyntheticConfig& config : small_configs()) {
    CAPTURE(config.generator.index());
    const auto generator = make_generator(config, 1);
    Dataset out;
    generator->fill(PartName::train, 0, 30, out);
    generator->fill(PartName::test, 5, 3, out);
    CHECK(same(out, rows_of(config, 5, 3, PartName::test)));
  }
}

TEST_CASE("parts and seeds give other rows", "[data]") {
  for (SyntheticConfig config : small_configs()) {
    CAPTURE(config.generator.index());
    std::set<std::vector<float>> labels;
    std::set<std::vector<float>> inputs;
    std::set<std::vector<int32_t>> ids;
    for (const int64_t seed : {1, 2}) {
      config.seed.number = seed;
      for (const PartName part : kParts) {
        const Dataset rows = rows_of(config, 0, 100, part);
        labels.insert(rows.labels);
        inputs.insert(rows.numerics);
        ids.insert(rows.ids);
      }
    }
    CHECK(labels.size() == 6);
    CHECK(inputs.size() * ids.size() == 6);
  }
}

TEST_CASE("the seed of the run moves labels, not inputs", "[data]") {
  for (SyntheticConfig config : small_configs()) {
    CAPTURE(config.generator.index());
    CHECK(same(rows_of(config, 0, 100, PartName::train, 1),
               rows_of(config, 0, 100, PartName::train, 2)));
    const Dataset fixed = rows_of(config, 0, 100);
    config.seed = {};  // run
    const Dataset one = rows_of(config, 0, 100, PartName::train, 1),
                  two = rows_of(config, 0, 100, PartName::train, 2);
    CHECK(same(fixed, one));
    CHECK(one.numerics == two.numerics);
    CHECK(one.ids == two.ids);
    CHECK_FALSE(one.labels == two.labels);
  }
}

TEST_CASE("a row of inputs is the row of that number in the stream of its part", "[data]") {
  const Dataset rows = rows_of(small_configs()[0], 40, 3, PartName::valid);
  std::vector<float> expected(3 * 4);
  RandomStream(1, "inputs").child("valid").normal(40, 3, 4, expected.data());
  CHECK(rows.numerics == expected);
}

TEST_CASE("runs share inputs and make labels of their own", "[data]") {
  for (SyntheticConfig config : small_configs()) {
    CAPTURE(config.generator.index());
    config.seed = {};  // run
    Dataset shared;
    make_generator(config, 1)->inputs(PartName::valid, 40, 100, shared);
    for (const int64_t run_seed : {1, 2}) {
      Dataset own = shared;
      make_generator(config, run_seed)->labels(PartName::valid, 40, shared, own.labels.data());
      CHECK(same(own, rows_of(config, 40, 100, PartName::valid, run_seed)));
    }
  }
}

TEST_CASE("columns are x0, x1, ... and y0, y1, ...", "[data]") {
  RandomBinaryGenerator binary;
  binary.d = 3;
  binary.tasks = 2;
  CHECK(make_generator(config_of(binary), 1)->columns() ==
        std::vector<std::string>{"x0", "x1", "x2", "y0", "y1"});
}

}  // namespace mmoe
