#include "data/encoder_checks.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "base/error.h"
#include "config/condition.h"

namespace mmoe {

namespace {

// The bounds of the config.
constexpr int64_t kWidest = 65536;
constexpr int64_t kMostBuckets = 2147483646;
constexpr int64_t kMostBins = 4096;

void require(bool holds, const char* what) {
  if (!holds) throw std::out_of_range(what);
}

bool within(int64_t low, int64_t value, int64_t high) { return low <= value && value <= high; }

// Ids from 1 on are counted up, and the missing value's is the last one.
template <class Values>
void check_ids(const Values& values, const std::optional<int32_t>& missing) {
  require(within(0, std::ssize(values), kMostBuckets - 1), "vocabulary");
  require(!missing || *missing == std::ssize(values) + 1, "missing");
}

void check(const ValueEncoder& e) { check_ids(e.values, e.missing); }
void check(const VocabularyEncoder& e) { check_ids(e.words, e.missing); }
void check(const HashEncoder& e) { require(within(1, e.buckets, kMostBuckets), "buckets"); }
void check(const BucketEncoder& e) { require(within(1, e.buckets, kMostBuckets), "buckets"); }
void check(const BinsEncoder& e) {
  require(within(0, std::ssize(e.boundaries), kMostBuckets - 1), "boundaries");
}

void check(const TableEncoder& table) {
  std::visit([](const auto& ids) { check(ids); }, table.ids);
  require(within(1, table.dim, kWidest), "dim");
}

bool takes_numbers(const TableEncoder& table) {
  return std::visit([](const auto& ids) { return requires { number_lookup(ids); }; }, table.ids);
}
bool takes_words(const TableEncoder& table) {
  return std::visit([](const auto& ids) { return requires { word_lookup(ids); }; }, table.ids);
}

// That a column is read, as numbers or texts.
class Columns {
 public:
  explicit Columns(const std::vector<ColumnRequest>& requests) : requests_(requests) {}

  void number(const std::string& name) const { find(name, ColumnKind::number); }
  void text(const std::string& name) const { find(name, ColumnKind::text); }

 private:
  void find(const std::string& name, ColumnKind kind) const {
    require(std::ranges::any_of(requests_,
                                [&](const ColumnRequest& request) {
                                  return request.name == name && request.kind == kind;
                                }),
            "column");
  }
  const std::vector<ColumnRequest>& requests_;
};

// What one feature takes from the tables and columns.
class FeatureCheck {
 public:
  explicit FeatureCheck(const Encoders& all) : tables_(all.tables), columns_(all.inputs) {}

  void operator()(const std::string& name, const NumericEncoder&) const { columns_.number(name); }

  void operator()(const std::string& name, const PiecewiseEncoder& e) const {
    columns_.number(name);
    require(within(2, std::ssize(e.edges), kMostBins + 1), "edges");
    require(within(0, e.dim, kWidest), "dim");
  }

  void operator()(const std::string& name, const CategoryEncoder& e) const {
    const TableEncoder& table = tables_.at(e.table);
    require(within(0, e.missing, table.rows() - 1), "missing");
    require(within(0, e.common, table.rows() - 1), "common");
    require(!e.columns.empty(), "columns");
    if (takes_numbers(table)) return columns_.number(name);
    for (const std::string& column : e.columns) columns_.text(column);
  }

  void operator()(const std::string& name, const ListEncoder& e) const {
    require(takes_words(tables_.at(e.table)), "list");
    require(within(1, e.length, kLongestList), "length");
    require(!e.format.separator.empty() && e.format.weight_separator != "", "separator");
    columns_.text(name);
    if (e.format.weight_column) columns_.text(*e.format.weight_column);
  }

 private:
  const std::vector<TableEncoder>& tables_;
  Columns columns_;
};

void check(const LabelEncoder& encoder, const Columns& columns) {
  const LabelConfig& label = encoder.label;
  if (label.positive || !encoder.classes.empty()) {
    columns.text(label.column);
  } else {
    for (const std::string& column : label.columns()) columns.number(column);
  }
  if (encoder.where) {
    for (const std::string& column : parse_condition(*encoder.where).columns()) {
      columns.text(column);
    }
  }
  if (encoder.weight) columns.number(*encoder.weight);
  if (encoder.group) columns.text(*encoder.group);
}

bool same_request(const ColumnRequest& a, const ColumnRequest& b) {
  const auto rule = [](const ColumnRequest& r) {
    return std::tuple(r.rule.required, r.rule.whole, r.rule.above_low, r.rule.low, r.rule.high);
  };
  return a.name == b.name && a.kind == b.kind && rule(a) == rule(b) && a.allowed == b.allowed;
}

bool same_label(const LabelEncoder& a, const LabelEncoder& b) {
  const auto parts = [](const LabelEncoder& l) {
    return std::tie(l.label, l.classes, l.where, l.weight, l.group);
  };
  return parts(a) == parts(b);
}

}  // namespace

void check_encoders(const Encoders& encoders) {
  for (const TableEncoder& table : encoders.tables) check(table);
  const FeatureCheck check_feature(encoders);
  for (const ColumnEncoder& column : encoders.columns) {
    std::visit([&](const auto& encoder) { check_feature(column.name, encoder); }, column.encoder);
  }
  const Columns labels(encoders.labels);
  for (const LabelEncoder& label : encoders.label_columns) check(label, labels);
}

void check_labels(const Encoders& encoders, const RunConfig& config) {
  const std::vector<TaskConfig> tasks = with_sample_weights(config).tasks;
  if (!std::ranges::equal(encoders.labels, label_requests(tasks), same_request) ||
      !std::ranges::equal(encoders.label_columns, unfitted_labels(tasks), same_label)) {
    throw checkpoint_error("the encoders of labels are not those of the config's tasks");
  }
}

}  // namespace mmoe
