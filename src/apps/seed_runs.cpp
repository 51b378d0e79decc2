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
#include "apps/resumption.h"
#include "apps/seed_limits.h"
#include "base/files.h"
#include "base/open_files.h"
#include "base/printable.h"
#include "base/process.h"
#include "base/text.h"
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

std::string folder_of(const SeedOptions& options, int64_t seed) {
  return options.folder + "/seed-" + std::to_string(seed);
}

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

// What all replicas read.
struct Common {
  const RunConfig& config;
  const SeedOptions& options;
  Runtime runtime;
  size_t replicas = 1;                   // of a job, at once
  std::shared_ptr<SharedInputs> inputs;  // of a stream
  std::optional<TrainingData> data;      // unless each seed has its own
};

MemoryEstimate estimate(const RunConfig& config, const TrainingData& data, const Runtime& runtime) {
  return estimate_run(config, data, at::TensorOptions().dtype(at::kFloat), runtime.cores).memory;
}

// One seed: its log, its data or the common one, its run; no run if that is finished.
struct Replica {
  Log log{LogLevel::error};
  int64_t seed;
  std::string folder;
  RunLock lock;
  std::optional<TrainingData> own_data;
  std::optional<TrainingRun> run;

  Replica(const Common& common, int64_t number)
      : seed(number),
        folder(folder_of(common.options, number)),
        lock(prepare_run_folder(folder, common.options.existing)) {
    RunConfig config = common.config;
    config.train.seed = seed;
    Resumption resumed;
    if (common.options.existing == ExistingRun::resume) resumed = find_run(folder, config, log);
    if (resumed.is_finished) return;
    if (!common.data) {
      own_data = load_training_data(config, common.options.data_dir, log, common.inputs);
    }
    if (own_data) check_memory(estimate(config, *own_data, common.runtime), machine_memory_mb());
    run.emplace(config, own_data ? *own_data : *common.data,
                RunPlace{folder, /*quiet=*/true, common.runtime}, log,
                resumed.saved ? &*resumed.saved : nullptr);
    if (run->has_result()) run.reset();
  }
};

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
  Job(const Common& common, Seeds& seeds, SeedReport& report)
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
      write_error(folder_of(common_.options, seed), error);
      return false;
    }
  }

  const Common& common_;
  Seeds& seeds_;
  SeedReport& report_;
  std::list<Replica> replicas_;
};

Common load_common(const RunConfig& config, const SeedOptions& options, const Runtime& runtime,
                   Log& log) {
  Common common{config, options, runtime, 1, nullptr, {}};
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
    check_memory(at_once(estimate(config, *common.data, common.runtime), at_work),
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

void run_jobs(const Common& common, SeedReport& report) {
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

std::vector<int64_t> parse_seeds(const std::string& text) {
  std::vector<int64_t> seeds;
  const auto wrong = [&] {
    return usage_error("--seeds takes numbers and ranges such as 1-8 or 1,3,5-7, found " +
                       quote(text));
  };
  for (const std::string& part : split(text, ',')) {
    const std::vector<std::string> ends = split(part, '-');
    const auto first = parse_integer(ends.front()), last = parse_integer(ends.back());
    if (ends.size() > 2 || !first || !last || *first > *last || *last - *first >= 100000) {
      throw wrong();
    }
    for (int64_t i = 0; i <= *last - *first; ++i) {  // the largest seed has no successor
      const int64_t seed = *first + i;
      if (std::ranges::find(seeds, seed) != seeds.end()) {
        throw usage_error("--seeds names " + std::to_string(seed) + " twice");
      }
      seeds.push_back(seed);
    }
  }
  return seeds;
}

void train_seeds(const RunConfig& config, const SeedOptions& options, const Runtime& runtime) {
  const RunLock lock = prepare_run_folder(options.folder, options.existing);
  Log log(options.level);
  const Common common = load_common(config, options, runtime, log);
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
