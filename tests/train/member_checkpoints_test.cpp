// Checkpoints of several members, and starting from them.
#include "support/torch_test.h"

#include "support/errors.h"
#include "support/temp_folder.h"
#include "support/torch_runs.h"
#include "support/torch_tensors.h"
#include "train/checkpoint_evaluator.h"

namespace mmoe {

using namespace test;
using Catch::Matchers::ContainsSubstring;

namespace {

// A finished run of so many members, with its best checkpoint in a file.
struct SavedRun {
  SmallRun run;
  Record record;
  Trainer trainer;
  TrainingResult result;
  TempFolder folder;
  std::string path;

  explicit SavedRun(int members, const std::string& change = "train.epochs=1")
      : run({"train.members=" + std::to_string(members), change}),
        trainer(run.config, run.data, of(at::kFloat)),
        result(trainer.train(record)),
        path(folder.write("best.safetensors", record.files.at("best"))) {}
};

const SavedRun& of_three() {
  static const SavedRun once(3);
  return once;
}

LoadedModel loaded(const std::string& bytes) {
  const TempFolder folder;
  return load_checkpoint(folder.write("m.safetensors", bytes), of(at::kFloat));
}

MetricValues evaluated(const LoadedModel& model, const Dataset& data) {
  CheckpointEvaluator evaluator(model, of(at::kFloat));
  return evaluate_tasks(evaluator.heads(), data, evaluator.logits(data).logits);
}

std::string bytes_of(const LoadedModel& model) {
  std::vector<CheckpointMember> members;
  for (const LoadedMember& one : model.members)
    members.push_back({one.model.get(), one.store.get()});
  return to_bytes(checkpoint_content(model.config, model.encoders, members));
}

struct Begun {
  SmallRun run;
  Trainer trainer;

  Begun(const SavedRun& source, int members)
      : run({"train.members=" + std::to_string(members), "train.seed=9",
             "train.init_from='" + source.path + "'"}),
        trainer(run.config, run.data, of(at::kFloat)) {}
  const at::Tensor& flat(size_t member) const { return trainer.members()[member].store().flat(); }
};

}  // namespace

TEST_CASE("member checkpoints: a loaded one predicts what training tested", "[train]") {
  for (const char* change : {"train.epochs=1", "train.ema=0.9", "data.valid=null"}) {
    CAPTURE(change);
    const SavedRun source(3, change);
    const LoadedModel back = loaded(source.record.files.at("best"));
    REQUIRE(back.members.size() == 3);
    CHECK((evaluated(back, *source.run.data.test) == source.result.test));
    CHECK(bytes_of(back) == source.record.files.at("best"));
  }
}

TEST_CASE("member checkpoints: tensors are named after their member", "[train]") {
  const SafeTensors last = parse_safetensors(of_three().record.files.at("last"), "last");
  for (const char* name : {"members.0.experts_1.weight", "members.2.experts_1.weight",
                           "training.members.1.first_moment"}) {
    CHECK_NOTHROW(last.tensor(name));
  }
  const SavedRun single(1);
  const SafeTensors one = parse_safetensors(single.record.files.at("last"), "last");
  CHECK_NOTHROW(one.tensor("experts_1.weight"));
  CHECK_NOTHROW(one.tensor("training.first_moment"));
}

TEST_CASE("member checkpoints: gates are told by member", "[train]") {
  std::vector<std::string> names;
  for (const GateLoad& load : of_three().result.activity.gates) names.push_back(load.gate);
  const SavedRun single(1);
  REQUIRE(names.size() == 3 * single.result.activity.gates.size());
  const size_t gates = single.result.activity.gates.size();
  for (size_t i = 0; i < names.size(); ++i) {
    CHECK(names[i] == "members." + std::to_string(i / gates) + "." +
                          single.result.activity.gates[i % gates].gate);
  }
}

TEST_CASE("member checkpoints: too many or too few members are refused", "[train]") {
  const auto refusal = [](const std::string& from, const std::string& to) {
    SafeTensors content = parse_safetensors(of_three().record.files.at("best"), "best");
    std::string& config = content.metadata["config"];
    config.replace(config.find(from), from.size(), to);
    return error_of([&] { loaded(to_bytes(content)); }, ExitCode::checkpoint);
  };
  CHECK_THAT(refusal("members: 3", "members: 4"), ContainsSubstring("no tensor 'members.3."));
  CHECK_THAT(refusal("members: 3", "members: 2"), ContainsSubstring("holds tensors that"));
  CHECK_THAT(refusal("members: 3", "members: 1"), ContainsSubstring("no tensor '"));
}

TEST_CASE("member checkpoints: files from before there were members load", "[train]") {
  const SavedRun source(1);
  SafeTensors content = parse_safetensors(source.record.files.at("best"), "best");
  std::string& config = content.metadata["config"];
  const std::string line = "  members: 1\n";
  REQUIRE(config.find(line) != std::string::npos);
  config.erase(config.find(line), line.size());
  CHECK((evaluated(loaded(to_bytes(content)), *source.run.data.test) == source.result.test));
}

TEST_CASE("member checkpoints: each starts from its counterpart, or all from one", "[train]") {
  const Begun three(of_three(), 3);
  for (size_t member = 0; member < 3; ++member) {
    CHECK(same_bytes(three.flat(member), of_three().trainer.members()[member].store().flat()));
  }
  CHECK(three.trainer.notes().size() == 1);
  const SavedRun single(1);
  const Begun two(single, 2);
  for (size_t member = 0; member < 2; ++member) {
    CHECK(same_bytes(two.flat(member), single.trainer.store().flat()));
  }
}

TEST_CASE("member checkpoints: no start from another number of members", "[train]") {
  for (const int members : {1, 2}) {
    const std::string message = error_of([&] { Begun(of_three(), members); }, ExitCode::usage);
    CHECK(message == "train.init_from: " + of_three().path +
                         " has 3 members; train.members must be as many, found " +
                         std::to_string(members));
  }
}

}  // namespace mmoe
