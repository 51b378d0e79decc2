// Which checkpoints a run folder holds.
#include "support/torch_test.h"

#include <filesystem>
#include <set>

#include "report/checkpoint_files.h"
#include "support/temp_folder.h"

namespace mmoe {

namespace fs = std::filesystem;
using enum CheckpointKind;
using test::TempFolder;

namespace {

using Names = std::set<std::string>;

Names files_in(const TempFolder& folder) {
  Names names;
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

SafeTensors content_of(int64_t step) { return {{}, {{"step", std::to_string(step)}}}; }

std::string step_in(const TempFolder& folder, const std::string& name) {
  const std::string bytes = read_file(folder.file(name));
  return parse_safetensors(bytes, name).metadata.at("step");
}

void save(CheckpointFiles& files, std::initializer_list<int64_t> steps) {
  for (const int64_t step : steps) files.save(last, step, content_of(step));
}

}  // namespace

TEST_CASE("checkpoint files: as many of the way stay as are asked for", "[report]") {
  const TempFolder folder;
  CheckpointFiles files(folder.path(), 3, nullptr);
  save(files, {5, 8});
  CHECK(files_in(folder) == Names{"last.safetensors", "step-5.safetensors"});
  save(files, {9, 100});
  CHECK(files_in(folder) == Names{"last.safetensors", "step-8.safetensors", "step-9.safetensors"});
  CHECK(step_in(folder, "last.safetensors") == "100");
  CHECK(step_in(folder, "step-9.safetensors") == "9");
}

TEST_CASE("checkpoint files: one is last alone", "[report]") {
  const TempFolder folder;
  CheckpointFiles files(folder.path(), 1, nullptr);
  save(files, {5, 8});
  CHECK(files_in(folder) == Names{"last.safetensors"});
}

TEST_CASE("checkpoint files: the same step twice is one checkpoint", "[report]") {
  const TempFolder folder;
  CheckpointFiles files(folder.path(), 2, nullptr);
  save(files, {5, 8, 8});
  CHECK(files_in(folder) == Names{"last.safetensors", "step-5.safetensors"});
}

TEST_CASE("checkpoint files: those before a return are replaced", "[report]") {
  const TempFolder folder;
  CheckpointFiles files(folder.path(), 2, nullptr);
  save(files, {5, 8, 5, 8});
  CHECK(files_in(folder) == Names{"last.safetensors", "step-8.safetensors"});
  CHECK(step_in(folder, "last.safetensors") == "8");
}

TEST_CASE("checkpoint files: best and rollback are apart", "[report]") {
  const TempFolder folder;
  CheckpointFiles files(folder.path(), 2, nullptr);
  files.save(best, 3, content_of(3));
  files.save(rollback, 3, content_of(3));
  files.save(best, 4, content_of(4));
  CHECK(files_in(folder) == Names{"best.safetensors", "rollback.safetensors"});
  CHECK(step_in(folder, "best.safetensors") == "4");
}

TEST_CASE("checkpoint files: what is not known to be good is not kept as an earlier one",
          "[report]") {
  const TempFolder folder;
  folder.write("last.safetensors", "damaged");
  folder.write("step-5.safetensors", to_bytes(content_of(5)));
  CheckpointFiles files(folder.path(), 2, nullptr);
  save(files, {8});
  CHECK(step_in(folder, "last.safetensors") == "8");
  CHECK(step_in(folder, "step-5.safetensors") == "5");
}

}  // namespace mmoe
