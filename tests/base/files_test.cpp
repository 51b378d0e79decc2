#include "base/files.h"

#include <sys/resource.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <system_error>

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

std::errc reading_error(const std::string& path) {
  try {
    read_file(path);
  } catch (const std::system_error& error) {
    return static_cast<std::errc>(error.code().value());
  }
  return {};
}

// While it lives no file can grow beyond `bytes`, as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

}  // namespace

TEST_CASE("a written file reads back byte for byte", "[base]") {
  const TempFolder folder;
  const std::string content("a\0b\r\n\xff", 6);
  write_file_atomically(folder.file("x"), content);
  CHECK(read_file(folder.file("x")) == content);
  write_file_atomically(folder.file("x"), std::string("shorter"));
  CHECK(read_file(folder.file("x")) == "shorter");
  write_file_atomically(folder.file("x"), std::string());
  CHECK(read_file(folder.file("x")).empty());
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("a place that cannot be written is a usage error that names it", "[base]") {
  const TempFolder folder;
  const std::string below_file = folder.write("file", "x") + "/y";
  for (const std::string& path : {below_file, folder.file("no/such/folder"), folder.path()}) {
    const std::string message = error_of([&] { write_file_atomically(path, std::string("z")); });
    CHECK_THAT(message, ContainsSubstring(path));
  }
  CHECK(entries_in(folder.path()) == 1);
  CHECK_FALSE(fs::exists(folder.path() + ".tmp"));
}

TEST_CASE("a full disk leaves the old file and no remains", "[base]") {
  const TempFolder folder;
  const std::string path = folder.write("x", "old");
  const FileSizeLimit limit(1000);
  error_of([&] { write_file_atomically(path, std::string(5000, 'n')); }, ExitCode::resources);
  CHECK(read_file(path) == "old");
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("reading tells why a file cannot be read", "[base]") {
  const TempFolder folder;
  CHECK(reading_error(folder.file("missing")) == std::errc::no_such_file_or_directory);
  CHECK(reading_error(folder.write("x", "") + "/y") == std::errc::not_a_directory);
  CHECK(reading_error(folder.path()) == std::errc::is_a_directory);
}

TEST_CASE("a run folder is made with its parents and left empty", "[base]") {
  const TempFolder folder;
  const std::string run = folder.file("runs/a/b");
  prepare_run_folder(run, false);
  CHECK(fs::is_directory(run));
  CHECK(entries_in(run) == 0);
  CHECK_NOTHROW(prepare_run_folder(run, false));
}

TEST_CASE("a run folder that holds files is refused and untouched", "[base]") {
  const TempFolder folder;
  folder.write("result.json", "{}");
  CHECK_THAT(error_of([&] { prepare_run_folder(folder.path(), false); }),
             ContainsSubstring("not empty") && ContainsSubstring("--overwrite"));
  CHECK(read_file(folder.file("result.json")) == "{}");
}

TEST_CASE("overwriting removes what a run left and nothing else", "[base]") {
  const TempFolder folder;
  for (const char* name : {"config.yaml", "metrics.jsonl", "best.safetensors", "last.safetensors",
                           "result.json", "train.log", "notes.txt"}) {
    folder.write(name, "x");
  }
  prepare_run_folder(folder.path(), true);
  CHECK(entries_in(folder.path()) == 1);
  CHECK(read_file(folder.file("notes.txt")) == "x");
}

TEST_CASE("a run folder cannot be where a file is", "[base]") {
  const TempFolder folder;
  const std::string file = folder.write("file", "x");
  for (const std::string& path : {file, file + "/run"}) {
    CHECK_THAT(error_of([&] { prepare_run_folder(path, true); }), ContainsSubstring("--run"));
  }
  CHECK(read_file(file) == "x");
}

TEST_CASE("what cannot be removed from a run folder is a usage error", "[base]") {
  const TempFolder folder;
  fs::create_directories(folder.file("config.yaml/inner"));
  error_of([&] { prepare_run_folder(folder.path(), true); });
}

}  // namespace mmoe
