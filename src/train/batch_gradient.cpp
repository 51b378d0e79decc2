#include "train/batch_gradient.h"

#include <ATen/ops/zeros.h>

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
                             int threads)
    : model_(model),
      piece_rows_(store.flat().is_cpu() ? rows_of_piece(model) : batch_rows),
      workers_(threads),
      preparation_(model, kernels_for(store.flat()), batch_rows),
      context_{model, preparation_, store.flat().options(),
               RandomStream(static_cast<uint64_t>(seed), "dropout")},
      shares_(tasks.size()) {
  if (threads > 1) context_.sums = &sums_.emplace(threads);
  for (const TaskConfig& task : tasks) losses_.push_back(make_loss(task));
  const auto count = static_cast<int64_t>(tasks.size());
  for (int shard = 0; shard < threads; ++shard) {
    shards_.push_back({std::make_unique<Gradients>(model, store, preparation_, batch_rows),
                       {},
                       at::zeros({count}, store.flat().options().dtype(at::kDouble))});
  }
}

void BatchGradient::operator()(const Batch& batch) {
  for (size_t task = 0; task < losses_.size(); ++task) {
    const int64_t labelled = batch.labelled[task].rows;
    shares_[task] = labelled > 0 ? 1 / static_cast<double>(labelled) : 0;
  }
  preparation_.begin();
  workers_.run([&](int index) { run_shard(batch, index); });
  for (const Shard& shard : shards_) {
    if (&shard != &shards_.front()) gradients().add(*shard.gradients, batch);
  }
  preparation_.end(gradients());
}

std::vector<double> BatchGradient::take_losses() {
  std::vector<double> sums(losses_.size(), 0.0);
  for (const Shard& shard : shards_) {
    const at::Tensor losses = shard.losses.cpu();
    for (size_t task = 0; task < sums.size(); ++task) {
      sums[task] += losses.const_data_ptr<double>()[task];
    }
    shard.losses.zero_();
  }
  return sums;
}

// Rows that mix stay together within a shard.
void BatchGradient::run_shard(const Batch& batch, int index) {
  Shard& shard = shards_[static_cast<size_t>(index)];
  const auto shards = static_cast<int64_t>(shards_.size());
  const int64_t first = batch.rows * index / shards, end = batch.rows * (index + 1) / shards;
  shard.gradients->clear(batch, /*parameters_are_zero=*/index == 0);
  const int64_t step = model_.mixes_rows() ? batch.rows : piece_rows_;
  for (int64_t row = first; row < end || (row == first && model_.mixes_rows()); row += step) {
    run_piece(piece_of(batch, row, std::min(step, end - row)), shard, index);
  }
}

void BatchGradient::run_piece(const Batch& piece, Shard& shard, int index) {
  Piece& own =
      shard.pieces
          .try_emplace(piece.rows, context_, piece.rows, *shard.gradients, index, model_.logits)
          .first->second;
  own.pass.forward(piece, /*training=*/true);
  for (size_t task = 0; task < losses_.size(); ++task) {
    (*losses_[task])(own.logits[task], piece.labels, static_cast<int64_t>(task), shares_[task],
                     own.d_logits[task], shard.losses);
  }
  for (const MultiTaskModel::OrderPenalty& one : model_.penalties) {
    add_order_penalty(own.logits[one.task], own.logits[one.before],
                      one.factor / static_cast<double>(piece.whole_rows), own.d_logits[one.task],
                      own.d_logits[one.before]);
  }
  own.pass.backward();
}

}  // namespace mmoe
