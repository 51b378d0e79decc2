#include <algorithm>

#include "config/checker.h"
#include "config/cycle.h"

namespace mmoe {

namespace {

class RelationCheck {
 public:
  RelationCheck(Checker& check, const ModelBase& model, const std::vector<TaskConfig>& tasks)
      : check_(check), model_(model), tasks_(tasks) {
    for (const TaskConfig& task : tasks) names_.push_back(base_of(task).name);
  }

  void run() {
    for (size_t i = 0; i < model_.relations.size(); ++i) {
      path_ = "model.relations." + std::to_string(i);
      std::visit([this](const auto& relation) { (*this)(relation); }, model_.relations[i]);
    }
    if (const std::string circle = find_circle(dependencies_); !circle.empty()) {
      check_.add("model.relations", "tasks depend on each other in a circle: " + circle);
    }
  }

  void operator()(const ProductRelation& relation) {
    if (!is_known(".task", relation.task)) return;
    take_target(".task", relation.task);
    check_one_logit(".task", relation.task);
    if (relation.of.size() < 2) check_.add(path_ + ".of", "a product is of two tasks or more");
    check_list(".of", relation.of);
    for (const std::string& task : relation.of) check_one_logit(".of", task);
    if (base_of(config_of(relation.task)).tower) {
      check_.add(path_, "the task " + quote(relation.task) +
                            " is a product: it has no tower to be given in `tasks`");
    }
  }

  void operator()(const AitmRelation& relation) {
    if (relation.tasks.size() < 2) check_.add(path_ + ".tasks", "a funnel has two tasks or more");
    check_list(".tasks", relation.tasks);
    for (size_t i = 0; i < relation.tasks.size(); ++i) {
      check_one_logit(".tasks", relation.tasks[i]);
      if (i == 0) continue;
      take_target(".tasks", relation.tasks[i]);
      dependencies_[relation.tasks[i]].push_back(relation.tasks[i - 1]);
    }
  }

  void operator()(const BayesRelation& relation) {
    if (!is_known(".task", relation.task)) return;
    take_target(".task", relation.task);
    check_list(".on", relation.on);
    dependencies_[relation.task] = relation.on;
  }

 private:
  bool is_known(const std::string& key, const std::string& task) {
    if (std::ranges::count(names_, task) > 0) return true;
    check_.add(path_ + key, "no task is named " + quote(task) + did_you_mean(task, names_));
    return false;
  }

  const TaskConfig& config_of(const std::string& task) const {
    const auto place = std::ranges::find(names_, task);
    return tasks_[static_cast<size_t>(place - names_.begin())];
  }

  // What a relation takes from: known tasks with towers, each once.
  void check_list(const std::string& key, const std::vector<std::string>& tasks) {
    check_.add_repeats(path_ + key, tasks, "the task");
    for (const std::string& task : tasks) {
      if (is_known(key, task) && product_of(model_.relations, task) != nullptr) {
        check_.add(path_ + key,
                   "the task " + quote(task) + " is a product of others and has no tower");
      }
    }
  }

  // A task is what one relation makes it.
  void take_target(const std::string& key, const std::string& task) {
    if (std::ranges::count(targets_, task) > 0) {
      check_.add(path_ + key, "another relation already says how " + quote(task) + " depends");
    }
    targets_.push_back(task);
  }

  void check_one_logit(const std::string& key, const std::string& task) {
    if (std::ranges::count(names_, task) == 0) return;  // told elsewhere
    if (!std::holds_alternative<BinaryTask>(config_of(task))) {
      check_.add(path_ + key, "the task " + quote(task) + " is not binary");
    } else if (logits_of(config_of(task)) != 1) {
      check_.add(path_ + key, "the task " + quote(task) + " has two logits (its loss is jrc)");
    }
  }

  Checker& check_;
  const ModelBase& model_;
  const std::vector<TaskConfig>& tasks_;
  std::vector<std::string> names_, targets_;
  Dependencies dependencies_;
  std::string path_;  // of the relation
};

}  // namespace

void check_relations(Checker& check, const ModelBase& model, const std::vector<TaskConfig>& tasks) {
  RelationCheck(check, model, tasks).run();
}

}  // namespace mmoe
