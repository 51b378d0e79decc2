#include "models/heads.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/error.h"
#include "base/text.h"
#include "nn/columns.h"
#include "nn/probability_product.h"
#include "nn/transfer.h"

namespace mmoe {

namespace {

class Heads {
 public:
  Heads(MultiTaskModel& model, LayerBuilder& layers, const ModelBase& config,
        const std::vector<TaskConfig>& tasks, const std::vector<TowerInput>& inputs)
      : model_(model),
        layers_(layers),
        config_(config),
        tasks_(tasks),
        inputs_(inputs),
        last_hidden_(tasks.size()) {}

  void build() {
    model_.logits.resize(tasks_.size());
    for (size_t task = 0; task < tasks_.size(); ++task) {
      if (product_of(config_.relations, name(task)) != nullptr) continue;
      model_.logits[task] = logits(task);
    }
    for (const RelationConfig& relation : config_.relations) {
      if (const auto* product = std::get_if<ProductRelation>(&relation)) multiply(*product);
      if (const auto* funnel = std::get_if<AitmRelation>(&relation)) penalise(*funnel);
    }
  }

 private:
  const std::string& name(size_t task) const { return base_of(tasks_[task]).name; }
  std::string tower(size_t task) const { return "tower_" + name(task); }

  size_t position(const std::string& task) const {
    size_t i = 0;
    while (name(i) != task) ++i;  // checks have seen that it is there
    return i;
  }

  bool is_only_a_layer(size_t task) const {
    return inputs_[task].is_first_layer && tower_of(tasks_[task], config_.tower).hidden.empty();
  }

  // Whether its tower takes something from other tasks.
  bool depends(size_t task) const {
    return std::ranges::any_of(config_.relations, [&](const RelationConfig& relation) {
      const auto* bayes = std::get_if<BayesRelation>(&relation);
      const auto* funnel = std::get_if<AitmRelation>(&relation);
      return (bayes != nullptr && bayes->task == name(task)) ||
             (funnel != nullptr && std::find(funnel->tasks.begin() + 1, funnel->tasks.end(),
                                             name(task)) != funnel->tasks.end());
    });
  }

  // Loss and other blocks never meet at one node's gradient: each task's logits are a node's whole
  // output that nobody else takes.
  Source logits(size_t task) {
    const int64_t width = logits_of(tasks_[task]);
    if (is_only_a_layer(task) && !depends(task)) return copy(task, inputs_[task].source);
    return layers_.linear(tower(task) + "_logit", last_hidden(task), 1, width, true);
  }
  Source copy(size_t task, const Source& logits) {
    return layers_.add("logits_" + name(task), Columns::side_by_side({logits.width}), {logits});
  }

  // A tower's last layer before the logit, relations included: of the tasks a task depends on
  // first.
  Source last_hidden(size_t task) {
    if (last_hidden_[task]) return *last_hidden_[task];
    Source hidden = own_hidden(task);
    for (const RelationConfig& relation : config_.relations) {
      if (const auto* bayes = std::get_if<BayesRelation>(&relation)) {
        if (bayes->task == name(task)) hidden = see(task, hidden, *bayes);
      }
      if (const auto* funnel = std::get_if<AitmRelation>(&relation)) {
        for (size_t i = 1; i < funnel->tasks.size(); ++i) {
          if (funnel->tasks[i] != name(task)) continue;
          hidden = transfer(task, hidden, position(funnel->tasks[i - 1]));
        }
      }
    }
    last_hidden_[task] = hidden;
    return hidden;
  }

  Source own_hidden(size_t task) {
    const TowerInput& input = inputs_[task];
    const TowerConfig& config = tower_of(tasks_[task], config_.tower);
    if (is_only_a_layer(task)) {
      throw usage_error("model.relations: the tower of " + quote(name(task)) +
                        " has no layer before its logit; give it one, or a bottom");
    }
    const size_t first = model_.layers.size();
    const Source hidden = input.is_first_layer
                              ? layers_.finish_mlps(tower(task), input.source, 1, config)
                              : layers_.mlp(tower(task), input.source, config);
    if (!config.hidden.empty()) {
      model_.towers.push_back({name(task), first, model_.layers.size()});
    }
    return hidden;
  }

  Source see(size_t task, const Source& own, const BayesRelation& relation) {
    std::vector<Source> all = {own};
    for (const std::string& other : relation.on) all.push_back(last_hidden(position(other)));
    return layers_.mlp(tower(task) + "_bayes", layers_.side_by_side(tower(task) + "_seen", all),
                       relation);
  }

  //  last hidden layer of the task before -> handed on -+
  //  last hidden layer of the task ---------------------+-> attention
  Source transfer(size_t task, const Source& own, size_t before) {
    const Source other = last_hidden(before);
    if (other.width != own.width) {
      throw usage_error(
          "model.relations: aitm needs last hidden layers of one width, but that of " +
          quote(name(before)) + " has " + std::to_string(other.width) + " columns and that of " +
          quote(name(task)) + " " + std::to_string(own.width));
    }
    MlpConfig layer;
    layer.hidden = {own.width};
    const Source handed_on = layers_.mlp(tower(task) + "_handed_on", other, layer);
    const std::string node = tower(task) + "_transfer";
    return layers_.add(node,
                       std::make_shared<Transfer>(own.width, layers_.init(), layers_.stream(node)),
                       {handed_on, own});
  }

  void multiply(const ProductRelation& relation) {
    std::vector<Source> factors;
    for (const std::string& other : relation.of) {
      const size_t task = position(other);
      const bool is_copied = is_only_a_layer(task);
      const Source& own = is_copied ? inputs_[task].source : model_.logits[task];
      const auto [place, is_new] = multiplied_.try_emplace(task, own);
      if (is_new && !is_copied) model_.logits[task] = copy(task, own);
      factors.push_back(place->second);
    }
    model_.logits[position(relation.task)] =
        layers_.add("product_" + relation.task, std::make_shared<ProbabilityProduct>(), factors);
  }

  void penalise(const AitmRelation& relation) {
    if (relation.penalty == 0) return;
    for (size_t i = 1; i < relation.tasks.size(); ++i) {
      model_.penalties.push_back(
          {position(relation.tasks[i]), position(relation.tasks[i - 1]), relation.penalty});
    }
  }

  MultiTaskModel& model_;
  LayerBuilder& layers_;
  const ModelBase& config_;
  const std::vector<TaskConfig>& tasks_;
  const std::vector<TowerInput>& inputs_;
  std::vector<std::optional<Source>> last_hidden_;
  std::map<size_t, Source> multiplied_;  // by task: the logits that products take
};

}  // namespace

int64_t first_width_of(const TaskConfig& task, const TowerConfig& standard) {
  const TowerConfig& tower = tower_of(task, standard);
  return tower.hidden.empty() ? logits_of(task) : tower.hidden[0];
}

void add_heads(MultiTaskModel& model, LayerBuilder& layers, const ModelBase& config,
               const std::vector<TaskConfig>& tasks, const std::vector<TowerInput>& inputs) {
  Heads(model, layers, config, tasks, inputs).build();
}

}  // namespace mmoe
