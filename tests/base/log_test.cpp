#include "base/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/files.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/temp_folder.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::TempFolder;

namespace {

// Sends standard error into a file while it lives.
class CapturedErrors {
 public:
  explicit CapturedErrors(const std::string& path) : saved_(::dup(2)) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(file, 2);
    ::close(file);
  }
  ~CapturedErrors() {
    std::fflush(stderr);
    ::dup2(saved_, 2);
    ::close(saved_);
  }

 private:
  int saved_;
};

void write_one_of_each(Log& log) {
  log.debug("line d");
  log.info("line i");
  log.warning("line w");
  log.error("line e");
}

std::string shown_from(LogLevel level) {
  const TempFolder folder;
  {
    const CapturedErrors captured(folder.file("errors"));
    Log log(level);
    write_one_of_each(log);
  }
  return read_file(folder.file("errors"));
}

}  // namespace

TEST_CASE("standard error gets the lines from its level on", "[base]") {
  CHECK(shown_from(LogLevel::info) == "info: line i\nwarning: line w\n");
  CHECK(shown_from(LogLevel::warning) == "warning: line w\n");
  CHECK(shown_from(LogLevel::error).empty());  // errors are shown by the program itself
  CHECK_THAT(shown_from(LogLevel::debug), ContainsSubstring("debug: line d\n"));
}

TEST_CASE("the file of a log gets every line and replaces an older one", "[base]") {
  const TempFolder folder;
  const std::string path = folder.write("train.log", "old");
  {
    const CapturedErrors captured(folder.file("errors"));
    Log log(LogLevel::error);
    log.open_file(path);
    write_one_of_each(log);
    log.info("{} %v {0:>99}");
  }
  const std::string content = read_file(path);
  for (const char* line : {"line d", "line i", "line w", "line e", "{} %v {0:>99}"}) {
    CHECK_THAT(content, ContainsSubstring(line));
  }
  CHECK_THAT(content, !ContainsSubstring("old"));
}

TEST_CASE("the file of a log gets the lines from before it was there", "[base]") {
  const TempFolder folder;
  const CapturedErrors captured(folder.file("errors"));
  Log log;
  log.info("early");
  log.open_file(folder.file("train.log"));
  log.info("late");
  const std::string content = read_file(folder.file("train.log"));
  CHECK(content.find("early") < content.find("late"));
  CHECK_THAT(content, ContainsSubstring("late"));
}

TEST_CASE("lines of a log can be read while it is open", "[base]") {
  const TempFolder folder;
  const CapturedErrors captured(folder.file("errors"));
  Log log;
  log.open_file(folder.file("train.log"));
  log.info("now");
  CHECK_THAT(read_file(folder.file("train.log")), ContainsSubstring("now"));
}

TEST_CASE("a log file that cannot be written is a usage error", "[base]") {
  const TempFolder folder;
  const std::string path = folder.write("file", "x") + "/train.log";
  Log log;
  CHECK_THAT(test::error_of([&] { log.open_file(path); }), ContainsSubstring(path));
}

TEST_CASE("a log file without room is told of once and stops nothing", "[base]") {
  if (!std::filesystem::exists("/dev/full")) return;
  const TempFolder folder;
  {
    const CapturedErrors errors(folder.file("errors"));
    Log log(LogLevel::error);
    log.open_file("/dev/full");
    for (int i = 0; i < 3; ++i) log.info("line");
    log.error("trouble");
  }
  const std::string errors = read_file(folder.file("errors"));
  CHECK_THAT(errors, ContainsSubstring("warning: ") && ContainsSubstring("No space left"));
  CHECK(std::count(errors.begin(), errors.end(), '\n') == 1);
}

}  // namespace mmoe
