#include "apps/cli.h"

#include <c10/util/Exception.h>

#include <cstdlib>
#include <iostream>
#include <new>

#include "base/error.h"
#include "base/text.h"

namespace mmoe {

namespace {

std::string default_data_dir() {
  const char* folder = std::getenv("MMOE_DATA_DIR");
  return folder != nullptr && *folder != '\0' ? folder : "data";
}

int fail(ExitCode code, const std::string& message) {
  std::cerr << "error: " << message << "\n";
  return static_cast<int>(code);
}

int fail_for_memory() {
  return fail(ExitCode::resources,
              "out of memory; fewer rows, a smaller model or a smaller train.batch_size need less");
}

// LibTorch reports a failed allocation as any other error.
int fail_in_torch(const std::string& message) {
  const bool memory = message.find("allocate memory") != std::string::npos ||
                      message.find("out of memory") != std::string::npos;
  if (memory) return fail_for_memory();
  return fail(ExitCode::usage, message.substr(0, message.find('\n')));
}

int parse(CLI::App& app, int argc, char** argv, bool& done) {
  try {
    app.parse(argc, argv);
    done = false;
    return 0;
  } catch (const CLI::ParseError& error) {
    done = true;
    const int code = app.exit(error, std::cout, std::cerr);
    return code == 0 ? 0 : static_cast<int>(ExitCode::usage);
  }
}

}  // namespace

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
  return resolve_runtime(device.empty() ? kAuto : device, thread_count());
}

RunConfig read_config(const std::string& path, const std::vector<std::string>& overrides,
                      const CommonOptions& options) {
  RunConfig config = load_config(path, overrides);
  if (!options.device.empty()) config.train.device = options.device;
  if (!options.threads.empty()) config.train.threads = options.thread_count();
  return config;
}

void add_common_options(CLI::App& app, CommonOptions& options) {
  options.data_dir = default_data_dir();
  app.add_option("--data-dir", options.data_dir,
                 "Where relative data paths start (default: $MMOE_DATA_DIR, else data/)");
  app.add_option("--device", options.device, "auto, cpu, cuda or cuda:N (default: auto)");
  app.add_option("--threads", options.threads, "Compute threads, a number or auto");
  auto* quiet = app.add_flag("-q,--quiet", options.quiet, "Errors and results only");
  app.add_flag("-v,--verbose", options.verbose, "More in the log")->excludes(quiet);
  app.set_version_flag("--version", version_text);
  app.failure_message([](const CLI::App* failed, const CLI::Error& error) {
    return "error: " + std::string(error.what()) + "\nRun '" + failed->get_name() +
           " --help' for the options.\n";
  });
}

int run_program(CLI::App& app, int argc, char** argv, const std::function<void()>& body) {
  bool done = true;
  const int code = parse(app, argc, argv, done);
  if (done) return code;
  try {
    body();
    std::cout.flush();
    if (!std::cout) return fail(ExitCode::resources, "cannot write to standard output");
    return 0;
  } catch (const Error& error) {
    return fail(error.code(), error.what());
  } catch (const std::bad_alloc&) {
    return fail_for_memory();
  } catch (const c10::Error& error) {
    return fail_in_torch(error.what_without_backtrace());
  } catch (const std::exception& error) {
    return fail(ExitCode::usage, error.what());
  }
}

}  // namespace mmoe
