#include "models/backbone.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "models/mixtures.h"
#include "nn/columns.h"
#include "nn/cross.h"
#include "nn/feature_dropout.h"
#include "nn/fm.h"
#include "nn/layer_end.h"
#include "nn/layer_norm.h"
#include "nn/senet.h"

namespace mmoe {

namespace {

// What a block gives: one source, or one for each task, and which features its columns are, where
// they still are features.
struct Value {
  std::vector<Source> sources;
  std::vector<FeatureColumns> columns = {};
};

// A block's inputs side by side.
struct Joined {
  Source source;
  std::vector<FeatureColumns> columns;
};

std::string columns_text(int64_t count) {
  return std::to_string(count) + (count == 1 ? " column" : " columns");
}

class Backbone {
 public:
  Backbone(LayerBuilder& layers, const BackboneConfig& config,
           const std::vector<std::string>& tasks)
      : layers_(layers), config_(config), tasks_(tasks) {}

  std::vector<Source> outputs() {
    std::vector<Source> all;
    for (size_t task = 0; task < tasks_.size(); ++task) {
      const std::vector<Source> sources = value(config_.output_of(tasks_[task])).sources;
      all.push_back(sources[sources.size() == 1 ? 0 : task]);
    }
    return all;
  }

  // Each block, from its options and its inputs.

  Value operator()(const InputBlock& block) {
    Joined in = joined(block);
    if (block.batch_norm) {
      in.source =
          add(block, "batch_norm",
              std::make_shared<LayerEnd>(in.source.width, Activation::none, true, 0), {in.source});
    }
    if (block.layer_norm) in.source = layer_norm(block, in.source);
    if (block.feature_dropout > 0) {
      in.source = add(block, "feature_dropout",
                      std::make_shared<FeatureDropout>(segments(block, in), block.feature_dropout),
                      {in.source});
    }
    return {{in.source}, in.columns};
  }

  Value operator()(const MlpBlock& block) {
    return {{layers_.mlp(block.name + "/mlp", joined(block).source, block)}};
  }

  //  features -> means -> layer, relu -> layer, sigmoid -> features times these
  Value operator()(const SenetBlock& block) {
    const Joined in = joined(block);
    const Segments features = segments(block, in);
    MlpConfig squeeze, excite;
    squeeze.hidden = {std::max<int64_t>(1, features.count() / block.reduction)};
    excite.hidden = {features.count()};
    excite.activation = Activation::sigmoid;
    const Source means = add(block, "means", std::make_shared<SegmentMeans>(features), {in.source});
    const Source middle = layers_.mlp(block.name + "/squeeze", means, squeeze);
    const Source weights = layers_.mlp(block.name + "/excite", middle, excite);
    return {
        {add(block, "scaled", std::make_shared<ScaledSegments>(features), {in.source, weights})},
        in.columns};
  }

  Value operator()(const MoeBlock& block) {
    return {add_mixtures(layers_, block.name + "/", block, {block.name}, product(block))};
  }
  Value operator()(const MmoeBlock& block) {
    std::vector<std::string> gates;
    for (const std::string& task : tasks_) gates.push_back(block.name + "." + task);
    return {add_mixtures(layers_, block.name + "/", block, gates, product(block))};
  }
  Value operator()(const PleBlock& block) {
    return {add_levels(layers_, block.name + "/", block.name + ".", block, tasks_, product(block))};
  }

  Value operator()(const CrossBlock& block) {
    const Source first = joined(block).source;
    Source last = first;
    for (int64_t i = 0; i < block.layers; ++i) {
      const std::string layer = block.name + "/cross_" + std::to_string(i);
      Source in = last;
      if (block.rank) in = layers_.linear(layer + "_low", in, 1, *block.rank, false);
      const Source product = layers_.linear(layer, in, 1, first.width, true);
      last = layers_.add(layer + "_end", std::make_shared<CrossEnd>(first.width),
                         {first, product, last});
    }
    return {{last}};
  }

  Value operator()(const FmBlock& block) {
    const Joined in = joined(block);
    segments(block, in);
    const FeatureColumns& first = in.columns.front();
    for (const FeatureColumns& other : in.columns) {
      if (other.width == first.width) continue;
      throw misfit(block, "takes features of one width, but " + quote(first.feature) + " has " +
                              columns_text(first.width) + " and " + quote(other.feature) + " " +
                              columns_text(other.width));
    }
    return {{add(block, "fm", std::make_shared<FactorizationMachine>(first.width), {in.source})}};
  }

