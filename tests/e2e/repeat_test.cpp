// Equal computations give equal bytes, whatever the run folder.
#include "support/catch.h"
#include "support/e2e_tiny.h"
#include "train/safetensors.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::output_of;
using test::TempFolder;
using test::tiny_run;
using test::training;

namespace {

void check_same_checkpoints(const std::string& run) {
  for (const char* name : {"best.safetensors", "last.safetensors"}) {
    INFO(name);
    const bool same = read_file(run + "/" + name) == read_file(tiny_run().file(name));
    CHECK(same);
  }
}

}  // namespace

TEST_CASE("the same seed gives the same bytes in another folder", "[e2e]") {
  const TempFolder folder;
  output_of(training("a/run", {"--device", "cpu", "--threads", "1"}), folder.path());
  check_same_checkpoints(folder.file("a/run"));
}

TEST_CASE("the saved config gives an equal run", "[e2e]") {
  const TempFolder folder;
  output_of(training(folder.file("run"), {}, tiny_run().file("config.yaml")));
  check_same_checkpoints(folder.file("run"));
  CHECK(read_file(folder.file("run/config.yaml")) == read_file(tiny_run().file("config.yaml")));
  const auto result = test::Json::parse(read_file(folder.file("run/result.json")));
  CHECK(result["test"] == tiny_run().result()["test"]);
}

TEST_CASE("the same seed and threads give the same bytes", "[e2e]") {
  const TempFolder folder;
  for (const char* name : {"one", "two"}) {
    output_of(training(folder.file(name), {"--device", "cpu", "--threads", "2"}));
  }
  for (const char* name : {"/best.safetensors", "/last.safetensors"}) {
    INFO(name);
    const bool same = read_file(folder.file("one") + name) == read_file(folder.file("two") + name);
    CHECK(same);
  }
}

TEST_CASE("the surroundings of a run change no byte", "[e2e]") {
  const TempFolder folder;
  std::vector<std::string> arguments = training(folder.file("run"), {"--threads", "1"});
  arguments.front() = test::program_path("mmoe-train");
  arguments.insert(arguments.begin(),
                   {"/usr/bin/env", "LC_ALL=de_DE.UTF-8", "TZ=Asia/Kathmandu", "HOME=/none",
                    "OMP_NUM_THREADS=3", "OPENBLAS_NUM_THREADS=3", "MALLOC_PERTURB_=165"});
  output_of(arguments, folder.path());
  check_same_checkpoints(folder.file("run"));
}

TEST_CASE("on the CPU --deterministic changes no byte", "[e2e]") {
  const TempFolder folder;
  output_of(training(folder.file("run"), {"--device", "cpu", "--deterministic"}));
  check_same_checkpoints(folder.file("run"));
}

TEST_CASE("another seed gives another model", "[e2e]") {
  const TempFolder folder;
  output_of(training(folder.file("run"), {"--set", "train.seed=2"}));
  for (const char* name : {"best.safetensors", "last.safetensors"}) {
    const std::string first = read_file(tiny_run().file(name));
    const std::string second = read_file(folder.file("run/") + name);
    const SafeTensors one = parse_safetensors(first, "one");
    const SafeTensors two = parse_safetensors(second, "two");
    REQUIRE(one.tensors.size() == two.tensors.size());
    CHECK(one.tensors.back().name == two.tensors.back().name);
    CHECK(one.tensor("input.weight").bytes != two.tensor("input.weight").bytes);
  }
}

TEST_CASE("a checkpoint says nothing of where and when", "[e2e]") {
  const TempFolder folder;
  output_of(training(folder.file("run"), {"--device", "cpu", "--threads", "2"}));
  for (const char* name : {"best.safetensors", "last.safetensors"}) {
    const std::string bytes = read_file(folder.file("run/") + name);
    CHECK_THAT(bytes, !ContainsSubstring(folder.path()) && !ContainsSubstring(MMOE_SOURCE_DIR));
    const SafeTensors content = parse_safetensors(bytes, name);
    CHECK_THAT(content.metadata.at("config"),
               ContainsSubstring("threads: auto") && ContainsSubstring("device: auto"));
    for (const auto& [key, value] : content.metadata) {
      INFO(key << ": " << value);
      CHECK_THAT(key, !ContainsSubstring("seconds") && !ContainsSubstring("time"));
    }
  }
  CHECK_THAT(read_file(folder.file("run/config.yaml")), ContainsSubstring("threads: 2"));
}

}  // namespace mmoe
