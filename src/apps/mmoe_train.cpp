// Trains the model of a config and fills a run folder.
#include <ctime>
#include <iostream>

#include "apps/cli.h"
#include "apps/interruption.h"
#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "data/load.h"
#include "report/model_shape.h"
#include "report/run_report.h"
#include "report/table.h"
#include "train/runtime.h"
#include "train/trainer.h"

namespace {

using namespace mmoe;

struct Options {
  CommonOptions common;
  std::string config, run;
  std::vector<std::string> overrides;
  bool dry_run = false, overwrite = false;
};

RunConfig read_config(const Options& options) {
  RunConfig config = load_config(options.config, options.overrides);
  if (!options.common.device.empty()) config.train.device = options.common.device;
  if (!options.common.threads.empty()) config.train.threads = options.common.thread_count();
  return config;
}

std::string run_folder(const Options& options, const RunConfig& config) {
  if (!options.run.empty()) return options.run;
  const std::time_t now = std::time(nullptr);
  char stamp[32];
  std::strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", std::localtime(&now));
  return "runs/" + config.name + "-" + stamp;
}

void dry_run(const RunConfig& config, const Options& options, const at::TensorOptions& tensors) {
  Log log(options.common.level());
  const TrainingData data = load_training_data(config, options.common.data_dir, log);
  const Trainer trainer(config, data, tensors);
  std::cout << to_yaml(config) << "\n"
            << model_shape(trainer.model()) << "parameters: " << trainer.store().count() << "\n";
}

// What ends a run stands in its log, too.
template <class Action>
auto logged(Log& log, const Action& action) {
  try {
    return action();
  } catch (const Error& error) {
    log.error(error.what());
    throw;
  }
}

void train(const RunConfig& config, const Options& options, const Runtime& runtime) {
  const std::string folder = run_folder(options, config);
  prepare_run_folder(folder, options.overwrite);
  Log log(options.common.level());
  log.info("run folder " + folder + ", device " + runtime.device.str() + ", threads " +
           std::to_string(runtime.threads) + ", seed " + std::to_string(config.train.seed));
  log.debug(version_text());
  const TrainingData data = load_training_data(config, options.common.data_dir, log);
  // Only a run that got this far changes its folder.
  remove_run_files(folder);
  log.open_file(folder + "/train.log");
  write_file_atomically(folder + "/config.yaml", to_yaml(config));
  Trainer trainer(config, data, at::TensorOptions().device(runtime.device).dtype(at::kFloat));
  log.info("model with " + with_commas(trainer.store().count()) + " parameters");
  RunReport report(folder, log, options.common.quiet, interruption);
  catch_interruptions();
  const TrainingResult result = logged(log, [&] { return trainer.train(report); });
  const RunFacts facts{trainer.store().count(), runtime.device.str(), runtime.threads, data.files,
                       library_versions()};
  const Json json = result_json(config, result, data.valid.has_value(), facts);
  write_file_atomically(folder + "/result.json", json.dump(2) + "\n");
  log.info(with_commas(result.progress.step) + " steps, " +
           with_commas(static_cast<int64_t>(result.samples_per_second)) +
           " rows/s in training, best at step " + with_commas(result.best_step));
  if (data.valid) {
    std::cout << metric_table("valid", config.tasks, result.valid, count_labels(*data.valid));
  }
  if (data.test) {
    std::cout << metric_table("test", config.tasks, result.test, count_labels(*data.test));
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Trains the model of a config.", "mmoe-train");
  Options options;
  app.add_option("-c,--config", options.config, "YAML config")->required();
  app.add_option("--set", options.overrides, "KEY=VALUE overrides a key of the config; repeatable")
      ->allow_extra_args(false);
  app.add_option("--run", options.run, "Run folder (default: runs/<name>-<date>-<time>)");
  app.add_flag("--overwrite", options.overwrite, "Replace what a run left in the folder");
  app.add_flag("--dry-run", options.dry_run, "Check config and data, print config and shape, stop");
  add_common_options(app, options.common);
  return run_program(app, argc, argv, [&] {
    const RunConfig config = read_config(options);
    const Runtime runtime = resolve_runtime(config.train.device, config.train.threads);
    if (options.dry_run) return dry_run(config, options, at::TensorOptions().dtype(at::kFloat));
    train(config, options, runtime);
  });
}
