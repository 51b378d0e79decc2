#include "data/arrow_support.h"

#include <arrow/util/float16.h>
#include <arrow/util/io_util.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include "base/failure.h"
#include "base/text.h"

namespace mmoe {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

template <class Array>
void take_text(const arrow::Array& array, Cells& cells) {
  const auto& typed = static_cast<const Array&>(array);
  cells.text.resize(static_cast<size_t>(typed.length()));
  for (int64_t i = 0; i < typed.length(); ++i) {
    cells.text[static_cast<size_t>(i)] =
        typed.IsNull(i) ? std::string_view() : std::string_view(typed.GetView(i));
  }
}

template <class Array>
void take_numbers(const arrow::Array& array, Cells& cells) {
  const auto& typed = static_cast<const Array&>(array);
  cells.is_text = false;
  cells.numbers.resize(static_cast<size_t>(typed.length()));
  for (int64_t i = 0; i < typed.length(); ++i) {
    cells.numbers[static_cast<size_t>(i)] =
        typed.IsNull(i) ? kMissing : static_cast<double>(typed.Value(i));
  }
}

void take_halves(const arrow::Array& array, Cells& cells) {
  const auto& typed = static_cast<const arrow::HalfFloatArray&>(array);
  cells.is_text = false;
  for (int64_t i = 0; i < typed.length(); ++i) {
    const auto half = arrow::util::Float16::FromBits(typed.Value(i));
    cells.numbers.push_back(typed.IsNull(i) ? kMissing : half.ToDouble());
  }
}

// Types without numbers or text of their own go through their printed form.
void take_printed(const arrow::Array& array, Cells& cells, RowBlock& block) {
  cells.text.resize(static_cast<size_t>(array.length()));
  for (int64_t i = 0; i < array.length(); ++i) {
    const auto scalar = array.GetScalar(i);
    if (array.IsNull(i) || !scalar.ok()) continue;
    cells.text[static_cast<size_t>(i)] = block.own_text.emplace_back((*scalar)->ToString());
  }
}

// Ids too large for a double stay texts, so that each keeps its own.
template <class Array>
void take_whole(const arrow::Array& array, Cells& cells, RowBlock& block) {
  const auto& typed = static_cast<const Array&>(array);
  const auto fits = [&](int64_t i) {
    return typed.IsNull(i) || std::abs(static_cast<double>(typed.Value(i))) < 1e15;
  };
  for (int64_t i = 0; i < typed.length(); ++i) {
    if (!fits(i)) return take_printed(array, cells, block);
  }
  take_numbers<Array>(array, cells);
}

void take_column(const arrow::Array& array, Cells& cells, RowBlock& block);

void take_dictionary(const arrow::Array& array, Cells& cells, RowBlock& block) {
  const auto& typed = static_cast<const arrow::DictionaryArray&>(array);
  Cells words;
  take_column(*typed.dictionary(), words, block);
  cells.is_text = words.is_text;
  for (int64_t i = 0; i < typed.length(); ++i) {
    const auto at = typed.IsNull(i) ? 0 : static_cast<size_t>(typed.GetValueIndex(i));
    if (words.is_text) {
      cells.text.push_back(typed.IsNull(i) ? std::string_view() : words.text[at]);
    } else {
      cells.numbers.push_back(typed.IsNull(i) ? kMissing : words.numbers[at]);
    }
  }
}

void take_column(const arrow::Array& array, Cells& cells, RowBlock& block) {
  using arrow::Type;
  switch (array.type_id()) {
    case Type::STRING:
      return take_text<arrow::StringArray>(array, cells);
    case Type::BINARY:
      return take_text<arrow::BinaryArray>(array, cells);
    case Type::LARGE_STRING:
      return take_text<arrow::LargeStringArray>(array, cells);
    case Type::LARGE_BINARY:
      return take_text<arrow::LargeBinaryArray>(array, cells);
    case Type::STRING_VIEW:
      return take_text<arrow::StringViewArray>(array, cells);
    case Type::BINARY_VIEW:
      return take_text<arrow::BinaryViewArray>(array, cells);
    case Type::FIXED_SIZE_BINARY:
      return take_text<arrow::FixedSizeBinaryArray>(array, cells);
    case Type::BOOL:
      return take_numbers<arrow::BooleanArray>(array, cells);
    case Type::INT8:
      return take_numbers<arrow::Int8Array>(array, cells);
    case Type::INT16:
      return take_numbers<arrow::Int16Array>(array, cells);
    case Type::INT32:
      return take_numbers<arrow::Int32Array>(array, cells);
    case Type::INT64:
      return take_whole<arrow::Int64Array>(array, cells, block);
    case Type::UINT8:
      return take_numbers<arrow::UInt8Array>(array, cells);
    case Type::UINT16:
      return take_numbers<arrow::UInt16Array>(array, cells);
    case Type::UINT32:
      return take_numbers<arrow::UInt32Array>(array, cells);
    case Type::UINT64:
      return take_whole<arrow::UInt64Array>(array, cells, block);
    case Type::HALF_FLOAT:
      return take_halves(array, cells);
    case Type::FLOAT:
      return take_numbers<arrow::FloatArray>(array, cells);
    case Type::DOUBLE:
      return take_numbers<arrow::DoubleArray>(array, cells);
    case Type::DICTIONARY:
      return take_dictionary(array, cells, block);
    default:
      take_printed(array, cells, block);
  }
}

}  // namespace

void throw_arrow_error(const arrow::Status& status, const std::string& path) {
  const std::string& reason = status.message();
  if (status.IsOutOfMemory()) throw Error(ExitCode::resources, path + ": out of memory");
  if (is_lack_of_resources(arrow::internal::ErrnoFromStatus(status))) {
    throw Error(ExitCode::resources, path + ": cannot be read: " + reason);
  }
  if (reason.find("Empty CSV file") != std::string::npos) {
    throw data_error(path + ": the file is empty");
  }
  if (reason.find("straddling") != std::string::npos) {
    throw data_error(path + ": a row is longer than 1 MiB; is a quote missing?");
  }
  throw data_error(path + ": cannot be read: " + reason.substr(0, reason.find('\n')));
}

std::shared_ptr<arrow::io::RandomAccessFile> open_file(const std::string& path) {
  std::error_code status;
  if (!std::filesystem::exists(path, status)) {
    throw data_error(path +
                     ": no such file; relative paths in a config start at --data-dir, else at "
                     "$MMOE_DATA_DIR, else at data/");
  }
  if (std::filesystem::is_directory(path)) throw data_error(path + ": is a folder, not a file");
  if (std::filesystem::file_size(path, status) == 0) throw data_error(path + ": the file is empty");
  return value_of(arrow::io::ReadableFile::Open(path, reader_memory()), path);
}

void take_batch(std::shared_ptr<arrow::RecordBatch> batch, RowBlock& block) {
  block.rows = batch->num_rows();
  block.own_text.clear();
  block.columns.resize(static_cast<size_t>(batch->num_columns()));
  for (int i = 0; i < batch->num_columns(); ++i) {
    Cells& cells = block.columns[static_cast<size_t>(i)];
    cells = Cells{};
    take_column(*batch->column(i), cells, block);
  }
  block.storage = std::move(batch);
}

}  // namespace mmoe
