#include "train/members.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>

#include "base/error.h"
#include "train/warm_start.h"

namespace mmoe {

namespace {

// Steps of one member before the next takes its turn, where there are more members than threads:
// short, so that all threads are busy to the end.
constexpr int64_t kTurn = 8;

int team_size(const TrainConfig& train, const at::TensorOptions& options, const Cores& cores) {
  if (!options.device().is_cpu()) return 1;
  const int64_t threads = cores.threads.value_or(std::max(1, cores.available));
  return static_cast<int>(std::min<int64_t>(train.members, threads));
}

// The numbers of those who wait for a thread.
class Queue {
 public:
  explicit Queue(size_t count) {
    for (size_t i = 0; i < count; ++i) waiting_.push_back(i);
  }

  std::optional<size_t> take() {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) return {};
    const size_t first = waiting_.front();
    waiting_.pop_front();
    return first;
  }

  void put_back(size_t number) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(number);
  }

 private:
  std::mutex mutex_;
  std::deque<size_t> waiting_;
};

// With the seed by which the member can be trained alone.
void throw_first(const std::vector<std::exception_ptr>& errors,
                 const std::deque<Learner>& members) {
  for (size_t member = 0; member < errors.size(); ++member) {
    if (!errors[member]) continue;
    try {
      std::rethrow_exception(errors[member]);
    } catch (const Error& error) {
      throw Error(error.code(), "member " + std::to_string(member) + " (seed " +
                                    std::to_string(members[member].seed()) + "): " + error.what());
    }
  }
}

}  // namespace

int64_t seed_of_member(const TrainConfig& config, int64_t member) {
  const auto runs_before = static_cast<uint64_t>(config.seed) - 1;  // wraps around for seed 0
  const auto members = static_cast<uint64_t>(config.members);
  return static_cast<int64_t>(runs_before * members + static_cast<uint64_t>(member) + 1);
}

Members::Members(const RunConfig& config, const TrainingData& data,
                 const at::TensorOptions& options, const Cores& cores)
    : workers_(team_size(config.train, options, cores)) {
  const bool several = config.train.members > 1;
  RunConfig own = config;
  for (int64_t member = 0; member < config.train.members; ++member) {
    own.train.seed = seed_of_member(config.train, member);
    learners_.emplace_back(own, data, options, several ? Cores{1, 1} : cores);
  }
}

std::vector<std::string> Members::start_from(const InitFromConfig& from,
                                             const at::TensorOptions& options) {
  const LoadedModel origin = load_origin(from, size(), options);
  std::vector<std::string> notes;
  for (size_t member = 0; member < size(); ++member) {
    const size_t there = origin.members.size() == 1 ? 0 : member;
    const auto lines = learners_[member].start_from(origin, there);
    if (member == 0) notes = lines;  // those of the others say the same
  }
  return notes;
}

int Members::threads() const {
  return size() == 1 ? learners_.front().threads() : workers_.count();
}

int64_t Members::parameters() const {
  return learners_.front().store().count() * static_cast<int64_t>(size());
}

int64_t Members::frozen_parameters() const {
  return learners_.front().store().frozen_count() * static_cast<int64_t>(size());
}

void Members::advance_to(int64_t step) {
  if (size() == 1) return learners_.front().advance_to(step);
  run([step](Learner& learner, size_t) {
    learner.advance_to(std::min(step, learner.step() + kTurn));
    return learner.step() < step;
  });
}

void Members::each(const std::function<void(Learner&, size_t)>& action) {
  if (size() == 1) return action(learners_.front(), 0);
  run([&action](Learner& learner, size_t member) {
    action(learner, member);
    return false;
  });
}

void Members::run(const Turn& turn) {
  Queue queue(size());
  std::vector<std::exception_ptr> errors(size());
  workers_.run([&](int) {
    while (const auto member = queue.take()) {
      try {
        if (turn(learners_[*member], *member)) queue.put_back(*member);
      } catch (...) {
        errors[*member] = std::current_exception();
      }
    }
  });
  throw_first(errors, learners_);
}

}  // namespace mmoe
