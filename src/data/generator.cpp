#include "data/generators.h"

namespace mmoe {

void Generator::inputs(PartName part, uint64_t first, int64_t rows, Dataset& out) const {
  out.numeric_count = gives_ids() ? 0 : input_count();
  out.field_count = gives_ids() ? input_count() : 0;
  out.task_count = task_count();
  out.resize(rows);
  draw_inputs(part, first, out);
}

void Generator::fill(PartName part, uint64_t first, int64_t rows, Dataset& out) const {
  inputs(part, first, rows, out);
  labels(part, first, out, out.labels.data());
}

std::vector<std::string> Generator::columns() const {
  std::vector<std::string> names;
  for (int64_t i = 0; i < input_count(); ++i) names.push_back("x" + std::to_string(i));
  for (int64_t i = 0; i < task_count(); ++i) names.push_back("y" + std::to_string(i));
  return names;
}

std::unique_ptr<Generator> make_generator(const SyntheticConfig& config, int64_t run_seed) {
  const auto fixed = static_cast<uint64_t>(config.seed.number.value_or(1));
  const auto run = static_cast<uint64_t>(config.seed.number.value_or(run_seed));
  return std::visit([&](const auto& kind) { return make(kind, {fixed, run}); }, config.generator);
}

}  // namespace mmoe
