// Feature dropout: what training hides, and what predictions make of it.
#include "train/hidden_features.h"

#include "support/torch_test.h"

#include <algorithm>

#include "support/torch_models.h"
#include "train/evaluator.h"

namespace mmoe {

using namespace test;

namespace {

const RandomStream kStream(1, "feature_dropout");

// Two fields and a list of three, whose ids are all 5.
Dataset fives(int64_t rows) {
  Dataset data;
  data.field_count = 5;
  data.resize(rows);
  std::ranges::fill(data.ids, 5);
  return data;
}

HiddenFeatures hidden(double share) { return {share, {{0, 1}, {1, 1}, {2, 3}}}; }

double share_of_hidden(const Dataset& data, size_t column) {
  double count = 0;
  for (size_t i = column; i < data.ids.size(); i += 5) count += data.ids[i] == -1;
  return count / static_cast<double>(data.rows);
}

}  // namespace

TEST_CASE("feature dropout: each feature in its share of the rows, lists as a whole", "[train]") {
  Dataset data = fives(20000);
  hide_features(hidden(0.3), kStream, 0, data);
  for (const size_t column : {0, 1, 2}) CHECK(std::abs(share_of_hidden(data, column) - 0.3) < 0.02);
  int64_t together = 0;
  for (size_t i = 0; i < data.ids.size(); i += 5) {
    CHECK(data.ids[i + 3] == data.ids[i + 2]);
    CHECK(data.ids[i + 4] == data.ids[i + 2]);
    together += data.ids[i] == -1 && data.ids[i + 1] == -1;
  }
  CHECK(std::abs(static_cast<double>(together) / 20000 - 0.09) < 0.01);  // drawn one by one
}

TEST_CASE("feature dropout: drawn by the place of a row in the run", "[train]") {
  Dataset whole = fives(64), first = fives(24), rest = fives(40), none = fives(64);
  hide_features(hidden(0.5), kStream, 100, whole);
  hide_features(hidden(0.5), kStream, 100, first);
  hide_features(hidden(0.5), kStream, 124, rest);
  first.ids.insert(first.ids.end(), rest.ids.begin(), rest.ids.end());
  CHECK(first.ids == whole.ids);
  hide_features(hidden(0), kStream, 100, none);
  CHECK(none.ids == fives(64).ids);
}

TEST_CASE("feature dropout: columns of fields and lists", "[train]") {
  Schema schema = schema_of(2, {{7, 4}, {5, 3}});
  ListField list;
  list.name = "tags";
  list.length = 4;
  schema.lists = {list, list};
  std::vector<std::pair<int64_t, int64_t>> found;
  for (const FeatureIds& one : feature_columns(schema)) found.emplace_back(one.first, one.width);
  CHECK(found == std::vector<std::pair<int64_t, int64_t>>{{0, 1}, {1, 1}, {2, 4}, {6, 4}});
}

TEST_CASE("feature dropout: predictions see embeddings times the share that training sees",
          "[train]") {
  // Both folded and looked up, beside numbers, and as a group.
  for (const int64_t table_rows : {7, 9000}) {
    for (const bool grouped : {false, true}) {
      CAPTURE(table_rows, grouped);
      const Schema schema = schema_of(2, {{table_rows, 4}, {5, 3}});
      SharedBottomConfig plain;
      plain.bottom.hidden = {};
      if (grouped) plain.groups = {{"all", {"*"}, GroupPooling::concat}};
      SharedBottomConfig dropped = plain;
      dropped.feature_dropout = 0.25;
      const std::vector<TaskConfig> tasks = mixed_tasks(2);
      const auto scaled = build_model(plain, tasks, schema, 1);
      const auto model = build_model(dropped, tasks, schema, 1);
      const ParameterStore store(*model, of(at::kFloat)), scaled_store(*scaled, of(at::kFloat));
      for (const auto& parameter : scaled->nodes().front().block->parameters()) {
        at::Tensor value = parameter.value;
        if (parameter.kind == ParameterKind::table) value.mul_(0.75);
      }
      const Dataset rows = random_rows(schema, tasks, 40, "rows");
      const auto found = Evaluator(*model, of(at::kFloat)).logits(rows);
      const auto expected = Evaluator(*scaled, of(at::kFloat)).logits(rows);
      for (size_t task = 0; task < tasks.size(); ++task) {
        for (size_t i = 0; i < found[task].size(); ++i) {
          CHECK(std::abs(found[task][i] - expected[task][i]) < 1e-5);
        }
      }
    }
  }
}

}  // namespace mmoe
