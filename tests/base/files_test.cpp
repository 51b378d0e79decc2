#include "base/files.h"

#include <sys/resource.h>

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

template <class Read>
std::errc reading_error(const Read& read) {
  try {
    read();
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
  CHECK(read_file(folder.file("x"), 2) == content.substr(0, 2));
  write_file_atomically(folder.file("x"), "shorter");
  CHECK(read_file(folder.file("x")) == "shorter");
  write_file_atomically(folder.file("x"), "");
  CHECK(read_file(folder.file("x")).empty());
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("a file appears only when it is committed", "[base]") {
  const TempFolder folder;
  const std::string path = folder.write("x", "old");
  {
    AtomicFile file(path);
    file.write("new");
  }
  CHECK(read_file(path) == "old");
  CHECK(entries_in(folder.path()) == 1);
  AtomicFile file(path);
  file.write("ne");
  file.write("w");
  CHECK(read_file(path) == "old");
  file.commit();
  CHECK(read_file(path) == "new");
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("a place that cannot be written is a usage error that names it", "[base]") {
  const TempFolder folder;
  const std::string below_file = folder.write("file", "x") + "/y";
  for (const std::string& path : {below_file, folder.file("no/such/folder"), folder.path()}) {
    const std::string message = error_of([&] { write_file_atomically(path, "z"); });
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

TEST_CASE("a mapped file shows the content that was there when it was opened", "[base]") {
  const TempFolder folder;
  const std::string path = folder.write("x", std::string("a\0b\r\n\xff", 6));
  const MappedFile file(path), empty(folder.write("empty", ""));
  write_file_atomically(path, "newer");
  CHECK(file.content() == std::string("a\0b\r\n\xff", 6));
  CHECK(empty.content().empty());
}

TEST_CASE("what others wrote is brought to the disk, or it is told", "[base]") {
  const TempFolder folder;
  CHECK_NOTHROW(flush_file(folder.write("x", "content")));
  CHECK_THAT(error_of([&] { flush_file(folder.file("none")); }),
             ContainsSubstring(folder.file("none")) && ContainsSubstring("No such file"));
}

TEST_CASE("reading tells why a file cannot be read", "[base]") {
  const TempFolder folder;
  const std::pair<std::string, std::errc> cases[] = {
      {folder.file("missing"), std::errc::no_such_file_or_directory},
      {folder.write("x", "") + "/y", std::errc::not_a_directory},
      {folder.path(), std::errc::is_a_directory}};
  for (const auto& [path, reason] : cases) {
    CAPTURE(path);
    CHECK(reading_error([&] { read_file(path); }) == reason);
    CHECK(reading_error([&] { MappedFile file(path); }) == reason);
  }
}

TEST_CASE("a device is written to, and no file takes its place", "[base]") {
  const TempFolder folder;
  const std::string nothing = folder.file("nothing"), full = folder.file("full");
  fs::create_symlink("/dev/null", nothing);
  write_file_atomically(nothing, "lost");
  if (fs::exists("/dev/full")) {
    fs::create_symlink("/dev/full", full);
    CHECK_THAT(error_of([&] { write_file_atomically(full, "no room"); }, ExitCode::resources),
               ContainsSubstring("cannot write '" + full + "': No space left"));
    CHECK(fs::is_symlink(full));
  }
  CHECK(fs::is_symlink(nothing));
  CHECK(entries_in(folder.path()) == 1 + (fs::exists("/dev/full") ? 1 : 0));
}

}  // namespace mmoe
