#include "data/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>

#include "base/error.h"
#include "base/process.h"
#include "base/text.h"
#include "data/encoded_reader.h"
#include "data/parts.h"
#include "data/table_room.h"

namespace mmoe {

namespace {

std::string resolve_path(const std::string& file, const std::string& data_dir) {
  return (std::filesystem::path(data_dir) / file).string();
}

std::vector<ColumnRequest> joined(std::vector<ColumnRequest> all,
                                  const std::vector<ColumnRequest>& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::vector<int64_t> all_rows(const RawTable& table) {
  std::vector<int64_t> rows(static_cast<size_t>(table.rows()));
  std::iota(rows.begin(), rows.end(), int64_t{0});
  return rows;
}

RawTable read_files(const DataConfig& data, const std::vector<std::string>& paths,
                    std::vector<ColumnRequest> requests, FileRows& files, Log& log) {
  RawTable table(std::move(requests), text_format(data));
  BadRows bad_rows(bad_row_policy(data));
  for (const std::string& path : paths) {
    files.emplace_back(path, read_table(format_of(data, path), path, table, bad_rows));
  }
  bad_rows.report(log);
  return table;
}

std::vector<std::string> resolved(const std::vector<std::string>& files,
                                  const std::string& data_dir) {
  std::vector<std::string> paths;
  for (const std::string& file : files) paths.push_back(resolve_path(file, data_dir));
  return paths;
}

// A generated table goes the way of files, so that every feature option works on it.
RawTable generate(const Generator& generator, PartName part, int64_t rows,
                  const std::vector<ColumnRequest>& requests) {
  RawTable table(requests, {});
  TableRoom().check(table, rows);
  BadRows bad_rows(BadRow::fail);
  const std::vector<std::string> columns = generator.columns();
  const auto inputs = static_cast<size_t>(generator.input_count());
  const auto tasks = static_cast<size_t>(generator.task_count());
  constexpr int64_t kBlockRows = 8192;
  Dataset made;
  for (int64_t first = 0; first < rows; first += kBlockRows) {
    RowBlock block;
    block.rows = std::min(kBlockRows, rows - first);
    generator.fill(part, static_cast<uint64_t>(first), block.rows, made);
    block.file_rows.resize(static_cast<size_t>(block.rows));
    std::iota(block.file_rows.begin(), block.file_rows.end(), first + 1);
    for (const std::string& name : table.names()) {
      const auto column = static_cast<size_t>(std::ranges::find(columns, name) - columns.begin());
      if (column == columns.size()) throw data_error("the generator has no column " + quote(name));
      Cells& cells = block.columns.emplace_back();
      cells.is_text = false;
      for (size_t row = 0; row < static_cast<size_t>(block.rows); ++row) {
        cells.numbers.push_back(column >= inputs ? made.labels[row * tasks + column - inputs]
                                : generator.gives_ids()
                                    ? static_cast<double>(made.ids[row * inputs + column])
                                    : static_cast<double>(made.numerics[row * inputs + column]));
      }
    }
    table.append(block, "synthetic data", bad_rows);
  }
  return table;
}

void check_labels_exist(const std::vector<TaskConfig>& tasks,
                        const std::vector<std::string>& columns) {
  for (const TaskConfig& task : tasks) {
    for (const std::string& column : base_of(task).label.columns()) {
      if (std::ranges::find(columns, column) != columns.end()) continue;
      throw data_error("the label column " + quote(column) + " of task " +
                       quote(base_of(task).name) + " is not in the data" +
                       did_you_mean(column, columns));
    }
  }
}

// Counts labels for the log; a task without any has nothing to learn from.
void report_labels(const char* part, const RunConfig& config, const Dataset& data, Log& log) {
  log.info(std::string(part) + ": " + with_commas(data.rows) + " rows");
  const std::vector<LabelCounts> counts = count_labels(data);
  for (size_t task = 0; task < config.tasks.size(); ++task) {
    const auto [labelled, positive, weight] = counts[task];
    const TaskBase& base = base_of(config.tasks[task]);
    const bool binary = std::holds_alternative<BinaryTask>(config.tasks[task]);
    if (!(weight > 0) && part == std::string("train")) {
      throw data_error("task " + quote(base.name) + " has no " +
                       (labelled == 0 ? "label" : "label with a weight") +
                       " in the training rows (column " + quote(join(base.label.columns(), ", ")) +
                       (base.where ? ", where " + *base.where : "") +
                       "); give it some, or remove the task");
    }
    log.info("  task " + base.name + ": " + with_commas(labelled) + " labelled" +
             (binary ? ", " + with_commas(positive) + " positive" : "") +
             (labelled < data.rows ? ", " + with_commas(data.rows - labelled) + " left out" : ""));
    if (binary && labelled > 0 && (positive == 0 || positive == labelled)) {
      log.warning("task " + base.name + " has one class only in the " + part + " rows");
    }
  }
}

Dataset encoded(const Encoders& encoders, const RawTable& table, const std::vector<int64_t>& rows) {
  Dataset data;
  encode(encoders, table, rows, true, data);
  return data;
}

Dataset encoded_part(const Generator& generator, PartName part, int64_t rows,
                     const std::vector<ColumnRequest>& requests, const Encoders& encoders) {
  const RawTable table = generate(generator, part, rows, requests);
  return encoded(encoders, table, all_rows(table));
}

// Features of one column each, checked against the columns that are there.
std::vector<FeatureConfig> checked_features(const RunConfig& config,
                                            const std::vector<std::string>& columns) {
  check_labels_exist(config.tasks, columns);
  return resolve_features(config.features, config.tasks, columns);
}

TrainingData load_synthetic(const RunConfig& config, const SyntheticConfig& data,
                            const std::string& data_dir, Log& log,
                            std::shared_ptr<SharedInputs> inputs) {
  const std::shared_ptr<const Generator> generator = make_generator(data, config.train.seed);
  const auto features = checked_features(config, generator->columns());
  const auto requests = joined(feature_requests(features), label_requests(config.tasks));
  TrainingData loaded;
  const RawTable train =
      generate(*generator, PartName::train, data.stream ? 0 : data.rows, requests);
  loaded.encoders = fit_encoders(features, config.tasks, train, all_rows(train));
  loaded.pretrained = load_pretrained(features, loaded.encoders, data_dir, log);
  if (data.stream) {
    loaded.stream = std::make_unique<RowStream>(generator, loaded.encoders, std::move(inputs));
    log.info("train: an endless stream of fresh rows");
  } else {
    loaded.train = encoded(loaded.encoders, train, all_rows(train));
    report_labels("train", config, loaded.train, log);
  }
  const auto make = [&](PartName part, int64_t rows, const char* name) {
    Dataset made = loaded.stream ? loaded.stream->held_out(part, rows)
                                 : encoded_part(*generator, part, rows, requests, loaded.encoders);
    report_labels(name, config, made, log);
    return made;
  };
  if (data.valid_rows > 0) loaded.valid = make(PartName::valid, data.valid_rows, "valid");
  if (data.test_rows > 0) loaded.test = make(PartName::test, data.test_rows, "test");
  return loaded;
}

// The same for a file, which messages then name.
std::vector<FeatureConfig> features_in(const RunConfig& config, const std::string& file) {
  const std::vector<std::string> columns = column_names(format_of(config.data, file), file);
  try {
    return checked_features(config, columns);
  } catch (const Error& error) {
    throw Error(error.code(), file + ": " + error.what());
  }
}

TrainingData load_tables(const RunConfig& config, const std::string& data_dir, Log& log) {
  const std::map<PartName, PartConfig> parts = parts_of(config.data);
  const auto train_files = resolved(parts.at(PartName::train).files.values, data_dir);
  const auto features = features_in(config, train_files.front());
  const auto requests = joined(joined(feature_requests(features), label_requests(config.tasks)),
                               condition_requests(parts));
  TrainingData loaded;
  for (const auto& [root, part] : parts) {  // the training rows come first
    if (part.from) continue;
    const RawTable table =
        read_files(config.data, resolved(part.files.values, data_dir), requests, loaded.files, log);
    for (const auto& [name, rows] : divide(parts, root, table)) {
      if (rows.empty()) {
        throw data_error(loaded.files.back().first + ": the " + Scalar<PartName>::write(name).text +
                         " part has no rows");
      }
      if (name == PartName::train) {
        loaded.encoders = fit_encoders(features, config.tasks, table, rows);
        loaded.pretrained = load_pretrained(features, loaded.encoders, data_dir, log);
        loaded.train = encoded(loaded.encoders, table, rows);
      } else {
        (name == PartName::valid ? loaded.valid : loaded.test) =
            encoded(loaded.encoders, table, rows);
      }
    }
  }
  report_labels("train", config, loaded.train, log);
  if (loaded.valid) report_labels("valid", config, *loaded.valid, log);
  if (loaded.test) report_labels("test", config, *loaded.test, log);
  return loaded;
}

EvaluationData load_synthetic_test(const RunConfig& config, const SyntheticConfig& data,
                                   const Encoders& encoders) {
  if (data.test_rows == 0) throw data_error("the config has no test rows (data.test_rows is 0)");
  const auto generator = make_generator(data, config.train.seed);
  return {encoded_part(*generator, PartName::test, data.test_rows,
                       joined(encoders.inputs, encoders.labels), encoders),
          {}};
}

EvaluationData load_test_part(const RunConfig& config, const Encoders& encoders,
                              const std::string& data_dir, Log& log) {
  const std::map<PartName, PartConfig> parts = parts_of(config.data);
  if (!parts.contains(PartName::test)) {
    throw data_error("the config of the checkpoint has no test data; name files with --data");
  }
  const PartName root = root_of(parts, PartName::test);
  const auto requests = joined(joined(encoders.inputs, encoders.labels), condition_requests(parts));
  EvaluationData data;
  const RawTable table = read_files(config.data, resolved(parts.at(root).files.values, data_dir),
                                    requests, data.files, log);
  data.rows = encoded(encoders, table, divide(parts, root, table).at(PartName::test));
  return data;
}

}  // namespace

TrainingData load_training_data(const RunConfig& config, const std::string& data_dir, Log& log,
                                std::shared_ptr<SharedInputs> inputs) {
  const RunConfig weighted = with_sample_weights(config);
  const auto* synthetic = std::get_if<SyntheticConfig>(&weighted.data);
  TrainingData loaded = synthetic
                            ? load_synthetic(weighted, *synthetic, data_dir, log, std::move(inputs))
                            : load_tables(weighted, data_dir, log);
  give_back_memory();  // texts and numbers as they were read
  return loaded;
}

std::string checksum(const TrainingData& data) {
  return fmt::format("{:016x}{:016x}", checksum(data.train),
                     data.valid ? checksum(*data.valid) : 0);
}

EvaluationData load_evaluation_data(const RunConfig& config, const Encoders& encoders,
                                    const std::string& data_dir,
                                    const std::vector<std::string>& files, Log& log) {
  EvaluationData data;
  if (!files.empty()) {
    const RawTable table =
        read_files(config.data, files, joined(encoders.inputs, encoders.labels), data.files, log);
    if (table.rows() == 0) throw data_error(files.front() + ": there are no rows");
    data.rows = encoded(encoders, table, all_rows(table));
  } else if (const auto* synthetic = std::get_if<SyntheticConfig>(&config.data)) {
    data = load_synthetic_test(config, *synthetic, encoders);
  } else {
    data = load_test_part(config, encoders, data_dir, log);
  }
  report_labels("test", config, data.rows, log);
  return data;
}

}  // namespace mmoe
