// Whole small runs: a table of two tasks on disk, and what a trainer says about it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "data/load.h"
#include "support/temp_folder.h"
#include "train/trainer.h"

namespace mmoe::test {

// A config over 100 training and 40 other rows, a number and a category; a binary task "buy" and a
// regression "price", some of whose labels are missing. `changes` overrides keys, as in
// "train.epochs=3".
struct SmallRun {
  RunConfig config;
  TrainingData data;

  explicit SmallRun(const std::vector<std::string>& changes = {});
};

// Keeps all that a trainer reports.
struct Record : Observer {
  std::vector<std::pair<Progress, MetricValues>> steps, validations;
  std::vector<bool> bests;
  std::vector<MetricValues> tests;
  std::map<std::string, std::string> files;  // the newest of each kind
  std::map<int64_t, std::string> states;     // "last", by step
  std::vector<std::pair<int64_t, std::string>> rollbacks;
  TempFolder folder;
  std::function<std::optional<ExitCode>(const Record&)> interrupt;
  int64_t asked = 0;  // how often whether to stop

  void on_step(const Progress& progress, const MetricValues& losses) override {
    steps.emplace_back(progress, losses);
  }
  void on_validation(const Progress& progress, const MetricValues& values, bool best) override {
    validations.emplace_back(progress, values);
    bests.push_back(best);
  }
  void on_test(const Progress&, const MetricValues& values) override { tests.push_back(values); }
  void on_checkpoint(CheckpointKind kind, int64_t step, const SafeTensors& content) override {
    const char* names[] = {"best", "last", "rollback"};
    const std::string name = names[static_cast<size_t>(kind)];
    files[name] = to_bytes(content);
    if (kind == CheckpointKind::last) states[step] = files[name];
    if (kind == CheckpointKind::rollback) folder.write("rollback.safetensors", files[name]);
  }
  void on_rollback(int64_t step, const std::string& reason) override {
    rollbacks.emplace_back(step, reason);
  }
  SavedTraining rollback() override { return SavedTraining(folder.file("rollback.safetensors")); }
  std::optional<ExitCode> interruption() override {
    ++asked;
    return interrupt ? interrupt(*this) : std::nullopt;
  }
};

}  // namespace mmoe::test
