// From a config to encoded rows: files or generator, divided, fitted on training rows, encoded.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/log.h"
#include "config/run_config.h"
#include "data/dataset.h"
#include "data/encoders.h"
#include "data/pretrained.h"
#include "data/stream.h"

namespace mmoe {

// Rows read of each file, in the order read.
using FileRows = std::vector<std::pair<std::string, int64_t>>;

struct TrainingData {
  Encoders encoders;
  Dataset train;  // empty where `stream` gives the rows
  std::unique_ptr<RowStream> stream;
  std::optional<Dataset> valid, test;
  FileRows files;
  std::vector<PretrainedTable> pretrained;
};

// `inputs`: of the stream, where several runs share them. Throws Error(data).
TrainingData load_training_data(const RunConfig& config, const std::string& data_dir, Log& log,
                                std::shared_ptr<SharedInputs> inputs = nullptr);

// Of the encoded rows that a run trains on and chooses by; a stream's are those of its config.
std::string checksum(const TrainingData& data);

struct EvaluationData {
  Dataset rows;
  FileRows files;
};

// The test part of a config, or all rows of `files` where some are given, encoded as in training.
EvaluationData load_evaluation_data(const RunConfig& config, const Encoders& encoders,
                                    const std::string& data_dir,
                                    const std::vector<std::string>& files, Log& log);

}  // namespace mmoe
