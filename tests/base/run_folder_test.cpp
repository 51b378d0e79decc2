// The folder of a run.
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <utility>

#include "base/files.h"
#include "base/run_folder.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/temp_folder.h"

namespace mmoe {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using test::error_of;
using test::TempFolder;

namespace {

size_t entries_in(const std::string& folder) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(folder), {}));
}

// While it lives a process of root has no more rights than anyone.
class WithoutRights {
 public:
  WithoutRights() {
    if (::geteuid() == 0) REQUIRE(::seteuid(65534) == 0);
  }
  ~WithoutRights() { static_cast<void>(::seteuid(before_)); }

 private:
  uid_t before_ = ::geteuid();
};

}  // namespace

TEST_CASE("a run folder is made with its parents and left empty", "[base]") {
  const TempFolder folder;
  const std::string run = folder.file("runs/a/b");
  prepare_run_folder(run, ExistingRun::refuse);
  CHECK(fs::is_directory(run));
  CHECK(entries_in(run) == 0);
  CHECK_NOTHROW(prepare_run_folder(run, ExistingRun::refuse));
}

TEST_CASE("a run folder that holds files is refused and untouched", "[base]") {
  const TempFolder folder;
  folder.write("result.json", "{}");
  CHECK_THAT(error_of([&] { prepare_run_folder(folder.path(), ExistingRun::refuse); }),
             ContainsSubstring("not empty") && ContainsSubstring("--overwrite"));
  CHECK(read_file(folder.file("result.json")) == "{}");
}

TEST_CASE("overwriting removes what a run left and nothing else", "[base]") {
  const TempFolder folder;
  for (const char* name :
       {"config.yaml", "metrics.jsonl", "best.safetensors", "last.safetensors",
        "step-12.safetensors", "rollback.safetensors", "last.safetensors.tmp", "result.json",
        "train.log", "error.txt", "notes.txt", "notes.tmp", "step-x.safetensors"}) {
    folder.write(name, "x");
  }
  prepare_run_folder(folder.path(), ExistingRun::replace);
  CHECK(entries_in(folder.path()) == 13);  // only once there is something new
  remove_run_files(folder.path());
  CHECK(entries_in(folder.path()) == 3);
  for (const char* name : {"notes.txt", "notes.tmp", "step-x.safetensors"}) {
    CHECK(read_file(folder.file(name)) == "x");
  }
}

TEST_CASE("a run folder cannot be where a file is", "[base]") {
  const TempFolder folder;
  const std::string file = folder.write("file", "x");
  for (const std::string& path : {file, file + "/run"}) {
    CHECK_THAT(error_of([&] { prepare_run_folder(path, ExistingRun::replace); }),
               ContainsSubstring("--run"));
  }
  CHECK(read_file(file) == "x");
}

TEST_CASE("a run folder without the right to write is refused", "[base]") {
  const TempFolder folder;
  fs::permissions(folder.path(), fs::perms(0555));
  const WithoutRights without_rights;
  CHECK_THAT(error_of([&] { prepare_run_folder(folder.path(), ExistingRun::refuse); }),
             ContainsSubstring("Permission denied"));
}

TEST_CASE("what cannot be removed from a run folder is a usage error", "[base]") {
  const TempFolder folder;
  fs::create_directories(folder.file("config.yaml/inner"));
  error_of([&] { remove_run_files(folder.path()); });
}

TEST_CASE("a run folder belongs to one process at a time", "[base]") {
  const TempFolder folder;
  {
    const RunLock lock = prepare_run_folder(folder.path(), ExistingRun::refuse);
    for (const auto existing : {ExistingRun::refuse, ExistingRun::replace, ExistingRun::resume}) {
      CHECK_THAT(error_of([&] { prepare_run_folder(folder.path(), existing); }),
                 ContainsSubstring("in use by process " + std::to_string(::getpid())) &&
                     ContainsSubstring(folder.path()));
    }
    CHECK(entries_in(folder.path()) == 1);
  }
  CHECK(entries_in(folder.path()) == 0);
  CHECK_NOTHROW(prepare_run_folder(folder.path(), ExistingRun::refuse));
}

TEST_CASE("an owner without a number keeps its run folder, too", "[base]") {
  const TempFolder folder;
  const RunLock lock(folder.path());
  const auto second = [&] { return error_of([&] { RunLock other(folder.path()); }); };
  fs::resize_file(folder.file(".lock"), 0);  // in the moment between the lock and the number
  CHECK_THAT(second(), ContainsSubstring("in use by another process"));
}

TEST_CASE("a lock moves with its owner", "[base]") {
  const TempFolder folder;
  {
    std::optional<RunLock> first(std::in_place, folder.path());
    const RunLock second(std::move(*first));
    first.reset();
    CHECK_THAT(error_of([&] { RunLock other(folder.path()); }), ContainsSubstring("in use"));
  }
  CHECK_NOTHROW(RunLock(folder.path()));
}

TEST_CASE("a lock that nobody holds any more is no obstacle", "[base]") {
  const TempFolder folder;
  folder.write(".lock", "12345");
  CHECK_NOTHROW(prepare_run_folder(folder.path(), ExistingRun::refuse));
}

TEST_CASE("only a folder of a run can be resumed", "[base]") {
  const TempFolder folder;
  const auto resume = [&] { prepare_run_folder(folder.path(), ExistingRun::resume); };
  CHECK_NOTHROW(resume());
  folder.write("notes.txt", "x");
  CHECK_THAT(error_of(resume), ContainsSubstring("holds no run to resume"));
  folder.write("last.safetensors.tmp", "x");
  CHECK_NOTHROW(resume());
  remove_unfinished_files(folder.path());
  CHECK(entries_in(folder.path()) == 1);
}

}  // namespace mmoe
