#include "apps/program.h"

#include <cstdlib>
#include <iostream>

#include "base/failure.h"
#include "base/last_resort.h"

namespace mmoe {

namespace {

int fail(ExitCode code, const std::string& message) {
  std::cerr << "error: " << message << "\n";
  return static_cast<int>(code);
}

std::string usage_message(const CLI::App* failed, const CLI::Error& error) {
  return "error: " + std::string(error.what()) + "\nRun '" + failed->get_name() +
         " --help' for the options.\n";
}

int parse(CLI::App& app, int argc, char** argv, bool& done) {
  app.failure_message(usage_message);
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

void add_data_dir(CLI::App& app, std::string& data_dir) {
  const char* folder = std::getenv("MMOE_DATA_DIR");
  data_dir = folder != nullptr && *folder != '\0' ? folder : "data";
  app.add_option("--data-dir", data_dir,
                 "Where relative data paths start (default: $MMOE_DATA_DIR, else data/)");
}

CLI::Option* add_quiet(CLI::App& app, bool& quiet) {
  return app.add_flag("-q,--quiet", quiet, "Errors and results only");
}

int run_without_torch(CLI::App& app, int argc, char** argv, const std::function<void()>& body) {
  bool done = true;
  const int code = parse(app, argc, argv, done);
  if (done) return code;
  try {
    const LastResort last_resort;
    body();
    std::cout.flush();
    if (!std::cout) return fail(ExitCode::resources, "cannot write to standard output");
    return 0;
  } catch (...) {
    const Error error = error_of(std::current_exception());
    return fail(error.code(), error.what());
  }
}

}  // namespace mmoe
