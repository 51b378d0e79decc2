// Losses and gradient of a batch. The rows are divided over shards, one a thread, and a shard's
// rows into pieces whose activations stay in cache; gradients are summed in the order of pieces and
// shards, so the same number of threads gives the same bytes.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "losses/combination.h"
#include "losses/task_loss.h"
#include "models/multi_task_model.h"
#include "models/shared_parameters.h"
#include "nn/named_tensors.h"
#include "nn/pass.h"
#include "nn/shard_sums.h"
#include "train/workers.h"

namespace mmoe {

// Elements of all weight matrices: multiplications of a row on its way forward.
int64_t weights_of(const Graph& graph);

// Rows that go through together: the products of a piece must be worth the passes over the weights
// and their gradients that it costs. A power of two.
int64_t rows_of_piece(const Graph& graph);

class BatchGradient {
 public:
  // `batch_rows`: most rows of a batch. `seed`: of dropout. Where losses compare rows, a single
  // thread works. Without a combination, losses are summed with their tasks' weights.
  BatchGradient(const MultiTaskModel& model, const ParameterStore& store,
                const std::vector<TaskConfig>& tasks, int64_t batch_rows, int64_t seed, int threads,
                Combination* combination = nullptr);

  // The gradient of the sum of all tasks' mean losses over their labelled rows (0 if there are
  // none), each times its task's weight, or as the combination has it, and of the model's penalties
  // is added to `gradients`, where those of parameters are to be zero. The combination then learns
  // from the step.
  void operator()(const Batch& batch);
  // By task, the sum of these mean losses over all batches since the last call. Only here a device
  // is waited for.
  std::vector<double> take_losses();
  // What take_losses() would look at on a device, as tensors to be saved and restored; on the CPU
  // it does so after each step.
  NamedTensors state() const;

  Gradients& gradients() { return *shards_.front().gradients; }
  const Preparation& preparation() const { return preparation_; }
  int64_t piece_rows() const { return piece_rows_; }

 private:
  // A pass with what its losses read and write.
  struct Piece {
    Pass pass;
    std::vector<at::Tensor> logits, d_logits;
    Piece(const PassContext& context, int64_t rows, Gradients& gradients, int shard,
          const std::vector<Source>& outputs);
  };
  struct Shard {
    std::unique_ptr<Gradients> gradients;
    std::map<int64_t, Piece> pieces;  // by number of rows
    at::Tensor losses;                // by task: this shard's part of take_losses()
    at::Tensor by_task;               // [tasks, shared parameters]: their gradients, where wanted
  };
  bool by_task() const { return shared_.has_value(); }
  void run_shard(const Batch& batch, int index);
  void run_piece(const Batch& piece, Shard& shard, int index);
  void backward_by_task(Piece& own, const Batch& piece, Shard& shard);
  void combine(const Batch& batch);

  const MultiTaskModel& model_;
  Combination* combination_;
  std::vector<TaskLoss> losses_;
  std::vector<double> weights_;  // by task; 1 where a combination brings them
  int64_t piece_rows_;
  Workers workers_;
  Preparation preparation_;
  std::optional<ShardSums> sums_;
  PassContext context_;
  std::optional<SharedParameters> shared_;  // where the combination takes their gradients
  std::vector<Shard> shards_;
  at::Tensor earlier_losses_;  // likewise, of earlier batches, where each step looks at its own
};

}  // namespace mmoe
