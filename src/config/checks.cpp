#include "config/checks.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "config/condition.h"
#include "config/expression.h"

namespace mmoe {

namespace {

// Collects problems with the place of the key, or of the nearest key around it.
class Checker {
 public:
  explicit Checker(const Places& places) : places_(places) {}

  void add(std::string path, const std::string& message) {
    const std::string full = path;
    while (!places_.contains(path) && !path.empty()) {
      const size_t dot = path.rfind('.');
      path = dot == std::string::npos ? "" : path.substr(0, dot);
    }
    const auto place = places_.find(path);
    const Location where = place == places_.end() ? Location{} : place->second;
    problems_.push_back({where, (full.empty() ? "" : full + ": ") + message});
  }

  // Runs a small parser and keeps what it complains about.
  void add_if_fails(const std::string& path, const std::function<void()>& parse) {
    try {
      parse();
    } catch (const Error& error) {
      add(path, error.what());
    }
  }

  std::vector<Problem> take() { return std::move(problems_); }

 private:
  const Places& places_;
  std::vector<Problem> problems_;
};

bool is_identifier(const std::string& name) {
  const auto allowed = [](unsigned char c) { return std::isalnum(c) || c == '_'; };
  return !name.empty() && std::ranges::all_of(name, allowed);
}

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

void check_repeats(Checker& check, const std::string& path, const std::vector<std::string>& names,
                   const std::string& what) {
  std::set<std::string> seen;
  for (size_t i = 0; i < names.size(); ++i) {
    if (!seen.insert(names[i]).second) {
      check.add(path + "." + std::to_string(i), what + " " + quote(names[i]) + " is given twice");
    }
  }
}

void check_csv(Checker& check, const CsvConfig& csv) {
  check_table(check, csv);
  check_repeats(check, "data.columns", csv.columns, "the column");
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

void check_stream(Checker& check, const RunConfig& config) {
  if (!config.train.steps) check.add("train.steps", "is missing: a stream has no end of its own");
  if (config.train.epochs) check.add("train.epochs", "a stream has no epochs; use 'steps'");
  for (size_t i = 0; i < config.features.size(); ++i) {
    const std::string path = "features." + std::to_string(i);
    if (const auto* numeric = std::get_if<NumericFeature>(&config.features[i])) {
      if (numeric->scale != Scale::none) {
        check.add(path + ".scale", "a stream has no rows to fit on: use 'none'");
      }
      if (numeric->values) check.add(path + ".values", "a stream has no rows to fit on");
    } else if (!std::get<CategoricalFeature>(config.features[i]).num_buckets) {
      check.add(path, "a stream has no rows to fit a vocabulary on: give 'num_buckets'");
    }
  }
}

void check_data(Checker& check, const RunConfig& config) {
  if (const auto* csv = std::get_if<CsvConfig>(&config.data)) check_csv(check, *csv);
  if (const auto* table = std::get_if<ParquetConfig>(&config.data)) check_table(check, *table);
  if (const auto* table = std::get_if<ArrowConfig>(&config.data)) check_table(check, *table);
  if (const auto* synthetic = std::get_if<SyntheticConfig>(&config.data)) {
    check_generator(check, synthetic->generator);
    if (synthetic->stream) check_stream(check, config);
  }
}

void check_features(Checker& check, const RunConfig& config) {
  std::vector<std::string> labels;
  for (const TaskConfig& task : config.tasks) labels.push_back(base_of(task).label.column);
  std::set<std::string> seen;
  for (size_t i = 0; i < config.features.size(); ++i) {
    const std::string path = "features." + std::to_string(i);
    const OneOrMany& names =
        std::visit([](const auto& f) -> const OneOrMany& { return f.name; }, config.features[i]);
    for (const std::string& name : names.values) {
      if (std::ranges::find(labels, name) != labels.end()) {
        check.add(path + ".name", "the column " + quote(name) +
                                      " is a label; as a feature it would give the answer away");
      } else if (!seen.insert(name).second) {
        check.add(path + ".name", "the column " + quote(name) + " is already a feature");
      }
    }
    const auto* categorical = std::get_if<CategoricalFeature>(&config.features[i]);
    if (categorical && categorical->num_buckets && categorical->min_count != 1) {
      check.add(path + ".min_count", "has no effect on given ids ('num_buckets')");
    }
  }
}

void check_tasks(Checker& check, const RunConfig& config) {
  std::set<std::string> seen;
  for (size_t i = 0; i < config.tasks.size(); ++i) {
    const std::string path = "tasks." + std::to_string(i);
    const TaskBase& task = base_of(config.tasks[i]);
    if (!is_identifier(task.name)) {
      check.add(path + ".name", quote(task.name) + " is not a name of letters, digits and _");
    } else if (!seen.insert(task.name).second) {
      check.add(path + ".name", "two tasks are named " + quote(task.name));
    }
    const bool binary = std::holds_alternative<BinaryTask>(config.tasks[i]);
    const std::vector<Metric>& metrics = metrics_of(config.tasks[i]);
    std::vector<std::string> words;
    for (size_t k = 0; k < metrics.size(); ++k) {
      words.push_back(Scalar<Metric>::write(metrics[k]).text);
      const bool for_binary = metrics[k] <= Metric::accuracy;
      if (binary != for_binary) {
        check.add(path + ".metrics." + std::to_string(k),
                  "not a metric of a " + std::string(binary ? "binary" : "regression") +
                      " task; choose from " +
                      (binary ? "auc, log_loss, accuracy" : "mse, rmse, mae"));
      }
    }
    check_repeats(check, path + ".metrics", words, "the metric");
    if (!binary && task.label.positive) {
      check.add(path + ".label.positive", "goes with binary tasks only");
    }
  }
}

void check_monitor(Checker& check, const RunConfig& config) {
  const EarlyStopConfig& stop = config.train.early_stop;
  const std::string path = "train.early_stop.monitor";
  check.add_if_fails(path, [&] {
    const Expression expression = Expression::parse(stop.monitor);
    const std::vector<std::string> known = metric_names(config.tasks);
    const std::string choice = " (known here: " + join(known, ", ") + ")";
    if (expression.names().empty()) check.add(path, "names no metric" + choice);
    for (const std::string& name : expression.names()) {
      if (std::ranges::find(known, name) != known.end()) continue;
      check.add(path, "unknown metric " + quote(name) + did_you_mean(name, known) + choice);
    }
    if (!expression.is_single_name() && !stop.mode) {
      check.add("train.early_stop.mode",
                "is missing: an expression does not tell whether more is better (max or min)");
    }
  });
}

// The name becomes part of a folder's.
void check_name(Checker& check, const std::string& name) {
  if (name.empty() || name.starts_with('.') || name.find('/') != std::string::npos) {
    check.add("name", quote(name) + " cannot be part of a folder's name");
  }
}

void check_device(Checker& check, const std::string& device) {
  const bool numbered = device.starts_with("cuda:") && parse_integer(device.substr(5)) &&
                        *parse_integer(device.substr(5)) >= 0;
  if (device != "auto" && device != "cpu" && device != "cuda" && !numbered) {
    check.add("train.device", "expected 'auto', 'cpu', 'cuda' or 'cuda:N', found " + quote(device));
  }
}

void check_hidden(Checker& check, const ModelConfig& model) {
  const auto* mixture = std::holds_alternative<OmoeConfig>(model)
                            ? static_cast<const MixtureConfig*>(&std::get<OmoeConfig>(model))
                            : std::get_if<MmoeConfig>(&model);
  if (mixture && mixture->experts.hidden.empty()) {
    check.add("model.experts.hidden", "an expert needs at least one layer");
  }
  const BottomConfig* bottom = nullptr;
  if (const auto* single = std::get_if<SingleTaskConfig>(&model)) bottom = &single->bottom;
  if (const auto* shared = std::get_if<SharedBottomConfig>(&model)) bottom = &shared->bottom;
  if (bottom && bottom->hidden.empty()) {
    check.add("model.bottom.hidden", "the bottom needs at least one layer");
  }
}

}  // namespace

std::vector<Problem> find_conflicts(const RunConfig& config, const Places& places) {
  Checker check(places);
  check_name(check, config.name);
  check_data(check, config);
  check_features(check, config);
  check_tasks(check, config);
  check_hidden(check, config.model);
  check_monitor(check, config);
  check_device(check, config.train.device);
  return check.take();
}

std::vector<std::string> metric_names(const std::vector<TaskConfig>& tasks) {
  std::vector<std::string> names = {"loss"};
  for (const TaskConfig& task : tasks) {
    const std::string& name = base_of(task).name;
    names.push_back("loss_" + name);
    for (const Metric metric : metrics_of(task)) {
      names.push_back(Scalar<Metric>::write(metric).text + "_" + name);
    }
  }
  return names;
}

Direction direction_of(const std::string& name) {
  const bool more = name.starts_with("auc_") || name.starts_with("accuracy_");
  return more ? Direction::max : Direction::min;
}

}  // namespace mmoe
