#include "train/mixture_activity.h"

#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>

#include "train/activity_thresholds.h"

namespace mmoe {

namespace {

using Matrix = std::vector<std::vector<double>>;

void add_to(at::Tensor& sum, const at::Tensor& more) { sum = sum.defined() ? sum + more : more; }

int64_t size_of(const std::vector<std::string>& names) {
  return static_cast<int64_t>(names.size());
}

Matrix rows_of(const at::Tensor& matrix) {
  Matrix rows;
  for (int64_t i = 0; i < matrix.size(0); ++i) rows.push_back(numbers(matrix[i]));
  return rows;
}

// Of experts with these covariances; `width` units each.
void fill_similarity(const Matrix& covariance, int64_t width, MixtureActivity& to) {
  const size_t count = covariance.size();
  for (size_t i = 0; i < count; ++i) {
    const double variance = std::max(covariance[i][i], 0.0) / static_cast<double>(width);
    to.deviation.push_back(std::sqrt(variance));
  }
  to.similarity.assign(count, std::vector<std::optional<double>>(count));
  for (size_t i = 0; i < count; ++i) {
    for (size_t k = 0; k < count; ++k) {
      if (std::min(to.deviation[i], to.deviation[k]) <= thresholds::kStill) continue;
      const double scale = std::sqrt(covariance[i][i] * covariance[k][k]);
      to.similarity[i][k] = std::clamp(covariance[i][k] / scale, -1.0, 1.0);
    }
  }
}

}  // namespace

void MixtureSums::add_outputs(const at::Tensor& outputs) {
  const int64_t experts = size_of(mixture_.experts);
  const at::Tensor by_expert =
      outputs.reshape({outputs.size(0), experts, -1})
          .transpose(0, 1)
          .to(at::kDouble, /*non_blocking=*/false, /*copy=*/false, at::MemoryFormat::Contiguous);
  outputs_.add_sums(by_expert.sum(1), outputs.size(0));
  const at::Tensor flat = by_expert.reshape({experts, -1});
  add_to(products_, flat.matmul(flat.t()));
}

void MixtureSums::add_weights(const at::Tensor& weights) {
  const at::Tensor by_gate =
      weights.to(at::kDouble)
          .reshape({weights.size(0), size_of(mixture_.gates), size_of(mixture_.experts)});
  weights_.add(by_gate);
  const at::Tensor differences = (by_gate.unsqueeze(1) - by_gate.unsqueeze(2)).abs();
  add_to(distances_, differences.sum(at::IntArrayRef{0, 3}) / 2);
}

// Of two experts the sum over units of the covariance over rows.
at::Tensor MixtureSums::covariance() const {
  const at::Tensor means = outputs_.mean();  // [experts, units]
  return products_ / outputs_.rows() - means.matmul(means.t());
}

MixtureActivity MixtureSums::activity() const {
  MixtureActivity all;
  all.name = mixture_.name;
  all.experts = mixture_.experts;
  all.gates = mixture_.gates;
  fill_similarity(rows_of(covariance()), mixture_.outputs.width / size_of(all.experts), all);
  if (all.gates.empty()) return all;
  all.distance = rows_of(distances_ / weights_.rows());
  const std::vector<double> weights = numbers(weights_.mean());  // by gate, then expert
  all.most_weight.assign(all.experts.size(), 0);
  for (size_t i = 0; i < weights.size(); ++i) {
    double& most = all.most_weight[i % all.experts.size()];
    most = std::max(most, weights[i]);
  }
  return all;
}

}  // namespace mmoe
