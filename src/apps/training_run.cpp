#include "apps/training_run.h"

#include <filesystem>

#include "apps/interruption.h"
#include "base/error.h"
#include "base/files.h"
#include "base/run_folder.h"
#include "base/text.h"
#include "report/activity_warnings.h"
#include "report/json_text.h"
#include "report/result_file.h"
#include "train/failure.h"

namespace mmoe {

namespace {

at::TensorOptions tensors_on(const c10::Device& device) {
  return at::TensorOptions().device(device).dtype(at::kFloat);
}

// Only a run that got this far changes its folder.
void begin(const RunConfig& config, const std::string& folder, bool goes_on, Log& log) {
  if (goes_on) {
    remove_unfinished_files(folder);
    remove_file(folder + "/result.json");
  } else {
    remove_run_files(folder);
  }
  log.open_file(folder + "/train.log", goes_on);
  write_file_atomically(folder + "/config.yaml", to_yaml(config));
}

template <class Action>
auto logged(Log& log, const Action& action) {
  try {
    return action();
  } catch (...) {
    const Error error = failure_of(std::current_exception());
    log.error(error.what());
    throw error;
  }
}

}  // namespace

TrainingRun::TrainingRun(const RunConfig& config, const TrainingData& data, const RunPlace& place,
                         Log& log, const SavedTraining* saved)
    : config_(config),
      data_(data),
      place_(place),
      log_(log),
      trainer_(config_, data, tensors_on(place.runtime.device), place.runtime.cores, saved),
      has_result_(saved != nullptr && trainer_.is_done() &&
                  std::filesystem::exists(place.folder + "/result.json")) {
  if (has_result_) return;
  if (!config_.train.threads.number) {
    config_.train.threads.number = trainer_.threads();  // whoever resumes has as many
  }
  begin(config_, place.folder, saved != nullptr, log);
  report_ = std::make_unique<RunReport>(place.folder, config_.train.keep, saved, log, place.quiet,
                                        interruption);
  if (saved != nullptr) {
    log_.info("goes on from " + saved->path() + ", step " + with_commas(saved->state().step));
  }
  describe();
}

void TrainingRun::describe() const {
  const Members& members = trainer_.members();
  const int64_t frozen = members.frozen_parameters();
  const size_t count = members.size();
  log_.info((count > 1 ? std::to_string(count) + " members" : "model") + " with " +
            with_commas(members.parameters()) + " parameters" +
            (frozen > 0 ? ", " + with_commas(frozen) + " of them frozen" : "") + ", threads " +
            std::to_string(trainer_.threads()) + ", seed " + std::to_string(config_.train.seed));
  for (const std::string& note : trainer_.notes()) log_.info(note);
  for (const std::string& decision : trainer_.decisions()) log_.debug(decision);
}

bool TrainingRun::advance(int64_t steps) {
  return logged(log_, [&] { return trainer_.advance(*report_, steps); });
}

// Of the rows that are scored: nothing is known of a stream's.
std::vector<LabelCorrelation> TrainingRun::correlations_of_labels() const {
  const auto& rows = data_.test ? data_.test : data_.valid;
  return rows ? label_correlations(config_.tasks, rows->labels) : std::vector<LabelCorrelation>();
}

const TrainingResult& TrainingRun::finish() {
  result_ = logged(log_, [&] { return trainer_.finish(*report_); });
  const RunFacts facts{
      trainer_.members().parameters(), place_.runtime.device.str(), trainer_.threads(), data_.files,
      correlations_of_labels(),        library_versions()};
  const Json json = result_json(config_, result_, data_.valid.has_value(), facts);
  write_file_atomically(place_.folder + "/result.json", json_text(json));
  for (const std::string& warning : activity_warnings(result_.activity)) log_.warning(warning);
  log_.info(with_commas(result_.progress.step) + " steps, " +
            with_commas(static_cast<int64_t>(result_.samples_per_second)) +
            " rows/s in training, best at step " + with_commas(result_.best_step));
  return result_;
}

}  // namespace mmoe
