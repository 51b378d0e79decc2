#include "apps/seed_runs.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iostream>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

#include "apps/interruption.h"
#include "apps/seed_limits.h"
#include "apps/seed_replica.h"
#include "base/files.h"
#include "base/open_files.h"
#include "base/printable.h"
#include "base/process.h"
#include "base/threads.h"
#include "report/result_file.h"
#include "report/run_needs.h"
#include "report/seed_report.h"
#include "train/failure.h"

namespace mmoe {

namespace {

// Steps of one replica before the next takes its turn: long enough for it to warm the cache.
constexpr int64_t kTurn = 128;
// Replicas of a thread that go over a stream together.
constexpr size_t kTogether = 16;

// What ended a seed, and the exit code it would have had alone. The disk may be full: no more is
// tried.
void write_error(const std::string& folder, const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Error& problem) {
    std::ofstream(folder + "/error.txt") << "exit code " << static_cast<int>(problem.code()) << "\n"
                                         << printable_lines(problem.what()) << "\n";
  } catch (...) {  // the program's own exit code tells
  }
}

// The seeds nobody has taken yet.
class Seeds {
 public:
  explicit Seeds(const std::vector<int64_t>& all) : left_(all.begin(), all.end()) {}

  // Nobody gets another.
  void close() {
    const std::lock_guard lock(mutex_);
    left_.clear();
  }

  std::optional<int64_t> take() {
    const std::lock_guard lock(mutex_);
    if (left_.empty() || interruption()) return {};
    const int64_t seed = left_.front();
    left_.pop_front();
    return seed;
  }

 private:
  std::mutex mutex_;
  std::list<int64_t> left_;
};

// What one thread does.
class Job {
 public:
  Job(const SeedsInCommon& common, Seeds& seeds, SeedReport& report)
      : common_(common), seeds_(seeds), report_(report) {}

  void run() {
    prepare_thread();
    while (take_seeds()) {
      while (!replicas_.empty()) give_turns();
    }
  }

 private:
  bool take_seeds() {
    bool took = false;
    while (replicas_.size() < common_.replicas) {
      const std::optional<int64_t> seed = seeds_.take();
      if (!seed) break;
      took = true;
      attempt(*seed, [&] { replicas_.emplace_back(common_, *seed); });
    }
    return took;
  }

  void give_turns() {
    for (auto replica = replicas_.begin(); replica != replicas_.end();) {
      const bool goes_on = attempt(replica->seed, [&] { return turn(*replica); });
      replica = goes_on ? std::next(replica) : replicas_.erase(replica);
    }
  }

  // Whether there is more to do.
  bool turn(Replica& replica) {
    if (!replica.run) {
      report_.finish(replica.seed, read_result(replica.folder + "/result.json"));
      return false;
    }
    const int64_t before = replica.run->progress().rows;
    const bool more = replica.run->advance(kTurn);
    report_.advance(replica.run->progress().rows - before);
    if (!more) report_.finish(replica.seed, replica.run->finish());
    return more;
  }

  template <class Action>
  bool attempt(int64_t seed, const Action& action) {
    try {
      if constexpr (std::is_void_v<decltype(action())>) {
        action();
        return true;
      } else {
        return action();
      }
    } catch (...) {
      const auto error = std::make_exception_ptr(failure_of(std::current_exception()));
      report_.fail(seed, error);
      write_error(folder_of_seed(common_.options, seed), error);
      return false;
    }
  }

  const SeedsInCommon& common_;
  Seeds& seeds_;
  SeedReport& report_;
  std::list<Replica> replicas_;
};

SeedsInCommon load_common(const RunConfig& config, const SeedOptions& options,
                          const Runtime& runtime, Log& log) {
  SeedsInCommon common{config, options, runtime, 1, nullptr, {}};
  common.runtime.cores = {1, 1};
  const auto* synthetic = std::get_if<SyntheticConfig>(&config.data);
  if (synthetic != nullptr && synthetic->stream) {
    common.inputs = std::make_shared<SharedInputs>(make_generator(*synthetic, config.train.seed));
    common.replicas = kTogether;
  } else if (synthetic == nullptr || synthetic->seed.number) {
    common.data = load_training_data(config, options.data_dir, log);
  }
  common.replicas = static_cast<size_t>(
      replicas_of_job(options.jobs, static_cast<int64_t>(common.replicas), raise_open_files()));
  if (common.data) {
    const auto at_work = std::min<int64_t>(options.jobs, std::ssize(options.seeds));
    check_memory(at_once(memory_of_seed(config, *common.data, common.runtime), at_work),
                 machine_memory_mb());
  }
  return common;
}

// What ended a thread, of several the first.
class FirstError {
 public:
  void set(const std::exception_ptr& error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = error;
  }
  // After all threads have ended, or set what they have to.
  void rethrow() {
    const std::lock_guard lock(mutex_);
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr error_;
};

// Ends when all of them have.
struct Jobs {
  std::vector<std::thread> all;
  ~Jobs() {
    for (std::thread& thread : all) thread.join();
  }
};

void run_jobs(const SeedsInCommon& common, SeedReport& report) {
  Seeds seeds(common.options.seeds);
  std::atomic<int> working = common.options.jobs;
  FirstError lost;
  Jobs threads;
  try {
    for (int i = 0; i < common.options.jobs; ++i) {
      threads.all.push_back(start_thread([&] {
        try {
          Job(common, seeds, report).run();
        } catch (...) {  // not even the failure of a seed could be kept
          seeds.close();
          lost.set(std::current_exception());
        }
        --working;
      }));
    }
    while (working > 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      report.show();
    }
  } catch (...) {
    seeds.close();  // those that have begun end as usual
    throw;
  }
  lost.rethrow();
}

}  // namespace

void train_seeds(const RunConfig& config, const SeedOptions& options, const Runtime& runtime) {
  const RunLock lock = prepare_run_folder(options.folder, options.existing);
  Log log(options.level);
  const SeedsInCommon common = load_common(config, options, runtime, log);
  log.info("run folder " + options.folder + ", " + std::to_string(options.seeds.size()) +
           " seeds, " + std::to_string(options.jobs) + " at a time");
  SeedReport report(options.seeds.size(), log, options.level == LogLevel::error);
  catch_interruptions();
  run_jobs(common, report);
  std::cout << report.table();
  if (const auto code = interruption()) {
    throw Error(*code,
                "stopped; each seed that had begun has its last.safetensors, and --resume goes on "
                "from there");
  }
  if (report.error()) std::rethrow_exception(report.error());
}

}  // namespace mmoe
