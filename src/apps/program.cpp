#include "apps/program.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "apps/printable_output.h"
#include "base/failure.h"
#include "base/last_resort.h"
#include "base/printable.h"
#include "base/text.h"

namespace mmoe {

namespace {

int fail(ExitCode code, const std::string& message) {
  std::cerr << "error: " << printable_lines(message) << "\n";
  return static_cast<int>(code);
}

// What the command line has and no option takes; the first that looks like an option, if one does.
std::string unexpected(const CLI::App& app) {
  const std::vector<std::string> words = app.remaining();
  const auto option =
      std::ranges::find_if(words, [](const std::string& word) { return word.starts_with("-"); });
  if (option == words.end()) return "unexpected argument " + quote(words.front());
  const std::string name = option->substr(0, option->find('='));
  std::vector<std::string> known;
  for (const CLI::Option* one : app.get_options()) {
    for (const std::string& word : one->get_lnames()) known.push_back("--" + word);
  }
  return "unknown option " + quote(name) + did_you_mean(name, known);
}

// A misspelt option often leaves a required one missing: the slip is what to tell of.
std::string usage_message(const CLI::App* failed, const CLI::Error& error) {
  const bool is_slip =
      failed->remaining_size() > 0 && (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr ||
                                       dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr);
  return "error: " + printable_lines(is_slip ? unexpected(*failed) : error.what()) + "\nRun '" +
         failed->get_name() + " --help' for the options.\n";
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
  // A limit of file sizes is a full disk, which is told of; the signal would just end the process.
  std::signal(SIGXFSZ, SIG_IGN);
  bool done = true;
  const int code = parse(app, argc, argv, done);
  if (done) return code;
  const PrintableOutput output(std::cout);
  const LastResort last_resort;
  try {
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
