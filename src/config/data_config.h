// The `data` part of a config: where rows come from and how they are divided.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/fields.h"
#include "config/scalars.h"

namespace mmoe {

enum class PartName { train, valid, test };
template <>
struct Words<PartName> {
  static constexpr std::pair<const char*, PartName> values[] = {
      {"train", PartName::train}, {"valid", PartName::valid}, {"test", PartName::test}};
};

enum class BadRow { fail, skip };
template <>
struct Words<BadRow> {
  static constexpr std::pair<const char*, BadRow> values[] = {{"fail", BadRow::fail},
                                                              {"skip", BadRow::skip}};
};

// One part of the data: files of its own, or rows taken out of another part.
struct PartConfig {
  OneOrMany files;
  std::optional<PartName> from;
  std::optional<double> fraction;
  int64_t seed = 1;
  std::optional<std::string> where;
  static constexpr const char* shorthand = "files";

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("files", self.files, "file or list of files, relative to the data directory");
    visit("from", self.from, "take rows out of this part instead; they leave it");
    visit("fraction", self.fraction, "share of its rows, drawn with `seed`",
          Rule{.low = 0, .high = 1, .above_low = true, .below_high = true});
    visit("seed", self.seed, "seed of the draw; never follows `train.seed`", at_least(0));
    visit("where", self.where,
          "condition on columns: = != < <= > >=, in (...), and, or, not, parentheses");
  }
  bool operator==(const PartConfig&) const = default;
};

// What all file formats share.
struct TableConfig {
  PartConfig train;
  std::optional<PartConfig> valid, test;
  std::vector<std::string> missing;
  BadRow on_bad_row = BadRow::fail;
  std::optional<std::string> sample_weight;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("train", self.train, "rows to train on", required());
    visit("valid", self.valid, "rows that choose the best checkpoint and stop early");
    visit("test", self.test, "rows scored once, at the end, with the best checkpoint");
    visit("missing", self.missing, "texts that mean `no value`, besides the empty one");
    visit("on_bad_row", self.on_bad_row,
          "a ragged row or a value that does not parse ends the run, or is skipped and counted");
    visit("sample_weight", self.sample_weight,
          "column with each row's weight, at least 0, in the losses and metrics of all tasks");
  }
  bool operator==(const TableConfig&) const = default;
};

struct CsvConfig : TableConfig {
  static constexpr const char* type = "csv";
  std::vector<std::string> columns;
  std::optional<std::string> delimiter;
  std::string quote = "\"";
  bool trim = false;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    TableConfig::fields(visit, self);
    visit("columns", self.columns, "names of the columns of files without a header line");
    visit("delimiter", self.delimiter,
          "one character between values; by default a tab for *.tsv, else a comma");
    visit("quote", self.quote, "one character around values with delimiters; empty: none");
    visit("trim", self.trim, "remove blanks around values");
  }
  bool operator==(const CsvConfig&) const = default;
};

struct ParquetConfig : TableConfig {
  static constexpr const char* type = "parquet";
  bool operator==(const ParquetConfig&) const = default;
};

struct ArrowConfig : TableConfig {
  static constexpr const char* type = "arrow";
  bool operator==(const ArrowConfig&) const = default;
};

// Correlated regression, Ma et al. 2018, section 3.2. Columns x0.., labels y0 and y1.
struct PaperGenerator {
  static constexpr const char* type = "paper";
  int64_t d = 100;
  double p = 0.5;
  double c = 1.0;
  int64_t m = 5;
  std::vector<double> alpha = {1.67, 3.34, 5.01, 6.68, 8.35};
  std::vector<double> beta = {3.14, -3.10, 1.40, 0.42, 2.86};
  double noise = 0.1;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("d", self.d, "inputs, each N(0, 1)", within(2, 1e6));
    visit("p", self.p, "cosine between the two tasks' directions", within(-1, 1));
    visit("c", self.c, "length of the directions", at_least(0));
    visit("m", self.m, "number of sines, the first m of `alpha` and `beta`", within(0, 1000));
    visit("alpha", self.alpha, "frequencies of the sines");
    visit("beta", self.beta, "phases of the sines");
    visit("noise", self.noise, "standard deviation of the label noise", at_least(0));
  }
  bool operator==(const PaperGenerator&) const = default;
};

// Random inputs and labels without any relation: an honest model scores AUC 0.5.
struct RandomBinaryGenerator {
  static constexpr const char* type = "random_binary";
  int64_t d = 100;
  int64_t tasks = 2;
  double positives = 0.5;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("d", self.d, "inputs x0.., each uniform in [0, 1)", within(1, 1e6));
    visit("tasks", self.tasks, "labels y0..", within(1, 1000));
    visit("positives", self.positives, "share of positive labels", within(0, 1));
  }
  bool operator==(const RandomBinaryGenerator&) const = default;
};

// Uniform integer ids and random labels, for benchmarks.
struct RandomIdsGenerator {
  static constexpr const char* type = "random_ids";
  int64_t fields_count = 50;
  int64_t rows_per_field = 20000;
  std::vector<int64_t> vocabulary;
  int64_t tasks = 2;
  double positives = 0.2;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("fields", self.fields_count, "id columns x0..", within(1, 1e5));
    visit("rows_per_field", self.rows_per_field, "ids 0..n-1 of a column", within(1, 2e9));
    visit("vocabulary", self.vocabulary, "other sizes for the first columns", within(1, 2e9));
    visit("tasks", self.tasks, "labels y0..", within(1, 1000));
    visit("positives", self.positives, "share of positive labels", within(0, 1));
  }
  bool operator==(const RandomIdsGenerator&) const = default;
};

using GeneratorConfig = std::variant<PaperGenerator, RandomBinaryGenerator, RandomIdsGenerator>;

inline constexpr char kRun[] = "run";
using DataSeed = NumberOr<kRun>;

struct SyntheticConfig {
  static constexpr const char* type = "synthetic";
  GeneratorConfig generator;
  int64_t rows = 100000;
  int64_t valid_rows = 8192;
  int64_t test_rows = 8192;
  bool stream = false;
  DataSeed seed{1};

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("generator", self.generator, "how rows are made");
    visit("rows", self.rows, "training rows of the finite table", within(1, 1e9));
    visit("valid_rows", self.valid_rows, "validation rows; 0: none", within(0, 1e9));
    visit("test_rows", self.test_rows, "test rows; 0: none", within(0, 1e9));
    visit("stream", self.stream,
          "fresh rows every batch without end, a function of (seed, step); `rows` is not used");
    visit("seed", self.seed,
          "seed of the data; `run`: directions and label noise follow `train.seed`, while the "
          "stream of inputs stays that of seed 1",
          at_least(0));
  }
  bool operator==(const SyntheticConfig&) const = default;
};

using DataConfig = std::variant<CsvConfig, ParquetConfig, ArrowConfig, SyntheticConfig>;
template <>
inline constexpr bool kTypeRequired<DataConfig> = true;

}  // namespace mmoe
