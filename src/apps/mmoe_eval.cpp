// Evaluates one checkpoint, or the average of several, on test data.
#include <iostream>

#include "apps/cli.h"
#include "base/files.h"
#include "data/load.h"
#include "report/activity_json.h"
#include "report/activity_tables.h"
#include "report/evaluation.h"
#include "report/json_text.h"
#include "report/table.h"
#include "train/checkpoint.h"
#include "train/checkpoint_evaluator.h"

namespace {

using namespace mmoe;

struct Options {
  CommonOptions common;
  std::vector<std::string> checkpoints, data;
  std::string json;
};

void evaluate(const Options& options) {
  const Runtime runtime = options.common.runtime();
  const auto tensors = at::TensorOptions().device(runtime.device).dtype(at::kFloat);
  Log log(options.common.level());
  std::optional<RunConfig> config;
  EvaluationData data;
  std::vector<MemberLogits> members;
  Activity activity;  // of a single checkpoint
  for (const std::string& path : options.checkpoints) {
    const LoadedModel loaded = load_checkpoint(path, tensors);
    if (config) check_same_tasks(*config, loaded.config, path);
    if (!config) config = loaded.config;
    EvaluationData own =
        load_evaluation_data(*config, loaded.encoders, options.common.data_dir, options.data, log);
    const bool is_single = options.checkpoints.size() == 1;
    CheckpointEvaluator evaluator(loaded, tensors);
    members.push_back(evaluator.logits(own.rows, is_single ? &activity : nullptr));
    if (members.size() == 1) data = std::move(own);
  }
  const MetricValues values =
      evaluate_tasks(members.front().heads, data.rows, average_logits(members));
  report_undefined(config->tasks, values, log);
  Json report = evaluation_json(options.checkpoints, data, *config, values);
  if (!activity.gates.empty()) report["gates"] = gates_json(activity.gates);
  if (options.json == "-") {
    std::cout << json_text(report);
    return;
  }
  if (!options.json.empty()) write_file_atomically(options.json, json_text(report));
  std::cout << metric_table("test", config->tasks, values, count_labels(data.rows))
            << gate_table(activity.gates);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Evaluates checkpoints; several are an ensemble.", "mmoe-eval");
  Options options;
  app.add_option("--checkpoint", options.checkpoints, "Checkpoint file, or several")->required();
  app.add_option("--data", options.data, "Data files instead of the config's test data");
  app.add_option("--json", options.json, "Write the report here; - for standard output");
  add_common_options(app, options.common);
  return run_program(app, argc, argv, [&] { evaluate(options); });
}
