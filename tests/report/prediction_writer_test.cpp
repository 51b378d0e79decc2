#include "support/torch_test.h"

#include "base/files.h"
#include "report/prediction_writer.h"
#include "support/tasks.h"
#include "support/temp_folder.h"

namespace mmoe {

using namespace test;

namespace {

std::string written(const std::vector<std::string>& tasks,
                    const std::vector<std::vector<double>>& logits, bool with_logits) {
  const TempFolder folder;
  std::vector<Head> heads;
  for (const std::string& task : tasks) heads.push_back({task_of(task)});
  PredictionWriter writer(folder.file("out.csv"), heads, {}, with_logits);
  writer.write({}, logits);
  writer.finish();
  return read_file(folder.file("out.csv"));
}

}  // namespace

TEST_CASE("prediction writer: each class has a column", "[report]") {
  const std::string task = "type: multiclass, classes: [a, b]";
  CHECK(written({task}, {{0, 0, 1000, 0}}, false) == "probs_t_0,probs_t_1\n0.5,0.5\n1,0\n");
  CHECK(written({task}, {{0, 0}}, true) ==
        "probs_t_0,probs_t_1,logits_t_0,logits_t_1\n0.5,0.5,0,0\n");
}

TEST_CASE("prediction writer: tasks with several logits have one output", "[report]") {
  CHECK(written({"type: binary, loss: jrc", "type: regression, loss: poisson"},
                {{3, 3, 1, 1}, {0, 0}}, true) == "probs_t,logits_t,y_t\n0.5,0,1\n0.5,0,1\n");
}

}  // namespace mmoe
