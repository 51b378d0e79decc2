// What a model sees of the data: numeric inputs and fields of categories with their tables.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mmoe {

// A categorical input: ids 0..rows-1, each with a row of `dim` in an embedding table.
struct Field {
  std::string name;
  int64_t rows = 0;
  int64_t dim = 0;
  double init_deviation = 0;
  int32_t common = 0;  // the id that most training rows have
};

struct Schema {
  std::vector<std::string> numerics;
  std::vector<Field> fields;

  // Width of the dense input: all embeddings, then all numerics.
  int64_t width() const {
    auto total = static_cast<int64_t>(numerics.size());
    for (const Field& field : fields) total += field.dim;
    return total;
  }
};

}  // namespace mmoe
