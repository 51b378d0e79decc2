// Metrics of labels 0 and 1 (above 0.5 is positive); scores are log-odds. Nothing where undefined.
#pragma once

#include <optional>

#include "metrics/scored_rows.h"

namespace mmoe {

// Average precision: the precision at each positive row's score, by weight; what scikit-learn calls
// average_precision_score. Undefined without a positive, or where a score is NaN.
std::optional<double> pr_auc(const ScoredRows& rows);

std::optional<double> mean_log_loss(const ScoredRows& rows);

// He et al. 2014, equation 3: log loss / that of the share of positives as the only prediction.
// Undefined with one class.
std::optional<double> normalized_entropy(const ScoredRows& rows);

// Sum of predicted probabilities / sum of labels. Undefined without a positive.
std::optional<double> calibration(const ScoredRows& rows);

// Weights of rows by label and by whether their probability is above a threshold.
struct Confusion {
  double true_positives = 0, false_positives = 0, true_negatives = 0, false_negatives = 0;

  Confusion(const ScoredRows& rows, double threshold);
  std::optional<double> accuracy() const;
  std::optional<double> precision() const;
  std::optional<double> recall() const;
  std::optional<double> f1() const;
};

}  // namespace mmoe
