// Shared by the readers over Arrow: opening, errors, and columns of a record batch as cells.
#pragma once

#include <arrow/api.h>
#include <arrow/io/api.h>

#include <memory>
#include <string>

#include "data/row_block.h"

namespace mmoe {

// The value, or Error(data) naming the file.
[[noreturn]] void throw_arrow_error(const arrow::Status& status, const std::string& path);

inline void check_arrow(const arrow::Status& status, const std::string& path) {
  if (!status.ok()) throw_arrow_error(status, path);
}

template <class T>
T value_of(arrow::Result<T> result, const std::string& path) {
  if (!result.ok()) throw_arrow_error(result.status(), path);
  return std::move(result).ValueUnsafe();
}

// malloc: what a reader gives back is there for the rest of the program. Arrow's own allocator
// would keep 8 MB of it.
inline arrow::MemoryPool* reader_memory() { return arrow::system_memory_pool(); }

// Opens an existing, non-empty file; Error(data) otherwise.
std::shared_ptr<arrow::io::RandomAccessFile> open_file(const std::string& path);

// Takes all columns of the batch into the block, which keeps the batch alive.
void take_batch(std::shared_ptr<arrow::RecordBatch> batch, RowBlock& block);

}  // namespace mmoe
