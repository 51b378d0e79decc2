// Which rule large tables get.
#include <cmath>
#include <string>

#include "optim/adam_step.h"
#include "optim/replayed_adam.h"
#include "optim/touched_rules.h"

namespace mmoe {

namespace {

bool is_cpu_float(const at::TensorOptions& options) {
  return options.device().is_cpu() && options.dtype() == at::kFloat;
}

// Whether a table may take steps by touched rows and still follow the optimizer exactly.
struct TakesRows {
  bool cpu_float;
  bool operator()(const AdamConfig&) const { return cpu_float; }
  bool operator()(const AdamWConfig&) const { return cpu_float; }
  bool operator()(const SgdConfig& c) const { return c.momentum == 0 && c.embedding_l2 == 0; }
  bool operator()(const AdagradConfig& c) const { return c.embedding_l2 == 0; }
};

struct Maker {
  const ParameterStore& store;
  using Made = std::unique_ptr<TableOptimizer>;
  template <class Config>
  Made replayed(const Config& c) {
    const KindOptions options = options_of(c, ParameterKind::table);
    const auto steps = [c, options](double share, int64_t step) {
      return adam_step(c, options, share, step);
    };
    const bool moves_all = options.l2 > 0 || options.decay > 0;
    return std::make_unique<ReplayedAdam>(std::string(Config::type) + ", exactly", steps, moves_all,
                                          /*replays=*/true, store);
  }
  Made operator()(const AdamConfig& c) { return replayed(c); }
  Made operator()(const AdamWConfig& c) { return replayed(c); }
  Made operator()(const SgdConfig& c) { return make_touched_rule(c, store); }
  Made operator()(const AdagradConfig& c) { return make_touched_rule(c, store); }
};

}  // namespace

int64_t large_tables_from(const TrainConfig& config, const at::TensorOptions& options) {
  constexpr int64_t kLeast = 16384, kRowsForARow = 4;
  const bool takes_rows =
      config.table_optimizer || std::visit(TakesRows{is_cpu_float(options)}, config.optimizer);
  return takes_rows ? std::max(kLeast, kRowsForARow * config.batch_size)
                    : ParameterStore::kNoneIsLarge;
}

std::unique_ptr<TableOptimizer> make_table_optimizer(const TrainConfig& config,
                                                     const ParameterStore& store) {
  if (store.trained_large_tables().empty()) return nullptr;
  if (!config.table_optimizer) return std::visit(Maker{store}, config.optimizer);
  const auto* lazy = std::get_if<LazyAdamConfig>(&*config.table_optimizer);
  if (lazy != nullptr && is_cpu_float(store.flat().options())) {
    const auto steps = [c = *lazy](double share, int64_t step) {
      return adam_step(c, {c.learning_rate}, share, step);
    };
    return std::make_unique<ReplayedAdam>(LazyAdamConfig::type, steps, /*moves_all=*/false,
                                          /*replays=*/false, store);
  }
  return make_touched_rule(*config.table_optimizer, store);
}

}  // namespace mmoe
