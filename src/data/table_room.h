// Whether a table can be held at all, before the system ends the program for trying.
#pragma once

#include <cstdint>

#include "data/raw_table.h"

namespace mmoe {

class TableRoom {
 public:
  TableRoom();  // of this machine

  // Throws Error(resources) if so many rows of the table's columns cannot be held and encoded.
  void check(const RawTable& table, int64_t rows) const;

 private:
  double megabytes_;
};

}  // namespace mmoe
