#include <map>

#include "config/checker.h"
#include "config/feature_queries.h"

namespace mmoe {

namespace {

// Features of one table agree on what it is.
class TableCheck {
 public:
  TableCheck(Checker& check, const RunConfig& config) : check_(check), config_(config) {}

  void add(const std::string& path, const CategoryConfig& feature) {
    if (!feature.table) return;
    const std::string key = path + ".table";
    for (const FeatureConfig& other : config_.features) {
      const CategoryConfig* category = category_of(other);
      if (category && !category->table && is_named(other, *feature.table)) {
        check_.add(key, "is the name of a feature with a table of its own; give that one 'table: " +
                            *feature.table + "' too, or choose another name");
      }
    }
    const auto& [first, is_new] = first_.try_emplace(*feature.table, &feature);
    if (!is_new) compare(key, *first->second, feature);
    const auto& [file, is_first_file] = files_.try_emplace(*feature.table, feature.pretrained);
    if (is_first_file || !feature.pretrained) return;
    if (file->second && *file->second != *feature.pretrained) {
      check_.add(key, "has another 'pretrained' already");
    }
    file->second = feature.pretrained;
  }

 private:
  void compare(const std::string& key, const CategoryConfig& a, const CategoryConfig& b) {
    const auto require = [&](bool equal, const std::string& option) {
      if (!equal) check_.add(key, "features of one table need the same '" + option + "'");
    };
    require(a.dim == b.dim, "dim");
    require(a.init_deviation == b.init_deviation, "init_deviation");
    require(a.min_count == b.min_count, "min_count");
    require(a.hash_buckets == b.hash_buckets, "hash_buckets");
    require(a.num_buckets == b.num_buckets, "num_buckets");
  }

  Checker& check_;
  const RunConfig& config_;
  std::map<std::string, const CategoryConfig*> first_;
  std::map<std::string, std::optional<PretrainedConfig>> files_;
};

}  // namespace

void check_tables(Checker& check, const RunConfig& config) {
  TableCheck tables(check, config);
  for (size_t i = 0; i < config.features.size(); ++i) {
    const CategoryConfig* category = category_of(config.features[i]);
    if (category != nullptr) tables.add("features." + std::to_string(i), *category);
  }
}

}  // namespace mmoe
