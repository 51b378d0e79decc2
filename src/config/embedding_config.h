// Embedding tables of a feature, and how its texts become rows of one.
#pragma once

#include <optional>
#include <string>

#include "config/fields.h"
#include "config/scalars.h"

namespace mmoe {

// Vectors from elsewhere.
struct PretrainedConfig {
  static constexpr const char* shorthand = "file";
  std::string file;
  bool trainable = true;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("file", self.file,
          "text file, a value and its `dim` numbers a line, relative to the data directory; values "
          "it does not have start as without it",
          required());
    visit("trainable", self.trainable, "whether training changes the table");
  }
  bool operator==(const PretrainedConfig&) const = default;
};

struct EmbeddingConfig {
  int64_t dim = 8;
  double init_deviation = 0.05;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("dim", self.dim, "width of the embedding", within(1, 65536));
    visit("init_deviation", self.init_deviation, "standard deviation of the initial embedding",
          at_least(0));
  }
  bool operator==(const EmbeddingConfig&) const = default;
};

enum class MissingCategory { category, unknown, fail };
template <>
struct Words<MissingCategory> {
  static constexpr std::pair<const char*, MissingCategory> values[] = {
      {"category", MissingCategory::category},
      {"unknown", MissingCategory::unknown},
      {"fail", MissingCategory::fail}};
};

enum class UnknownCategory { share, fail };
template <>
struct Words<UnknownCategory> {
  static constexpr std::pair<const char*, UnknownCategory> values[] = {
      {"share", UnknownCategory::share}, {"fail", UnknownCategory::fail}};
};

// From values to ids, by one of three ways: a vocabulary fitted on the training rows (unless one
// of the others is given), hashing, or ids as they are.
struct CategoryConfig : EmbeddingConfig {
  int64_t min_count = 1;
  std::optional<int64_t> hash_buckets, num_buckets;
  MissingCategory missing = MissingCategory::category;
  std::optional<UnknownCategory> unknown;
  std::optional<std::string> table;
  std::optional<PretrainedConfig> pretrained;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    EmbeddingConfig::fields(visit, self);
    visit("min_count", self.min_count, "values seen less often in training count as unknown (id 0)",
          at_least(1));
    visit("hash_buckets", self.hash_buckets,
          "id 1 + xxHash64(text) modulo n, 0 where it is missing; no vocabulary is fitted",
          within(1, 2147483646));
    visit("num_buckets", self.num_buckets,
          "values are given ids 0..n-1; no vocabulary is fitted, a missing value is unknown",
          within(1, 2147483646));
    visit("missing", self.missing,
          "a missing value is a category of its own where training has it, counts as unknown, or "
          "is a bad row");
    visit("unknown", self.unknown,
          "a value that training did not have, or a given id out of range, shares id 0 with other "
          "such values (by default, but for given ids), or is an error");
    visit("table", self.table,
          "features that name the same table share its rows, and a vocabulary of all their values; "
          "they need the same `dim`, `init_deviation`, `min_count` and kind of ids");
    visit("pretrained", self.pretrained, "vectors to start from");
  }
  bool operator==(const CategoryConfig&) const = default;
};

}  // namespace mmoe
