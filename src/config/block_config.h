// The blocks of `model.type: backbone`.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/expert_config.h"

namespace mmoe {

// What every block has. A block takes its inputs side by side.
struct BlockBase {
  std::string name;
  OneOrMany inputs;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "letters, digits and _", required());
    visit("inputs", self.inputs,
          "feature groups (`features`: all of them) and blocks, in order; `BLOCK.TASK` is what a "
          "block with an output for each task gives that task",
          required());
  }
  bool operator==(const BlockBase&) const = default;
};

namespace detail {

// A block whose options are those of `Options`.
template <class Options>
struct BlockOf : BlockBase, Options {
  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    BlockBase::fields(visit, self);
    Options::fields(visit, self);
  }
  bool operator==(const BlockOf&) const = default;
};

}  // namespace detail

// Inputs made ready for the network.
struct InputBlock : BlockBase {
  static constexpr const char* type = "input";
  bool batch_norm = false, layer_norm = false;
  double feature_dropout = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    BlockBase::fields(visit, self);
    visit("batch_norm", self.batch_norm, "normalise each column over the batch");
    visit("layer_norm", self.layer_norm, "normalise each row over its columns");
    visit("feature_dropout", self.feature_dropout,
          "share of the features set to zero as a whole in training", from_below(0, 1));
  }
  bool operator==(const InputBlock&) const = default;
};

struct MlpBlock : detail::BlockOf<MlpConfig> {
  static constexpr const char* type = "mlp";
};

// Hu et al. 2018, over features as in Huang et al. 2019 (FiBiNET), section 3.2: each feature's
// embedding times a weight found from the means of all of them, by layers with relu and sigmoid.
struct SenetBlock : BlockBase {
  static constexpr const char* type = "senet";
  int64_t reduction = 4;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    BlockBase::fields(visit, self);
    visit("reduction", self.reduction, "features to each unit of the middle layer", at_least(1));
  }
  bool operator==(const SenetBlock&) const = default;
};

struct MixtureOptions {
  ExpertsConfig experts;
  GateConfig gate;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("experts", self.experts, "networks whose outputs are mixed");
    visit("gate", self.gate, "how they are mixed");
  }
  bool operator==(const MixtureOptions&) const = default;
};

// One gate, one output.
struct MoeBlock : detail::BlockOf<MixtureOptions> {
  static constexpr const char* type = "moe";
};

// A gate and an output for each task.
struct MmoeBlock : detail::BlockOf<MixtureOptions> {
  static constexpr const char* type = "mmoe";
};

struct PleOptions {
  std::vector<CgcLevelConfig> levels = {{}};
  GateConfig gate;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("levels", self.levels, "levels of experts, from the input up", required());
    visit("gate", self.gate, "how each level's experts are mixed");
  }
  bool operator==(const PleOptions&) const = default;
};

// An output for each task.
struct PleBlock : detail::BlockOf<PleOptions> {
  static constexpr const char* type = "ple";
};

// Wang et al. 2021 (DCN-v2), equation 1: x0 * (W x + b) + x, layer by layer.
struct CrossBlock : BlockBase {
  static constexpr const char* type = "cross";
  int64_t layers = 2;
  std::optional<int64_t> rank;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    BlockBase::fields(visit, self);
    visit("layers", self.layers, "cross layers", within(1, 100));
    visit("rank", self.rank, "W as a product of two matrices of this rank", within(1, 1e6));
  }
  bool operator==(const CrossBlock&) const = default;
};

// Rendle 2010: for features of one width, the sum over columns of ((sum v)^2 - sum v^2) / 2: one
// number.
struct FmBlock : BlockBase {
  static constexpr const char* type = "fm";
};
struct ConcatBlock : BlockBase {
  static constexpr const char* type = "concat";
};
struct AddBlock : BlockBase {
  static constexpr const char* type = "add";
};
struct LayerNormBlock : BlockBase {
  static constexpr const char* type = "layer_norm";
};

struct DropoutBlock : BlockBase {
  static constexpr const char* type = "dropout";
  double dropout = 0.5;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    BlockBase::fields(visit, self);
    visit("dropout", self.dropout, "share of columns set to zero in training", from_below(0, 1));
  }
  bool operator==(const DropoutBlock&) const = default;
};

using BlockConfig =
    std::variant<InputBlock, MlpBlock, SenetBlock, MoeBlock, MmoeBlock, PleBlock, CrossBlock,
                 FmBlock, ConcatBlock, AddBlock, LayerNormBlock, DropoutBlock>;
template <>
inline constexpr bool kTypeRequired<BlockConfig> = true;

inline const BlockBase& base_of(const BlockConfig& block) {
  return std::visit([](const auto& b) -> const BlockBase& { return b; }, block);
}

}  // namespace mmoe
