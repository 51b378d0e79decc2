// A block: one piece of a network with its forward and backward pass. Blocks know shapes and
// parameters; whatever belongs to one pass over one batch lives in its Call, so a block may run in
// several passes. The graph registers its tensors as a torch::nn::Module; blocks themselves stay
// free of that header, which costs seconds in every file that sees it.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "nn/batch.h"

namespace mmoe {

class Kernels;

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

// The state of one block in one pass, reused from batch to batch.
class Call {
 public:
  const Batch* batch = nullptr;
  const Kernels* kernels = nullptr;
  bool training = false;
  RandomStream dropout{0, ""};        // of this block, in this run
  std::vector<at::Tensor> gradients;  // of the block's parameters; backward adds to them

  int64_t rows() const { return batch->rows; }

  // A tensor of the block's own that lasts from forward to backward. The shape of a slot never
  // changes within a call.
  at::Tensor keep(size_t slot, at::IntArrayRef shape, const at::TensorOptions& options);

 private:
  std::vector<at::Tensor> kept_;
};

class Block {
 public:
  struct Parameter {
    std::string name;
    ParameterKind kind;
    at::Tensor value;  // the store moves its data; the tensor stays the same
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

 protected:
  explicit Block(int64_t width) : width_(width) {}

  // Its position is its place in call.gradients.
  void add_parameter(const std::string& name, at::Tensor value, ParameterKind kind) {
    parameters_.push_back({name, kind, std::move(value)});
  }
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
