// Conditions asked of the rows of a table.
#pragma once

#include <cstdint>
#include <vector>

#include "config/condition.h"
#include "data/raw_table.h"

namespace mmoe {

// The columns that conditions read, as text.
std::vector<ColumnRequest> requests_of(const Condition& condition);

// Whether a row fulfils a condition. A missing value is equal to nothing and in no order. Words are
// compared once each, not once a row.
class RowCondition {
 public:
  // The table must outlive this.
  RowCondition(const Condition& condition, const RawTable& table);

  bool operator()(int64_t row) const;

 private:
  Condition::Kind kind_;
  std::vector<RowCondition> parts_;
  const std::vector<uint32_t>* codes_ = nullptr;  // of a comparison
  std::vector<bool> holds_;                       // by code
};

}  // namespace mmoe
