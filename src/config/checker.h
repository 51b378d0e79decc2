// How checks report: each problem at the place of its key.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "config/reader.h"
#include "config/run_config.h"

namespace mmoe {

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

  // Complains about each name that was there before.
  void add_repeats(const std::string& path, const std::vector<std::string>& names,
                   const std::string& what) {
    std::set<std::string> seen;
    for (size_t i = 0; i < names.size(); ++i) {
      if (seen.insert(names[i]).second) continue;
      add(path + "." + std::to_string(i), what + " " + quote(names[i]) + " is given twice");
    }
  }

  std::vector<Problem> take() { return std::move(problems_); }

 private:
  const Places& places_;
  std::vector<Problem> problems_;
};

// The part of the checks that concerns features.
void check_features(Checker& check, const RunConfig& config);
// Embedding tables that features share.
void check_tables(Checker& check, const RunConfig& config);
// The part that concerns `tasks`.
void check_tasks(Checker& check, const RunConfig& config);

// Why no feature may read this column: it is a label or a weight.
std::optional<std::string> problem_of_feature(const std::string& column, const RunConfig& config);

// The part of the checks that concerns `data`, and what streams ask of the rest.
void check_data(Checker& check, const RunConfig& config);
// `train`, but for what names tasks, metrics or devices.
void check_train(Checker& check, const RunConfig& config);

// The part that concerns `model`, and its parts.
void check_model(Checker& check, const RunConfig& config);
void check_mixture(Checker& check, const std::string& path, const MixtureOptions& mixture);
void check_levels(Checker& check, const std::string& path, const PleOptions& ple);
void check_backbone(Checker& check, const BackboneConfig& config,
                    const std::vector<TaskConfig>& tasks);
void check_relations(Checker& check, const ModelBase& model, const std::vector<TaskConfig>& tasks);

// Whether a name is made of letters, digits and _; complains if not.
bool check_identifier(Checker& check, const std::string& path, const std::string& name);
// How the losses of tasks become one (`train.combine`).
void check_combine(Checker& check, const RunConfig& config);

}  // namespace mmoe
