#include "train/activity.h"

#include <iterator>

#include "train/checkpoint.h"

namespace mmoe {

namespace {

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
  while (model.layers[i].units.node != mixture.outputs.node ||
         model.layers[i].units.first != mixture.outputs.first) {
    ++i;
  }
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
      layers_(model.layers.begin(), model.layers.end()) {}

void ActivityMeter::add(const Pass& pass, int64_t rows) {
  for (GateSums& gate : gates_) gate.add(pass, rows);
  for (MixtureSums& mixture : mixtures_) mixture.add(pass, rows);
  for (LayerSums& layer : layers_) layer.add(pass, rows);
  has_rows_ |= rows > 0;
}

Activity ActivityMeter::activity() const {
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

Activity activity_of_members(const std::vector<ActivityMeter>& members) {
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
