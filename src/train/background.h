// One task at a time on a thread beside the caller's.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

#include "base/threads.h"

namespace mmoe {

class Background {
 public:
  // Throws Error(resources) if no thread is to be had.
  Background() : thread_(start_thread([this] { serve(); })) {}
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  // After wait().
  void start(std::function<void()> task);
  // Until the task is done; throws what it threw. At once if there is none.
  void wait();

 private:
  void serve();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> task_;
  std::exception_ptr error_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace mmoe
