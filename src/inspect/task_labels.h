// The labels of one task.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "data/load.h"

namespace mmoe {

// [rows]; NaN where a row is not of the task.
std::vector<float> labels_of(const Dataset& data, size_t task);

// 1 for this class, 0 for the others; NaN stays.
std::vector<float> one_versus_rest(std::span<const float> classes, int64_t number);

// Of labels 0 and 1.
int64_t rows_of_rarer_class(std::span<const float> labels);

// Rows of training, validation or test, and what messages call them.
struct NamedPart {
  std::string name;
  const Dataset& rows;
};

// Those that are there; training rows first, unless a stream gives them.
std::vector<NamedPart> named_parts(const TrainingData& data);

}  // namespace mmoe
