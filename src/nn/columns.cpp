#include "nn/columns.h"

#include "nn/deliver.h"

namespace mmoe {

std::shared_ptr<Columns> Columns::side_by_side(const std::vector<int64_t>& widths) {
  std::vector<Move> moves;
  int64_t width = 0;
  for (const int64_t one : widths) {
    moves.push_back({moves.size(), 0, width, one});
    width += one;
  }
  return std::make_shared<Columns>(width, std::move(moves));
}

void Columns::forward(Call&, std::span<const at::Tensor> in, at::Tensor& out) {
  int64_t filled = 0;
  for (const Move& move : moves_) filled += move.width;
  if (filled < width()) out.zero_();
  for (const Move& move : moves_) {
    out.narrow(1, move.to, move.width).copy_(in[move.input].narrow(1, move.from, move.width));
  }
}

void Columns::backward(Call&, std::span<const at::Tensor>, const at::Tensor&,
                       const at::Tensor& d_out, std::span<Gradient> d_in) {
  for (const Move& move : moves_) {
    const Gradient& gradient = d_in[move.input];
    deliver(d_out.narrow(1, move.to, move.width), gradient.to.narrow(1, move.from, move.width),
            gradient.add);
  }
}

void Add::forward(Call&, std::span<const at::Tensor> in, at::Tensor& out) {
  out.copy_(in[0]);
  for (const at::Tensor& other : in.subspan(1)) out.add_(other);
}

void Add::backward(Call&, std::span<const at::Tensor>, const at::Tensor&, const at::Tensor& d_out,
                   std::span<Gradient> d_in) {
  for (const Gradient& gradient : d_in) deliver(d_out, gradient);
}

}  // namespace mmoe
