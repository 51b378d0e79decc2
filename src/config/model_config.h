// The `model` part of a config: the network between inputs and logits.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/block_config.h"
#include "config/relation_config.h"

namespace mmoe {

enum class GroupPooling { concat, sum, mean };
template <>
struct Words<GroupPooling> {
  static constexpr std::pair<const char*, GroupPooling> values[] = {
      {"concat", GroupPooling::concat}, {"sum", GroupPooling::sum}, {"mean", GroupPooling::mean}};
};

// Features that go together, such as those of users.
struct GroupConfig {
  std::string name;
  std::vector<std::string> features;
  GroupPooling pooling = GroupPooling::concat;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "letters, digits and _", required());
    visit("features", self.features, "names of features, or patterns with *", required());
    visit("pooling", self.pooling,
          "embeddings side by side, or their sum or mean (all of one `dim`), with numbers beside "
          "them");
  }
  bool operator==(const GroupConfig&) const = default;
};

// What every model has.
struct ModelBase {
  std::vector<GroupConfig> groups;
  std::vector<RelationConfig> relations;
  TowerConfig tower;
  Init init = Init::torch;
  double feature_dropout = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("groups", self.groups,
          "groups of features; the input is then these side by side instead of all features");
    visit("relations", self.relations, "how tasks depend on each other");
    visit("tower", self.tower, "each task's own layers; `tasks[].tower` replaces it for one task");
    visit("init", self.init,
          "weights: uniform +-1/sqrt(fan_in), biases too (torch); uniform "
          "+-sqrt(6/(fan_in+fan_out)), zero biases (glorot); N(0, 2/fan_in), zero biases (he)");
    visit("feature_dropout", self.feature_dropout,
          "share of the categories and lists that the network does not see in a step of training, "
          "drawn for each row; numbers stay",
          from_below(0, 1));
  }
  bool operator==(const ModelBase&) const = default;
};

// What the models without experts share.
struct BottomModelConfig : ModelBase {
  BottomConfig bottom;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("bottom", self.bottom,
          "layers between the inputs and the towers; `hidden: []` for none, so that tasks share "
          "embeddings only");
    ModelBase::fields(visit, self);
  }
  bool operator==(const BottomModelConfig&) const = default;
};

// A network of its own for each task; nothing is shared, embeddings neither.
struct SingleTaskConfig : BottomModelConfig {
  static constexpr const char* type = "single_task";
  bool operator==(const SingleTaskConfig&) const = default;
};

// One bottom for all tasks (Caruana 1997).
struct SharedBottomConfig : BottomModelConfig {
  static constexpr const char* type = "shared_bottom";
  bool operator==(const SharedBottomConfig&) const = default;
};

// What OMoE and MMoE share.
struct MixtureConfig : ModelBase, MixtureOptions {
  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    MixtureOptions::fields(visit, self);
    ModelBase::fields(visit, self);
  }
  bool operator==(const MixtureConfig&) const = default;
};

// One gate for all tasks (Ma et al. 2018, section 4.1).
struct OmoeConfig : MixtureConfig {
  static constexpr const char* type = "omoe";
  bool operator==(const OmoeConfig&) const = default;
};

// A gate for each task (Ma et al. 2018, section 4.2).
struct MmoeConfig : MixtureConfig {
  static constexpr const char* type = "mmoe";
  bool operator==(const MmoeConfig&) const = default;
};

// Progressive layered extraction (Tang et al. 2020); with one level, CGC.
struct PleConfig : ModelBase, PleOptions {
  static constexpr const char* type = "ple";
  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    PleOptions::fields(visit, self);
    ModelBase::fields(visit, self);
  }
  bool operator==(const PleConfig&) const = default;
};

// Any acyclic graph of blocks.
struct BackboneConfig : ModelBase {
  static constexpr const char* type = "backbone";
  std::vector<BlockConfig> blocks;
  NamedTexts outputs;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("blocks", self.blocks, "the graph, in any order", required());
    visit("outputs", self.outputs,
          "which block feeds each task's tower: `{task: block}`, or one block for all; by default "
          "the last block");
    ModelBase::fields(visit, self);
  }
  bool operator==(const BackboneConfig&) const = default;

  // The block that feeds a task's tower; empty if there is none.
  std::string output_of(const std::string& task) const;
};

using ModelConfig = std::variant<SingleTaskConfig, SharedBottomConfig, OmoeConfig, MmoeConfig,
                                 PleConfig, BackboneConfig>;
template <>
inline constexpr bool kTypeRequired<ModelConfig> = true;

inline const ModelBase& base_of(const ModelConfig& model) {
  return std::visit([](const auto& m) -> const ModelBase& { return m; }, model);
}

}  // namespace mmoe
