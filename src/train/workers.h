// A fixed team of threads for work that is divided in as many shares, one join a call.
#pragma once

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

namespace mmoe {

class Workers {
 public:
  // The caller is one of them.
  explicit Workers(int count);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  int count() const { return static_cast<int>(threads_.size()) + 1; }

  // Calls work(0) ... work(count - 1) at once and waits for all. `work` must not throw.
  void run(const std::function<void(int)>& work);

 private:
  void serve(int share);

  const std::function<void(int)>* work_ = nullptr;
  std::atomic<unsigned> round_ = 0;  // a new one: there is work, or the end
  std::atomic<int> busy_ = 0;
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace mmoe
