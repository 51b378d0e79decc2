#include <algorithm>

#include "base/text.h"
#include "config/checker.h"
#include "config/condition.h"

namespace mmoe {

namespace {

void check_part(Checker& check, const std::string& path, PartName self, const PartConfig& part,
                const TableConfig& table) {
  if (part.files.values.empty() == !part.from) {
    return check.add(path, "give either 'files' or 'from', one of the two");
  }
  if (!part.from) {
    if (part.fraction || part.where) check.add(path, "'fraction' and 'where' go with 'from'");
    return;
  }
  if (part.fraction.has_value() == part.where.has_value()) {
    check.add(path, "'from' takes either 'fraction' or 'where', one of the two");
  }
  if (part.where) {
    check.add_if_fails(path + ".where", [&] { parse_condition(*part.where); });
  }
  const bool exists = *part.from == PartName::train ||
                      (*part.from == PartName::valid ? table.valid : table.test).has_value();
  if (*part.from == self || !exists) {
    check.add(path + ".from", "takes rows of a part that is not there");
  }
}

void check_table(Checker& check, const TableConfig& table) {
  check_part(check, "data.train", PartName::train, table.train, table);
  if (table.train.from) check.add("data.train.from", "the training rows need files of their own");
  if (table.valid) check_part(check, "data.valid", PartName::valid, *table.valid, table);
  if (table.test) check_part(check, "data.test", PartName::test, *table.test, table);
  const bool circle = table.valid && table.test && table.valid->from == PartName::test &&
                      table.test->from == PartName::valid;
  if (circle) check.add("data.test.from", "'valid' and 'test' take rows of each other");
}

void check_csv(Checker& check, const CsvConfig& csv) {
  check_table(check, csv);
  check.add_repeats("data.columns", csv.columns, "the column");
  const auto bad = [](const std::string& text) {
    return text.size() != 1 || text == "\n" || text == "\r";
  };
  if (csv.delimiter && bad(*csv.delimiter)) {
    check.add("data.delimiter", "a delimiter is one character, such as \",\" or \"\\t\"");
  }
  if (!csv.quote.empty() && bad(csv.quote)) {
    check.add("data.quote", "a quote is one character, or empty for none");
  }
  if (csv.delimiter && *csv.delimiter == csv.quote) {
    check.add("data.quote", "is the delimiter as well");
  }
}

void check_generator(Checker& check, const GeneratorConfig& generator) {
  if (const auto* paper = std::get_if<PaperGenerator>(&generator)) {
    const auto m = static_cast<size_t>(paper->m);
    if (m > paper->alpha.size() || m > paper->beta.size()) {
      check.add("data.generator.m", "needs at least " + std::to_string(m) +
                                        " values in 'alpha' and 'beta'; there are " +
                                        std::to_string(paper->alpha.size()) + " and " +
                                        std::to_string(paper->beta.size()));
    }
  }
  if (const auto* ids = std::get_if<RandomIdsGenerator>(&generator)) {
    if (ids->vocabulary.size() > static_cast<size_t>(ids->fields_count)) {
      check.add("data.generator.vocabulary", "lists more sizes than there are fields");
    }
  }
}

// Ids a generator makes in its largest column; nothing if it makes numbers.
std::optional<int64_t> id_count(const GeneratorConfig& generator) {
  const auto* ids = std::get_if<RandomIdsGenerator>(&generator);
  if (ids == nullptr) return {};
  int64_t largest = ids->rows_per_field;
  for (const int64_t size : ids->vocabulary) largest = std::max(largest, size);
  return largest;
}

// A stream has no rows to fit on: features take its columns as they are.
struct StreamFeatureCheck {
  Checker& check;
  std::string path;
  std::optional<int64_t> ids;

  void operator()(const NumericFeature& feature) {
    if (ids) return check.add(path, "the generator makes ids: use 'type: categorical'");
    if (feature.scale != Scale::none) {
      check.add(path + ".scale", "a stream has no rows to fit on: use 'none'");
    }
    if (feature.values) check.add(path + ".values", "a stream has no rows to fit on");
    if (feature.bins) check.add(path + ".bins", "a stream has plain numbers only");
    if (feature.piecewise_linear) {
      check.add(path + ".piecewise_linear", "a stream has no rows to fit on");
    }
  }
  void operator()(const ComboFeature&) { check.add(path, "a stream has no combined columns"); }
  void operator()(const ListConfig&) { check.add(path, "a stream has no lists of values"); }
  void operator()(const CategoricalFeature& feature) {
    if (!ids) return check.add(path, "the generator makes numbers: use 'type: numeric'");
    if (feature.hash_buckets) {
      check.add(path + ".hash_buckets", "a stream gives ids as they are: give 'num_buckets'");
    } else if (!feature.num_buckets) {
      check.add(path, "a stream has no rows to fit a vocabulary on: give 'num_buckets'");
    } else if (*feature.num_buckets < *ids) {
      check.add(path + ".num_buckets", "the generator makes ids up to " + std::to_string(*ids - 1));
    }
  }
};

// Labels of a stream go to the model as they are made.
void check_stream_label(Checker& check, const std::string& path, const TaskConfig& task,
                        const GeneratorConfig& generator) {
  const TaskBase& base = base_of(task);
  if (base.label.positive) {
    check.add(path + ".label.positive", "labels of a generator are numbers");
  }
  const auto refuse = [&](bool given, const char* key) {
    if (given) check.add(path + key, "does not go with a stream: its labels are used as they are");
  };
  refuse(base.label.threshold.has_value(), ".label.threshold");
  refuse(!base.label.all.empty(), ".label.all");
  refuse(!base.label.any.empty(), ".label.any");
  refuse(base.where.has_value(), ".where");
  refuse(base.sample_weight.has_value(), ".sample_weight");
  refuse(base.group.has_value(), ".group");
  const auto* regression = std::get_if<RegressionTask>(&task);
  refuse(regression != nullptr && regression->scale != LabelScale::none, ".scale");
  const auto* several = std::get_if<MulticlassTask>(&task);
  refuse(several != nullptr && !several->classes.empty(), ".classes");
  const bool binary = std::holds_alternative<BinaryTask>(task);
  if (binary && std::holds_alternative<PaperGenerator>(generator)) {
    check.add(path, "the generator's labels are not 0 or 1: use 'type: regression'");
  }
}

void check_stream(Checker& check, const RunConfig& config, const SyntheticConfig& data) {
  if (!config.train.steps) check.add("train.steps", "is missing: a stream has no end of its own");
  if (config.train.epochs) check.add("train.epochs", "a stream has no epochs; use 'steps'");
  for (size_t i = 0; i < config.features.size(); ++i) {
    const std::string path = "features." + std::to_string(i);
    std::visit(StreamFeatureCheck{check, path, id_count(data.generator)}, config.features[i]);
  }
  for (size_t i = 0; i < config.tasks.size(); ++i) {
    check_stream_label(check, "tasks." + std::to_string(i), config.tasks[i], data.generator);
  }
}

}  // namespace

void check_data(Checker& check, const RunConfig& config) {
  if (const auto* csv = std::get_if<CsvConfig>(&config.data)) check_csv(check, *csv);
  if (const auto* table = std::get_if<ParquetConfig>(&config.data)) check_table(check, *table);
  if (const auto* table = std::get_if<ArrowConfig>(&config.data)) check_table(check, *table);
  if (const auto* synthetic = std::get_if<SyntheticConfig>(&config.data)) {
    check_generator(check, synthetic->generator);
    if (synthetic->stream) check_stream(check, config, *synthetic);
  }
}

}  // namespace mmoe
