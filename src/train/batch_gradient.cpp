#include "train/batch_gradient.h"

#include <ATen/ops/ones_like.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <bit>

#include "losses/order_penalty.h"
#include "nn/kernels.h"

namespace mmoe {

int64_t weights_of(const Graph& graph) {
  int64_t weights = 0;
  for (const Graph::Node& node : graph.nodes()) {
    for (const Block::Parameter& parameter : node.block->parameters()) {
      if (parameter.kind == ParameterKind::weight) weights += parameter.value.numel();
    }
  }
  return weights;
}

int64_t rows_of_piece(const Graph& graph) {
  constexpr uint64_t kLeast = 64, kMost = 1024, kWeightsForARow = 1024;
  const auto weights = static_cast<uint64_t>(weights_of(graph));
  return static_cast<int64_t>(std::clamp(std::bit_ceil(weights / kWeightsForARow), kLeast, kMost));
}

BatchGradient::Piece::Piece(const PassContext& context, int64_t rows, Gradients& gradients,
                            int shard, const std::vector<Source>& outputs)
    : pass(context, rows, &gradients, shard) {
  for (const Source& output : outputs) {
    logits.push_back(pass.output(output));
    d_logits.push_back(pass.output_gradient(output));
  }
}

BatchGradient::BatchGradient(const MultiTaskModel& model, const ParameterStore& store,
                             const std::vector<TaskConfig>& tasks, int64_t batch_rows, int64_t seed,
                             int threads, Combination* combination)
    : model_(model),
      combination_(combination),
      piece_rows_(store.flat().is_cpu() ? rows_of_piece(model) : batch_rows),
      workers_(compares_rows(tasks) ? 1 : threads),
      preparation_(model, kernels_for(store.flat()), batch_rows),
      context_{model, preparation_, store.flat().options(),
               RandomStream(static_cast<uint64_t>(seed), "dropout")} {
  if (workers_.count() > 1) context_.sums = &sums_.emplace(workers_.count());
  for (size_t task = 0; task < tasks.size(); ++task) {
    losses_.emplace_back(tasks, task);
    weights_.push_back(combination ? 1 : base_of(tasks[task]).weight);
  }
  if (combination != nullptr && combination->takes_gradients()) shared_.emplace(model, store);
  if (model.mixes_rows() || compares_rows(tasks) || by_task()) piece_rows_ = batch_rows;
  const auto count = static_cast<int64_t>(tasks.size());
  earlier_losses_ = at::zeros({count}, store.flat().options().dtype(at::kDouble));
  for (int shard = 0; shard < workers_.count(); ++shard) {
    shards_.push_back({std::make_unique<Gradients>(model, store, preparation_, batch_rows),
                       {},
                       at::zeros_like(earlier_losses_),
                       {}});
    if (by_task()) {
      shards_.back().by_task = at::zeros({count, shared_->size()}, store.flat().options());
    }
  }
}

void BatchGradient::operator()(const Batch& batch) {
  preparation_.begin();
  workers_.run([&](int index) {
    try {
      run_shard(batch, index);
    } catch (...) {
      if (sums_) sums_->give_up(index);
      throw;
    }
  });
  for (const Shard& shard : shards_) {
    if (&shard != &shards_.front()) gradients().add(*shard.gradients, batch);
  }
  if (!by_task()) preparation_.end(gradients());
  if (combination_ != nullptr) combine(batch);
}

std::vector<double> BatchGradient::take_losses() {
  std::vector<double> sums(losses_.size(), 0.0);
  const auto take = [&](const at::Tensor& losses) {
    const at::Tensor here = losses.cpu();
    for (size_t task = 0; task < sums.size(); ++task) {
      sums[task] += here.const_data_ptr<double>()[task];
    }
    losses.zero_();
  };
  for (const Shard& shard : shards_) take(shard.losses);
  if (combination_ != nullptr) take(earlier_losses_);
  return sums;
}

NamedTensors BatchGradient::state() const {
  if (earlier_losses_.is_cpu()) return {};
  return {{"losses", shards_.front().losses}, {"earlier_losses", earlier_losses_}};
}

// Rows that belong together stay together within a shard.
void BatchGradient::run_shard(const Batch& batch, int index) {
  Shard& shard = shards_[static_cast<size_t>(index)];
  const auto shards = static_cast<int64_t>(shards_.size());
  const int64_t first = batch.rows * index / shards, end = batch.rows * (index + 1) / shards;
  shard.gradients->clear(batch, /*parameters_are_zero=*/index == 0);
  if (by_task()) shard.by_task.zero_();
  for (int64_t row = first; row < end || (row == first && model_.mixes_rows());
       row += piece_rows_) {
    run_piece(piece_of(batch, row, std::min(piece_rows_, end - row)), shard, index);
  }
}

void BatchGradient::run_piece(const Batch& piece, Shard& shard, int index) {
  Piece& own =
      shard.pieces
          .try_emplace(piece.rows, context_, piece.rows, *shard.gradients, index, model_.logits)
          .first->second;
  own.pass.forward(piece, /*training=*/true);
  for (size_t task = 0; task < losses_.size(); ++task) {
    losses_[task](piece, own.logits[task], weights_[task], own.d_logits[task], shard.losses);
    if (combination_ != nullptr) {
      own.d_logits[task].mul_(combination_->factors().select(0, static_cast<int64_t>(task)));
    }
  }
  for (const MultiTaskModel::OrderPenalty& one : model_.penalties) {
    add_order_penalty(own.logits[one.task], own.logits[one.before],
                      one.factor / static_cast<double>(piece.whole_rows), own.d_logits[one.task],
                      own.d_logits[one.before]);
  }
  if (by_task()) return backward_by_task(own, piece, shard);
  own.pass.backward();
}

// A pass a task, after which what tasks share is set apart; the rest adds up.
void BatchGradient::backward_by_task(Piece& own, const Batch& piece, Shard& shard) {
  std::vector<at::Tensor> kept;
  for (const at::Tensor& d_logits : own.d_logits) kept.push_back(d_logits.clone());
  for (size_t task = 0; task < kept.size(); ++task) {
    for (at::Tensor& d_logits : own.d_logits) d_logits.zero_();
    own.d_logits[task].copy_(kept[task]);
    own.pass.backward();
    preparation_.end(*shard.gradients);
    shard.gradients->clear(piece, /*parameters_are_zero=*/true);
    shared_->take(shard.gradients->parameters(),
                  shard.by_task.select(0, static_cast<int64_t>(task)));
  }
}

// What the step has shown decides on the gradient of what tasks share, and on the next factors.
void BatchGradient::combine(const Batch& batch) {
  const at::Tensor& like = shards_.front().losses;
  TaskSignals now{at::zeros_like(like), at::ones_like(like), shards_.front().by_task,
                  static_cast<int64_t>(batch.step) + 1};
  for (Shard& shard : shards_) {
    now.losses.add_(shard.losses);
    shard.losses.zero_();
    if (by_task() && &shard != &shards_.front()) now.gradients.add_(shard.by_task);
  }
  earlier_losses_.add_(now.losses);
  for (size_t task = 0; task < losses_.size(); ++task) {
    if (batch.labelled[task].weight > 0) continue;
    now.labelled.select(0, static_cast<int64_t>(task)).zero_();
  }
  if (by_task()) shared_->put(combination_->mix(now), gradients().parameters());
  combination_->learn(now);
}

}  // namespace mmoe
