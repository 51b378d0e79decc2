// Trains the model of a config and fills a run folder.
#include <ctime>
#include <iostream>
#include <limits>

#include "apps/cli.h"
#include "apps/interruption.h"
#include "apps/resumption.h"
#include "apps/seed_list.h"
#include "apps/seed_runs.h"
#include "apps/training_run.h"
#include "base/error.h"
#include "base/files.h"
#include "base/process.h"
#include "base/run_folder.h"
#include "base/text.h"
#include "data/load.h"
#include "report/activity_tables.h"
#include "report/graph_dot.h"
#include "report/model_shape.h"
#include "report/run_needs.h"
#include "report/table.h"

namespace {

using namespace mmoe;

struct Options {
  CommonOptions common;
  ConfigOptions config;
  std::string run, seeds, graph;
  int jobs = 0;  // not given
  bool dry_run = false, overwrite = false, resume = false;

  ExistingRun existing() const {
    return resume ? ExistingRun::resume : overwrite ? ExistingRun::replace : ExistingRun::refuse;
  }
  Runtime runtime(const RunConfig& of) const {
    return resolve_runtime(of.train.device, of.train.threads, common.deterministic);
  }
};

std::string run_folder(const Options& options, const RunConfig& config) {
  if (!options.run.empty()) return options.run;
  const std::time_t now = std::time(nullptr);
  char stamp[32];
  std::strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", std::localtime(&now));
  return "runs/" + config.name + "-" + stamp;
}

std::vector<std::string> names_of(const std::vector<TaskConfig>& tasks) {
  std::vector<std::string> names;
  for (const TaskConfig& task : tasks) names.push_back(base_of(task).name);
  return names;
}

void draw(const MultiTaskModel& model, const RunConfig& config, const Options& options) {
  if (options.graph.empty()) return;
  write_file_atomically(options.graph, graph_dot(model, names_of(config.tasks)));
}

void dry_run(const RunConfig& config, const Options& options, const Runtime& runtime) {
  const auto tensors = at::TensorOptions().dtype(at::kFloat);
  Log log(options.common.level());
  const TrainingData data = load_training_data(config, options.common.data_dir, log);
  const RunEstimate needs =
      estimate_run(config, data, tensors.device(runtime.device), runtime.cores);
  check_memory(needs.memory, machine_memory_mb());
  const Trainer trainer(config, data, tensors);
  draw(trainer.model(), config, options);
  const Members& members = trainer.members();
  std::cout << to_yaml(config) << "\n" << model_shape(trainer.model(), names_of(config.tasks));
  if (members.size() > 1) std::cout << "members: " << members.size() << "\n";
  std::cout << needs_text(needs, config.train.keep);
  std::cout << "parameters: " << members.parameters() << "\n";
}

void print_tables(const RunConfig& config, const TrainingData& data, const TrainingResult& result,
                  Log& log) {
  if (data.valid) report_undefined(config.tasks, result.valid, log);
  if (data.test) report_undefined(config.tasks, result.test, log);
  if (data.valid) {
    std::cout << metric_table("valid", config.tasks, result.valid, count_labels(*data.valid));
  }
  if (data.test) {
    std::cout << metric_table("test", config.tasks, result.test, count_labels(*data.test));
  }
  std::cout << gate_table(result.activity.gates);
}

void train(RunConfig config, const Options& options, Runtime runtime) {
  const std::string folder = run_folder(options, config);
  const RunLock lock = prepare_run_folder(folder, options.existing());
  Log log(options.common.level());
  Resumption resumed;
  if (options.resume) resumed = find_run(folder, config, log);
  const auto say_finished = [&] { log.info("the run in " + folder + " is finished"); };
  if (resumed.is_finished) return say_finished();
  runtime = options.runtime(config);  // the run's threads
  const RunPlace place{folder, options.common.quiet, runtime};
  log.info("run folder " + folder + ", device " + runtime.device.str());
  log.debug(version_text());
  const TrainingData data = load_training_data(config, options.common.data_dir, log);
  const auto tensors = at::TensorOptions().device(runtime.device).dtype(at::kFloat);
  check_needs(estimate_run(config, data, tensors, runtime.cores), config.train.keep, folder, log);
  catch_interruptions();  // before there is a run to stop
  TrainingRun run(config, data, place, log, resumed.saved ? &*resumed.saved : nullptr);
  if (run.has_result()) return say_finished();
  resumed.saved.reset();  // its memory
  draw(run.model(), config, options);
  while (run.advance(std::numeric_limits<int64_t>::max())) {
  }
  print_tables(config, data, run.finish(), log);
}

void train_all_seeds(const RunConfig& config, const Options& options, const Runtime& runtime) {
  if (runtime.device.is_cuda()) throw usage_error("--seeds trains on the CPU; use --device cpu");
  const int jobs = options.jobs > 0 ? options.jobs : runtime.cores.available;
  train_seeds(config,
              {parse_seeds(options.seeds), jobs, run_folder(options, config),
               options.common.data_dir, options.existing(), options.common.level()},
              runtime);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Trains the model of a config.", "mmoe-train");
  Options options;
  add_config_options(app, options.config);
  auto* run =
      app.add_option("--run", options.run, "Run folder (default: runs/<name>-<date>-<time>)");
  auto* overwrite =
      app.add_flag("--overwrite", options.overwrite, "Replace what a run left in the folder");
  app.add_flag("--resume", options.resume,
               "Go on from the newest good checkpoint in the run folder, if there is one")
      ->excludes(overwrite)
      ->needs(run);
  app.add_flag("--dry-run", options.dry_run, "Check config and data, print config and shape, stop");
  app.add_option("--graph", options.graph, "Write the network here, as Graphviz draws it");
  app.add_option("--seeds", options.seeds,
                 "Train once a seed, such as 1-8, each in <run>/seed-<n>/ and on one thread");
  app.add_option("--jobs", options.jobs, "Seeds that train at once (default: the cores there are)")
      ->check(CLI::Range(1, 1024));
  add_common_options(app, options.common);
  return run_program(app, argc, argv, [&] {
    const RunConfig config = read_config(options.config, options.common);
    const Runtime runtime = options.runtime(config);
    if (options.dry_run) return dry_run(config, options, runtime);
    if (!options.seeds.empty() && !options.graph.empty()) {
      throw usage_error("--graph goes without --seeds");
    }
    if (!options.seeds.empty()) return train_all_seeds(config, options, runtime);
    if (options.jobs > 0) throw usage_error("--jobs goes with --seeds");
    train(config, options, runtime);
  });
}
