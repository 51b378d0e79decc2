// Shows what the gates, experts and hidden units of a checkpoint do on test data.
#include <iostream>

#include "apps/cli.h"
#include "base/files.h"
#include "data/load.h"
#include "report/activity_json.h"
#include "report/activity_tables.h"
#include "report/activity_warnings.h"
#include "report/evaluation.h"
#include "report/json_text.h"
#include "train/checkpoint.h"
#include "train/checkpoint_evaluator.h"

namespace {

using namespace mmoe;

struct Options {
  CommonOptions common;
  std::string checkpoint, json;
  std::vector<std::string> data;
};

void inspect(const Options& options) {
  const Runtime runtime = options.common.runtime();
  const auto tensors = at::TensorOptions().device(runtime.device).dtype(at::kFloat);
  Log log(options.common.level());
  const LoadedModel loaded = load_checkpoint(options.checkpoint, tensors);
  const EvaluationData data = load_evaluation_data(loaded.config, loaded.encoders,
                                                   options.common.data_dir, options.data, log);
  Activity activity;
  CheckpointEvaluator(loaded, tensors).logits(data.rows, &activity);
  const std::vector<std::string> warnings = activity_warnings(activity);
  Json report = origin_json({options.checkpoint}, data);
  report.update(activity_json(activity));
  report["warnings"] = warnings;
  for (const std::string& warning : warnings) log.warning(warning);
  if (options.json == "-") {
    std::cout << json_text(report);
    return;
  }
  if (!options.json.empty()) write_file_atomically(options.json, json_text(report));
  std::cout << activity_tables(activity);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Shows what the gates, experts and hidden units of a checkpoint do on test data.",
               "mmoe-inspect");
  Options options;
  app.add_option("--checkpoint", options.checkpoint, "Checkpoint file")->required();
  app.add_option("--data", options.data, "Data files instead of the config's test data");
  app.add_option("--json", options.json, "Write the report here; - for standard output");
  add_common_options(app, options.common);
  return run_program(app, argc, argv, [&] { inspect(options); });
}
