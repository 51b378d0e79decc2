// Layers, as every part of a network describes them.
#pragma once

#include <vector>

#include "config/fields.h"
#include "config/scalars.h"

namespace mmoe {

enum class Activation { relu, leaky_relu, sigmoid, tanh, silu, gelu, none };
template <>
struct Words<Activation> {
  static constexpr std::pair<const char*, Activation> values[] = {
      {"relu", Activation::relu},       {"leaky_relu", Activation::leaky_relu},
      {"sigmoid", Activation::sigmoid}, {"tanh", Activation::tanh},
      {"silu", Activation::silu},       {"gelu", Activation::gelu},
      {"none", Activation::none}};
};

enum class Init { torch, glorot, he };
template <>
struct Words<Init> {
  static constexpr std::pair<const char*, Init> values[] = {
      {"torch", Init::torch}, {"glorot", Init::glorot}, {"he", Init::he}};
};

// A stack of layers, each: linear, batch norm (optional), activation, dropout.
struct MlpConfig {
  std::vector<int64_t> hidden;
  Activation activation = Activation::relu;
  double dropout = 0;
  bool batch_norm = false;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("hidden", self.hidden, "widths of the layers", within(1, 1e6));
    visit("activation", self.activation, "after each layer");
    visit("dropout", self.dropout, "share of units set to zero in training", from_below(0, 1));
    visit("batch_norm", self.batch_norm, "normalise each unit over the batch before activation");
  }
  bool operator==(const MlpConfig&) const = default;
};

struct BottomConfig : MlpConfig {
  BottomConfig() { hidden = {128}; }
  bool operator==(const BottomConfig&) const = default;
};

// A task's own layers; a linear unit that gives the logit follows.
struct TowerConfig : MlpConfig {
  TowerConfig() { hidden = {8}; }
  bool operator==(const TowerConfig&) const = default;
};

}  // namespace mmoe
