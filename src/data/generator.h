// Synthetic rows. Every row is a function of (seed, part, row number), so tables and endless
// streams are the same thing and any row can be made at any time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/data_config.h"
#include "data/dataset.h"

namespace mmoe {

class Generator {
 public:
  virtual ~Generator() = default;
  virtual int64_t input_count() const = 0;
  virtual int64_t task_count() const = 0;
  virtual bool gives_ids() const { return false; }

  // Makes `out` rows first .. first + rows - 1 of a part, without their labels. Inputs are numbers,
  // or ids from 0; runs of other seeds may share them where the config's seed is `run`.
  void inputs(PartName part, uint64_t first, int64_t rows, Dataset& out) const;

  // The labels that belong to these inputs in this run: [rows, tasks].
  virtual void labels(PartName part, uint64_t first, const Dataset& inputs, float* out) const = 0;

  // Both.
  void fill(PartName part, uint64_t first, int64_t rows, Dataset& out) const;

  // x0, x1, ..., then y0, y1, ...
  std::vector<std::string> columns() const;

 private:
  // Fills the numbers or ids of `out.rows` rows.
  virtual void draw_inputs(PartName part, uint64_t first, Dataset& out) const = 0;
};

// `run_seed` is used where the config's seed is `run`.
std::unique_ptr<Generator> make_generator(const SyntheticConfig& config, int64_t run_seed);

}  // namespace mmoe
