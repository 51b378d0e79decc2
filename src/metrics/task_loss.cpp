#include "metrics/task_loss.h"

#include <cmath>
#include <numbers>

#include "metrics/groups.h"
#include "metrics/head.h"
#include "metrics/logits.h"

namespace mmoe {

namespace {

using Logits = std::span<const double>;

double smoothed(double label, double smoothing) { return label * (1 - smoothing) + smoothing / 2; }

// The loss of one row.
double at_row(const BceLoss& loss, double label, Logits z) {
  const double factor = label > 0.5 ? loss.pos_weight : 1;
  return factor * log_loss(smoothed(label, loss.label_smoothing), log_odds(z));
}

double at_row(const FocalLoss& loss, double label, Logits z) {
  const double logit = log_odds(z), share = smoothed(label, loss.label_smoothing);
  const auto focal = [&](double odds) {
    return std::pow(probability(-odds), loss.gamma) * softplus(-odds);
  };
  return share * loss.alpha * focal(logit) + (1 - share) * (1 - loss.alpha) * focal(-logit);
}

double at_row(const MseLoss&, double label, Logits z) { return (z[0] - label) * (z[0] - label); }

double at_row(const MaeLoss&, double label, Logits z) { return std::abs(z[0] - label); }

double at_row(const HuberLoss& loss, double label, Logits z) {
  const double error = std::abs(z[0] - label);
  return error <= loss.delta ? error * error / 2 : loss.delta * (error - loss.delta / 2);
}

double at_row(const PoissonLoss&, double label, Logits z) { return std::exp(z[0]) - label * z[0]; }

double at_row(const ZilnLoss&, double label, Logits z) {
  if (!(label > 0)) return log_loss(0, z[0]);
  const double deviation = softplus(z[2]), error = (std::log(label) - z[1]) / deviation;
  return log_loss(1, z[0]) + std::log(label * deviation) + std::log(2 * std::numbers::pi) / 2 +
         error * error / 2;
}

double at_row(const CrossEntropyLoss& loss, double label, Logits z) {
  double mean = 0;
  for (const double logit : z) mean += logit / static_cast<double>(z.size());
  const double own = z[static_cast<size_t>(label)];
  return log_sum(z) - (1 - loss.label_smoothing) * own - loss.label_smoothing * mean;
}

// Over all rows.
template <class RowLoss>
double over_rows(const RowLoss& loss, const ScoredRows& rows) {
  return mean_over(rows,
                   [&](size_t row) { return at_row(loss, rows.labels[row], rows.scores_of(row)); });
}

// Without groups there are too many pairs among all rows; training sees those of a batch.
ScoredRows with_groups(ScoredRows rows) {
  constexpr size_t kTogether = 1024;
  if (!rows.groups.empty()) return rows;
  for (size_t row = 0; row < rows.rows(); ++row) {
    rows.groups.push_back(static_cast<int32_t>(row / kTogether));
  }
  return rows;
}

struct Weighted {
  double logit, weight;
};

double over_rows(const PairwiseLoss&, const ScoredRows& rows) {
  double sum = 0, weights = 0;
  each_group(with_groups(rows), [&](std::span<const uint32_t> group) {
    std::vector<Weighted> classes[2];
    for (const uint32_t row : group) {
      classes[rows.labels[row] > 0.5].push_back({log_odds(rows.scores_of(row)), rows.weight(row)});
    }
    for (const Weighted& positive : classes[1]) {
      for (const Weighted& negative : classes[0]) {
        const double weight = positive.weight * negative.weight;
        sum += weight * softplus(negative.logit - positive.logit);
        weights += weight;
      }
    }
  });
  return weights > 0 ? sum / weights : 0;
}

// Of a row among the rows of its group, by the logit of its label.
double rank_loss(const ScoredRows& rows) {
  double sum = 0, weights = 0;
  each_group(with_groups(rows), [&](std::span<const uint32_t> group) {
    for (const size_t label : {0, 1}) {
      std::vector<double> logs;
      for (const uint32_t row : group) {
        logs.push_back(rows.scores_of(row)[label] + std::log(rows.weight(row)));
      }
      const double total = log_sum(logs);
      for (const uint32_t row : group) {
        if ((rows.labels[row] > 0.5) != (label == 1)) continue;
        sum += rows.weight(row) * (total - rows.scores_of(row)[label]);
        weights += rows.weight(row);
      }
    }
  });
  return sum / weights;
}

double over_rows(const JrcLoss& loss, const ScoredRows& rows) {
  return loss.alpha * over_rows(BceLoss{}, rows) + (1 - loss.alpha) * rank_loss(rows);
}

}  // namespace

std::optional<double> evaluate_loss(const TaskConfig& task, const ScoredRows& rows) {
  if (!has_weight(rows)) return {};
  const auto of_loss = [&](const auto& loss) { return loss.weight * over_rows(loss, rows); };
  double sum = 0;
  std::visit(
      [&](const auto& t) {
        for (const auto& loss : t.loss.values) sum += std::visit(of_loss, loss);
      },
      task);
  return sum;
}

}  // namespace mmoe
