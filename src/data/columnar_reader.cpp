#include "data/columnar_reader.h"

#include <arrow/ipc/api.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>

#include <numeric>

#include "base/error.h"
#include "data/arrow_support.h"

namespace mmoe {

namespace {

constexpr int64_t kBatchRows = 8192;  // of Parquet; Arrow files come in batches of their own

// Numbers the rows of any source of record batches.
template <class Source>
class BatchReader : public TableReader {
 public:
  BatchReader(std::string path, Source source)
      : path_(std::move(path)), source_(std::move(source)) {}

  bool next(RowBlock& block) override {
    block.storage.reset();  // makes room for the next batch
    std::shared_ptr<arrow::RecordBatch> batch = source_.next(path_);
    if (!batch) return false;
    take_batch(std::move(batch), block);
    block.file_rows.resize(static_cast<size_t>(block.rows));
    for (int64_t& number : block.file_rows) number = next_row_++;
    return true;
  }

 private:
  std::string path_;
  Source source_;
  int64_t next_row_ = 1;
};

std::unique_ptr<parquet::arrow::FileReader> parquet_file(const std::string& path) {
  return value_of(parquet::arrow::OpenFile(open_file(path), arrow::default_memory_pool()), path);
}

std::shared_ptr<arrow::Schema> parquet_schema(parquet::arrow::FileReader& file,
                                              const std::string& path) {
  std::shared_ptr<arrow::Schema> schema;
  check_arrow(file.GetSchema(&schema), path);
  return schema;
}

struct ParquetSource {
  std::unique_ptr<parquet::arrow::FileReader> file;
  std::unique_ptr<arrow::RecordBatchReader> batches;
  std::vector<std::string> columns;

  std::shared_ptr<arrow::RecordBatch> next(const std::string& path) {
    std::shared_ptr<arrow::RecordBatch> batch;
    check_arrow(batches->ReadNext(&batch), path);
    if (!batch) return nullptr;
    std::vector<int> order;
    for (const std::string& column : columns) {
      order.push_back(batch->schema()->GetFieldIndex(column));
    }
    return value_of(batch->SelectColumns(order), path);
  }
};

// IPC files start with a magic word; streams do not.
struct IpcSource {
  std::shared_ptr<arrow::ipc::RecordBatchFileReader> file;
  std::shared_ptr<arrow::RecordBatchReader> stream;
  std::vector<int> order;
  int next_batch = 0;

  static IpcSource open(const std::string& path) {
    IpcSource source;
    const auto input = open_file(path);
    const auto magic = value_of(input->ReadAt(0, 6), path);
    if (magic->ToString() == "ARROW1") {
      source.file = value_of(arrow::ipc::RecordBatchFileReader::Open(input), path);
    } else {
      check_arrow(input->Seek(0), path);
      source.stream = value_of(arrow::ipc::RecordBatchStreamReader::Open(input), path);
    }
    return source;
  }

  std::shared_ptr<arrow::Schema> schema() const { return file ? file->schema() : stream->schema(); }

  std::shared_ptr<arrow::RecordBatch> next(const std::string& path) {
    std::shared_ptr<arrow::RecordBatch> batch;
    if (file && next_batch < file->num_record_batches()) {
      batch = value_of(file->ReadRecordBatch(next_batch++), path);
    } else if (stream) {
      check_arrow(stream->ReadNext(&batch), path);
    }
    return batch ? value_of(batch->SelectColumns(order), path) : nullptr;
  }
};

}  // namespace

std::vector<std::string> parquet_column_names(const std::string& path) {
  return parquet_schema(*parquet_file(path), path)->field_names();
}

std::unique_ptr<TableReader> open_parquet(const std::string& path,
                                          const std::vector<std::string>& columns) {
  ParquetSource source{parquet_file(path), nullptr, columns};
  const auto* schema = source.file->parquet_reader()->metadata()->schema();
  std::vector<int> indices, groups(static_cast<size_t>(source.file->num_row_groups()));
  for (const std::string& column : columns) {
    indices.push_back(schema->ColumnIndex(column));
    if (indices.back() < 0) {
      throw data_error(path + ", column '" + column + "': nested columns cannot be read");
    }
  }
  std::iota(groups.begin(), groups.end(), 0);
  source.file->set_batch_size(kBatchRows);
  source.batches = value_of(source.file->GetRecordBatchReader(groups, indices), path);
  return std::make_unique<BatchReader<ParquetSource>>(path, std::move(source));
}

std::vector<std::string> arrow_column_names(const std::string& path) {
  return IpcSource::open(path).schema()->field_names();
}

std::unique_ptr<TableReader> open_arrow(const std::string& path,
                                        const std::vector<std::string>& columns) {
  IpcSource source = IpcSource::open(path);
  for (const std::string& column : columns) {
    source.order.push_back(source.schema()->GetFieldIndex(column));
  }
  return std::make_unique<BatchReader<IpcSource>>(path, std::move(source));
}

}  // namespace mmoe
