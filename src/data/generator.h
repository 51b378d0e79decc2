// Synthetic rows. Every row is a function of (seed, part, row number), so tables and endless
// streams are the same thing and any row can be made at any time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/data_config.h"

namespace mmoe {

// Rows as they come from a generator, row by row.
struct GeneratedRows {
  std::vector<float> inputs;  // [rows, inputs], or empty where inputs are ids
  std::vector<int32_t> ids;   // [rows, inputs], from 0
  std::vector<float> labels;  // [rows, tasks]
};

class Generator {
 public:
  virtual ~Generator() = default;
  virtual int64_t input_count() const = 0;
  virtual int64_t task_count() const = 0;
  virtual bool gives_ids() const { return false; }

  // Rows first .. first + rows - 1 of a part; what `out` held is replaced.
  virtual void fill(PartName part, uint64_t first, int64_t rows, GeneratedRows& out) const = 0;

  // x0, x1, ..., then y0, y1, ...
  std::vector<std::string> columns() const;
};

// `run_seed` is used where the config's seed is `run`.
std::unique_ptr<Generator> make_generator(const SyntheticConfig& config, int64_t run_seed);

}  // namespace mmoe
