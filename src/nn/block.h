// A block: one piece of a network with its forward and backward pass. Blocks know shapes and
// parameters; whatever belongs to one pass over one batch lives in its Call, so a block may run in
// several passes at once. The graph registers its tensors as a torch::nn::Module; blocks themselves
// stay free of that header, which costs seconds in every file that sees it.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "nn/batch.h"

namespace mmoe {

class Kernels;
class ShardSums;
struct EmbeddingTable;

enum class ParameterKind {
  weight,  // matrices: `l2` applies
  plain,   // biases, scales and shifts: no penalty
  table,   // embeddings: `embedding_l2` applies
};

// Where a gradient goes: written, or added to what other consumers left.
struct Gradient {
  at::Tensor to;  // [rows, width]; undefined: not needed
  bool add = false;
};

// What all rows of a batch share, made from a block's parameters before the first of them: folded
// tables, transposed weights. Passes over parts of the batch read it at once.
struct Prepared {
  virtual ~Prepared() = default;
  // What was decided, in words; empty: nothing.
  virtual std::string decision() const { return ""; }
  std::vector<int64_t> gradient_shape;  // of its own gradient, which passes add to; empty: none
  bool training = true;                 // or for predictions
};

// The state of one block in one pass, reused from batch to batch.
class Call {
 public:
  const Batch* batch = nullptr;
  const Kernels* kernels = nullptr;
  bool training = false;
  RandomStream dropout{0, ""};  // of this block, in this run
  const Prepared* prepared = nullptr;
  // Backward adds to these. Of the block's parameters, in order: whole, or for tables that take
  // gradients by touched rows the rows of batch->touched.
  std::vector<at::Tensor> gradients;
  at::Tensor prepared_gradient;
  std::vector<at::Tensor> tape;  // of an AutogradBlock
  ShardSums* sums = nullptr;     // null: this pass has the whole batch
  int shard = 0;

  int64_t rows() const { return batch->rows; }

  // A tensor of the block's own that lasts from forward to backward. The shape of a slot is that of
  // the first time.
  at::Tensor& keep(size_t slot, at::IntArrayRef shape, const at::TensorOptions& options);
  at::Tensor& keep(size_t slot) { return kept_[slot]; }  // that is there

  // What the block makes of itself for this call, once.
  template <class State, class Make>
  State& state(const Make& make) {
    if (!state_) state_ = std::make_shared<State>(make());
    return *static_cast<State*>(state_.get());
  }

  // Views that `make` gives are made once.
  template <class Make>
  std::vector<at::Tensor>& views(size_t slot, const Make& make) {
    if (views_.size() <= slot) views_.resize(slot + 1);
    if (views_[slot].empty()) views_[slot] = make();
    return views_[slot];
  }

 private:
  std::deque<at::Tensor> kept_;  // references stay good when it grows
  std::deque<std::vector<at::Tensor>> views_;
  std::shared_ptr<void> state_;
};

class Block {
 public:
  struct Parameter {
    std::string name;
    ParameterKind kind;
    at::Tensor value;     // the store moves its data; the tensor stays the same
    int64_t table = -1;   // of a table: its position among tables_of(schema)
    int64_t columns = 1;  // of a table: columns of ids that are rows of it
  };
  struct Buffer {  // state that is not trained, such as running statistics
    std::string name;
    at::Tensor value;
  };

  virtual ~Block() = default;
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  // Columns of the output: [rows, width].
  int64_t width() const { return width_; }
  const std::vector<Parameter>& parameters() const { return parameters_; }
  const std::vector<Buffer>& buffers() const { return buffers_; }

  virtual void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) = 0;
  // Adds to call.gradients, and writes or adds to each gradient of an input.
  virtual void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                        const at::Tensor& d_out, std::span<Gradient> d_in) = 0;

  // Whether a row's output depends on other rows of the batch: such rows go through together.
  virtual bool mixes_rows() const { return false; }
  // Whether the output may lie where the only input lies, which backward then does without; and
  // whether backward reads the output, so that nobody may.
  virtual bool works_in_place() const { return false; }
  virtual bool reads_output() const { return true; }
  // Whether the gradient of the only input may lie where that of the output lies.
  virtual bool passes_gradient_in_place() const { return works_in_place(); }

  // Three steps around the passes over a batch of about so many rows; see Prepared.
  virtual std::unique_ptr<Prepared> plan(const Kernels&, int64_t /*batch_rows*/) const {
    return nullptr;
  }
  virtual void prepare(const Kernels&, Prepared&) const {}
  // From the gradient of what was prepared to the parameters'.
  virtual void finish(const Kernels&, const Prepared&, const at::Tensor& /*gradient*/,
                      std::span<at::Tensor> /*gradients*/) const {}

 protected:
  explicit Block(int64_t width) : width_(width) {}

  // Its position is its place in call.gradients.
  void add_parameter(const std::string& name, at::Tensor value, ParameterKind kind,
                     int64_t table = -1) {
    parameters_.push_back({name, kind, std::move(value), table});
  }
  // Blocks may share a table. One that this block has already is not added again; its position.
  size_t add_table(const EmbeddingTable& table);
  at::Tensor add_buffer(const std::string& name, const at::Tensor& value) {
    buffers_.push_back({name, value});
    return value;
  }
  const at::Tensor& parameter(size_t position) const { return parameters_[position].value; }

 private:
  int64_t width_;
  std::vector<Parameter> parameters_;
  std::vector<Buffer> buffers_;
};

}  // namespace mmoe
