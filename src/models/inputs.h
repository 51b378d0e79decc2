// Features on their way into a backbone, as dense columns by group.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/model_config.h"
#include "data/schema.h"
#include "nn/graph.h"

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
  // from. The schema and groups must outlive this.
  Inputs(Graph& graph, const Schema& schema, const std::vector<GroupConfig>& groups, Init init,
         const std::string& scope, const RandomStream& stream);

  // A group of the config, or `features`: all of them, concatenated. The same nodes each time.
  const GroupInput& group(const std::string& name);

 private:
  GroupInput build(const std::string& name);

  Graph& graph_;
  const Schema& schema_;
  const std::vector<GroupConfig>& groups_;
  std::string scope_;
  RandomStream stream_;
  std::optional<Source> all_;
  std::map<std::string, GroupInput> made_;
};

}  // namespace mmoe
