// Features on their way into a network: by group as dense columns, or all of them for a first
// layer. What several take is looked up from the same tables.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/model_config.h"
#include "data/schema.h"
#include "nn/embedding_tables.h"
#include "nn/graph.h"
#include "nn/lookup.h"

namespace mmoe {

// Columns [first, first + width) of a group that come from one feature. One that is both embedded
// and a number has several.
struct FeatureColumns {
  std::string feature;
  int64_t first = 0, width = 0;
  bool embedded = false;
};

struct GroupInput {
  Source source;  // [rows, width]
  std::vector<FeatureColumns> columns;
};

class Inputs {
 public:
  // `scope` stands in front of the names of nodes, and `stream` is the one its tables are drawn
  // from. The schema and config must outlive this.
  Inputs(Graph& graph, const Schema& schema, const ModelBase& config, const std::string& scope,
         const RandomStream& stream);

  // A group of the config, or `features`: all of them, concatenated. The same nodes each time.
  // Throws Error(usage) if there is none of this name, a pattern matches nothing, or what is to be
  // pooled differs in width.
  const GroupInput& group(const std::string& name);

  // For a FirstLayer: the schema whose fields and numerics it takes itself, and its further inputs.
  // Where the config has groups, these are all of its input.
  const Schema& first_layer_schema() const { return groups_.empty() ? schema_ : none_; }
  std::vector<Source> further();

  EmbeddingTables& tables() { return tables_; }

 private:
  struct Parts : Selection {
    std::vector<size_t> sequences;  // lists that attend to a target
    std::vector<size_t> piecewise;
  };

  GroupConfig config_of(const std::string& name) const;
  Parts parts_of(const GroupConfig& group) const;
  GroupInput build(const GroupConfig& group);
  // Of one block, its columns counted from the first.
  GroupInput embeddings(const std::string& name, const Parts& parts, GroupInput& numbers);
  GroupInput attention(size_t list);
  GroupInput piecewise(size_t position);
  GroupInput concatenated(const GroupConfig& group, const std::vector<GroupInput>& pieces);
  GroupInput pooled(const GroupConfig& group, const std::vector<GroupInput>& pieces,
                    size_t embedded);
  Source add(const std::string& name, std::shared_ptr<Block> block, std::vector<Source> inputs);

  Graph& graph_;
  const Schema& schema_;
  const Schema none_;
  const std::vector<GroupConfig>& groups_;
  Init init_;
  std::string scope_;
  RandomStream stream_;
  EmbeddingTables tables_;
  std::map<std::string, GroupInput> made_;
  std::map<size_t, Source> attentions_;  // by list
  std::optional<Source> piecewise_;      // all of them
};

}  // namespace mmoe
