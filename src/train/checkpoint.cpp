#include "train/checkpoint.h"

#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "config/task_queries.h"

namespace mmoe {

namespace {

constexpr const char* kFormat = "mmoe-2";
constexpr const char* kEncoders = "encoders";
constexpr const char* kStatePrefix = "training.";

StoredTensor stored(const std::string& name, const at::Tensor& tensor) {
  const auto plain = std::make_shared<at::Tensor>(tensor.to(at::kCPU).contiguous());
  const bool is_double = plain->scalar_type() == at::kDouble;
  const std::string_view bytes(static_cast<const char*>(plain->const_data_ptr()), plain->nbytes());
  return {name, is_double ? "F64" : "F32", plain->sizes().vec(), bytes, plain};
}

// Buffers (running statistics) by their full names.
std::vector<std::pair<std::string, at::Tensor>> buffers_of(const MultiTaskModel& model) {
  std::vector<std::pair<std::string, at::Tensor>> all;
  for (const Graph::Node& node : model.nodes()) {
    for (const Block::Buffer& buffer : node.block->buffers()) {
      all.emplace_back(node.name + "." + buffer.name, buffer.value);
    }
  }
  return all;
}

// Weights and buffers: what a file must hold for this model, no more and no less.
std::vector<std::pair<std::string, at::Tensor>> tensors_of(const MultiTaskModel& model,
                                                           const ParameterStore& store) {
  auto all = buffers_of(model);
  for (const ParameterStore::Entry& entry : store.entries()) {
    all.emplace_back(entry.name, entry.value);
  }
  return all;
}

void copy_into(at::Tensor target, const StoredTensor& source) {
  const bool same_shape = target.sizes().vec() == source.shape;
  const auto type = source.type == "F64" ? at::kDouble : at::kFloat;
  const size_t bytes = static_cast<size_t>(target.numel()) * (type == at::kDouble ? 8 : 4);
  if (!same_shape || source.bytes.size() != bytes) {
    throw checkpoint_error("the tensor '" + source.name + "' has an unexpected shape");
  }
  target.copy_(at::from_blob(const_cast<char*>(source.bytes.data()), target.sizes(),
                             at::TensorOptions().dtype(type)));
}

bool is_weight(const std::string& name) {
  return name != kEncoders && !name.starts_with(kStatePrefix);
}

void restore(const SafeTensors& content, const MultiTaskModel& model, const ParameterStore& store) {
  const auto tensors = tensors_of(model, store);
  const auto weights = std::ranges::count_if(
      content.tensors, [](const StoredTensor& tensor) { return is_weight(tensor.name); });
  for (const auto& [name, target] : tensors) copy_into(target, content.tensor(name));
  if (static_cast<size_t>(weights) != tensors.size()) {
    throw checkpoint_error("it holds tensors that the model of its config does not have");
  }
}

// Names the file in what is wrong inside it.
template <class Action>
void in_file(const std::string& path, const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    throw Error(error.code(), path + ": " + error.what());
  }
}

MappedFile mapped(const std::string& path) {
  try {
    return MappedFile(path);
  } catch (const std::system_error& error) {
    throw checkpoint_error("cannot read the checkpoint " + quote(path) + ": " +
                           error.code().message());
  }
}

void check_version(SafeTensors& content, const std::string& path) {
  const std::string version = content.metadata["format"];
  if (version != kFormat) {
    throw checkpoint_error(path + ": format version " + quote(version) +
                           " is not one this program knows (" + kFormat +
                           "); use the version of mmoe that wrote it");
  }
}

RunConfig without_place(RunConfig config) {
  config.train.device = TrainConfig().device;
  config.train.threads = TrainConfig().threads;
  return config;
}

}  // namespace

SafeTensors checkpoint_content(const RunConfig& config, const Encoders& encoders,
                               const MultiTaskModel& model, const ParameterStore& store,
                               const TrainingState* state) {
  SafeTensors content;
  for (const auto& [name, tensor] : tensors_of(model, store)) {
    content.tensors.push_back(stored(name, tensor));
  }
  const auto fitted = std::make_shared<const std::string>(to_bytes(encoders));
  content.tensors.push_back(
      {kEncoders, "U8", {static_cast<int64_t>(fitted->size())}, *fitted, fitted});
  content.metadata = {{"format", kFormat}, {"config", to_yaml(without_place(config))}};
  if (state != nullptr) {
    for (const auto& [name, tensor] : state->tensors) {
      content.tensors.push_back(stored(kStatePrefix + name, tensor));
    }
    for (const auto& [name, value] : state->values) content.metadata[kStatePrefix + name] = value;
  }
  // By type, so that no tensor starts off its alignment.
  std::ranges::stable_sort(content.tensors, [](const StoredTensor& a, const StoredTensor& b) {
    return a.type != b.type ? a.type < b.type : a.name < b.name;
  });
  return content;
}

LoadedModel load_checkpoint(const std::string& path, const at::TensorOptions& options) {
  const MappedFile file = mapped(path);
  SafeTensors content = parse_safetensors(file.content(), path);
  check_version(content, path);
  LoadedModel loaded;
  try {
    loaded.config = parse_config(content.metadata.at("config"), path);
  } catch (const std::exception& error) {
    throw checkpoint_error(
        path + ": the config in the checkpoint is not one this program knows: " + error.what());
  }
  in_file(path, [&] {
    loaded.encoders = encoders_from_bytes(content.tensor(kEncoders).bytes);
    loaded.model = build_model(loaded.config.model, loaded.config.tasks, loaded.encoders.schema(),
                               loaded.config.train.seed);
    loaded.store = std::make_unique<ParameterStore>(*loaded.model, options);
    restore(content, *loaded.model, *loaded.store);
  });
  return loaded;
}

void check_same_tasks(const RunConfig& first, const RunConfig& other, const std::string& path) {
  const auto same = [](const TaskConfig& a, const TaskConfig& b) {
    return a.index() == b.index() && base_of(a).name == base_of(b).name &&
           base_of(a).label == base_of(b).label && outputs_of(a) == outputs_of(b) &&
           classes_of(a) == classes_of(b);
  };
  if (!std::ranges::equal(first.tasks, other.tasks, same)) {
    throw usage_error(path + ": its tasks are not those of the first checkpoint");
  }
}

}  // namespace mmoe
