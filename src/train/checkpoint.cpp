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
NamedTensors buffers_of(const MultiTaskModel& model) {
  NamedTensors all;
  for (const Graph::Node& node : model.nodes()) {
    for (const Block::Buffer& buffer : node.block->buffers()) {
      all.emplace_back(node.name + "." + buffer.name, buffer.value);
    }
  }
  return all;
}

// Weights and buffers: what a file must hold for this model, no more and no less.
NamedTensors tensors_of(const MultiTaskModel& model, const ParameterStore& store) {
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

void restore(const SafeTensors& content, const std::vector<LoadedMember>& members) {
  const auto weights = std::ranges::count_if(
      content.tensors, [](const StoredTensor& tensor) { return is_weight(tensor.name); });
  size_t restored = 0;
  for (size_t member = 0; member < members.size(); ++member) {
    const std::string prefix = member_prefix(member, members.size());
    const auto tensors = tensors_of(*members[member].model, *members[member].store);
    for (const auto& [name, target] : tensors) copy_into(target, content.tensor(prefix + name));
    restored += tensors.size();
  }
  if (static_cast<size_t>(weights) != restored) {
    throw checkpoint_error("it holds tensors that the model of its config does not have");
  }
}

LoadedMember build_member(const LoadedModel& loaded, const at::TensorOptions& options) {
  const RunConfig& config = loaded.config;
  LoadedMember member;
  member.model =
      build_model(config.model, config.tasks, loaded.encoders.schema(), config.train.seed);
  member.store = std::make_unique<ParameterStore>(*member.model, options);
  return member;
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

std::string member_prefix(size_t member, size_t members) {
  return members == 1 ? "" : "members." + std::to_string(member) + ".";
}

SafeTensors checkpoint_content(const RunConfig& config, const Encoders& encoders,
                               const std::vector<CheckpointMember>& members,
                               const TrainingValues& values) {
  SafeTensors content;
  for (size_t i = 0; i < members.size(); ++i) {
    const std::string prefix = member_prefix(i, members.size());
    for (const auto& [name, tensor] : tensors_of(*members[i].model, *members[i].store)) {
      content.tensors.push_back(stored(prefix + name, tensor));
    }
    for (const auto& [name, tensor] : members[i].state) {
      content.tensors.push_back(stored(kStatePrefix + prefix + name, tensor));
    }
  }
  const auto fitted = std::make_shared<const std::string>(to_bytes(encoders));
  content.tensors.push_back(
      {kEncoders, "U8", {static_cast<int64_t>(fitted->size())}, *fitted, fitted});
  content.metadata = {{"format", kFormat}, {"config", to_yaml(without_place(config))}};
  for (const auto& [name, value] : values) content.metadata[kStatePrefix + name] = value;
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
    for (int64_t member = 0; member < loaded.config.train.members; ++member) {
      loaded.members.push_back(build_member(loaded, options));
    }
    restore(content, loaded.members);
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
