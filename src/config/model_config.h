// The `model` part of a config: the network between inputs and logits.
#pragma once

#include <optional>
#include <variant>
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

struct ExpertsConfig : MlpConfig {
  int64_t count = 8;
  ExpertsConfig() { hidden = {16}; }

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("count", self.count, "number of experts", within(1, 10000));
    MlpConfig::fields(visit, self);
  }
  bool operator==(const ExpertsConfig&) const = default;
};

// Weights of the experts from the raw input, Ma et al. 2018, equation 7.
struct SoftmaxGate {
  static constexpr const char* type = "softmax";
  std::vector<int64_t> hidden;
  Activation activation = Activation::relu;
  bool bias = false;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("hidden", self.hidden, "widths of layers before the softmax; empty: linear",
          within(1, 1e6));
    visit("activation", self.activation, "after each hidden layer");
    visit("bias", self.bias, "whether the gate's layers have a bias");
  }
  bool operator==(const SoftmaxGate&) const = default;
};

// Gate off: the mean of the experts.
struct AverageGate {
  static constexpr const char* type = "average";
  template <class Visitor, class Self>
  static void fields(Visitor&, Self&) {}
  bool operator==(const AverageGate&) const = default;
};

using GateConfig = std::variant<SoftmaxGate, AverageGate>;

namespace detail {

template <class Visitor, class Self>
void tower_and_init(Visitor& visit, Self& self) {
  visit("tower", self.tower, "each task's own layers; `tasks[].tower` replaces it for one task");
  visit("init", self.init,
        "weights: uniform +-1/sqrt(fan_in), biases too (torch); uniform "
        "+-sqrt(6/(fan_in+fan_out)), zero biases (glorot); N(0, 2/fan_in), zero biases (he)");
}

}  // namespace detail

// What the models without experts share.
struct BottomModelConfig {
  BottomConfig bottom;
  TowerConfig tower;
  Init init = Init::torch;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("bottom", self.bottom, "layers between the inputs and the towers");
    detail::tower_and_init(visit, self);
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
struct MixtureConfig {
  ExpertsConfig experts;
  GateConfig gate;
  TowerConfig tower;
  Init init = Init::torch;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("experts", self.experts, "networks whose outputs are mixed");
    visit("gate", self.gate, "how they are mixed");
    detail::tower_and_init(visit, self);
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

using ModelConfig = std::variant<SingleTaskConfig, SharedBottomConfig, OmoeConfig, MmoeConfig>;
template <>
inline constexpr bool kTypeRequired<ModelConfig> = true;

}  // namespace mmoe
