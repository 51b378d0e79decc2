#include "nn/layer_end.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "nn/kernels.h"
#include "nn/shard_sums.h"

namespace mmoe {

namespace {

constexpr double kMomentum = 0.1;
constexpr double kEpsilon = 1e-5;

enum Parameter : size_t { kScale, kShift };
enum KeptSlot : size_t { kNormal, kActive, kMask };

// Whether backward reads the input of an activation; else its output says all.
bool reads_input(Activation activation) {
  return activation == Activation::silu || activation == Activation::gelu;
}
// Whether the output still says all when dropout has put zeros in: a dropped unit has no gradient,
// and of the others only the sign counts.
bool survives_dropout(Activation activation) {
  return activation == Activation::relu || activation == Activation::leaky_relu ||
         activation == Activation::none;
}

std::span<float> numbers(at::Tensor& vector) {
  return {vector.mutable_data_ptr<float>(), static_cast<size_t>(vector.numel())};
}

// Adds up what the shards of a batch have.
void over_shards(Call& call, at::Tensor& sums) {
  if (call.sums != nullptr) call.sums->add_up(call.shard, numbers(sums));
}

}  // namespace

LayerEnd::LayerEnd(int64_t width, Activation activation, bool batch_norm, double dropout)
    : Block(width), activation_(activation), batch_norm_(batch_norm), dropout_(dropout) {
  if (!batch_norm_) return;
  add_parameter("scale", at::ones({width}), ParameterKind::plain);
  add_parameter("shift", at::zeros({width}), ParameterKind::plain);
  running_mean_ = add_buffer("running_mean", at::zeros({width}));
  running_variance_ = add_buffer("running_variance", at::ones({width}));
}

bool LayerEnd::works_in_place() const {
  return !batch_norm_ && !reads_input(activation_) &&
         (dropout_ == 0 || survives_dropout(activation_));
}

std::vector<LayerEnd::Stripe>& LayerEnd::stripes(Call& call, const at::Tensor& in,
                                                 at::Tensor& out) const {
  constexpr int64_t kNumbers = 1 << 16, kLeast = 16;  // in a stripe; columns
  constexpr int64_t kOfShards = 64;  // columns: shards differ in rows, and add up the same stripes
  return call.state<std::vector<Stripe>>([&] {
    const at::Tensor sums = at::empty({4, width()}, in.options());
    const int64_t columns = call.sums != nullptr
                                ? kOfShards
                                : std::max(kLeast, kNumbers / std::max<int64_t>(in.size(0), 1));
    std::vector<Stripe> all;
    for (int64_t first = 0; first < width(); first += columns) {
      const int64_t count = std::min(columns, width() - first);
      const auto part = [&](const at::Tensor& whole) {
        return whole.narrow(whole.dim() - 1, first, count);
      };
      at::Tensor& active = before_dropout(call, out);
      all.push_back({part(in),
                     part(before_activation(call, active)),
                     part(active),
                     part(sums[0]),
                     part(sums[1]),
                     part(sums[2]),
                     part(sums[3]),
                     part(parameter(kScale)),
                     part(parameter(kShift)),
                     part(running_mean_),
                     part(running_variance_),
                     {},
                     {},
                     {},
                     {}});
      if (call.gradients.empty()) continue;
      all.back().d_scale = part(call.gradients[kScale]);
      all.back().d_shift = part(call.gradients[kShift]);
    }
    return all;
  });
}

// Mean and 1 / sqrt(variance + epsilon): of this batch, whose running ones move along with the
// unbiased variance (Ioffe and Szegedy 2015), or the running ones.
void LayerEnd::find_statistics(Call& call, Stripe& s) const {
  if (!of_batch(call)) {
    s.mean.copy_(s.running_mean);
    s.inverse.copy_(s.running_variance);
    return call.kernels->invert_root(kEpsilon, s.inverse);
  }
  const auto rows = static_cast<double>(call.batch->whole_rows);
  call.kernels->add_column_sums(s.in, s.mean.zero_());
  over_shards(call, s.mean);
  call.kernels->scale(1 / rows, s.mean);
  call.kernels->add_centred_squares(s.in, s.mean, s.inverse.zero_());
  over_shards(call, s.inverse);
  call.kernels->scale(1 / rows, s.inverse);
  if (call.shard == 0) {
    call.kernels->move_average(s.mean, kMomentum, 1, s.running_mean);
    call.kernels->move_average(s.inverse, kMomentum, rows / (rows - 1), s.running_variance);
  }
  call.kernels->invert_root(kEpsilon, s.inverse);
}

// Where the activation takes its input and leaves its output: in `out` itself unless backward wants
// what would be overwritten there.
at::Tensor& LayerEnd::before_activation(Call& call, at::Tensor& out) const {
  if (!reads_input(activation_)) return out;
  return call.keep(kNormal, {call.rows(), width()}, out.options());
}

at::Tensor& LayerEnd::before_dropout(Call& call, at::Tensor& out) const {
  if (dropout_ == 0 || survives_dropout(activation_)) return out;
  return call.keep(kActive, {call.rows(), width()}, out.options());
}

void LayerEnd::forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) {
  at::Tensor& active = before_dropout(call, out);
  if (batch_norm_) {
    for (Stripe& s : stripes(call, in[0], out)) {
      find_statistics(call, s);
      if (activation_ == Activation::relu) {
        call.kernels->normalise_relu(s.in, s.mean, s.inverse, s.scale, s.shift, s.active);
      } else {
        call.kernels->normalise(s.in, s.mean, s.inverse, s.scale, s.shift, s.normal);
        call.kernels->activate(activation_, s.normal, s.active);
      }
    }
  } else {
    call.kernels->activate(activation_, in[0], active);
  }
  if (!drops(call)) {
    if (!out.is_same(active)) out.copy_(active);
    return;
  }
  at::Tensor& mask = call.keep(kMask, {call.rows(), width()}, out.options());
  // A function of the run, the block, the step and the row.
  const RandomStream stream = call.dropout.child(std::to_string(call.batch->step));
  call.kernels->draw_mask(stream, call.batch->first, dropout_, mask);
  at::mul_out(out, active, mask);
}

