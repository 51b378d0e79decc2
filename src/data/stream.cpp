#include "data/stream.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace mmoe {

namespace {

// Column j of each row is column positions[j] of the source, plus `shift`.
template <class T>
void pick_columns(const std::vector<T>& from, size_t from_width,
                  const std::vector<size_t>& positions, int64_t rows, T shift, std::vector<T>& to) {
  to.resize(static_cast<size_t>(rows) * positions.size());
  T* out = to.data();
  for (int64_t row = 0; row < rows; ++row) {
    const T* in = from.data() + static_cast<size_t>(row) * from_width;
    for (const size_t position : positions) *out++ = in[position] + shift;
  }
}

}  // namespace

RowStream::RowStream(std::shared_ptr<const Generator> generator, const Encoders& encoders)
    : generator_(std::move(generator)), gives_ids_(generator_->gives_ids()) {
  const std::vector<std::string> columns = generator_->columns();
  const auto first_label = static_cast<size_t>(generator_->input_count());
  const auto position = [&](const std::string& name, bool is_label) {
    const auto place = static_cast<size_t>(std::ranges::find(columns, name) - columns.begin());
    if (place == columns.size() || (place >= first_label) != is_label) {
      throw data_error("the generator has no " + std::string(is_label ? "label " : "input ") +
                       quote(name));
    }
    return is_label ? place - first_label : place;
  };
  for (const ColumnRequest& request : encoders.inputs) {
    inputs_.push_back(position(request.name, false));
  }
  for (const ColumnRequest& request : encoders.labels) {
    labels_.push_back(position(request.name, true));
  }
}

void RowStream::fill(uint64_t first, int64_t rows, Dataset& out) {
  generator_->fill(PartName::train, first, rows, raw_);
  const auto width = static_cast<size_t>(generator_->input_count());
  out.rows = rows;
  out.numeric_count = gives_ids_ ? 0 : static_cast<int64_t>(inputs_.size());
  out.field_count = gives_ids_ ? static_cast<int64_t>(inputs_.size()) : 0;
  out.task_count = static_cast<int64_t>(labels_.size());
  // Given ids start at 1 (BucketEncoder).
  if (gives_ids_) pick_columns(raw_.ids, width, inputs_, rows, int32_t{1}, out.ids);
  if (!gives_ids_) pick_columns(raw_.inputs, width, inputs_, rows, 0.0f, out.numerics);
  pick_columns(raw_.labels, static_cast<size_t>(generator_->task_count()), labels_, rows, 0.0f,
               out.labels);
}

}  // namespace mmoe
