// Blocks without parameters that carry columns on: side by side, to other places, added up.
#pragma once

#include "nn/block.h"

namespace mmoe {

class Columns : public Block {
 public:
  // Columns from, from + 1, ... of an input.
  struct Move {
    size_t input = 0;
    int64_t from = 0, to = 0, width = 0;
  };
  // Every column of the inputs goes to one place; where none arrives is 0.
  Columns(int64_t width, std::vector<Move> moves) : Block(width), moves_(std::move(moves)) {}

  // Inputs of these widths side by side.
  static std::shared_ptr<Columns> side_by_side(const std::vector<int64_t>& widths);

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }

 private:
  std::vector<Move> moves_;
};

class Add : public Block {
 public:
  // Any number of [rows, width] -> their sum.
  explicit Add(int64_t width) : Block(width) {}

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }
};

}  // namespace mmoe
