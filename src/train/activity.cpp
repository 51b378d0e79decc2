#include "train/activity.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <iterator>

#include "train/checkpoint.h"

namespace mmoe {

namespace {

// Looked at together: passes of small models have few rows, and a look has a price of its own.
constexpr int64_t kRows = 1024;

bool same(const Source& a, const Source& b) {
  return a.node == b.node && a.first == b.first && a.width == b.width;
}

UnitCount count_tower(const MultiTaskModel::Tower& tower, const std::vector<LayerUnits>& layers) {
  UnitCount all;
  for (size_t i = tower.first; i < tower.end; ++i) {
    const UnitCount layer = count_units(layers[i]);
    all.units += layer.units;
    all.live += layer.live;
  }
  return all;
}

// Which of the model's layers gives the outputs of the experts.
size_t last_layer(const MultiTaskModel& model, const MultiTaskModel::Mixture& mixture) {
  size_t i = 0;
  while (!same(model.layers[i].units, mixture.outputs)) ++i;
  return i;
}

template <class T>
void append(std::vector<T>& all, std::vector<T> more) {
  all.insert(all.end(), std::move_iterator(more.begin()), std::move_iterator(more.end()));
}

// Puts `prefix` before all names.
void prefix_names(const std::string& prefix, Activity& activity) {
  for (GateLoad& gate : activity.gates) gate.gate = prefix + gate.gate;
  for (MixtureActivity& mixture : activity.mixtures) {
    mixture.name = prefix + mixture.name;
    for (std::string& gate : mixture.gates) gate = prefix + gate;
  }
  for (LayerUnits& layer : activity.layers) layer.name = prefix + layer.name;
  for (auto& [task, count] : activity.towers) task = prefix + task;
}

}  // namespace

ActivityMeter::ActivityMeter(const MultiTaskModel& model)
    : model_(model),
      gates_(model.gates.begin(), model.gates.end()),
      mixtures_(model.mixtures.begin(), model.mixtures.end()),
      layers_(model.layers.begin(), model.layers.end()) {
  for (const MultiTaskModel::Gate& gate : model.gates) watch(gate.weights);
  for (const MultiTaskModel::Layer& layer : model.layers) watch(layer.units);
  for (const MultiTaskModel::Mixture& mixture : model.mixtures) {
    watch(mixture.outputs);
    if (!mixture.gates.empty()) watch(mixture.weights);
  }
}

void ActivityMeter::watch(const Source& source) {
  const bool is_watched = std::ranges::any_of(
      watched_, [&](const Watched& watched) { return same(watched.source, source); });
  if (!is_watched) watched_.push_back({source, {}});
}

void ActivityMeter::add(const Pass& pass, int64_t rows) {
  for (int64_t first = 0; first < rows;) {
    const int64_t count = std::min(rows - first, kRows - waiting_);
    for (Watched& watched : watched_) {
      const at::Tensor output = pass.output(watched.source);
      if (!watched.rows.defined()) {
        watched.rows = at::empty({kRows, watched.source.width}, output.options());
      }
      watched.rows.narrow(0, waiting_, count).copy_(output.narrow(0, first, count));
    }
    first += count;
    waiting_ += count;
    if (waiting_ == kRows) look();
  }
}

at::Tensor ActivityMeter::rows_of(const Source& source) const {
  const auto watched =
      std::ranges::find_if(watched_, [&](const Watched& one) { return same(one.source, source); });
  return watched->rows.narrow(0, 0, waiting_);
}

void ActivityMeter::look() {
  if (waiting_ == 0) return;
  for (size_t i = 0; i < gates_.size(); ++i) gates_[i].add(rows_of(model_.gates[i].weights));
  for (size_t i = 0; i < layers_.size(); ++i) layers_[i].add(rows_of(model_.layers[i].units));
  for (size_t i = 0; i < mixtures_.size(); ++i) {
    const MultiTaskModel::Mixture& mixture = model_.mixtures[i];
    mixtures_[i].add_outputs(rows_of(mixture.outputs));
    if (!mixture.gates.empty()) mixtures_[i].add_weights(rows_of(mixture.weights));
  }
  waiting_ = 0;
  has_rows_ = true;
}

Activity ActivityMeter::activity() {
  look();
  Activity all;
  if (!has_rows_) return all;
  for (const GateSums& gate : gates_) all.gates.push_back(gate.load());
  for (const LayerSums& layer : layers_) all.layers.push_back(layer.units());
  for (size_t i = 0; i < mixtures_.size(); ++i) {
    all.mixtures.push_back(mixtures_[i].activity());
    const size_t layer = last_layer(model_, model_.mixtures[i]);
    all.mixtures.back().units =
        count_in_parts(all.layers[layer], model_.mixtures[i].experts.size());
  }
  for (const MultiTaskModel::Tower& tower : model_.towers) {
    all.towers.emplace_back(tower.task, count_tower(tower, all.layers));
  }
  return all;
}

Activity activity_of_members(std::vector<ActivityMeter>& members) {
  Activity all;
  for (size_t member = 0; member < members.size(); ++member) {
    Activity one = members[member].activity();
    prefix_names(member_prefix(member, members.size()), one);
    append(all.gates, std::move(one.gates));
    append(all.mixtures, std::move(one.mixtures));
    append(all.layers, std::move(one.layers));
    append(all.towers, std::move(one.towers));
  }
  return all;
}

}  // namespace mmoe
