// Labels that know nothing of the inputs: random_binary and random_ids.
#include "data/generators.h"

namespace mmoe {

namespace {

void draw_labels(const RandomStream& stream, uint64_t first, const Dataset& inputs,
                 double positives, float* out) {
  stream.uniform(first, inputs.rows, inputs.task_count, out);
  for (int64_t i = 0; i < inputs.rows * inputs.task_count; ++i) {
    out[i] = out[i] < positives ? 1.0f : 0.0f;
  }
}

class RandomBinary : public Generator {
 public:
  RandomBinary(const RandomBinaryGenerator& config, GeneratorSeeds seeds)
      : config_(config), inputs_(seeds.inputs, "inputs"), labels_(seeds.run, "labels") {}

  int64_t input_count() const override { return config_.d; }
  int64_t task_count() const override { return config_.tasks; }

  void labels(PartName part, uint64_t first, const Dataset& inputs, float* out) const override {
    draw_labels(labels_[part], first, inputs, config_.positives, out);
  }

 private:
  void draw_inputs(PartName part, uint64_t first, Dataset& out) const override {
    inputs_[part].uniform(first, out.rows, config_.d, out.numerics.data());
  }

  RandomBinaryGenerator config_;
  PartStreams inputs_, labels_;
};

class RandomIds : public Generator {
 public:
  RandomIds(const RandomIdsGenerator& config, GeneratorSeeds seeds)
      : config_(config),
        vocabulary_(static_cast<size_t>(config.fields_count),
                    static_cast<uint32_t>(config.rows_per_field)),
        inputs_(seeds.inputs, "inputs"),
        labels_(seeds.run, "labels") {
    for (size_t i = 0; i < config.vocabulary.size(); ++i) {
      vocabulary_[i] = static_cast<uint32_t>(config.vocabulary[i]);
    }
  }

  int64_t input_count() const override { return config_.fields_count; }
  int64_t task_count() const override { return config_.tasks; }
  bool gives_ids() const override { return true; }

  void labels(PartName part, uint64_t first, const Dataset& inputs, float* out) const override {
    draw_labels(labels_[part], first, inputs, config_.positives, out);
  }

 private:
  // A word w becomes id w n / 2^32: as even as words can be shared out, in whole numbers.
  void draw_inputs(PartName part, uint64_t first, Dataset& out) const override {
    auto* words = reinterpret_cast<uint32_t*>(out.ids.data());
    inputs_[part].words(first, out.rows, config_.fields_count, words);
    for (int64_t row = 0; row < out.rows; ++row, words += vocabulary_.size()) {
      for (size_t i = 0; i < vocabulary_.size(); ++i) {
        words[i] = static_cast<uint32_t>((uint64_t{words[i]} * vocabulary_[i]) >> 32);
      }
    }
  }

  RandomIdsGenerator config_;
  std::vector<uint32_t> vocabulary_;
  PartStreams inputs_, labels_;
};

}  // namespace

std::unique_ptr<Generator> make(const RandomBinaryGenerator& config, GeneratorSeeds seeds) {
  return std::make_unique<RandomBinary>(config, seeds);
}

std::unique_ptr<Generator> make(const RandomIdsGenerator& config, GeneratorSeeds seeds) {
  return std::make_unique<RandomIds>(config, seeds);
}

}  // namespace mmoe
