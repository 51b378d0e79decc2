#include "data/stream.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "base/text.h"

namespace mmoe {

namespace {

// Column j of each row is column positions[j] of the source.
template <class T>
void pick_columns(const std::vector<T>& from, int64_t from_width,
                  const std::vector<size_t>& positions, int64_t rows, std::vector<T>& to) {
  T* out = to.data();
  for (int64_t row = 0; row < rows; ++row) {
    const T* in = from.data() + row * from_width;
    for (const size_t position : positions) *out++ = in[position];
  }
}

bool is_all(const std::vector<size_t>& positions, int64_t count) {
  std::vector<size_t> all(static_cast<size_t>(count));
  std::iota(all.begin(), all.end(), size_t{0});
  return positions == all;
}

}  // namespace

std::shared_ptr<const Dataset> SharedInputs::block(uint64_t index) {
  constexpr size_t kKept = 4;
  const std::lock_guard lock(mutex_);
  const auto there = std::ranges::find(blocks_, index, &Block::index);
  if (there != blocks_.end()) return there->rows;
  auto rows = std::make_shared<Dataset>();
  generator_->inputs(PartName::train, index * kBlockRows, kBlockRows, *rows);
  blocks_.push_back({index, rows});
  if (blocks_.size() > kKept) blocks_.pop_front();
  return rows;
}

RowStream::RowStream(std::shared_ptr<const Generator> generator, const Encoders& encoders,
                     std::shared_ptr<SharedInputs> shared)
    : generator_(std::move(generator)), shared_(std::move(shared)) {
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
  takes_all_ =
      is_all(inputs_, generator_->input_count()) && is_all(labels_, generator_->task_count());
}

void RowStream::enter_block(uint64_t index) {
  if (block_ && block_index_ == index) return;
  block_ = shared_->block(index);
  block_index_ = index;
  block_labels_.resize(static_cast<size_t>(block_->rows * generator_->task_count()));
  generator_->labels(PartName::train, index * SharedInputs::kBlockRows, *block_,
                     block_labels_.data());
}

void RowStream::copy_shared(uint64_t first, int64_t rows, Dataset& out) {
  constexpr auto kBlockRows = static_cast<uint64_t>(SharedInputs::kBlockRows);
  enter_block(first / kBlockRows);
  out.numeric_count = block_->numeric_count;
  out.field_count = block_->field_count;
  out.task_count = generator_->task_count();
  out.resize(rows);
  for (int64_t done = 0; done < rows;) {
    const uint64_t row = first + static_cast<uint64_t>(done);
    enter_block(row / kBlockRows);
    const auto from = static_cast<int64_t>(row % kBlockRows);
    const int64_t count = std::min(rows - done, SharedInputs::kBlockRows - from);
    const auto copy = [&](const auto& source, auto& target, int64_t width) {
      std::copy_n(source.begin() + from * width, count * width, target.begin() + done * width);
    };
    copy(block_->numerics, out.numerics, out.numeric_count);
    copy(block_->ids, out.ids, out.field_count);
    copy(block_labels_, out.labels, out.task_count);
    done += count;
  }
}

void RowStream::fill(uint64_t first, int64_t rows, Dataset& out) {
  Dataset& made = takes_all_ ? out : raw_;
  if (shared_) {
    copy_shared(first, rows, made);
  } else {
    generator_->fill(PartName::train, first, rows, made);
  }
  finish(rows, made, out);
}

Dataset RowStream::held_out(PartName part, int64_t rows) {
  Dataset out;
  Dataset& made = takes_all_ ? out : raw_;
  generator_->fill(part, 0, rows, made);
  finish(rows, made, out);
  return out;
}

// From rows as the generator makes them to encoded ones.
void RowStream::finish(int64_t rows, Dataset& made, Dataset& out) const {
  for (int32_t& id : made.ids) ++id;  // given ids start at 1 (BucketEncoder)
  if (!takes_all_) pick(rows, out);
}

void RowStream::pick(int64_t rows, Dataset& out) const {
  const bool ids = generator_->gives_ids();
  const auto inputs = static_cast<int64_t>(inputs_.size());
  out.numeric_count = ids ? 0 : inputs;
  out.field_count = ids ? inputs : 0;
  out.task_count = static_cast<int64_t>(labels_.size());
  out.resize(rows);
  if (ids) pick_columns(raw_.ids, raw_.field_count, inputs_, rows, out.ids);
  if (!ids) pick_columns(raw_.numerics, raw_.numeric_count, inputs_, rows, out.numerics);
  pick_columns(raw_.labels, raw_.task_count, labels_, rows, out.labels);
}

}  // namespace mmoe
