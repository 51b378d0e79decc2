#include "train/workers.h"

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

Workers::Workers(int count) {
  for (int share = 1; share < count; ++share) {
    threads_.emplace_back([this, share] { serve(share); });
  }
}

Workers::~Workers() {
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
    (*work_)(share);
    if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1) busy_.notify_all();
  }
}

void Workers::run(const std::function<void(int)>& work) {
  if (threads_.empty()) return work(0);
  work_ = &work;
  busy_.store(static_cast<int>(threads_.size()), std::memory_order_relaxed);
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  work(0);
  for (int left = busy_.load(std::memory_order_acquire); left > 0;
       left = busy_.load(std::memory_order_acquire)) {
    wait_while(busy_, left);
  }
}

}  // namespace mmoe
