// What every program does the same way: errors as messages and exit codes, options of all.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

namespace mmoe {

// Adds --data-dir: by default $MMOE_DATA_DIR, else data/.
void add_data_dir(CLI::App& app, std::string& data_dir);

CLI::Option* add_quiet(CLI::App& app, bool& quiet);

// Parses the command line, runs the body, and turns whatever it throws into one message on
// standard error and an exit code. What a terminal would obey in output and messages is written
// out, see base/printable.h.
int run_without_torch(CLI::App& app, int argc, char** argv, const std::function<void()>& body);

}  // namespace mmoe
