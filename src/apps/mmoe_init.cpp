// Reads a table and writes a first config for it.
#include <filesystem>
#include <iostream>

#include "apps/program.h"
#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "inspect/config_draft.h"

namespace {

using namespace mmoe;

struct Options {
  InitRequest request;
  std::string output;
  bool overwrite = false, quiet = false;
};

// Before the file is read, which may take a while.
void check_output(const Options& options) {
  if (options.output.empty() || options.overwrite) return;
  if (std::filesystem::exists(options.output)) {
    throw usage_error("--output: " + quote(options.output) +
                      " exists; choose another name, or replace it with --overwrite");
  }
}

void init(const Options& options) {
  check_output(options);
  Log log(options.quiet ? LogLevel::error : LogLevel::info);
  const ConfigDraft draft = draft_config(options.request, log);
  const std::string yaml = to_yaml(draft);
  if (options.output.empty()) {
    std::cout << yaml;
  } else {
    write_file_atomically(options.output, yaml);
  }
  log.info(with_commas(draft.rows) + " rows: " + with_commas(draft.columns) +
           " columns, of which " + std::to_string(draft.tasks.size()) + " are labels, " +
           std::to_string(draft.features.size()) + " features and " +
           std::to_string(draft.left_out.size()) + " left out");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Writes a first config for a file, to be trained on as it stands.", "mmoe-init");
  Options options;
  InitRequest& request = options.request;
  app.add_option("data", request.path, "CSV (.gz, .bz2, .zst), Parquet or Arrow file")
      ->required()
      ->option_text("DATA");
  app.add_option("--labels", request.labels, "Columns to predict, separated by commas")
      ->required()
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--test", request.test, "File to test on; by default a part of DATA");
  app.add_option("--columns", request.columns,
                 "Names of all columns, separated by commas, for a file without a header line")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--output", options.output, "File to write; by default standard output");
  app.add_flag("--overwrite", options.overwrite, "Replace an existing file");
  add_data_dir(app, request.data_dir);
  add_quiet(app, options.quiet);
  app.set_version_flag("--version", "mmoe " MMOE_VERSION);
  return run_without_torch(app, argc, argv, [&] { init(options); });
}
