#include "train/gate_load.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/xlogy.h>

#include <cmath>

#include "train/checkpoint.h"

namespace mmoe {

namespace {

void add_to(std::vector<double>& sums, const at::Tensor& more) {
  const at::Tensor values = more.to(at::kCPU, at::kDouble).contiguous();
  for (size_t i = 0; i < sums.size(); ++i) sums[i] += values.const_data_ptr<double>()[i];
}

}  // namespace

GateLoads::GateLoads(const MultiTaskModel& model) : model_(model) {
  for (const MultiTaskModel::Gate& gate : model.gates) {
    const auto experts = static_cast<size_t>(gate.weights.width);
    sums_.push_back({gate.name, std::vector<double>(experts), std::vector<double>(experts)});
  }
}

void GateLoads::add(const Pass& pass, int64_t rows) {
  rows_ += static_cast<double>(rows);
  for (size_t i = 0; i < sums_.size(); ++i) {
    const Source& source = model_.gates[i].weights;
    const at::Tensor weights = pass.output(source).narrow(0, 0, rows);
    add_to(sums_[i].weight, weights.sum(0, /*keepdim=*/false, at::kDouble));
    add_to(sums_[i].largest, at::bincount(weights.argmax(1), {}, source.width));
    if (source.width == 1) continue;
    const double nats = -at::xlogy(weights, weights).sum(at::kDouble).item<double>();
    sums_[i].entropy += nats / std::log(static_cast<double>(source.width));
  }
}

std::vector<GateLoad> GateLoads::means() const {
  if (rows_ == 0) return {};
  std::vector<GateLoad> all = sums_;
  for (GateLoad& load : all) {
    for (double& value : load.weight) value /= rows_;
    for (double& value : load.largest) value /= rows_;
    load.entropy /= rows_;
  }
  return all;
}

std::vector<GateLoad> means_by_member(const std::vector<GateLoads>& members) {
  std::vector<GateLoad> all;
  for (size_t member = 0; member < members.size(); ++member) {
    for (GateLoad& load : members[member].means()) {
      load.gate = member_prefix(member, members.size()) + load.gate;
      all.push_back(std::move(load));
    }
  }
  return all;
}

}  // namespace mmoe
