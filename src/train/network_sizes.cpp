#include "train/network_sizes.h"

#include <algorithm>
#include <set>

#include "nn/autograd_block.h"
#include "nn/fold.h"
#include "nn/pass.h"
#include "optim/state_size.h"
#include "optim/tables.h"
#include "train/evaluator.h"
#include "train/freeze.h"
#include "train/pretrained_tables.h"

namespace mmoe {

namespace {

// Walks over the parameters of a network, each once.
class Counter {
 public:
  Counter(const RunConfig& config, const TrainingData& data, const MultiTaskModel& outline,
          const at::TensorOptions& options)
      : train_(config.train),
        outline_(outline),
        tables_(tables_of(data.encoders.schema())),
        large_from_(large_tables_from(train_, options)),
        frozen_(frozen_parameters(outline, freeze_patterns(train_, data))) {}

  NetworkSizes count(const Kernels& kernels) {
    const std::vector<InPlace> in_place = plan_in_place(outline_);
    for (size_t i = 0; i < in_place.size(); ++i) {
      const Graph::Node& node = outline_.nodes()[i];
      for (const Block::Parameter& parameter : node.block->parameters()) add(node, parameter);
      for (const Block::Buffer& buffer : node.block->buffers()) {
        sizes_.buffers += static_cast<double>(buffer.value.numel());
      }
      add_passes(node, in_place[i], kernels);
    }
    return sizes_;
  }

 private:
  void add(const Graph::Node& node, const Block::Parameter& parameter) {
    if (!seen_.insert(parameter.value.unsafeGetTensorImpl()).second) return;
    const bool is_frozen = frozen_.contains(node.name + "." + parameter.name);
    const bool is_table = parameter.table >= 0;
    const int64_t rows =
        is_table ? tables_[static_cast<size_t>(parameter.table)].rows : parameter.value.size(0);
    const double row_size = static_cast<double>(parameter.value.numel() / parameter.value.size(0));
    const double size = static_cast<double>(rows) * row_size;
    sizes_.parameters += size;
    if (is_table && rows >= large_from_) return add_large(rows, row_size, parameter, is_frozen);
    sizes_.gradients += size;
    sizes_.state += is_frozen ? 0 : size * state_per_parameter(train_.optimizer);
    // Transposed, for training and for evaluation.
    if (parameter.kind == ParameterKind::weight) sizes_.prepared += 2 * size;
  }

  void add_large(int64_t rows, double row_size, const Block::Parameter& parameter, bool is_frozen) {
    const int64_t touched = std::min(train_.batch_size * parameter.columns, rows);
    sizes_.gradients += static_cast<double>(touched) * row_size;
    if (is_frozen) return;
    sizes_.state += static_cast<double>(rows) * state_per_row(train_, row_size);
    sizes_.bookkeeping += static_cast<double>(rows);  // steps that each row has taken
  }

  // An output, its gradient, and what a block keeps of the rows.
  void add_passes(const Graph::Node& node, const InPlace& in_place, const Kernels& kernels) {
    const auto width = static_cast<double>(node.block->width());
    sizes_.row += (in_place.output ? 0 : width) + (in_place.gradient ? 0 : width);
    sizes_.passing += in_place.output ? 0 : width;
    if (dynamic_cast<const AutogradBlock*>(node.block.get()) != nullptr) {
      for (const Source& source : node.inputs) sizes_.row += 4 * static_cast<double>(source.width);
    }
    for (const bool training : {true, false}) add_prepared(*node.block, training, kernels);
  }

  // Products of folded tables and their gradient; embeddings of those that are looked up.
  void add_prepared(const Block& block, bool training, const Kernels& kernels) {
    const auto prepared = block.plan(kernels, training ? train_.batch_size : Evaluator::kFoldAsFor);
    if (!prepared) return;
    if (!prepared->gradient_shape.empty()) {
      const auto size = static_cast<double>(c10::multiply_integers(prepared->gradient_shape));
      sizes_.prepared += size;
      sizes_.gradients += training ? size : 0;
    }
    const auto* fold = dynamic_cast<const FoldPlan*>(prepared.get());
    if (fold == nullptr || fold->looked_up.empty()) return;
    (training ? sizes_.row : sizes_.passing) +=
        static_cast<double>(fold->inputs + (training ? fold->embedded : 0));
  }

  const TrainConfig& train_;
  const MultiTaskModel& outline_;
  std::vector<Table> tables_;
  int64_t large_from_;
  std::set<std::string> frozen_;
  std::set<const c10::TensorImpl*> seen_;
  NetworkSizes sizes_;
};

}  // namespace

std::shared_ptr<MultiTaskModel> outline_of(const RunConfig& config, Schema schema) {
  const int64_t most = std::max(Evaluator::kFoldAsFor, config.train.batch_size);
  const auto cut = [most](Field& field) {
    field.rows = std::min(field.rows, most);
    field.common = static_cast<int32_t>(std::min<int64_t>(field.common, field.rows - 1));
    field.init_deviation = 0;
  };
  std::ranges::for_each(schema.fields, cut);
  std::ranges::for_each(schema.lists, cut);
  return build_model(config.model, config.tasks, schema, config.train.seed);
}

NetworkSizes sizes_of(const RunConfig& config, const TrainingData& data,
                      const MultiTaskModel& outline, const at::TensorOptions& options,
                      const Kernels& kernels) {
  return Counter(config, data, outline, options).count(kernels);
}

}  // namespace mmoe
