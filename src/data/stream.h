// An endless source of encoded training rows.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "data/dataset.h"
#include "data/encoders.h"
#include "data/generator.h"

namespace mmoe {

class RowStream {
 public:
  // Features must take columns as they are: numbers unscaled, or given ids.
  RowStream(std::shared_ptr<const Generator> generator, const Encoders& encoders);

  // Rows first .. first + rows - 1 as a dataset; its buffers are reused.
  void fill(uint64_t first, int64_t rows, Dataset& out);

 private:
  std::shared_ptr<const Generator> generator_;
  GeneratedRows raw_;
  std::vector<size_t> inputs_, labels_;  // position of each column the model takes
  bool gives_ids_;
};

}  // namespace mmoe
