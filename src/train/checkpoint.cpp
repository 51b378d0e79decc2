#include "train/checkpoint.h"

#include <ATen/ops/from_blob.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "config/task_queries.h"
#include "data/encoder_checks.h"

namespace mmoe {

namespace {

constexpr const char* kFormat = "mmoe-3";
// Earlier ones hold the same model; what training needs to go on is not complete in them.
constexpr std::string_view kModelFormats[] = {"mmoe-2", kFormat};
constexpr const char* kEncoders = "encoders";
constexpr const char* kStatePrefix = "training.";

StoredTensor stored(const std::string& name, const at::Tensor& tensor) {
  const auto plain = std::make_shared<at::Tensor>(tensor.to(at::kCPU).contiguous());
  const bool is_double = plain->scalar_type() == at::kDouble;
  const std::string_view bytes(static_cast<const char*>(plain->const_data_ptr()), plain->nbytes());
  return {name, is_double ? "F64" : "F32", plain->sizes().vec(), bytes, plain};
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

bool is_state(const std::string& name) { return name.starts_with(kStatePrefix); }

bool is_weight(const std::string& name) { return name != kEncoders && !is_state(name); }

// What a file must hold of these members, no more and no less, by full name.
NamedTensors weights_of(const std::vector<CheckpointMember>& members) {
  NamedTensors all;
  for (size_t i = 0; i < members.size(); ++i) {
    const std::string prefix = member_prefix(i, members.size());
    for (auto& [name, tensor] : tensors_of(*members[i].model, *members[i].store)) {
      all.emplace_back(prefix + name, tensor);
    }
  }
  return all;
}

NamedTensors states_of(const std::vector<CheckpointMember>& members) {
  NamedTensors all;
  for (size_t i = 0; i < members.size(); ++i) {
    const std::string prefix = kStatePrefix + member_prefix(i, members.size());
    for (const auto& [name, tensor] : members[i].state) all.emplace_back(prefix + name, tensor);
  }
  return all;
}

void restore(const SafeTensors& content, const NamedTensors& targets,
             bool (*concerns)(const std::string& name), const char* of_whom) {
  for (const auto& [name, target] : targets) copy_into(target, content.tensor(name));
  const auto there = std::ranges::count_if(content.tensors, concerns, &StoredTensor::name);
  if (static_cast<size_t>(there) == targets.size()) return;
  throw checkpoint_error(std::string("it holds tensors that ") + of_whom +
                         " of its config does not have");
}

void restore_model(const SafeTensors& content, const std::vector<CheckpointMember>& members) {
  restore(content, weights_of(members), is_weight, "the model");
}

LoadedMember build_member(const LoadedModel& loaded, const at::TensorOptions& options) {
  const RunConfig& config = loaded.config;
  LoadedMember member;
  member.model =
      build_model(config.model, config.tasks, loaded.encoders.schema(), config.train.seed);
  member.store = std::make_unique<ParameterStore>(*member.model, options);
  return member;
}

void check_version(SafeTensors& content, const std::string& path) {
  const std::string version = content.metadata["format"];
  if (std::ranges::find(kModelFormats, version) == std::end(kModelFormats)) {
    throw checkpoint_error(path + ": format version " + quote(version) +
                           " is not one this program knows (" +
                           fmt::format("{}", fmt::join(kModelFormats, ", ")) +
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
                               const std::map<std::string, std::string>& texts) {
  SafeTensors content;
  for (const auto& [name, tensor] : weights_of(members)) {
    content.tensors.push_back(stored(name, tensor));
  }
  for (const auto& [name, tensor] : states_of(members)) {
    content.tensors.push_back(stored(name, tensor));
  }
  const auto fitted = std::make_shared<const std::string>(to_bytes(encoders));
  content.tensors.push_back(
      {kEncoders, "U8", {static_cast<int64_t>(fitted->size())}, *fitted, fitted});
  content.metadata = {{"format", kFormat}, {"config", to_yaml(without_place(config))}};
  content.metadata.insert(texts.begin(), texts.end());
  // By type, so that no tensor starts off its alignment.
  std::ranges::stable_sort(content.tensors, [](const StoredTensor& a, const StoredTensor& b) {
    return a.type != b.type ? a.type < b.type : a.name < b.name;
  });
  return content;
}

void restore_training(const SafeTensors& content, const std::vector<CheckpointMember>& members) {
  restore_model(content, members);
  restore(content, states_of(members), is_state, "the training");
}

std::unique_ptr<MappedFile> map_checkpoint(const std::string& path) {
  try {
    return std::make_unique<MappedFile>(path);
  } catch (const std::system_error& error) {
    throw checkpoint_error("cannot read the checkpoint " + quote(path) + ": " +
                           error.code().message());
  }
}

SafeTensors parse_checkpoint(const MappedFile& file, const std::string& path) {
  SafeTensors content = parse_safetensors(file.content(), path);
  check_version(content, path);
  return content;
}

RunConfig config_in(const SafeTensors& content, const std::string& path) {
  try {
    return parse_config(content.metadata.at("config"), path);
  } catch (const std::exception& error) {
    throw checkpoint_error(
        path + ": the config in the checkpoint is not one this program knows: " + error.what());
  }
}

void in_checkpoint(const std::string& path, const std::function<void()>& read) {
  try {
    read();
  } catch (const Error& error) {
    throw Error(error.code(), path + ": " + error.what());
  }
}

bool has_encoders(const SafeTensors& content, const Encoders& encoders) {
  return content.tensor(kEncoders).bytes == to_bytes(encoders);
}

LoadedModel load_checkpoint(const std::string& path, const at::TensorOptions& options) {
  const auto file = map_checkpoint(path);
  const SafeTensors content = parse_checkpoint(*file, path);
  LoadedModel loaded;
  loaded.config = config_in(content, path);
  in_checkpoint(path, [&] {
    loaded.encoders = encoders_from_bytes(content.tensor(kEncoders).bytes);
    check_labels(loaded.encoders, loaded.config);
    std::vector<CheckpointMember> targets;
    for (int64_t member = 0; member < loaded.config.train.members; ++member) {
      const LoadedMember& made = loaded.members.emplace_back(build_member(loaded, options));
      targets.push_back({made.model.get(), made.store.get()});
    }
    restore_model(content, targets);
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
