// Writes the predictions of one checkpoint, or the average of several, row for row.
#include <filesystem>

#include "apps/cli.h"
#include "base/error.h"
#include "base/text.h"
#include "data/encoded_reader.h"
#include "report/prediction_writer.h"
#include "train/checkpoint.h"
#include "train/checkpoint_evaluator.h"

namespace {

using namespace mmoe;

struct Options {
  CommonOptions common;
  std::vector<std::string> checkpoints, data, keep;
  std::string output;
  bool logits = false;
};

// One checkpoint of an ensemble: its own encoders read the same files.
struct Member {
  LoadedModel loaded;
  EncodedReader reader;
  CheckpointEvaluator evaluator;

  Member(const std::string& path, const Options& options, const at::TensorOptions& tensors)
      : loaded(load_checkpoint(path, tensors)),
        reader(loaded.config.data, options.data, loaded.encoders, options.keep),
        evaluator(loaded, tensors) {}
};

void predict(const Options& options) {
  for (const std::string& file : options.data) {
    std::error_code none;
    if (std::filesystem::equivalent(file, options.output, none)) {
      throw usage_error("--output would replace the data file '" + file + "'");
    }
  }
  const Runtime runtime = options.common.runtime();
  const auto tensors = at::TensorOptions().device(runtime.device).dtype(at::kFloat);
  Log log(options.common.level());
  std::vector<std::unique_ptr<Member>> members;
  for (const std::string& path : options.checkpoints) {
    members.push_back(std::make_unique<Member>(path, options, tensors));
    check_same_tasks(members.front()->loaded.config, members.back()->loaded.config, path);
  }
  PredictionWriter writer(options.output, members.front()->evaluator.heads(), options.keep,
                          options.logits);
  int64_t rows = 0;
  while (true) {
    std::vector<MemberLogits> all;
    for (auto& member : members) {
      if (!member->reader.next()) continue;
      all.push_back(member->evaluator.logits(member->reader.rows()));
    }
    if (all.empty()) break;
    if (all.size() < members.size()) throw data_error("the checkpoints read different rows");
    writer.write(members.front()->reader.kept(), average_logits(all));
    rows += members.front()->reader.rows().rows;
  }
  writer.finish();
  log.info(with_commas(rows) + " rows written to " + options.output);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Writes predictions, row for row: probs_<task> or y_<task>.", "mmoe-predict");
  Options options;
  app.add_option("--checkpoint", options.checkpoints, "Checkpoint file, or several")->required();
  app.add_option("--data", options.data, "Data files; label columns may be absent")->required();
  app.add_option("--output", options.output, "File to write, .csv or .tsv")->required();
  app.add_option("--keep", options.keep, "Input columns to copy, separated by commas")
      ->delimiter(',');
  app.add_flag("--logits", options.logits, "Also logits_<task>, before sigmoid or softmax");
  add_common_options(app, options.common);
  return run_program(app, argc, argv, [&] { predict(options); });
}
