#include "train/workers.h"

#include <algorithm>

#include "base/threads.h"
#include "train/runtime.h"

namespace mmoe {

namespace {

// Steps follow each other within microseconds: looking again is cheaper than sleeping, for a while.
constexpr int kLooks = 2000;

template <class T>
void wait_while(const std::atomic<T>& value, T old) {
  for (int i = 0; i < kLooks; ++i) {
    if (value.load(std::memory_order_acquire) != old) return;
  }
  while (value.load(std::memory_order_acquire) == old) value.wait(old);
}

}  // namespace

Workers::Workers(int count) : errors_(static_cast<size_t>(count)) {
  try {
    for (int share = 1; share < count; ++share) {
      threads_.push_back(start_thread([this, share] { serve(share); }));
    }
  } catch (...) {
    end();
    throw;
  }
}

Workers::~Workers() { end(); }

void Workers::end() {
  ends_ = true;
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Workers::serve(int share) {
  prepare_thread();
  for (unsigned seen = 0;; ++seen) {
    wait_while(round_, seen);
    if (ends_) return;
    attempt(share);
    if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1) busy_.notify_all();
  }
}

void Workers::attempt(int share) noexcept {
  try {
    (*work_)(share);
  } catch (...) {
    errors_[static_cast<size_t>(share)] = std::current_exception();
  }
}

void Workers::run(const std::function<void(int)>& work) {
  if (threads_.empty()) return work(0);
  work_ = &work;
  busy_.store(static_cast<int>(threads_.size()), std::memory_order_relaxed);
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  attempt(0);
  for (int left = busy_.load(std::memory_order_acquire); left > 0;
       left = busy_.load(std::memory_order_acquire)) {
    wait_while(busy_, left);
  }
  const auto failed = std::ranges::find_if(errors_, [](const auto& error) { return bool(error); });
  if (failed == errors_.end()) return;
  const std::exception_ptr error = *failed;
  std::ranges::fill(errors_, nullptr);
  std::rethrow_exception(error);
}

}  // namespace mmoe
