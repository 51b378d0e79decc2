// Several models that predict as one.
#pragma once

#include <span>
#include <vector>

#include "metrics/head.h"

namespace mmoe {

// Logits of one row whose prediction is the mean of what the members predict: of the probability,
// of the value in the label's unit, of the probability of each class. The result is for the
// first member; all have the same type of task and the same classes. logits: a row's, by member.
std::vector<double> average_row(std::span<const Head* const> members,
                                std::span<const std::span<const double>> logits);

}  // namespace mmoe
