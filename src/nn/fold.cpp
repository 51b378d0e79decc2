#include "nn/fold.h"

namespace mmoe {

namespace {

void add_part(FoldPlan& plan, int64_t first_weight, int64_t width) {
  if (width == 0) return;
  const bool goes_on = !plan.parts.empty() &&
                       plan.parts.back().first_weight + plan.parts.back().width == first_weight;
  if (!goes_on) plan.parts.push_back({first_weight, plan.inputs, 0});
  plan.parts.back().width += width;
  plan.inputs += width;
}

}  // namespace

bool is_worth_folding(int64_t table_rows, int64_t batch_rows) {
  return 2 * table_rows <= batch_rows;
}

std::string FoldPlan::decision() const {
  if (tables.empty()) return "";
  const auto list = [&](const auto& fields) {
    std::string text;
    for (const auto& field : fields) {
      const at::Tensor& table = tables[field.table.parameter];
      text += " " + std::to_string(field.column) + " (" + std::to_string(table.size(0)) + ")";
    }
    return text.empty() ? std::string(" none") : text;
  };
  return "fields (rows) folded:" + list(folded) + "; looked up:" + list(looked_up);
}

void divide(const std::vector<FoldedField>& fields, int64_t numerics, bool may_fold,
            int64_t batch_rows, FoldPlan& plan) {
  int64_t folded_rows = 0, weights = 0;
  for (const FoldedField& field : fields) {
    weights += field.dim;
    if (may_fold && is_worth_folding(field.rows, batch_rows)) {
      plan.folded.push_back(field);
      plan.folded.back().first_row = folded_rows;
      folded_rows += field.rows;
    } else {
      plan.looked_up.push_back({field.column, plan.inputs, field.table});
      add_part(plan, field.first_weight, field.dim);
    }
  }
  plan.embedded = plan.inputs;
  add_part(plan, weights, numerics);
}

}  // namespace mmoe