  Value operator()(const ConcatBlock& block) {
    const Joined in = joined(block);
    return {{in.source}, in.columns};
  }

  Value operator()(const AddBlock& block) {
    const std::vector<Source> parts = whole_inputs(block);
    for (size_t i = 1; i < parts.size(); ++i) {
      if (parts[i].width == parts[0].width) continue;
      throw misfit(block, "takes inputs of one width, but " + quote(block.inputs.values[0]) +
                              " has " + columns_text(parts[0].width) + " and " +
                              quote(block.inputs.values[i]) + " " + columns_text(parts[i].width));
    }
    return {{add(block, "sum", std::make_shared<Add>(parts[0].width), parts)}};
  }

  Value operator()(const LayerNormBlock& block) {
    const Joined in = joined(block);
    return {{layer_norm(block, in.source)}, in.columns};
  }

  Value operator()(const DropoutBlock& block) {
    const Joined in = joined(block);
    if (block.dropout == 0) return {{in.source}, in.columns};
    const auto end =
        std::make_shared<LayerEnd>(in.source.width, Activation::none, false, block.dropout);
    return {{add(block, "dropout", end, {in.source})}, in.columns};
  }

 private:
  // Of a group, a block, or what a block gives a task; blocks are built when first asked for.
  Value value(const std::string& name) {
    const size_t dot = name.find('.');
    if (dot != std::string::npos) {
      const auto task = std::ranges::find(tasks_, name.substr(dot + 1)) - tasks_.begin();
      return {{value(name.substr(0, dot)).sources[static_cast<size_t>(task)]}};
    }
    const auto block = std::ranges::find_if(
        config_.blocks, [&](const BlockConfig& one) { return base_of(one).name == name; });
    if (block == config_.blocks.end()) {
      const GroupInput& group = layers_.inputs().group(name);
      return {{group.source}, group.columns};
    }
    if (!built_.contains(name)) built_.emplace(name, std::visit(*this, *block));
    return built_.at(name);
  }

  // Names hold no slash, so the nodes of two blocks never have one name.
  Source add(const BlockBase& block, const std::string& node, std::shared_ptr<Block> made,
             const std::vector<Source>& inputs) {
    return layers_.add(block.name + "/" + node, std::move(made), inputs);
  }
  Source layer_norm(const BlockBase& block, const Source& in) {
    return add(block, "layer_norm", std::make_shared<LayerNorm>(in.width), {in});
  }

  Joined joined(const BlockBase& block) {
    std::vector<Source> sources;
    std::vector<FeatureColumns> columns;
    int64_t width = 0;
    bool are_features = true;
    for (const std::string& name : block.inputs.values) {
      const Value one = value(name);
      are_features &= !one.columns.empty();
      for (FeatureColumns feature : one.columns) {
        feature.first += width;
        columns.push_back(feature);
      }
      for (const Source& source : one.sources) {
        sources.push_back(source);
        width += source.width;
      }
    }
    if (!are_features) columns.clear();
    return {layers_.side_by_side(block.name + "/inputs", sources), columns};
  }

  // Each input by itself.
  std::vector<Source> whole_inputs(const BlockBase& block) {
    std::vector<Source> parts;
    for (const std::string& name : block.inputs.values) {
      parts.push_back(layers_.side_by_side(block.name + "/from_" + name, value(name).sources));
    }
    return parts;
  }

  Segments segments(const BlockBase& block, const Joined& in) const {
    if (in.columns.empty()) {
      throw misfit(block,
                   "takes features: groups, or blocks that keep them apart (input, senet, "
                   "concat, layer_norm, dropout)");
    }
    std::vector<int64_t> widths;
    for (const FeatureColumns& feature : in.columns) widths.push_back(feature.width);
    return Segments(widths);
  }

  InputProduct product(const BlockBase& block) {
    const Source in = joined(block).source;
    return [this, in, name = block.name](const std::vector<OutputGroup>& groups) {
      return layers_.product(name + "/input", in, groups);
    };
  }

  static Error misfit(const BlockBase& block, const std::string& what) {
    return usage_error("model.blocks: the block " + quote(block.name) + " " + what);
  }

  LayerBuilder& layers_;
  const BackboneConfig& config_;
  const std::vector<std::string>& tasks_;
  std::map<std::string, Value> built_;
};

}  // namespace

std::vector<Source> add_backbone(LayerBuilder& layers, const BackboneConfig& config,
                                 const std::vector<std::string>& tasks) {
  return Backbone(layers, config, tasks).outputs();
}

}  // namespace mmoe
