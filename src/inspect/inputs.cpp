#include "inspect/inputs.h"

#include <algorithm>
#include <set>
#include <variant>

namespace mmoe {

namespace {

// Goes through the encoders in their order, which is that of the columns of encoded rows.
class InputList {
 public:
  explicit InputList(const Encoders& encoders) : encoders_(encoders), schema_(encoders.schema()) {}

  std::vector<Input> make() {
    for (const ColumnEncoder& column : encoders_.columns) {
      std::visit([&](const auto& encoder) { add(column.name, encoder); }, column.encoder);
    }
    return std::move(inputs_);
  }

 private:
  void add(const std::string& name, const NumericEncoder&) {
    numbers_.insert(name);
    inputs_.push_back({.name = name, .columns = {name}, .first = numerics_++});
  }

  // Says nothing more than the number itself, where that is an input too.
  void add(const std::string& name, const PiecewiseEncoder& encoder) {
    const bool in_values = encoder.dim > 0;
    const int64_t first = in_values ? schema_.first_code(piecewise_++) : numerics_;
    if (!in_values) numerics_ += encoder.bins();
    if (!numbers_.insert(name).second) return;
    inputs_.push_back({.name = name,
                       .columns = {name},
                       .first = first,
                       .width = encoder.bins(),
                       .in_values = in_values});
  }

  void add(const std::string& name, const CategoryEncoder& encoder) {
    inputs_.push_back({.name = name,
                       .columns = encoder.columns,
                       .kind = Input::Kind::category,
                       .first = fields_++,
                       .table = &encoders_.tables[encoder.table]});
  }

  void add(const std::string& name, const ListEncoder& encoder) {
    std::vector<std::string> columns = {name};
    if (const auto& weights = encoder.format.weight_column) columns.push_back(*weights);
    inputs_.push_back({.name = name,
                       .columns = std::move(columns),
                       .kind = Input::Kind::list,
                       .first = schema_.first_id(lists_++),
                       .width = encoder.length,
                       .table = &encoders_.tables[encoder.table]});
  }

  const Encoders& encoders_;
  Schema schema_;
  int64_t numerics_ = 0, fields_ = 0;
  size_t lists_ = 0, piecewise_ = 0;
  std::set<std::string> numbers_;
  std::vector<Input> inputs_;
};

}  // namespace

bool Input::shares_unknown() const {
  return table != nullptr && (std::holds_alternative<VocabularyEncoder>(table->ids) ||
                              std::holds_alternative<ValueEncoder>(table->ids));
}

std::vector<Input> inputs_of(const Encoders& encoders) { return InputList(encoders).make(); }

std::vector<float> numbers_of(const Input& input, const Dataset& data) {
  const std::vector<float>& matrix = input.in_values ? data.values : data.numerics;
  const int64_t columns = input.in_values ? data.value_count : data.numeric_count;
  std::vector<float> numbers(static_cast<size_t>(data.rows), 0.0f);
  for (size_t row = 0; row < numbers.size(); ++row) {
    const float* own = matrix.data() + static_cast<int64_t>(row) * columns + input.first;
    for (int64_t i = 0; i < input.width; ++i) numbers[row] += own[i];
  }
  return numbers;
}

std::vector<int32_t> codes_of(const Input& input, const Dataset& data) {
  std::vector<int32_t> codes(static_cast<size_t>(data.rows), 0);
  const bool is_list = input.kind == Input::Kind::list;
  for (size_t row = 0; row < codes.size(); ++row) {
    const int32_t* ids =
        data.ids.data() + static_cast<int64_t>(row) * data.field_count + input.first;
    if (!is_list) codes[row] = *ids;
    for (int64_t i = 0; is_list && i < input.width && ids[i] >= 0; ++i) codes[row] = ids[i] + 1;
  }
  return codes;
}

Intervals::Intervals(std::vector<float> values, size_t count) {
  std::ranges::sort(values);
  std::ranges::unique_copy(values, std::back_inserter(edges_));
  if (edges_.size() <= count) return;
  edges_.clear();
  for (size_t i = 0; i < count; ++i) edges_.push_back(values[i * values.size() / count]);
  edges_.erase(std::ranges::unique(edges_).begin(), edges_.end());
}

std::vector<int32_t> Intervals::codes(const std::vector<float>& values) const {
  std::vector<int32_t> codes;
  for (const float value : values) {
    codes.push_back(static_cast<int32_t>(std::ranges::upper_bound(edges_, value) - edges_.begin()));
  }
  return codes;
}

std::vector<int64_t> Intervals::counts(const std::vector<float>& values) const {
  std::vector<int64_t> counts(edges_.size() + 1, 0);
  for (const int32_t code : codes(values)) ++counts[static_cast<size_t>(code)];
  return counts;
}

Dataset thinned(const Dataset& data, int64_t rows) {
  if (data.rows <= rows) return data;
  Dataset thin;
  thin.shape_like(data);
  thin.resize(rows);
  data.each_matrix(thin, [&](const auto& from, auto& to, int64_t columns) {
    for (int64_t row = 0; row < rows; ++row) {
      const int64_t source = row * data.rows / rows;
      std::copy_n(from.begin() + source * columns, columns, to.begin() + row * columns);
    }
  });
  return thin;
}

}  // namespace mmoe
