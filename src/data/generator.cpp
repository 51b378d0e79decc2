#include "data/generator.h"

#include <cmath>

#include "base/random.h"
#include "config/scalars.h"

namespace mmoe {

namespace {

// A stream for each part, so that validation rows never repeat training rows.
struct PartStreams {
  RandomStream train, valid, test;

  PartStreams(uint64_t seed, const std::string& name)
      : train(RandomStream(seed, name).child("train")),
        valid(RandomStream(seed, name).child("valid")),
        test(RandomStream(seed, name).child("test")) {}

  const RandomStream& operator[](PartName part) const {
    return part == PartName::train ? train : part == PartName::valid ? valid : test;
  }
};

struct Seeds {
  uint64_t inputs;  // of x
  uint64_t run;     // of directions and label noise
};

double dot(const std::vector<double>& a, const float* b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * static_cast<double>(b[i]);
  return sum;
}

// y_k = w_k x + sum_i sin(alpha_i w_k x + beta_i) + noise, with cos(w_1, w_2) = p.
// Ma et al. 2018, section 3.2.
class Paper : public Generator {
 public:
  Paper(const PaperGenerator& config, Seeds seeds)
      : config_(config), inputs_(seeds.inputs, "inputs"), noise_(seeds.run, "noise") {
    const auto d = static_cast<size_t>(config.d);
    std::vector<double> u1(d), u2(d);
    const RandomStream directions(seeds.run, "directions");
    directions.normal(0, u1);
    directions.normal(1, u2);
    normalise(u1);
    double overlap = 0;
    for (size_t i = 0; i < d; ++i) overlap += u1[i] * u2[i];
    for (size_t i = 0; i < d; ++i) u2[i] -= overlap * u1[i];
    normalise(u2);
    const double q = std::sqrt(1 - config.p * config.p);
    for (size_t i = 0; i < d; ++i) {
      weights_[0].push_back(config.c * u1[i]);
      weights_[1].push_back(config.c * (config.p * u1[i] + q * u2[i]));
    }
  }

  int64_t input_count() const override { return config_.d; }
  int64_t task_count() const override { return 2; }

  void fill(PartName part, uint64_t first, int64_t rows, GeneratedRows& out) const override {
    const auto d = static_cast<size_t>(config_.d), n = static_cast<size_t>(rows);
    out.inputs.resize(n * d);
    out.labels.resize(n * 2);
    for (size_t row = 0; row < n; ++row) {
      float* x = out.inputs.data() + row * d;
      inputs_[part].normal(first + row, std::span<float>(x, d));
      double noise[2];
      noise_[part].normal(first + row, std::span<double>(noise));
      for (size_t task = 0; task < 2; ++task) {
        const double z = dot(weights_[task], x);
        out.labels[row * 2 + task] = static_cast<float>(label(z) + config_.noise * noise[task]);
      }
    }
  }

 private:
  double label(double z) const {
    double y = z;
    for (size_t i = 0; i < static_cast<size_t>(config_.m); ++i) {
      y += std::sin(config_.alpha[i] * z + config_.beta[i]);
    }
    return y;
  }

  static void normalise(std::vector<double>& v) {
    double squares = 0;
    for (const double x : v) squares += x * x;
    for (double& x : v) x /= std::sqrt(squares);
  }

  PaperGenerator config_;
  PartStreams inputs_, noise_;
  std::vector<double> weights_[2];
};

// Labels that know nothing of the inputs.
void fill_labels(const RandomStream& stream, uint64_t first, int64_t rows, int64_t tasks,
                 double positives, std::vector<float>& labels) {
  std::vector<double> draws(static_cast<size_t>(tasks));
  labels.clear();
  for (int64_t row = 0; row < rows; ++row) {
    stream.uniform(first + static_cast<uint64_t>(row), draws);
    for (const double draw : draws) labels.push_back(draw < positives ? 1.0f : 0.0f);
  }
}

class RandomBinary : public Generator {
 public:
  RandomBinary(const RandomBinaryGenerator& config, Seeds seeds)
      : config_(config), inputs_(seeds.inputs, "inputs"), labels_(seeds.run, "labels") {}

  int64_t input_count() const override { return config_.d; }
  int64_t task_count() const override { return config_.tasks; }

  void fill(PartName part, uint64_t first, int64_t rows, GeneratedRows& out) const override {
    std::vector<double> draws(static_cast<size_t>(config_.d));
    out.inputs.clear();
    for (int64_t row = 0; row < rows; ++row) {
      inputs_[part].uniform(first + static_cast<uint64_t>(row), draws);
      out.inputs.insert(out.inputs.end(), draws.begin(), draws.end());
    }
    fill_labels(labels_[part], first, rows, config_.tasks, config_.positives, out.labels);
  }

 private:
  RandomBinaryGenerator config_;
  PartStreams inputs_, labels_;
};

class RandomIds : public Generator {
 public:
  RandomIds(const RandomIdsGenerator& config, Seeds seeds)
      : config_(config),
        vocabulary_(static_cast<size_t>(config.fields_count), config.rows_per_field),
        inputs_(seeds.inputs, "inputs"),
        labels_(seeds.run, "labels") {
    for (size_t i = 0; i < config.vocabulary.size(); ++i) vocabulary_[i] = config.vocabulary[i];
  }

  int64_t input_count() const override { return config_.fields_count; }
  int64_t task_count() const override { return config_.tasks; }
  bool gives_ids() const override { return true; }

  void fill(PartName part, uint64_t first, int64_t rows, GeneratedRows& out) const override {
    std::vector<double> draws(vocabulary_.size());
    out.ids.clear();
    for (int64_t row = 0; row < rows; ++row) {
      inputs_[part].uniform(first + static_cast<uint64_t>(row), draws);
      for (size_t i = 0; i < draws.size(); ++i) {
        out.ids.push_back(static_cast<int32_t>(draws[i] * static_cast<double>(vocabulary_[i])));
      }
    }
    fill_labels(labels_[part], first, rows, config_.tasks, config_.positives, out.labels);
  }

 private:
  RandomIdsGenerator config_;
  std::vector<int64_t> vocabulary_;
  PartStreams inputs_, labels_;
};

struct Maker {
  Seeds seeds;
  using Made = std::unique_ptr<Generator>;
  Made operator()(const PaperGenerator& c) { return std::make_unique<Paper>(c, seeds); }
  Made operator()(const RandomBinaryGenerator& c) {
    return std::make_unique<RandomBinary>(c, seeds);
  }
  Made operator()(const RandomIdsGenerator& c) { return std::make_unique<RandomIds>(c, seeds); }
};

}  // namespace

std::vector<std::string> Generator::columns() const {
  std::vector<std::string> names;
  for (int64_t i = 0; i < input_count(); ++i) names.push_back("x" + std::to_string(i));
  for (int64_t i = 0; i < task_count(); ++i) names.push_back("y" + std::to_string(i));
  return names;
}

std::unique_ptr<Generator> make_generator(const SyntheticConfig& config, int64_t run_seed) {
  const auto fixed = static_cast<uint64_t>(config.seed.number.value_or(1));
  const auto run = static_cast<uint64_t>(config.seed.number.value_or(run_seed));
  return std::visit(Maker{{fixed, run}}, config.generator);
}

}  // namespace mmoe
