#include "train/plan.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "train/batch_gradient.h"

namespace mmoe {

namespace {

// Making a batch on another thread must be worth handing it over. Copying one to a device always
// is: it waits for what the device has still to do.
bool is_worth_handing_over(const RunConfig& config, const Schema& schema,
                           const at::TensorOptions& options, bool has_free_core) {
  constexpr int64_t kNumbers = 10000;
  if (!options.device().is_cpu()) return true;
  const int64_t row =
      static_cast<int64_t>(schema.numerics.size()) + schema.id_columns() + schema.value_columns();
  return has_free_core && config.train.batch_size * row >= kNumbers;
}

}  // namespace

int64_t total_steps(const TrainConfig& config, int64_t steps_per_epoch) {
  const int64_t endless = std::numeric_limits<int64_t>::max();
  const int64_t by_epochs =
      config.epochs && steps_per_epoch > 0 ? *config.epochs * steps_per_epoch : endless;
  return std::min(by_epochs, config.steps.value_or(endless));
}

double multiplications(const RunConfig& config, const Graph& graph) {
  return 3.0 * static_cast<double>(config.train.batch_size) *
         static_cast<double>(weights_of(graph));
}

Batches::Options batch_options(const RunConfig& config, const ParameterStore& store,
                               const Schema& schema, bool has_free_core) {
  Batches::Options options{
      config.train.batch_size,
      config.train.seed,
      {},
      is_worth_handing_over(config, schema, store.flat().options(), has_free_core),
      {base_of(config.model).feature_dropout, feature_columns(schema)}};
  if (store.large_tables().empty()) return options;
  const std::vector<Table> tables = tables_of(schema);
  options.touched_columns.resize(tables.size());
  for (const ParameterStore::LargeTable& large : store.large_tables()) {
    options.touched_columns[large.table] = tables[large.table].columns;
  }
  return options;
}

std::vector<std::string> table_decisions(const TrainConfig& config, const ParameterStore& store,
                                         const TableOptimizer* optimizer) {
  std::vector<std::string> lines;
  for (const ParameterStore::LargeTable& table : store.large_tables()) {
    lines.push_back(table.name + ": " + with_commas(table.value.size(0)) + " rows, " +
                    (table.frozen ? "frozen" : optimizer->name() + ", by touched rows"));
  }
  if (config.table_optimizer && optimizer == nullptr) {
    lines.emplace_back("train.table_optimizer is not used: no table is large");
  }
  return lines;
}

}  // namespace mmoe
