#include "base/run_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "base/checkpoint_names.h"
#include "base/error.h"
#include "base/files.h"

namespace mmoe {

namespace fs = std::filesystem;

namespace {

constexpr const char* kLock = ".lock";
constexpr std::array kRunFiles = {"config.yaml", "metrics.jsonl", kBestFile,  kRollbackFile,
                                  "result.json", "train.log",     "error.txt"};

bool is_finished(const std::string& name) {
  return std::ranges::find(kRunFiles, name) != kRunFiles.end() || is_checkpoint_of_the_way(name);
}

bool is_unfinished(const std::string& name) {
  const std::string suffix = AtomicFile::kSuffix;
  return name.ends_with(suffix) && is_finished(name.substr(0, name.size() - suffix.size()));
}

bool is_run_file(const std::string& name) { return is_finished(name) || is_unfinished(name); }

template <class Predicate>
bool holds(const std::string& folder, const Predicate& wanted) {
  std::error_code status;
  return std::ranges::any_of(fs::directory_iterator(folder, status), [&](const auto& entry) {
    const std::string name = entry.path().filename().string();
    return name != kLock && wanted(name);
  });
}

void remove(const std::string& folder, bool (*wanted)(const std::string& name)) {
  std::vector<fs::path> paths;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (wanted(entry.path().filename().string())) paths.push_back(entry.path());
  }
  for (const fs::path& path : paths) remove_file(path.string());
}

std::string owner_of(const std::string& lock) {
  try {
    const std::string process = read_file(lock);
    return process.empty() ? "another process" : "process " + process;
  } catch (const std::system_error&) {
    return "another process";
  }
}

bool is_file_at(int file, const std::string& path) {
  struct stat open{}, there{};
  return ::fstat(file, &open) == 0 && ::stat(path.c_str(), &there) == 0 &&
         open.st_ino == there.st_ino && open.st_dev == there.st_dev;
}

void make_folder(const std::string& path) {
  std::error_code status;
  fs::create_directories(path, status);
  if (!status) return;
  const Error error = file_error("make the run folder", path, status.value());
  throw Error(error.code(), std::string(error.what()) + "; choose another place with --run");
}

void check_content(const std::string& path, ExistingRun existing) {
  const auto any = [](const std::string&) { return true; };
  if (existing == ExistingRun::replace || !holds(path, any)) return;
  if (existing == ExistingRun::refuse) {
    throw usage_error("the run folder '" + path +
                      "' is not empty; choose another with --run, go on with it by --resume, or "
                      "replace it with --overwrite");
  }
  // A batch of runs has theirs in folders of their own.
  const auto is_of_runs = [](const std::string& name) {
    return is_run_file(name) || name.starts_with("seed-");
  };
  if (!holds(path, is_of_runs)) {
    throw usage_error("the folder '" + path + "' holds no run to resume, but other files");
  }
}

}  // namespace

RunLock::RunLock(const std::string& folder) : path_((fs::path(folder) / kLock).string()) {
  // Whoever had the file may have removed it in the meantime.
  while (file_ < 0 || !is_file_at(file_, path_)) {
    if (file_ >= 0) ::close(file_);
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file_ < 0) throw file_error("write in the run folder", folder, errno);
    if (::flock(file_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) continue;
    ::close(file_);
    throw usage_error("the run folder '" + folder + "' is in use by " + owner_of(path_) +
                      "; wait for it, or choose another with --run");
  }
  // For the message above; nothing depends on it.
  const std::string process = std::to_string(::getpid());
  if (::ftruncate(file_, 0) == 0) {
    static_cast<void>(!::write(file_, process.data(), process.size()));
  }
}

RunLock::RunLock(RunLock&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}

RunLock::~RunLock() {
  if (file_ < 0) return;
  ::unlink(path_.c_str());
  ::close(file_);
}

RunLock prepare_run_folder(const std::string& path, ExistingRun existing) {
  make_folder(path);
  RunLock lock(path);
  check_content(path, existing);
  return lock;
}

void remove_run_files(const std::string& path) { remove(path, is_run_file); }

void remove_unfinished_files(const std::string& path) { remove(path, is_unfinished); }

}  // namespace mmoe
