// Metrics of one class of several: labels are numbers of classes, scores the logits of all classes.
// Nothing without a row of any weight.
#pragma once

#include <optional>

#include "metrics/scored_rows.h"

namespace mmoe {

// Share of rows whose class has the largest logit, the first of equal ones.
std::optional<double> class_accuracy(const ScoredRows& rows);

// Mean of -log p(class).
std::optional<double> class_log_loss(const ScoredRows& rows);

// AUC of each class against all others, by its probability; the mean over the classes that are
// there (scikit-learn's roc_auc_score with multi_class="ovr"). Undefined with one class.
std::optional<double> one_versus_rest_auc(const ScoredRows& rows);

}  // namespace mmoe
