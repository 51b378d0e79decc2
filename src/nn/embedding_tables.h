// The embedding tables of a schema, each drawn once: fields and lists of one table, and all blocks
// that look them up, have the same tensor.
#pragma once

#include <ATen/core/Tensor.h>

#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "data/schema.h"

namespace mmoe {

class Graph;

struct EmbeddingTable {
  std::string name;      // of the parameter, such as "table_0_age"
  int64_t position = 0;  // among tables_of(schema)
  int64_t columns = 0;   // of ids that are rows of it
  at::Tensor value;      // [rows, dim]
};

class EmbeddingTables {
 public:
  // A table's numbers depend on the stream and its name only. They are drawn when it is first asked
  // for. `feature_dropout`: share of the embeddings that training hides.
  EmbeddingTables(const Schema& schema, const RandomStream& stream, double feature_dropout = 0);

  const EmbeddingTable& of_field(size_t field) { return drawn(field); }
  const EmbeddingTable& of_list(size_t list) { return drawn(fields_ + list); }

  // What predictions multiply embeddings by, so that they add up to what they did in training
  // (Srivastava et al. 2014, section 4).
  double share_seen() const { return share_seen_; }

 private:
  const EmbeddingTable& drawn(size_t field_or_list);

  RandomStream stream_;
  double share_seen_;
  size_t fields_;
  std::vector<Table> shapes_;
  std::vector<EmbeddingTable> tables_;
  std::vector<size_t> positions_;  // by field, then by list
};

// Rows `ids` of a table become `vectors` [ids, dim], wherever the graph has it: a scope has tables
// of its own. `position`: among tables_of(schema).
void set_rows(const Graph& graph, int64_t position, std::span<const int32_t> ids,
              std::span<const float> vectors);

}  // namespace mmoe
