// Fitting: what the training rows say about each column.
#include <algorithm>
#include <limits>
#include <map>

#include "data/column_source.h"
#include "data/encoders.h"
#include "data/number_fit.h"
#include "data/value_counts.h"

namespace mmoe {

namespace {

std::vector<std::string> columns_of(const CategoricalFeature& feature) {
  return feature.name.values;
}
std::vector<std::string> columns_of(const ComboFeature& feature) { return feature.columns; }

bool unknown_fails(const CategoryConfig& config) {
  const auto by_default = config.num_buckets ? UnknownCategory::fail : UnknownCategory::share;
  return config.unknown.value_or(by_default) == UnknownCategory::fail;
}

// First all features count their words, then vocabularies are fitted, then features get encoders.
class EncoderFit {
 public:
  EncoderFit(const RawTable& table, std::span<const int64_t> rows, Encoders& out)
      : table_(table), rows_(rows), out_(out) {}

  void run(const std::vector<FeatureConfig>& features) {
    for (const FeatureConfig& feature : features) {
      std::visit([&](const auto& f) { count(f); }, feature);
    }
    for (const auto& [table, vocabulary] : vocabularies_) {
      out_.tables[table].ids = vocabulary.words.vocabulary(vocabulary.min_count);
    }
    for (const TableEncoder& table : out_.tables) lookups_.push_back(word_lookup(table));
    for (const FeatureConfig& feature : features) {
      std::visit([&](const auto& f) { add(f); }, feature);
    }
  }

 private:
  struct Vocabulary {
    int64_t min_count = 1;
    WordCounts words;
  };

  size_t new_table(const EmbeddingConfig& config, const std::string& name,
                   decltype(TableEncoder::ids) ids) {
    out_.tables.push_back({name, std::move(ids), config.dim, config.init_deviation});
    return out_.tables.size() - 1;
  }

  // The table of a feature, made for the first that names it.
  size_t table_of(const CategoryConfig& config, const std::string& feature) {
    const std::string key = config.table.value_or(feature), name = config.table.value_or("");
    if (const auto place = tables_.find(key); place != tables_.end()) return place->second;
    const size_t table =
        config.hash_buckets  ? new_table(config, name, HashEncoder{*config.hash_buckets})
        : config.num_buckets ? new_table(config, name, BucketEncoder{*config.num_buckets})
                             : new_table(config, name, VocabularyEncoder{});
    if (!config.hash_buckets && !config.num_buckets) {
      vocabularies_[table].min_count = config.min_count;
    }
    return tables_[key] = table;
  }

  // Calls visit(word, rows) for the words of the training rows; an empty one is missing.
  template <class Visit>
  void each_word(const std::string& column, const Visit& visit) {
    const TextColumn& text = table_.text(column);
    std::vector<int64_t> counts(text.dictionary.size(), 0);
    for (const int64_t row : rows_) ++counts[text.codes[static_cast<size_t>(row)]];
    if (counts[Dictionary::kMissing] > 0) visit(std::string_view(), counts[Dictionary::kMissing]);
    for (uint32_t code = 1; code < counts.size(); ++code) {
      if (counts[code] > 0) visit(text.dictionary.word(code), counts[code]);
    }
  }
  template <class Visit>
  void each_word(const std::vector<std::string>& columns, const Visit& visit) {
    if (columns.size() == 1) return each_word(columns.front(), visit);
    const WordOfRow word_of = joined_words(TableSource(table_), columns);
    for (const int64_t row : rows_) visit(word_of(static_cast<size_t>(row)), 1);
  }

  // Calls visit(values that are kept, rows) for the lists of the training rows.
  template <class Visit>
  void each_list(const std::string& name, const ListFormat& format, std::optional<int64_t> length,
                 const Visit& visit) {
    const int64_t kept = length.value_or(std::numeric_limits<int64_t>::max());
    ListReader reader(name, format, table_.format(), static_cast<size_t>(kept));
    each_word(name, [&](std::string_view text, int64_t rows) { visit(reader.read(text), rows); });
  }

  void count(const NumericFeature&) {}

  template <class Feature>
  void count(const Feature& feature) {
    const std::string& name = feature.name.values.front();
    const auto place = vocabularies_.find(table_of(feature, name));
    if (place != vocabularies_.end()) count_words(feature, name, place->second.words);
  }

