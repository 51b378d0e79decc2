#include "optim/state_size.h"

namespace mmoe {

namespace {

struct PerParameter {
  double operator()(const AdamConfig&) const { return 2; }
  double operator()(const AdamWConfig&) const { return 2; }
  double operator()(const SgdConfig& config) const { return config.momentum > 0 ? 1 : 0; }
  double operator()(const AdagradConfig&) const { return 1; }
};

struct PerRow {
  double dim;
  double operator()(const LazyAdamConfig&) const { return 2 * dim; }
  double operator()(const RowWiseAdagradConfig&) const { return 1; }
  double operator()(const TableSgdConfig&) const { return 0; }
};

}  // namespace

double state_per_parameter(const OptimizerConfig& config) {
  return std::visit(PerParameter{}, config);
}

double state_per_row(const TrainConfig& config, double dim) {
  return config.table_optimizer ? std::visit(PerRow{dim}, *config.table_optimizer)
                                : dim * state_per_parameter(config.optimizer);
}

}  // namespace mmoe