// What arrives in d_out is not needed any more once it has passed dropout and activation.
void LayerEnd::backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                        const at::Tensor& d_out, std::span<Gradient> d_in) {
  at::Tensor d = d_out, result = out;
  if (drops(call)) at::mul_out(d, d, call.keep(kMask));
  const at::Tensor& active = before_dropout(call, result);
  if (!batch_norm_) {
    return call.kernels->activate_backward(activation_, in[0], active, d, d_in[0].to, d_in[0].add);
  }
  int64_t first = 0;
  for (Stripe& s : stripes(call, in[0], result)) {
    const int64_t columns = s.mean.size(0);
    if (!s.d_in.defined()) {
      s.d_active = d.narrow(1, first, columns);
      s.d_in = d_in[0].to.narrow(1, first, columns);
    }
    first += columns;
    backward_norm(call, s, d_in[0].add);
  }
}

void LayerEnd::backward_norm(Call& call, Stripe& s, bool add) const {
  s.gain.zero_();
  s.offset.zero_();
  if (activation_ == Activation::relu) {
    call.kernels->norm_sums_relu(s.in, s.mean, s.inverse, s.active, s.d_active, s.gain, s.offset);
  } else {
    call.kernels->activate_backward(activation_, s.normal, s.active, s.d_active, s.d_active,
                                    /*add=*/false);
    call.kernels->norm_sums(s.in, s.mean, s.inverse, s.d_active, s.gain, s.offset);
  }
  s.d_scale.add_(s.gain);
  s.d_shift.add_(s.offset);
  if (of_batch(call)) {
    over_shards(call, s.gain);
    over_shards(call, s.offset);
  }
  const double share = of_batch(call) ? 1 / static_cast<double>(call.batch->whole_rows) : 0;
  call.kernels->normalise_backward(s.in, s.mean, s.inverse, s.scale, s.d_active, share, s.gain,
                                   s.offset, s.d_in, add);
}

}  // namespace mmoe
