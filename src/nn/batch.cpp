#include "nn/batch.h"

namespace mmoe {

Batch piece_of(const Batch& batch, int64_t first, int64_t rows) {
  Batch piece = batch;
  if (first == 0 && rows == batch.rows) return piece;
  piece.rows = rows;
  piece.first = batch.first + first;
  for (at::Tensor* part : {&piece.numerics, &piece.ids, &piece.values, &piece.labels,
                           &piece.weights, &piece.groups, &piece.slots}) {
    if (part->defined()) *part = part->narrow(0, first, rows);
  }
  return piece;
}

}  // namespace mmoe
