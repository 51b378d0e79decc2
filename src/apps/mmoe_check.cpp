// Looks at the rows of a config before they are trained on.
#include <iostream>

#include "apps/cli.h"
#include "base/error.h"
#include "base/files.h"
#include "base/process.h"
#include "data/load.h"
#include "inspect/inputs.h"
#include "inspect/loss_scales.h"
#include "inspect/resources.h"
#include "inspect/task_labels.h"
#include "report/check_report.h"
#include "report/json_text.h"
#include "train/memory_estimate.h"
#include "train/trial.h"

namespace {

using namespace mmoe;

struct Options {
  CommonOptions common;
  ConfigOptions config;
  std::string json;
  bool strict = false;
};

// Before all else that takes memory, since it says how much a run does.
void try_run(const RunConfig& config, const TrainingData& data, bool deterministic,
             CheckReport& report) {
  const Runtime runtime = resolve_runtime(config.train.device, config.train.threads, deterministic);
  const auto tensors = at::TensorOptions().device(runtime.device).dtype(at::kFloat);
  const MemoryEstimate memory = estimate_run(config, data, tensors, runtime.cores).memory;
  if (memory.peak() > machine_memory_mb()) {  // to try it would end the program
    report.findings = lacking_memory(memory.peak(), machine_memory_mb());
    return;
  }
  try {
    report.trial = try_training(config, data, tensors, runtime.cores);
  } catch (const Error& error) {
    report.findings.push_back(
        {.severity = Severity::certain,
         .check = "training",
         .size = 1,
         .problem = std::string("it fails in its first steps: ") + error.what(),
         .advice = "mend this first"});
  }
}

CheckReport look_at(const RunConfig& config, const Options& options) {
  Log log(options.common.level());
  const TrainingData data = load_training_data(config, options.common.data_dir, log);
  CheckReport report;
  report.reading_seconds = seconds_since_process_start();
  report.inputs = inputs_of(data.encoders).size();
  report.tasks = config.tasks.size();
  for (const NamedPart& part : named_parts(data))
    report.rows.emplace_back(part.name, part.rows.rows);
  try_run(config, data, options.common.deterministic, report);
  const auto add = [&](const std::vector<Finding>& more) {
    report.findings.insert(report.findings.end(), more.begin(), more.end());
  };
  if (report.trial) {
    add(loss_scales(config, report.trial->losses));
    add(lacking_memory(report.trial->memory_mb, machine_memory_mb()));
  }
  DataReport of_data = check_data(config, data);
  add(of_data.findings);
  report.findings = ranked(std::move(report.findings));
  report.unseen = std::move(of_data.unseen);
  return report;
}

void check(const Options& options) {
  const RunConfig config = read_config(options.config, options.common);
  const CheckReport report = look_at(config, options);
  if (options.json == "-") {
    std::cout << json_text(check_json(report));
  } else {
    if (!options.json.empty()) {
      write_file_atomically(options.json, json_text(check_json(report)));
    }
    std::cout << findings_text(report) << expected_text(report)
              << (options.common.verbose ? unseen_table(report) : "");
  }
  if (options.strict && !report.findings.empty()) {
    throw data_error("--strict: there are findings");
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Looks at the data of a config before it is trained on.", "mmoe-check");
  Options options;
  add_config_options(app, options.config);
  app.add_flag("--strict", options.strict, "Exit code 3 if there is any finding");
  app.add_option("--json", options.json, "Write the report here; - for standard output");
  add_common_options(app, options.common);
  return run_program(app, argc, argv, [&] { check(options); });
}
