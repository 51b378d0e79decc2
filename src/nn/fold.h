// Which tables of a first layer are folded, and what they fold into.
//
// With F_f = table_f weight_f and c_f the field's common id, a row of the batch is
//
//   sum_f F_f[id_f] = sum_f F_f[c_f]  +  sum over fields with id_f != c_f of (F_f[id_f] - F_f[c_f])
//                     the base            few, as most rows have the common id
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nn/block.h"
#include "nn/lookups.h"

namespace mmoe {

// A field: its place among ids, folded tables and rows of the weight.
struct FoldedField {
  int64_t column = 0;        // of ids
  int64_t first_row = 0;     // among the rows of all folded tables
  int64_t first_weight = 0;  // first of its rows of the weight
  int64_t rows = 0, dim = 0;
  int32_t common = 0;
  TableUse table = {};
};

// Neighbouring columns of x that meet neighbouring rows of the weight.
struct WeightPart {
  int64_t first_weight = 0, first = 0, width = 0;
};

struct FoldPlan : Prepared {
  std::vector<FoldedField> folded;
  std::vector<LookupField> looked_up;
  std::vector<WeightPart> parts;
  int64_t embedded = 0;  // columns of x that come from tables
  int64_t inputs = 0;    // and with the numerics, which are last

  at::Tensor products;  // [rows of all folded tables, width]; each less its common row
  at::Tensor base;      // [width]: bias and common rows
  std::string decision() const override;

  std::vector<at::Tensor> tables;  // of the block, in order
  // Views made once: products by folded field, the weight by part, by folded field, and by further
  // input.
  std::vector<at::Tensor> product_of, weight_of_part, weight_of_field, weight_of_further;
};

// Whether folding a table costs less than looking up and multiplying: it multiplies all rows of the
// table instead of one for each row of the batch.
bool is_worth_folding(int64_t table_rows, int64_t batch_rows);

// `fields`: all, in order; `numerics` columns of x follow them.
void divide(const std::vector<FoldedField>& fields, int64_t numerics, bool may_fold,
            int64_t batch_rows, FoldPlan& plan);

}  // namespace mmoe
