// What all programs with a network do the same way: common options, and errors of LibTorch.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "apps/program.h"
#include "base/log.h"
#include "config/run_config.h"
#include "train/runtime.h"

namespace mmoe {

struct CommonOptions {
  std::string data_dir;
  std::string device;   // empty: not given
  std::string threads;  // empty: not given
  bool deterministic = false, quiet = false, verbose = false;

  // What was given, or `auto`. Both throw Error(usage) for threads that are no number.
  ThreadCount thread_count() const;
  Runtime runtime() const;

  LogLevel level() const {
    return quiet ? LogLevel::error : verbose ? LogLevel::debug : LogLevel::info;
  }
};

struct ConfigOptions {
  std::string path;
  std::vector<std::string> overrides;
};

// Adds --config and --set.
void add_config_options(CLI::App& app, ConfigOptions& options);

// The config with its overrides and with the device and threads of the command line.
RunConfig read_config(const ConfigOptions& config, const CommonOptions& options);

// This program and the libraries it runs on, with versions.
std::string version_text();

// Adds --data-dir, --device, --threads, --deterministic, --quiet, --verbose, --version.
void add_common_options(CLI::App& app, CommonOptions& options);

// run_without_torch(), which also knows the errors of LibTorch.
int run_program(CLI::App& app, int argc, char** argv, const std::function<void()>& body);

}  // namespace mmoe
