#include "models/mixtures.h"

#include "nn/mixture.h"

namespace mmoe {

namespace {

std::vector<std::string> numbers_to(int64_t end) {
  std::vector<std::string> numbers;
  for (int64_t i = 0; i < end; ++i) numbers.push_back(std::to_string(i));
  return numbers;
}

}  // namespace

std::vector<Source> add_mixtures(LayerBuilder& layers, const std::string& prefix,
                                 const MixtureOptions& options,
                                 const std::vector<std::string>& gates,
                                 const InputProduct& product) {
  const int64_t experts = options.experts.count, width = options.experts.hidden.back();
  const auto* softmax = std::get_if<SoftmaxGate>(&options.gate);
  const auto count = softmax != nullptr ? static_cast<int64_t>(gates.size()) : 1;
  std::vector<OutputGroup> groups = {{experts, options.experts.hidden[0]}};
  if (softmax != nullptr) {
    groups.push_back(
        {count, softmax->hidden.empty() ? experts : softmax->hidden[0], softmax->bias});
  }
  const std::vector<Source> first = product(groups);
  const std::vector<std::string> names = numbers_to(experts);
  std::vector<Source> mixed = {
      layers.finish_mlps(prefix + "experts", first[0], experts, options.experts)};
  if (softmax != nullptr) {
    std::vector<GateNames> named;
    for (const std::string& gate : gates) named.push_back({gate, names});
    mixed.push_back(layers.finish_gates(prefix + "gates", first[1], named, *softmax));
  }
  const Source all =
      layers.add(prefix + "mixture", std::make_shared<Mixture>(count, experts, width), mixed);
  layers.tell({prefix + "experts", names, softmax != nullptr ? gates : std::vector<std::string>(),
               mixed.front(), softmax != nullptr ? mixed.back() : Source()});
  std::vector<Source> by_gate;
  for (size_t i = 0; i < gates.size(); ++i) {
    by_gate.push_back({all.node, count == 1 ? 0 : static_cast<int64_t>(i) * width, width});
  }
  return by_gate;
}

}  // namespace mmoe
