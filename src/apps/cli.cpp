#include "apps/cli.h"

#include "base/error.h"
#include "base/text.h"
#include "train/failure.h"

namespace mmoe {

ThreadCount CommonOptions::thread_count() const {
  ThreadCount count;
  if (!threads.empty() && threads != kAuto) {
    count.number = parse_integer(threads);
    if (!count.number || *count.number < 1 || *count.number > 1024) {
      throw usage_error("--threads: expected a whole number from 1 to 1024 or 'auto', found " +
                        quote(threads));
    }
  }
  return count;
}

std::string version_text() {
  std::string text;
  for (const auto& [name, version] : library_versions()) {
    text += (text.empty() ? "" : ", ") + name + " " + version;
  }
  return text;
}

Runtime CommonOptions::runtime() const {
  return resolve_runtime(device.empty() ? kAuto : device, thread_count(), deterministic);
}

void add_config_options(CLI::App& app, ConfigOptions& options) {
  app.add_option("-c,--config", options.path, "YAML config")->required();
  app.add_option("--set", options.overrides, "KEY=VALUE overrides a key of the config; repeatable")
      ->allow_extra_args(false);
}

RunConfig read_config(const ConfigOptions& config, const CommonOptions& options) {
  RunConfig read = load_config(config.path, config.overrides);
  if (!options.device.empty()) read.train.device = options.device;
  if (!options.threads.empty()) read.train.threads = options.thread_count();
  return read;
}

void add_common_options(CLI::App& app, CommonOptions& options) {
  add_data_dir(app, options.data_dir);
  app.add_option("--device", options.device, "auto, cpu, cuda or cuda:N (default: auto)");
  app.add_option("--threads", options.threads, "Compute threads, a number or auto");
  app.add_flag("--deterministic", options.deterministic,
               "The same bytes each time on CUDA too, if slower; the CPU gives them anyway");
  auto* quiet = add_quiet(app, options.quiet);
  app.add_flag("-v,--verbose", options.verbose, "More in the log")->excludes(quiet);
  app.set_version_flag("--version", version_text);
}

int run_program(CLI::App& app, int argc, char** argv, const std::function<void()>& body) {
  return run_without_torch(app, argc, argv, [&] {
    try {
      body();
    } catch (...) {
      throw failure_of(std::current_exception());
    }
  });
}

}  // namespace mmoe