  template <class Feature>  // of one category
  void count_words(const Feature& feature, const std::string&, WordCounts& words) {
    const bool counts_missing = feature.missing == MissingCategory::category;
    each_word(columns_of(feature), [&](std::string_view word, int64_t rows) {
      if (counts_missing || !word.empty()) words.add(word, rows);
    });
  }

  template <class Feature>
    requires requires(const Feature& feature) { list_format(feature); }
  void count_words(const Feature& feature, const std::string& name, WordCounts& words) {
    const auto count = [&](const std::vector<ListItem>& items, int64_t rows) {
      for (const ListItem& item : items) words.add(item.word, rows);
    };
    each_list(name, list_format(feature), feature.length, count);
  }

  void add(const NumericFeature& feature) {
    const std::string& name = feature.name.values.front();
    const TrainingNumbers numbers{table_.numbers(name), rows_};
    const NumericEncoder number = fit_numeric(feature, numbers);
    if (feature.number) out_.columns.push_back({name, number});
    if (const auto& values = feature.values) {
      add_ids(name, new_table(*values, "", fit_values(*values, numbers)));
    }
    if (const auto& bins = feature.bins) {
      add_ids(name, new_table(*bins, "", fit_bins(*bins, numbers)));
    }
    if (const auto& piecewise = feature.piecewise_linear) {
      out_.columns.push_back({name, fit_piecewise(*piecewise, numbers, number.fill)});
    }
  }

  // Ids of numbers.
  void add_ids(const std::string& name, size_t table) {
    const NumberLookup id_of = number_lookup(out_.tables[table]);
    const std::vector<double>& numbers = table_.numbers(name);
    IdCounts counts(out_.tables[table].rows());
    for (const int64_t row : rows_) counts.add(id_of(numbers[static_cast<size_t>(row)]), 1);
    out_.columns.push_back({name, CategoryEncoder{table, {name}, 0, false, counts.most_common()}});
  }

  template <class Feature>  // of one category
  void add(const Feature& feature) {
    const std::string& name = feature.name.values.front();
    const size_t table = table_of(feature, name);
    if (feature.num_buckets) return add_ids(name, table);
    CategoryEncoder encoder{table, columns_of(feature), 0, unknown_fails(feature)};
    const auto* vocabulary = std::get_if<VocabularyEncoder>(&out_.tables[table].ids);
    if (vocabulary && feature.missing == MissingCategory::category) {
      encoder.missing = vocabulary->missing.value_or(0);
    }
    const WordIds ids(lookups_[table], name, encoder.missing, false);
    IdCounts counts(out_.tables[table].rows());
    each_word(encoder.columns,
              [&](std::string_view word, int64_t rows) { counts.add(ids.of(word), rows); });
    encoder.common = counts.most_common();
    out_.columns.push_back({name, std::move(encoder)});
  }

  template <class Feature>
    requires requires(const Feature& feature) { list_format(feature); }
  void add(const Feature& feature) {
    const std::string& name = feature.name.values.front();
    const ListFormat format = list_format(feature);
    int64_t length = feature.length.value_or(1);
    if (!feature.length) {
      each_list(name, format, {}, [&](const std::vector<ListItem>& items, int64_t) {
        length = std::clamp(static_cast<int64_t>(items.size()), length, kLongestList);
      });
    }
    out_.columns.push_back({name, ListEncoder{table_of(feature, name), format, length,
                                              unknown_fails(feature), feature.pooling}});
  }

  const RawTable& table_;
  std::span<const int64_t> rows_;
  Encoders& out_;
  std::map<std::string, size_t> tables_;       // of categories, by name
  std::map<size_t, Vocabulary> vocabularies_;  // being fitted, by table
  std::vector<WordLookup> lookups_;            // by table
};

}  // namespace

Encoders fit_encoders(const std::vector<FeatureConfig>& features,
                      const std::vector<TaskConfig>& tasks, const RawTable& table,
                      std::span<const int64_t> rows) {
  Encoders all;
  all.inputs = feature_requests(features);
  all.labels = label_requests(tasks);
  EncoderFit(table, rows, all).run(features);
  all.label_columns = fit_labels(tasks, table, rows);
  return all;
}

}  // namespace mmoe
