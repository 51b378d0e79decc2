#include "support/e2e_program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "support/catch.h"

namespace mmoe::test {

namespace {

constexpr unsigned kSeconds = 120;

void redirect(int stream, const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file < 0 || ::dup2(file, stream) < 0) ::_exit(126);
  ::close(file);
}

}  // namespace

bool appears(const std::vector<std::string>& files) {
  const auto is_there = [](const std::string& file) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(file, missing);
    return !missing && size > 0;
  };
  for (int i = 0; i < 15000; ++i) {
    if (std::ranges::any_of(files, is_there)) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

std::string program_path(const std::string& name) { return std::string(MMOE_BIN_DIR) + "/" + name; }

Program::Program(const std::vector<std::string>& arguments, const std::string& folder) {
  std::vector<std::string> texts = arguments;
  if (!texts.front().starts_with('/')) texts.front() = program_path(texts.front());
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  const std::string out = streams_.file("out"), err = streams_.file("err");
  ::unsetenv("MMOE_DATA_DIR");
  process_ = ::fork();
  if (process_ < 0) throw std::runtime_error("cannot start " + texts.front());
  if (process_ > 0) return;
  if (::chdir(folder.c_str()) != 0) ::_exit(126);
  redirect(STDOUT_FILENO, out);
  redirect(STDERR_FILENO, err);
  ::alarm(kSeconds);
  ::execv(pointers.front(), pointers.data());
  ::_exit(127);
}

Program::~Program() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

void Program::send(int signal) const { ::kill(process_, signal); }

Outcome Program::wait() {
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status),
          read_file(streams_.file("out")), read_file(streams_.file("err"))};
}

Outcome run(const std::vector<std::string>& arguments, const std::string& folder) {
  return Program(arguments, folder).wait();
}

std::string output_of(const std::vector<std::string>& arguments, const std::string& folder) {
  const Outcome outcome = run(arguments, folder);
  INFO(arguments.front() << ": " << outcome.err);
  REQUIRE(outcome.code == 0);
  return outcome.out;
}

}  // namespace mmoe::test
