#include <algorithm>

#include "config/checker.h"

namespace mmoe {

namespace {

void check_groups(Checker& check, const std::vector<GroupConfig>& groups) {
  std::vector<std::string> names = {"features"};
  for (size_t i = 0; i < groups.size(); ++i) {
    const std::string path = "model.groups." + std::to_string(i);
    check_identifier(check, path + ".name", groups[i].name);
    if (std::ranges::count(names, groups[i].name) > 0) {
      check.add(path + ".name", quote(groups[i].name) + " is already the name of a group");
    }
    names.push_back(groups[i].name);
  }
}

struct ModelCheck {
  Checker& check;
  const RunConfig& config;

  void operator()(const BottomModelConfig&) {}
  void operator()(const MixtureConfig& mixture) { check_mixture(check, "model", mixture); }
  void operator()(const PleConfig& ple) { check_levels(check, "model", ple); }
  void operator()(const BackboneConfig& backbone) { check_backbone(check, backbone, config.tasks); }
};

}  // namespace

void check_mixture(Checker& check, const std::string& path, const MixtureOptions& mixture) {
  if (mixture.experts.hidden.empty()) {
    check.add(path + ".experts.hidden", "an expert needs at least one layer");
  }
}

void check_levels(Checker& check, const std::string& path, const PleOptions& ple) {
  for (size_t i = 0; i < ple.levels.size(); ++i) {
    const std::string level = path + ".levels." + std::to_string(i);
    if (ple.levels[i].hidden.empty()) {
      check.add(level + ".hidden", "an expert needs at least one layer");
    }
    if (ple.levels[i].shared + ple.levels[i].per_task == 0) {
      check.add(level, "a level needs experts, shared or per_task");
    }
  }
}

void check_model(Checker& check, const RunConfig& config) {
  const ModelBase& model = base_of(config.model);
  check_groups(check, model.groups);
  std::visit(ModelCheck{check, config}, config.model);
  check_relations(check, model, config.tasks);
}

}  // namespace mmoe
