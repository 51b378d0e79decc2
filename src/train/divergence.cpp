#include "train/divergence.h"

#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "nn/kernels.h"
#include "nn/pass.h"

namespace mmoe {

namespace {

std::string kind_of(double value) { return std::isnan(value) ? "NaN" : "infinite"; }

struct Largest {
  std::string node;
  double value;
};

std::string text_of(const std::vector<Largest>& finite, const std::string& first_broken) {
  constexpr size_t kShown = 3;
  std::string text;
  for (size_t i = 0; i < std::min(kShown, finite.size()); ++i) {
    text += fmt::format("{}{} {:.3g}", i == 0 ? "" : ", ", finite[i].node, finite[i].value);
  }
  if (first_broken.empty()) return text;
  return text + (text.empty() ? "" : "; ") + "not finite from " + first_broken + " on";
}

}  // namespace

Error diverged(const std::string& what) {
  return {ExitCode::diverged, "training diverged: " + what +
                                  "; lower train.optimizer.learning_rate, scale the inputs, or set "
                                  "train.clip_norm or train.on_nonfinite"};
}

std::string nonfinite_losses(const std::vector<TaskConfig>& tasks,
                             const std::vector<double>& losses) {
  std::string text;
  for (size_t task = 0; task < losses.size(); ++task) {
    if (std::isfinite(losses[task])) continue;
    text += (text.empty() ? "the loss of task " : ", of task ") + quote(base_of(tasks[task]).name) +
            " is " + kind_of(losses[task]);
  }
  return text;
}

std::string largest_activations(const MultiTaskModel& model, const ParameterStore& store,
                                const Batch& batch, int64_t batch_rows) {
  Preparation preparation(model, kernels_for(store.flat()), batch_rows);
  preparation.begin();
  Pass pass({model, preparation, store.flat().options()}, batch.rows);
  pass.forward(batch, /*training=*/true);
  std::vector<Largest> finite;
  std::string first_broken;
  for (size_t node = 0; node < model.nodes().size(); ++node) {
    const at::Tensor output = pass.output({node, 0, model.nodes()[node].block->width()});
    const double value = output.numel() > 0 ? output.abs().max().item<double>() : 0;
    const std::string& name = model.nodes()[node].name;
    if (std::isfinite(value)) {
      finite.push_back({name, value});
    } else if (first_broken.empty()) {
      first_broken = name;
    }
  }
  std::ranges::stable_sort(finite, std::greater(), &Largest::value);
  return text_of(finite, first_broken);
}

}  // namespace mmoe
