#include <array>
#include <numeric>

#include "data/encoders.h"
#include "data/matching_rows.h"
#include "fuzz/targets.h"
#include "fuzz/word_rows.h"

namespace mmoe::fuzz {

namespace {

constexpr std::array<std::string_view, 6> kWords = {"", "0", "-1.5", "1e308", "a|b:2", "yes"};

// Columns as the encoders ask for them.
RawTable few_rows(const Encoders& encoders) {
  std::vector<ColumnRequest> requests = encoders.inputs;
  requests.insert(requests.end(), encoders.labels.begin(), encoders.labels.end());
  return word_rows(requests, kWords, BadRow::skip);
}

void check_ids(const Schema& schema, const Dataset& data) {
  for (const Table& table : tables_of(schema)) {
    for (const int64_t column : table.columns) {
      for (int64_t row = 0; row < data.rows; ++row) {
        const auto at = static_cast<size_t>(row * data.field_count + column);
        promise(data.ids[at] >= -1 && data.ids[at] < table.rows, "an id is a row of its table");
      }
    }
  }
}

}  // namespace

void read_encoders(std::string_view input) {
  Encoders encoders;
  if (!ends([&] { encoders = encoders_from_bytes(input); })) return;
  promise(to_bytes(encoders_from_bytes(to_bytes(encoders))) == to_bytes(encoders),
          "encoders come back from bytes");
  for (const TableEncoder& table : encoders.tables) {
    if (table.rows() < 1000) promise(matching_rows(table, table).has_value(), "a table is itself");
  }
  const Schema schema = encoders.schema();
  ends([&] {
    const RawTable table = few_rows(encoders);
    std::vector<int64_t> rows(static_cast<size_t>(table.rows()));
    std::iota(rows.begin(), rows.end(), int64_t{0});
    Dataset data;
    encode(encoders, table, rows, true, data);
    check_ids(schema, data);
  });
}

}  // namespace mmoe::fuzz
