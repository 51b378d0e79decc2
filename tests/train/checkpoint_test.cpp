// A file that gives back the model to the bit, or is refused.
#include "support/torch_test.h"

#include "base/files.h"
#include "base/random.h"
#include "support/errors.h"
#include "support/temp_folder.h"
#include "support/torch_models.h"
#include "support/torch_runs.h"
#include "train/checkpoint.h"
#include "train/safetensors.h"
#include "train/trainer_state.h"

namespace mmoe {

using namespace test;

namespace {

// The files of a short run.
struct Trained {
  SmallRun run;
  Record record;
  Trainer trainer;

  explicit Trained(const std::vector<std::string>& changes = {}, at::ScalarType type = at::kFloat)
      : run(changes), trainer(run.config, run.data, of(type)) {
    trainer.train(record);
  }
};

const Trained& trained() {
  static const Trained once;
  return once;
}

LoadedModel loaded(const std::string& bytes, at::ScalarType type = at::kFloat) {
  const TempFolder folder;
  return load_checkpoint(folder.write("m.safetensors", bytes), of(type));
}

std::string refusal(const std::string& bytes) {
  return error_of([&] { loaded(bytes); }, ExitCode::checkpoint);
}

// The checkpoint with its content changed and a right checksum.
template <class Change>
std::string changed(const Change& change) {
  SafeTensors content = parse_safetensors(trained().record.files.at("best"), "best");
  change(content);
  return to_bytes(content);
}

StoredTensor& tensor_in(SafeTensors& content, const std::string& name) {
  for (StoredTensor& one : content.tensors) {
    if (one.name == name) return one;
  }
  throw std::out_of_range(name);
}

void shorten(StoredTensor& tensor, size_t size) { tensor.bytes = tensor.bytes.substr(0, size); }

void replace(std::string& text, const std::string& from, const std::string& to) {
  const size_t place = text.find(from);
  REQUIRE(place != std::string::npos);
  text.replace(place, from.size(), to);
}

std::vector<std::vector<double>> logits_of(const MultiTaskModel& model, const Dataset& data,
                                           at::ScalarType type = at::kFloat) {
  return Evaluator(model, of(type)).logits(data);
}

}  // namespace

TEST_CASE("checkpoint: a loaded model predicts the same to the bit", "[train]") {
  for (const std::string model :
       {"{type: mmoe, experts: {count: 3, hidden: [8, 6], batch_norm: true}, init: he}",
        "{type: omoe, gate: {type: average}}", "{type: shared_bottom}", "{type: single_task}"}) {
    for (const auto type : {at::kFloat, at::kDouble}) {
      CAPTURE(model, static_cast<int>(type));
      const Trained one({"model=" + model, "train.epochs=1"}, type);
      // "last" is what the trainer ends with, before the best is put back.
      for (const std::string file : {"best", "last"}) {
        const LoadedModel back = loaded(one.record.files.at(file), type);
        CHECK((back.config.model == one.run.config.model));
        CHECK((back.config.tasks == one.run.config.tasks));
        CHECK(to_bytes(back.encoders) == to_bytes(one.run.data.encoders));
        // "best" is in the trainer now; there is one validation, so "last" is the same.
        CHECK(same_bytes(back.members[0].store->flat(), one.trainer.store().flat()));
        CHECK(logits_of(*back.members[0].model, *one.run.data.test, type) ==
              logits_of(one.trainer.model(), *one.run.data.test, type));
        CHECK(to_bytes(checkpoint_content(
                  back.config, back.encoders,
                  {{back.members[0].model.get(), back.members[0].store.get()}})) ==
              one.record.files.at("best"));
      }
    }
  }
}

TEST_CASE("checkpoint: running statistics and tables are in it", "[train]") {
  const LoadedModel back = loaded(trained().record.files.at("best"));
  Machine fresh(back.config.model, back.config.tasks, back.encoders.schema(), at::kFloat);
  bool moved = false;
  for (const Graph::Node& node : back.members[0].model->nodes()) {
    for (const Block::Buffer& buffer : node.block->buffers()) {
      const at::Tensor before = fresh.buffer(node.name + "." + buffer.name);
      moved = true;
      CHECK_FALSE(same_bytes(before, buffer.value));
    }
  }
  CHECK(moved);
  const SafeTensors content = parse_safetensors(trained().record.files.at("best"), "best");
  CHECK(content.tensor("input.table_0_town").shape == std::vector<int64_t>{6, 3});
  CHECK(content.tensor("encoders").type == "U8");
}

TEST_CASE("checkpoint: float weights can be loaded into double and back", "[train]") {
  const std::string& bytes = trained().record.files.at("best");
  const LoadedModel narrow = loaded(bytes), wide = loaded(bytes, at::kDouble);
  CHECK(same_bytes(narrow.members[0].store->flat(), wide.members[0].store->flat().to(at::kFloat)));
}

TEST_CASE("checkpoint: only the last one holds the state of training", "[train]") {
  const SafeTensors best = parse_safetensors(trained().record.files.at("best"), "best");
  const SafeTensors last = parse_safetensors(trained().record.files.at("last"), "last");
  const auto flat = trained().trainer.store().flat().numel();
  CHECK(last.tensor("training.first_moment").shape == std::vector<int64_t>{flat});
  CHECK(trainer_state(last.metadata).step == 14);
  CHECK(best.metadata.count("training") == 0);
  for (const StoredTensor& one : best.tensors) CHECK_FALSE(one.name.starts_with("training."));
}

TEST_CASE("checkpoint: says nothing of where it was made", "[train]") {
  const Trained other({"train.threads=2", "train.device=cpu"});
  CHECK(other.record.files.at("best") == trained().record.files.at("best"));
  CHECK(other.record.files.at("last") == trained().record.files.at("last"));
}

TEST_CASE("checkpoint: what is missing, too much or of another shape is refused", "[train]") {
  const auto refused = [](const auto& change) { return refusal(changed(change)); };
  using Catch::Matchers::ContainsSubstring;
  CHECK_THAT(refused([](SafeTensors& c) {
               std::erase_if(c.tensors, [](const auto& t) { return t.name == "experts_1.weight"; });
             }),
             ContainsSubstring("no tensor 'experts_1.weight'"));
  CHECK_THAT(refused([](SafeTensors& c) { tensor_in(c, "experts_1.weight").name = "other"; }),
             ContainsSubstring("no tensor 'experts_1.weight'"));
  CHECK_THAT(
      refused([](SafeTensors& c) { c.tensors.push_back({"extra", "F32", {1}, "0123", nullptr}); }),
      ContainsSubstring("holds tensors that the model of its config does not have"));
  CHECK_THAT(refused([](SafeTensors& c) { tensor_in(c, "experts_1.weight").shape = {3, 6, 8}; }),
             ContainsSubstring("'experts_1.weight' has an unexpected shape"));
  CHECK_THAT(refused([](SafeTensors& c) { shorten(tensor_in(c, "input.bias"), 8); }),
             ContainsSubstring("not a checkpoint of mmoe"));
  CHECK_THAT(refused([](SafeTensors& c) { tensor_in(c, "input.bias").type = "F64"; }),
             ContainsSubstring("not a checkpoint of mmoe"));
  CHECK_THAT(refused([](SafeTensors& c) { replace(c.metadata["config"], "count: 3", "count: 4"); }),
             ContainsSubstring("has an unexpected shape"));
  CHECK_THAT(refused([](SafeTensors& c) { shorten(tensor_in(c, "encoders"), 9); }),
             !ContainsSubstring("\n"));
  refused([](SafeTensors& c) {
    std::erase_if(c.tensors, [](const auto& t) { return t.name == "encoders"; });
  });
}

TEST_CASE("checkpoint: other versions and other configs are refused", "[train]") {
  using Catch::Matchers::ContainsSubstring;
  CHECK_THAT(
      refusal(changed([](SafeTensors& c) { c.metadata["format"] = "mmoe-4"; })),
      ContainsSubstring("format version 'mmoe-4' is not one this program knows (mmoe-2, mmoe-3)"));
  CHECK_THAT(refusal(changed([](SafeTensors& c) { c.metadata.erase("format"); })),
             ContainsSubstring("format version '' is not one"));
  CHECK_THAT(refusal(changed([](SafeTensors& c) { c.metadata.erase("config"); })),
             ContainsSubstring("config"));
  CHECK_THAT(refusal(changed([](SafeTensors& c) {
               replace(c.metadata["config"], "type: mmoe", "type: mmoo");
             })),
             ContainsSubstring("the config in the checkpoint is not one this program knows"));
}

TEST_CASE("checkpoint: a missing or foreign file is refused", "[train]") {
  const TempFolder folder;
  const auto load = [](const std::string& path) {
    return error_of([&] { load_checkpoint(path, of(at::kFloat)); }, ExitCode::checkpoint);
  };
  using Catch::Matchers::ContainsSubstring;
  CHECK_THAT(load(folder.file("none.safetensors")), ContainsSubstring("No such file"));
  CHECK_THAT(load(folder.path()), ContainsSubstring("cannot read"));
  CHECK_THAT(load(folder.write("text", "This is no checkpoint, but a text of some length.")),
             ContainsSubstring("not a checkpoint"));
  CHECK_THAT(load(folder.write("empty", "")), ContainsSubstring("not a checkpoint"));
}

TEST_CASE("checkpoint: truncations and flipped bits of a real one are refused", "[train]") {
  const std::string bytes = trained().record.files.at("best");
  using Catch::Matchers::ContainsSubstring;
  CHECK_THAT(refusal(bytes.substr(0, bytes.size() - 1)), ContainsSubstring("truncated"));
  CHECK_THAT(refusal(bytes.substr(0, 100)), ContainsSubstring("truncated"));
  const RandomStream stream(1, "flips");
  for (uint64_t i = 0; i < 300; ++i) {
    const auto words = stream.words(i);
    const size_t place = words[0] % bytes.size(), bit = words[1] % 8;
    CAPTURE(place, bit);
    std::string flipped = bytes;
    flipped[place] = static_cast<char>(flipped[place] ^ (1 << bit));
    error_of([&] { parse_safetensors(flipped, "x"); }, ExitCode::checkpoint);
  }
}

TEST_CASE("checkpoint: members of an ensemble have the same tasks", "[train]") {
  const RunConfig& config = trained().run.config;
  RunConfig other = config;
  CHECK_NOTHROW(check_same_tasks(config, other, "b"));
  std::visit([](auto& task) { task.name = "other"; }, other.tasks[0]);
  CHECK(error_of([&] { check_same_tasks(config, other, "b"); }) ==
        "b: its tasks are not those of the first checkpoint");
  other = config;
  other.tasks.pop_back();
  error_of([&] { check_same_tasks(config, other, "b"); });
}

}  // namespace mmoe
